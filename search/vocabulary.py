"""What an archive can complete and correct a query to: its people, places, organizations, sections, titles, words.

The forms of a snapshot stand one after the other as numbers of an alphabet in which a character counts as often as it
is read differently (the surname 单 is another than that of 单位). A query is a row of `Unit`s, each a set of such
characters: one character, those read so, those whose reading begins so. `beginning` finds the forms that begin with a
row of units, `within` those that have it further in.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from search.columns.snapshot import Snapshot
from search.entries import KINDS, Entry, without_dots
from search.fold import codes_of
from search.names import Lexicon
from search.readings import Readings, common_readings, name_readings, sound

MAX_UNITS = 64  # of a row that is looked for

Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]
Table = npt.NDArray[np.bool_]


class Vocabulary:
    """Entries of one snapshot. Made once, immutable."""

    def __init__(self, snapshot: Snapshot, lexicon: Lexicon, entries: Iterable[Entry]) -> None:
        self.snapshot = snapshot
        self.entries = tuple(entries)
        keys = [entry.key for entry in self.entries]
        text = "".join(f"{key}\0" for key in keys) + "\0" * MAX_UNITS
        codes = codes_of(text)
        alphabet, numbers = np.unique(codes, return_inverse=True)
        self._text = numbers.astype(np.int32)  # 0 is what parts the forms
        self.lengths: Ints = np.array([len(key) for key in keys], np.int64)
        self.starts: Ints = np.concatenate([[0], np.cumsum(self.lengths + 1)[:-1]]) if self.entries else self.lengths
        self._chars = [chr(code) for code in alphabet.tolist()]
        self._readings: list[Readings] = [common_readings(char) if char > "\0" else () for char in self._chars]
        self._read_names(text, lexicon)
        self._units: dict[str, Table] = {}
        self._counts: dict[int, int] = {}  # of words, as they are asked for
        self.kinds = np.array([KINDS.index(entry.kind) for entry in self.entries], np.int8)
        counts = np.array([entry.count for entry in self.entries], np.int64)
        self.rank = np.empty(len(self.entries), np.int64)  # by kind, the most frequent and the shortest first
        self.rank[np.lexsort((self.lengths, -counts, self.kinds))] = np.arange(len(self.entries))

    def _read_names(self, text: str, lexicon: Lexicon) -> None:
        """Give the characters of names numbers of their own where names read them otherwise, in titles as well."""
        known: dict[tuple[str, Readings], int] = {}
        named: dict[str, list[tuple[int, int]]] = {}  # name -> at which of its characters another number stands
        for form in {entry.form for entry in self.entries if entry.kind == "person"}:
            read = zip(form, name_readings(form, lexicon), strict=True)
            for at, (char, readings) in enumerate(pair for pair in read if without_dots(pair[0])):
                if readings != common_readings(char):
                    number = known.setdefault((char, readings), len(self._chars) + len(known))
                    named.setdefault(without_dots(form), []).append((at, number))
        heads = {form[0] for form in named}
        is_head = np.array([char in heads for char in self._chars], bool)
        sizes = sorted({len(form) for form in named if len(form) > 1}) or [1]
        for place in np.flatnonzero(is_head[self._text]).tolist():
            alone = text[place - 1 : place] in ("", "\0") and text[place + 1] == "\0"
            for size in (1,) if alone else sizes:
                for at, number in named.get(text[place : place + size], ()):
                    self._text[place + at] = number
        self._chars += [char for char, _ in known]
        self._readings += [readings for _, readings in known]

    @cached_property
    def _by_char(self) -> dict[str, list[int]]:
        ids: dict[str, list[int]] = {}
        for number, char in enumerate(self._chars):
            ids.setdefault(char, []).append(number)
        return ids

    @cached_property
    def _by_reading(self) -> dict[str, list[int]]:
        ids: dict[str, list[int]] = {}
        for number, readings in enumerate(self._readings):
            for syllable in readings:
                ids.setdefault(syllable, []).append(number)
        return ids

    @cached_property
    def _by_sound(self) -> dict[str, list[int]]:
        ids: dict[str, list[int]] = {}
        for syllable, numbers in self._by_reading.items():
            ids.setdefault(sound(syllable), []).extend(numbers)
        return ids

    @cached_property
    def syllables(self) -> list[str]:
        """All readings, ascending; letters and digits, which are read as themselves, among them."""
        return sorted(syllable for syllable in self._by_reading if syllable.isascii())

    def is_syllable(self, letters: str) -> bool:
        return letters in self._by_reading

    def begins_syllable(self, letters: str) -> bool:
        at = bisect_left(self.syllables, letters)
        return at < len(self.syllables) and self.syllables[at].startswith(letters)

    def char(self, char: str) -> Table:
        return self._unit(self._by_char.get(char, ()))

    def read(self, syllable: str) -> Table:
        return self._kept(syllable, lambda: self._by_reading.get(syllable, ()))

    def read_from(self, letters: str) -> Table:
        """The characters that have a reading beginning with `letters`."""
        first, last = bisect_left(self.syllables, letters), bisect_left(self.syllables, letters + "~")
        return self._kept(f"{letters}~", lambda: [n for s in self.syllables[first:last] for n in self._by_reading[s]])

    def read_as(self, char: str, *, alike: bool) -> Table:
        """The characters with a reading of `char`, or with one that sounds alike."""
        readings = {r for n in self._by_char.get(char, ()) for r in self._readings[n]} or set(common_readings(char))
        if alike:
            return self._unit([n for s in {sound(r) for r in readings} for n in self._by_sound.get(s, ())])
        return self._unit([n for r in readings for n in self._by_reading.get(r, ())])

    def sounds_as(self, char: str, other: str, *, alike: bool) -> bool:
        """Whether two characters have a reading in common, or readings that sound alike."""
        both = [{sound(r) if alike else r for r in common_readings(c)} for c in (char, other)]
        return not both[0].isdisjoint(both[1])

    def _kept(self, name: str, ids: Callable[[], Sequence[int]]) -> Table:
        """A unit by reading; there are about a thousand."""
        if name not in self._units:
            self._units[name] = self._unit(ids())
        return self._units[name]

    def _unit(self, ids: Sequence[int]) -> Table:
        """A set of characters as a table to look numbers up in."""
        table = np.zeros(len(self._chars), bool)
        table[np.array(ids, np.int64)] = True
        return table

    def beginning(self, units: Sequence[Table], at: int = 0, among: Ints | None = None) -> Ints:
        """The entries, of `among` if given, that have the units from character `at` on."""
        found = among
        for place, unit in enumerate(units, at):
            if found is None:
                found = self._starting(np.flatnonzero(unit))
            else:  # behind the last character of a form stands what is in no unit
                found = found[unit[self._text[self.starts[found] + place]]]
        return np.arange(len(self.entries)) if found is None else found

    def _starting(self, ids: Ints) -> Ints:
        """The entries that begin with one of the characters."""
        order, begins = self._by_first
        return np.concatenate([order[:0], *(order[begins[n] : begins[n + 1]] for n in ids.tolist())])

    @cached_property
    def _by_first(self) -> tuple[Ints, Ints]:
        """Entries by their first character, and where those of each begin."""
        return self._grouped(self._text[self.starts])

    def within(self, units: Sequence[Table]) -> tuple[Ints, Ints]:
        """The entries that have the units behind their first character, and at which; each place is one of both."""
        sizes = [int(self._frequency[unit].sum()) for unit in units]
        rarest = sizes.index(min(sizes))
        places = self._places(np.flatnonzero(units[rarest])) - rarest
        places = places[places >= 0]
        for at, unit in enumerate(units):
            if at != rarest:
                places = places[unit[self._text[places + at]]]
        entries = np.searchsorted(self.starts, places, side="right") - 1
        inner = places > self.starts[entries]
        return entries[inner], (places - self.starts[entries])[inner]

    def _places(self, ids: Ints) -> Ints:
        order, begins = self._by_place
        return np.concatenate([order[:0], *(order[begins[n] : begins[n + 1]] for n in ids.tolist())])

    @cached_property
    def _by_place(self) -> tuple[Ints, Ints]:
        """Places by their character, and where those of each begin."""
        return self._grouped(self._text)

    def _grouped(self, chars: Ids) -> tuple[Ints, Ints]:
        small = chars.astype(np.uint16) if len(self._chars) <= 0xFFFF else chars  # sorted by bytes, much faster
        order = np.argsort(small, kind="stable")
        return order, np.searchsorted(chars[order], np.arange(len(self._chars) + 1))

    @cached_property
    def _frequency(self) -> Ints:
        return np.bincount(self._text, minlength=len(self._chars))

    def whole(self, units: Sequence[Table]) -> list[int]:
        """The entries of just these characters, titles aside, names first, the most frequent first."""
        found = self.beginning(units)
        found = found[(self.lengths[found] == len(units)) & (self.kinds[found] != KINDS.index("title"))]
        numbers: list[int] = found[np.argsort(self.rank[found])].tolist()
        return numbers

    def is_name(self, number: int) -> bool:
        return self.entries[number].kind in ("person", "place", "organization")

    def shown(self, number: int) -> str:
        """An entry as it is shown."""
        entry = self.entries[number]
        return entry.text if entry.doc < 0 else self.snapshot.title(entry.doc, printed=True)

    def count(self, number: int) -> int:
        """How many documents have an entry."""
        entry = self.entries[number]
        if entry.kind != "word":
            return entry.count
        if number not in self._counts:
            self._counts[number] = len(self.snapshot.literal(entry.form, printed=False).docs)
        return self._counts[number]
