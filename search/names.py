"""What an archive's staff know of its names: people (namesakes, aliases, readings) and places, from `corpus/lexicon/`.

What they correct in its bulletins, and withdraw of them, comes with it. `load_lexicon` reads the folder into a
`Lexicon`; `person_key` tells which person of a name is meant; `reading` gives the pinyin of a name, surnames read as
surnames (单 shan, 区 ou).
"""

import hashlib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from search.corrections import CORRECTION_COLUMNS, Correction, correction_of
from search.errors import SearchError
from search.fold import fold
from search.purged import NAME as PURGED
from search.purged import PURGED_COLUMNS, PurgedEntry, purged_as, purged_of
from search.tables import Problem, Row, Table, read_table

PersonStatus = Literal["", "not-a-person"]
STATUSES: tuple[PersonStatus, ...] = ("", "not-a-person")
PEOPLE_COLUMNS = ("name", "key", "match", "aliases", "reading", "status")
PLACE_COLUMNS = ("name", "parent", "kind")

# How these are read as surnames, where a dictionary's first reading is another.
SURNAME_READINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "单": ("shan",), "单于": ("chan", "yu"), "曾": ("zeng",), "仇": ("qiu",), "解": ("xie",), "区": ("ou",),
        "查": ("zha",), "任": ("ren",), "华": ("hua",), "盖": ("ge",), "朴": ("piao",), "召": ("shao",),
        "尉迟": ("yu", "chi"), "尉": ("wei",), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "澹台": ("tan", "tai"),
        "令狐": ("ling", "hu"), "鲜于": ("xian", "yu"), "夏侯": ("xia", "hou"), "诸葛": ("zhu", "ge"),
        "皇甫": ("huang", "fu"), "公孙": ("gong", "sun"), "宓": ("mi",), "秘": ("bi",), "缪": ("miao",),
        "乐": ("yue",), "晁": ("chao",), "洗": ("xian",), "冼": ("xian",), "种": ("chong",), "翟": ("zhai",),
        "覃": ("qin",), "员": ("yun",), "繁": ("po",), "过": ("guo",), "黑": ("he",), "纪": ("ji",), "宁": ("ning",),
        "燕": ("yan",), "应": ("ying",), "曲": ("qu",), "卜": ("bu",), "那": ("na",), "祭": ("zhai",), "幺": ("yao",),
        "葛": ("ge",), "句": ("gou",), "郇": ("xun",), "郗": ("xi",), "逄": ("pang",), "佴": ("nai",), "牟": ("mou",),
        "缴": ("jiao",), "折": ("she",), "訾": ("zi",), "隗": ("wei",), "哈": ("ha",), "红": ("hong",),
        "车": ("che",), "贾": ("jia",), "沈": ("shen",), "石": ("shi",), "谌": ("chen",), "都": ("du",),
        "降": ("xiang",), "殷": ("yin",), "相": ("xiang",), "适": ("kuo",), "臧": ("zang",), "柏": ("bai",),
        "郝": ("hao",),
        "乜": ("nie",), "难": ("ning",), "蕃": ("pi",), "撒": ("sa",), "阚": ("kan",), "麴": ("qu",), "鞠": ("ju",),
    }
)  # fmt: skip


class LexiconError(SearchError, ValueError):
    """A line of a lexicon file cannot be understood; the message names file and line."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One person, or one string that is none, of people.tsv."""

    name: str
    key: str  # the name, or name@unit
    match: tuple[str, ...] = ()  # words of which one chooses this key among namesakes
    aliases: tuple[str, ...] = ()  # other printed names: a former name, a misprint
    reading: str = ""  # "shàn lì qún"
    status: PersonStatus = ""


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """One place of places.tsv."""

    name: str
    parent: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity, so that what is compiled from it can be cached
