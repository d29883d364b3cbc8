"""The manifest -> what stands beside an issue: other files that print the same, its later and its earlier versions."""

from collections.abc import Iterator, Mapping

from search.manifest import Claim, FileRecord
from search.results import Copy, Edition, Reissue


def editions(files: Mapping[str, FileRecord]) -> dict[str, Edition]:
    """Every indexed issue, by its id."""
    copied, later, earlier = _by_issue(files)
    return {
        one: Edition(source, tuple(copied.get(one, ())), later.get(one), tuple(earlier.get(one, ())))
        for one, source in holders(files).items()
    }


def _by_issue(
    files: Mapping[str, FileRecord],
) -> tuple[dict[str, list[Copy]], dict[str, Reissue], dict[str, list[Reissue]]]:
    copied: dict[str, list[Copy]] = {}
    earlier: dict[str, list[Reissue]] = {}
    found = [one for one in reissues(files) if one.why]
    for copy in copies(files):
        copied.setdefault(copy.issue, []).append(copy)
    for one in found:
        earlier.setdefault(one.later, []).append(one)
    return copied, {one.issue: one for one in found}, earlier


def holders(files: Mapping[str, FileRecord]) -> dict[str, str]:
    """Id of an indexed issue -> path of its file."""
    return {claim.id: source for source, claim in _claims(files) if not claim.copy}


def copies(files: Mapping[str, FileRecord]) -> Iterator[Copy]:
    """What is not indexed because it is there already, in the order of paths."""
    held = holders(files)
    for source, claim in _claims(files):
        if claim.copy and claim.id in held:
            of = held[claim.id]
            bytes_ = source != of and files[source].sha256 == files[of].sha256
            yield Copy(source, of, claim.id, "bytes" if bytes_ else "text")


def reissues(files: Mapping[str, FileRecord]) -> Iterator[Reissue]:
    """What stands beside another issue of its number under an id of its own, in the order of paths."""
    held = holders(files)
    for source, claim in _claims(files):
        beside = claim.later or (claim.issue if claim.id != claim.issue else "")
        if beside in held and not claim.copy:
            yield Reissue(source, claim.id, held[beside], beside, claim.why)


def _claims(files: Mapping[str, FileRecord]) -> Iterator[tuple[str, Claim]]:
    return ((source, claim) for source in sorted(files) for claim in files[source].claims if claim.id)
