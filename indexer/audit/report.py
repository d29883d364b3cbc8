"""What an audit found: checks with their counts and the first of their failures, and the files that tell nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SHOWN = 10  # failures of a check that are told; the rest is counted


@dataclass(frozen=True, slots=True)
class Check:
    """One promise, held against what is there."""

    name: str  # for programs
    what: str  # for people
    checked: int
    failed: int
    failures: tuple[str, ...]  # the first of them


@dataclass(slots=True)
class Tally:
    """A check under way."""

    name: str
    what: str
    checked: int = 0
    failed: int = 0
    failures: list[str] = field(default_factory=list)

    def hold(self, holds: bool, failure: str, count: int = 1) -> None:
        """Count something that was checked, and tell of it where it does not hold."""
        self.checked += count
        if not holds:
            self.failed += 1
            if len(self.failures) < SHOWN:
                self.failures.append(failure)

    def done(self) -> Check:
        return Check(self.name, self.what, self.checked, self.failed, tuple(self.failures))


@dataclass(frozen=True, slots=True)
class Audit:
    """The outcome. Nothing of `aside` counts as a loss."""

    index: str
    generation: int
    issues: int
    articles: int
    sample: int
    seed: int
    sources: int  # files that were read again
    checks: tuple[Check, ...]
    aside: Mapping[str, tuple[str, ...]]  # changed, vanished, rejected, new, left_out -> paths of files
    seconds: float

    @property
    def checked(self) -> int:
        return sum(check.checked for check in self.checks)

    @property
    def failed(self) -> int:
        return sum(check.failed for check in self.checks)

    @property
    def recall(self) -> float:
        """The share of what was checked that holds; 1 only where all of it does."""
        return 1 - self.failed / self.checked if self.checked else 1.0
