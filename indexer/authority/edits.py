"""A decision of staff about a name or an article -> the table with lines that say so; nothing else in it changes."""

from collections.abc import Iterable, Sequence

from search.corrections import BORDERS, CHANGE_NAMES, Correction
from search.errors import SearchError
from search.fold import fold
from search.names import PersonEntry, cell_words, person_of
from search.purged import PurgedEntry
from search.tables import Row, Table

FORBIDDEN = "not-a-person"


class Refused(SearchError):
    """The edit contradicts what the table says; the message tells what to do."""


def merge(table: Table, names: Sequence[str], into: str) -> Table:
    """The persons of these names or keys are one, `into`; what was said of them is said of that one."""
    for name in names:
        if name == into:
            raise Refused(f"{name} 不能并入自己 (merged into itself)")
        table = _merged(table, name, into)
    return table


def _merged(table: Table, name: str, into: str) -> Table:
    _no_forbidden(table, name, into)
    gone = _person(table, name)
    if gone is None:
        _no_alias(table, name, but=into)
    table, target = _with_person(table, into)
    own = target.cells["name"]
    aliases = [name.partition("@")[0]]
    match: tuple[str, ...] = ()
    if gone is not None:
        entry = person_of(gone.cells)
        aliases += entry.aliases
        # Words tell namesakes apart; a person of another name needs none to be told from this one.
        match = entry.match if entry.name == own else ()
    table = table.with_cells(
        target.line,
        {
            "aliases": _joined(cell_words(target.cells["aliases"]), aliases, without=own),
            "match": _joined(cell_words(target.cells["match"]), match),
        },
    )
    return table if gone is None else table.without_line(_line(table, gone.cells))


def split(table: Table, name: str, key: str, match: Sequence[str]) -> Table:
    """Of those called `name`, the one beside whom one of these words stands is `key`."""
    if key.partition("@")[0] != name or not key.partition("@")[2]:
        raise Refused(f"代号应为 {name}@单位，实为 {key} (key must be name@unit)")
    _no_forbidden(table, name)
    for row in table.rows:
        other = person_of(row.cells)
        both = {a for a in map(fold, match) for b in map(fold, other.match) if a in b or b in a}
        if fold(other.name) == fold(name) and other.key != key and both:
            raise Refused(f"{other.key} 也用“{'、'.join(sorted(both))}”来认，分不开 (matched by the same word)")
    table, target = _with_person(table, key)
    return table.with_cells(target.line, {"match": _joined(cell_words(target.cells["match"]), match)})


def rename(table: Table, key: str, name: str) -> Table:
    """The person is shown as `name` from now on; the old name finds the same person."""
    old, _, unit = key.partition("@")
    if old == name:
        raise Refused(f"{key} 已经叫 {name} (has this name)")
    _no_forbidden(table, old, name)
    new = f"{name}@{unit}" if unit else name
    if _person(table, new) is not None:
        raise Refused(f"{new} 已是另一个人；要合为一人请用 merge (another person; merge them)")
    _no_alias(table, name, but=key)
    table, target = _with_person(table, key)
    cells = {
        "name": name,
        "key": new if unit else "",
        "aliases": _joined([old], cell_words(target.cells["aliases"]), without=name),
        "reading": "",  # it was the old name's
    }
    return table.with_cells(target.line, cells)


def forbid(table: Table, name: str) -> Table:
    """`name` is not a person's."""
    rows = _called(table, name)
    if any(row.cells["status"] == FORBIDDEN for row in rows):
        raise Refused(f"{name} 已列为不是人名 (forbidden already)")
    for row in rows:
        entry = person_of(row.cells)
        if entry.aliases or entry.match or entry.key != entry.name or fold(entry.name) != fold(name):
            raise Refused(f"第 {row.line} 行说 {name} 是 {entry.key}；请先删去那一行 (listed as a person)")
        table = table.without_line(row.line)
    return table.with_row({"name": name, "status": FORBIDDEN})


