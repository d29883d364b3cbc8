"""The lexicon's files -> all that is wrong in them: lines that cannot be understood, lines that contradict others."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from search.fold import fold
from search.names import LEXICON_FILES, PersonEntry, PlaceEntry, read_people, read_places
from search.synonyms import NAME as SYNONYMS
from search.synonyms import SynonymEntry, read_synonyms
from search.tables import Problem, Row

_People = Sequence[tuple[Row, PersonEntry]]
_Places = Sequence[tuple[Row, PlaceEntry]]


def check_lexicon(folder: Path) -> tuple[Problem, ...]:
    """Every problem of every file, by file and line."""
    found = [problem for read in LEXICON_FILES.values() for problem in read(folder)[1]]
    people, _ = read_people(folder)
    places, _ = read_places(folder)
    told = dict.fromkeys(_contradictions(people))
    found += [Problem(folder / "people.tsv", line, message) for line, message in told]
    found += [Problem(folder / "places.tsv", line, message) for line, message in _misplaced(places)]
    synonyms, problems = read_synonyms(folder)
    found += problems
    found += [Problem(folder / SYNONYMS, line, message) for line, message in _doubled(synonyms)]
    return tuple(sorted(found, key=lambda problem: (problem.path, problem.line)))


_Told = tuple[int, str]


def _contradictions(people: _People) -> Iterator[_Told]:
    said: dict[str, list[tuple[Row, PersonEntry]]] = {}  # of a name, so far
    for row, entry in people:
        yield from ((row.line, message) for message in _by_itself(entry))
        names = _names(entry)
        others = {earlier.line: (earlier, other) for name in names for earlier, other in said.get(name, ())}
        for line, (_, other) in sorted(others.items()):
            where = f"第 {line} 行 (line {line})"
            yield from ((row.line, f"与{where}{message}") for message in _against(entry, other, names & _names(other)))
        for name in names:
            said.setdefault(name, []).append((row, entry))


def _by_itself(entry: PersonEntry) -> Iterator[str]:
    if fold(entry.name) in map(fold, entry.aliases):
        yield f"别名 {entry.name} 就是姓名 (an alias is the name)"
    if entry.status and (entry.match or entry.key != entry.name):
        yield f"{entry.name} 不是人名，却有代号或认人的词 (forbidden and told apart)"


def _against(entry: PersonEntry, other: PersonEntry, shared: set[str]) -> Iterator[str]:
    """What two rows that share a name contradict each other in."""
    names = "、".join(sorted(shared))
    if bool(entry.status) != bool(other.status):
        yield f"矛盾：{names} 一处列为人物，一处列为不是人名 (forbidden and listed)"
    elif entry.key == other.key:
        yield f"重复：同是 {entry.key} (the same key twice)"
    elif not entry.status:
        yield from _confused(entry, other, shared, names)


def _confused(entry: PersonEntry, other: PersonEntry, shared: set[str], names: str) -> Iterator[str]:
    """Two persons of one name who cannot be told apart."""
    words = sorted({a for a in map(fold, entry.match) for b in map(fold, other.match) if a in b or b in a})
    if words:
        yield f"分不开：{entry.key} 和 {other.key} 都凭“{'、'.join(words)}”来认 (matched by the same words)"
    if not entry.match and not other.match:
        if fold(entry.name) in shared and fold(other.name) in shared:
            yield f"分不开：{entry.key} 和 {other.key} 都没有认人的词 (no words to tell them apart)"
        else:
            yield f"矛盾：{names} 又是 {entry.key}，又是 {other.key} (an alias of another person)"
    elif fold(entry.name) != fold(other.name) and not (entry.match and other.match):
        yield f"矛盾：{names} 又是 {entry.key}，又是 {other.key} (an alias of another person)"


def _names(entry: PersonEntry) -> set[str]:
    return set(map(fold, (entry.name, *entry.aliases)))


def _misplaced(places: _Places) -> Iterator[_Told]:
    seen: dict[tuple[str, str], int] = {}
    above: dict[str, set[str]] = {}
    for row, entry in places:
        one = (fold(entry.name), fold(entry.parent))
        if one in seen:
            yield row.line, f"与第 {seen[one]} 行 (line {seen[one]}) 重复：{entry.name} (the same place twice)"
        seen.setdefault(one, row.line)
        above.setdefault(one[0], set()).add(one[1])
    for row, entry in places:
        if _lies_in_itself(fold(entry.name), above):
            yield row.line, f"{entry.name} 的上级绕回自己 (lies in itself)"


def _doubled(synonyms: Sequence[tuple[Row, SynonymEntry]]) -> Iterator[_Told]:
    """Terms that have two rows, and pairs that another row gives already."""
    rows: dict[str, int] = {}
    pairs: dict[frozenset[str], int] = {}
    for row, entry in synonyms:
        term = fold(entry.term)
        if term in rows:
            yield row.line, f"与第 {rows[term]} 行 (line {rows[term]}) 重复：{entry.term} (the same term twice)"
        rows.setdefault(term, row.line)
        for other in entry.synonyms:
            pair = frozenset((term, fold(other)))
            if pairs.get(pair, row.line) != row.line and not entry.one_way and rows[term] == row.line:
                yield row.line, f"第 {pairs[pair]} 行 (line {pairs[pair]}) 已有 {entry.term} 与 {other} (said already)"
            pairs.setdefault(pair, row.line)


def _lies_in_itself(place: str, above: dict[str, set[str]]) -> bool:
    reached: set[str] = set()
    waiting: Iterable[str] = above.get(place, ())
    while waiting:
        reached |= set(waiting)
        waiting = {up for one in waiting for up in above.get(one, ()) if up not in reached}
    return place in reached
