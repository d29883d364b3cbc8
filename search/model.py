"""The values that reading, indexing, searching and the pages share: a bulletin, its articles and what they name.

`to_json` and `bulletin_from_json` turn a Bulletin into the object that `jianbao parse` prints and back.
Offsets count code points: in the title, or in the body, which is "\\n".join(paragraphs).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from search.corrections import Correction

DateSource = Literal["printed", "filename", "inferred", "corrected"]  # corrected: by staff
Precision = Literal["day", "range", "xun", "month", "quarter", "year"]
Part = Literal["title", "body"]


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date expression and the days it covers, both ends included."""

    start: dt.date
    end: dt.date
    text: str  # as printed
    precision: Precision
    year_inferred: bool  # no year printed: taken from the issue
    offset: int  # where `text` begins

    @property
    def is_event(self) -> bool:
        """Whether something may have happened then; whole months are of plans and statistics: 1—11月."""
        if self.precision != "range" or "日" in self.text or "号" in self.text:
            return self.precision in ("day", "range")
        return not (self.start.day == 1 and (self.end == dt.date.max or (self.end + dt.timedelta(days=1)).day == 1))


@dataclass(frozen=True, slots=True)
class Mention:
    part: Part  # "in" in JSON
    start: int
    end: int
    text: str  # as printed; "聂副厅长" and "王　强" are mentions too