def allow(table: Table, name: str) -> Table:
    """Take back that `name` is not a person's."""
    row = next((row for row in _called(table, name) if row.cells["status"] == FORBIDDEN), None)
    if row is None:
        raise Refused(f"{name} 没有列为不是人名 (not forbidden)")
    if row.cells["match"] or row.cells["aliases"] or row.cells["reading"]:
        return table.with_cells(row.line, {"status": ""})
    return table.without_line(row.line)


def correct(table: Table, correction: Correction) -> Table:
    """One more correction; an earlier one of the same place gives way to it."""
    cells = {
        "id": correction.id,
        "title": correction.title,
        "change": CHANGE_NAMES[correction.change],
        "paragraph": correction.paragraph,
        "value": correction.value,
    }
    names = (correction.change, CHANGE_NAMES[correction.change])
    for row in table.rows:
        same = row.cells["id"] == correction.id and row.cells["title"] == correction.title
        if same and row.cells["change"] in names:
            if correction.change not in BORDERS or row.cells["paragraph"] == correction.paragraph:
                return table.with_cells(row.line, cells)
    return table.with_row(cells)


def withdraw(table: Table, entry: PurgedEntry) -> Table:
    """One more article or issue that is withdrawn; what an earlier row says of it stays."""
    if any(row.cells["id"] == entry.id for row in table.rows):
        return table
    return table.with_row({"id": entry.id, "date": entry.date, "reason": entry.reason})


def take_back(table: Table, one: str) -> Table:
    """Without the corrections of this article or issue."""
    lines = [row.line for row in table.rows if row.cells["id"] == one]
    if not lines:
        raise Refused(f"{one} 没有更正可撤 (nothing to take back)")
    for line in reversed(lines):
        table = table.without_line(line)
    return table


def _person(table: Table, key: str) -> Row | None:
    """The row of a person. Refused for a name that several share."""
    rows = [row for row in table.rows if person_of(row.cells).key == key and row.cells["status"] != FORBIDDEN]
    if rows:
        return rows[0]
    others = [person_of(row.cells).key for row in table.rows if row.cells["name"] == key and row.cells["key"]]
    if others:
        raise Refused(f"{key} 有几位：{'、'.join(others)}；请写明是哪一位 (several of this name)")
    return None


def _with_person(table: Table, key: str) -> tuple[Table, Row]:
    """The table with a row for this person, behind those of the same name, and that row."""
    name = key.partition("@")[0]
    row = next((r for r in table.rows if person_of(r.cells).key == key and r.cells["status"] != FORBIDDEN), None)
    if row is None:
        after = max((r.line for r in table.rows if r.cells["name"] == name), default=None)
        table = table.with_row({"name": name, "key": key if key != name else ""}, after=after)
        row = next(r for r in table.rows if person_of(r.cells).key == key and r.cells["status"] != FORBIDDEN)
    return table, row


def _line(table: Table, cells: object) -> int:
    return next(row.line for row in table.rows if row.cells == cells)


def _called(table: Table, name: str) -> list[Row]:
    """The rows that say something of a name, as a name or an alias."""
    wanted = fold(name)
    return [row for row in table.rows if wanted in map(fold, _names(person_of(row.cells)))]


def _names(entry: PersonEntry) -> tuple[str, ...]:
    return (entry.name, *entry.aliases)


def _no_forbidden(table: Table, *keys: str) -> None:
    for key in keys:
        name = key.partition("@")[0]
        if any(row.cells["status"] == FORBIDDEN for row in _called(table, name)):
            raise Refused(f"{name} 列为不是人名；请先 jianbao people allow {name} (forbidden)")


def _no_alias(table: Table, name: str, *, but: str) -> None:
    for row in _called(table, name):
        other = person_of(row.cells)
        if other.key != but and fold(other.name) != fold(name):
            raise Refused(f"{name} 已是 {other.key} 的别名 (an alias of another person)")


def _joined(old: Iterable[str], new: Iterable[str], without: str = "") -> str:
    """Words of a cell, each once."""
    return "|".join(word for word in dict.fromkeys((*old, *new)) if word and word != without)