class Lexicon:
    """What the files of the lexicon folder say. `Lexicon()` knows nothing, and everything works with it."""

    people: tuple[PersonEntry, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
    corrections: tuple[Correction, ...] = ()
    purged: tuple[PurgedEntry, ...] = ()
    version: str = field(init=False)  # changes with the content, for the manifest
    _by_name: Mapping[str, tuple[PersonEntry, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_name: dict[str, tuple[PersonEntry, ...]] = {}
        for entry in self.people:
            for name in map(fold, (entry.name, *entry.aliases)):
                by_name[name] = (*by_name.get(name, ()), entry)
        object.__setattr__(self, "_by_name", by_name)
        object.__setattr__(self, "version", _version(self.people, self.places, self.corrections, self.purged))

    def entries(self, name: str) -> tuple[PersonEntry, ...]:
        """The persons printed as `name`, as their name or an alias, in any script, in the file's order."""
        return self._by_name.get(fold(name), ()) if self._by_name else ()

    @property
    def purged_ids(self) -> frozenset[str]:
        """The articles and issues that were withdrawn."""
        return frozenset(entry.id for entry in self.purged)

    def withdrawn(self, one: str) -> PurgedEntry | None:
        """The decision by which an article or issue was withdrawn, itself or its issue as a whole; None: it was not."""
        if not self.purged:
            return None
        found = purged_as(one, self.purged_ids)
        return next((entry for entry in self.purged if entry.id == found), None)

    def in_force(self, left_out: Collection[str]) -> "Lexicon":
        """Without the corrections of what was withdrawn: the lexicon is kept with the index, and they word the text.

        `left_out`: the digests of those that are known to.
        """
        kept = tuple(c for c in self.corrections if c.digest not in left_out and self.withdrawn(c.id) is None)
        return self if kept == self.corrections else replace(self, corrections=kept)

    @property
    def other_names(self) -> Mapping[str, tuple[str, ...]]:
        """Key -> the person's names besides the one that staff prefer."""
        names: dict[str, tuple[str, ...]] = {}
        for entry in self.people:
            if entry.aliases and not entry.status:
                names[entry.key] = (*names.get(entry.key, ()), *entry.aliases)
        return names

    def is_forbidden(self, name: str) -> bool:
        """Whether staff said that `name` is not a person."""
        return any(entry.status == "not-a-person" for entry in self.entries(name))


def load_lexicon(folder: Path) -> Lexicon:
    """Read the files of `folder`; a file that is not there says nothing.

    Raises LexiconError for a line that cannot be understood.
    """
    entries: dict[str, tuple[Any, ...]] = {}
    for name, read in LEXICON_FILES.items():
        rows, problems = read(folder)
        if problems:
            raise LexiconError(problems[0])
        entries[name] = tuple(entry for _, entry in rows)
    return Lexicon(**entries)


_T = TypeVar("_T")
Entries = tuple[list[tuple[Row, _T]], list[Problem]]  # what the rows of a file say, and what is wrong with others


def read_people(folder: Path) -> Entries[PersonEntry]:
    return entries_of(read_table(folder / "people.tsv", PEOPLE_COLUMNS), person_of)


def read_places(folder: Path) -> Entries[PlaceEntry]:
    return entries_of(read_table(folder / "places.tsv", PLACE_COLUMNS), _place)


def read_corrections(folder: Path) -> Entries[Correction]:
    return entries_of(read_table(folder / "corrections.tsv", CORRECTION_COLUMNS), correction_of)


def read_purged(folder: Path) -> Entries[PurgedEntry]:
    return entries_of(read_table(folder / PURGED, PURGED_COLUMNS), purged_of)


LEXICON_FILES: Mapping[str, Callable[[Path], Entries[Any]]] = MappingProxyType(
    {"people": read_people, "places": read_places, "corrections": read_corrections, "purged": read_purged}
)


def entries_of(table: Table, make: Callable[[Mapping[str, str]], _T]) -> Entries[_T]:
    """What the rows of a table say, and a problem for each that says nothing."""
    entries, problems = [], list(table.problems)
    for row in table.rows:
        try:
            entries.append((row, make(row.cells)))
        except ValueError as error:
            problems.append(Problem(table.path, row.line, str(error)))
    return entries, sorted(problems, key=lambda problem: problem.line)


def lexicon_to_json(lexicon: Lexicon) -> dict[str, Any]:
    """What the files say, for the manifest."""
    return {name: [asdict(entry) for entry in getattr(lexicon, name)] for name in LEXICON_FILES}


def lexicon_from_json(rows: Mapping[str, Any]) -> Lexicon:
    """The inverse. Raises LookupError, TypeError or AttributeError for what another version wrote."""
    kinds = {"people": PersonEntry, "places": PlaceEntry, "corrections": Correction, "purged": PurgedEntry}
    known = {"purged": (), **rows}  # before anything could be withdrawn
    return Lexicon(**{name: tuple(_entry(kinds[name], row) for row in known[name]) for name in kinds})


def _entry(kind: Any, row: Mapping[str, Any]) -> Any:
    if set(row) != {f.name for f in fields(kind)}:
        raise TypeError(f"{kind.__name__} of another version")
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})


def person_key(name: str, posts: Iterable[str], context: str, lexicon: Lexicon) -> str:
    """The key of the person printed as `name` with `posts` in an article whose text is `context`.

    Among namesakes that staff split, the one of which a match word stands in a post; failing that, in the article;
    failing that, an entry without match words, or the one person who has the name as an alias; else the name itself:
    nobody is guessed at.
    """
    entries = [entry for entry in lexicon.entries(name) if not entry.status]
    for text in (fold("\n".join(posts)), fold(context) if len(entries) > 1 else ""):
        for entry in entries:
            if any(fold(word) in text for word in entry.match):
                return entry.key
    if len(entries) == 1 and fold(entries[0].name) != fold(name):
        return entries[0].key
    return next((entry.key for entry in entries if not entry.match), name)


def person_name(key: str, lexicon: Lexicon) -> str:
    """The name that staff gave the person of this key, "" if they gave none."""
    return next((entry.name for entry in lexicon.entries(key.partition("@")[0]) if entry.key == key), "")


def reading(name: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The pinyin syllables of a person's name without tones: staff's reading, else surnames read as surnames."""
    if told := staff_reading(name, lexicon):
        return told
    letters = "".join(c for c in name if c.isalnum())
    surname = surname_reading(letters) if "·" not in name else ()
    return (*surname, *_pinyin(letters[len(surname) :]))


def staff_reading(name: str, lexicon: Lexicon) -> tuple[str, ...]:
    """How staff say that a name is read, () where they do not."""
    readings = (entry.reading for entry in lexicon.entries(name) if entry.reading and fold(entry.name) == fold(name))
    return tuple(plain(next(readings, "")).split())


def surname_reading(name: str) -> tuple[str, ...]:
    """How the surname that a name begins with is read, where that is not as in a word; else ()."""
    return next((SURNAME_READINGS[name[:n]] for n in (2, 1) if name[:n] in SURNAME_READINGS), ())


def _pinyin(text: str) -> list[str]:
    if not text:
        return []
    from pypinyin import lazy_pinyin  # a third of a second to load: only when somebody asks

    return [syllable for syllable in lazy_pinyin(text) if syllable]


@cache
def plain(syllables: str) -> str:
    """`shàn lì qún` as `shan li qun`; ü as pypinyin writes it, v."""
    decomposed = unicodedata.normalize("NFD", syllables.lower()).replace("u\u0308", "v")
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def person_of(row: Mapping[str, str]) -> PersonEntry:
    """The person that a row of people.tsv says. Raises ValueError with what is wrong with it."""
    name, key = _named(row), row["key"] or row["name"]
    if key.partition("@")[0] != name or key.endswith("@"):
        raise ValueError(f"key 应为 {name} 或 {name}@单位，实为 {key} (key must be name or name@unit)")
    if "/" in key:
        raise ValueError(f"key 要用在网址里，不能有斜杠，实为 {key} (no slash in a key)")
    if row["status"] not in STATUSES:
        raise ValueError(f"status 只能为空或 not-a-person，实为 {row['status']} (unknown status)")
    status: PersonStatus = "not-a-person" if row["status"] else ""
    return PersonEntry(name, key, cell_words(row["match"]), cell_words(row["aliases"]), row["reading"], status)


def _place(row: Mapping[str, str]) -> PlaceEntry:
    return PlaceEntry(_named(row), row["parent"], row["kind"])


def _named(row: Mapping[str, str]) -> str:
    if not row["name"]:
        raise ValueError("第一列 name 为空 (no name)")
    return row["name"]


def cell_words(cell: str) -> tuple[str, ...]:
    """The words of a cell: parted by | or, as typed without care, by ｜."""
    return tuple(word for part in cell.replace("｜", "|").split("|") if (word := part.strip()))


def _version(*entries: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(entries).encode()).hexdigest()[:12]