@dataclass(frozen=True, slots=True)
class Person:
    name: str  # without padding: 王强
    key: str  # the name, or name@unit where staff split namesakes
    posts: tuple[str, ...] = ()  # as printed, in the order of appearance, no repeats
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Organization:
    name: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Informal:
    """Somebody whom a text calls by less than a full name: 叶婆婆, 王先生. No person: nobody knows who is meant."""

    name: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Entities:
    """What one text names, each list in the order of first mention."""

    people: tuple[Person, ...] = ()
    dates: tuple[DateSpan, ...] = ()
    places: tuple[Place, ...] = ()
    organizations: tuple[Organization, ...] = ()
    informal: tuple[Informal, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    id: str  # no slash; survives rename, reparse, reorder
    position: int  # place in the bulletin, from 1
    section: str | None
    title: str  # as the contents print it
    title_in_body: bool
    date: dt.date | None  # start of the first event, else the issue's
    paragraphs: tuple[str, ...]
    dates: tuple[DateSpan, ...] = ()
    people: tuple[Person, ...] = ()
    places: tuple[Place, ...] = ()
    organizations: tuple[Organization, ...] = ()
    informal: tuple[Informal, ...] = ()

    @property
    def body(self) -> str:
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Section:
    name: str | None  # None: articles before any section line
    titles: tuple[str, ...]  # as the contents print them


@dataclass(frozen=True, slots=True)
class Issue:
    id: str
    name: str | None = None
    number: int | None = None
    total_number: int | None = None
    year: int | None = None
    date: dt.date | None = None
    date_source: DateSource | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Distribution:
    text: str  # as printed, lines kept
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Warning:
    """An oddity met in reading; the code is for counting, the message for people, the line counts from 1."""

    code: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Bulletin:
    source: str  # path below the corpus folder, with "/"
    sha256: str
    issue: Issue
    sections: tuple[Section, ...]
    articles: tuple[Article, ...]
    masthead: str | None = None  # the lines above the contents, as printed
    distribution: Distribution | None = None
    loose: tuple[str, ...] = ()  # printed lines of no article: titles worded otherwise than in the contents, strays
    warnings: tuple[Warning, ...] = ()
    printed: "Bulletin | None" = None  # as it was read, where staff corrected it; what it names is not in there
    corrections: tuple[Correction, ...] = ()  # carried out on it; in one as it was read: its file's own
    withdrawn: tuple[str, ...] = ()  # ids of articles that staff withdrew: nothing else of them is here
    marked: bool = False  # its file's name says that it is a corrected version: 第3期（更正）.docx
    plain: str | None = None  # id of its issue by what is printed, where another version has that and this one its own


_JSON_NAMES = {"part": "in"}
_HIDDEN_WHEN_EMPTY = {
    "loose", "informal", "printed", "corrections", "withdrawn", "marked", "plain", "children", "excluded"
}  # fmt: skip

Leaving = Mapping[type, tuple[str, ...]]  # the fields of a dataclass that an object does not show
NOTHING_LEFT_OUT: Leaving = MappingProxyType({})


def to_json(value: Any, leaving: Leaving = NOTHING_LEFT_OUT) -> Any:
    """A model value as what `json.dumps` takes; dates become ISO strings, `Mention.part` becomes "in"."""
    kind: type = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple or kind is list:
        return [v if type(v) in _PLAIN else to_json(v, leaving) for v in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if is_dataclass(value):
        return {
            shown: item if type(item) in _PLAIN else to_json(item, leaving)
            for name, shown, may_hide in json_fields(kind, leaving.get(kind, ()))
            if (item := getattr(value, name)) or not may_hide
        }
    return value


_PLAIN = frozenset((str, int, float, bool, type(None)))


@cache
def json_fields(kind: type, left_out: tuple[str, ...] = ()) -> tuple[tuple[str, str, bool], ...]:
    """Name, name in JSON, and whether it is not shown where empty, of each field of a dataclass that is shown."""
    return tuple(
        (f.name, _JSON_NAMES.get(f.name, f.name), f.name in _HIDDEN_WHEN_EMPTY)
        for f in fields(kind)
        if f.name not in left_out
    )


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _mentions(rows: Any) -> tuple[Mention, ...]:
    return tuple(Mention(m["in"], m["start"], m["end"], m["text"]) for m in rows or ())


def _people(rows: Any) -> tuple[Person, ...]:
    return tuple(
        Person(p["name"], p.get("key") or p["name"], tuple(p.get("posts") or ()), _mentions(p.get("mentions")))
        for p in rows or ()
    )


def issue_from_json(row: Mapping[str, Any]) -> Issue:
    """The Issue of a `parse` object; `id` is required, all else may be absent."""
    return Issue(
        id=row["id"],
        name=row.get("name"),
        number=row.get("number"),
        total_number=row.get("total_number"),
        year=row.get("year"),
        date=_day(row.get("date")),
        date_source=row.get("date_source"),
        publisher=row.get("publisher"),
    )


def article_from_json(row: Mapping[str, Any]) -> Article:
    """The Article of a `parse` object; the lists of what it names may be absent."""
    return Article(
        id=row["id"],
        position=row["position"],
        section=row.get("section"),
        title=row["title"],
        title_in_body=row.get("title_in_body", True),
        date=_day(row.get("date")),
        paragraphs=tuple(row["paragraphs"]),
        dates=tuple(
            DateSpan(
                dt.date.fromisoformat(d["start"]),
                dt.date.fromisoformat(d["end"]),
                d["text"],
                d["precision"],
                d["year_inferred"],
                d["offset"],
            )
            for d in row.get("dates") or ()
        ),
        people=_people(row.get("people")),
        places=tuple(Place(p["name"], _mentions(p.get("mentions"))) for p in row.get("places") or ()),
        organizations=tuple(
            Organization(o["name"], _mentions(o.get("mentions"))) for o in row.get("organizations") or ()
        ),
        informal=tuple(Informal(p["name"], _mentions(p.get("mentions"))) for p in row.get("informal") or ()),
    )


def bulletin_from_json(row: Mapping[str, Any]) -> Bulletin:
    """The inverse of `to_json` for a whole bulletin."""
    distribution = row.get("distribution")
    return Bulletin(
        source=row.get("source") or "",
        sha256=row.get("sha256") or "",
        issue=issue_from_json(row["issue"]),
        sections=tuple(Section(s["name"], tuple(s["titles"])) for s in row.get("sections") or ()),
        articles=tuple(article_from_json(a) for a in row.get("articles") or ()),
        masthead=row.get("masthead"),
        distribution=distribution
        and Distribution(
            distribution["text"],
            tuple(distribution.get("to") or ()),
            tuple(distribution.get("cc") or ()),
            _people(distribution.get("people")),
        ),
        loose=tuple(row.get("loose") or ()),
        warnings=tuple(Warning(w["code"], w["message"], w.get("line")) for w in row.get("warnings") or ()),
        printed=bulletin_from_json(row["printed"]) if row.get("printed") else None,
        corrections=tuple(Correction(**c) for c in row.get("corrections") or ()),
        withdrawn=tuple(row.get("withdrawn") or ()),
        marked=bool(row.get("marked")),
        plain=row.get("plain"),
    )
