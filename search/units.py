"""A post as printed -> its unit: 市民政局 of 市民政局党组书记、局长. Only what the archive knows is a unit."""

from collections.abc import Iterable

# A unit may be printed without the place it belongs to: 市民政局 for 岚州市民政局.
_RANKS = frozenset("省市县区州盟旗镇乡")


class Units:
    """The units of an archive: its organizations, each also from its rank on, and its places."""

    def __init__(self, organizations: Iterable[str], places: Iterable[str]) -> None:
        self._known = {*organizations, *places}
        self._known |= {one[at:] for one in self._known for at, char in enumerate(one) if char in _RANKS}
        self._longest = max(map(len, self._known), default=0)

    def of(self, post: str) -> str:
        """The longest unit with which a post begins and in which it is more than that; "" where none is printed."""
        sizes = range(min(self._longest, len(post) - 1), 1, -1)
        return next((post[:size] for size in sizes if post[:size] in self._known), "")
