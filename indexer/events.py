"""What a run tells while it goes on, as values: the plan, each file with its outcome, the phases."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from indexer.errors import Rejected

Phase = Literal["reading", "lexicon", "writing"]


@dataclass(frozen=True, slots=True)
class Planned:
    """What a run is going to do: numbers of files, and of issues that the lexicon says otherwise."""

    new: int
    changed: int
    removed: int  # those held back among them
    unchanged: int
    held: int
    touched: int
    rebuilt: str | None
    renamed: int = 0


@dataclass(frozen=True, slots=True)
class FileDone:
    source: str
    done: int
    of: int
    rejected: Rejected | None = None


@dataclass(frozen=True, slots=True)
class IssuesDone:
    """Of a file with many issues: how many have been read."""

    source: str
    issues: int
    done: int  # files
    of: int


@dataclass(frozen=True, slots=True)
class PhaseBegun:
    phase: Phase


Event = Planned | FileDone | IssuesDone | PhaseBegun
Told = Callable[[Event], None]


@dataclass(slots=True)
class Steps:
    """Files and issues done -> events."""

    files: int
    told: Told | None
    number: int = 0  # of files done

    def done(self, source: str, rejected: Rejected | None) -> None:
        self.number += 1
        self._tell(FileDone(source, self.number, self.files, rejected))

    def inside(self, source: str, issues: int) -> None:
        """The second and later issues of one file are told by their number."""
        if issues > 1:
            self._tell(IssuesDone(source, issues, self.number, self.files))

    def begins(self, phase: Phase) -> None:
        self._tell(PhaseBegun(phase))

    def _tell(self, event: Event) -> None:
        if self.told:
            self.told(event)
