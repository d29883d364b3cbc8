"""How well people are found, on texts whose names are known: `python tests/bench/people.py`.

Needs people/dev.jsonl and seed/ in JIANBAO_DATA or ../shared/data. Prints precision, recall and F1 of the distinct
names of a paragraph: of Chinese names (a surname and one or two characters) and of all. Whole names count, and 王某 as
the data does; a surname alone counts neither way. PFR, which is learned from, is measured part by part with a tagger
that has not seen the part (`--folds`; 0 leaves PFR out). Exit code 0: measured; 1: the genuine bulletin is wrong or a
figure is below its goal; 2: no data. The figures and what they tell: people.md.
"""

import argparse
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from train_tagger import DATA, is_chinese, labelled_rows, part_of, train

from indexer.entities.candidates import PADDING, PLAIN, is_outlandish, surname_of, surnames
from indexer.entities.evidence import Finding, names_in
from indexer.entities.linking import establish
from indexer.entities.posts import after, head_ending_at
from indexer.entities.tagger import DOTS, Model, NameSpan, not_names, shipped_model, spans_in
from search.fold import HAN, fold
from search.names import Lexicon

SOURCES = ("PFR199801", "MSRA_test", "PD_BIO", "Boson", "CLUENER")
GOALS = {"PFR199801": (0.92, 0.88), "MSRA_test": (0.82, 0.79), "PD_BIO": (0.85, 0.80), "Boson": (0.82, 0.75)}
MANY = 60  # names; rows with more are lists, and told apart
FINDERS = ("rules", "tagger", "rules and tagger")

# -- The proposal: what indexer.entities could do with both ------------------------------------------------------------

_ENOUGH = 0.42
_POST_FACTOR = 2  # how much a post on a side of a span raises the odds that it is a name
_RULE_FACTOR = 4  # the same of evidence by the rules
_UNSEEN = 0.05  # the odds of a name that only the rules see
_INFORMAL = re.compile(
    r"先生|女士|老师|师傅|医生|护士|警官|律师|教授|同志|同学|小姐|老板|老汉|大爷|大妈|大娘|大姐|大哥|阿姨|主席|总理|总统|夫妇|院长|局长"
    r"|[氏姓家]$|[婆爷奶嫂婶]$|^老$"
)
_ANONYMOUS = re.compile(rf"[{HAN}]某{{1,2}}")
_CERTAIN = 0.8  # with less, a span that looks like a unit, or begins as other words of the text do, is no name
_UNIT = re.compile(r"[村镇乡县沟桥路街市区州寨湾屯]")


def combined(text: str, spans: Sequence[NameSpan]) -> list[Finding]:
    """The names in folded `text`, from the tagger's spans and the evidence of the rules; overlaps are settled.

    To be called in `names_in`'s place. 王某 and 王先生 are left out: see `anonymous_in`.
    """
    evidence = names_in(text)
    ruled = establish(evidence, Lexicon()).established - not_names().keys()
    kept = [span for span in spans if is_plausible(text, span)]
    likely = dict.fromkeys((text[span.start : span.end] for span in kept), 0.0)
    for span in kept:
        name = text[span.start : span.end]
        likely[name] = max(likely[name], _with_posts(text, span))
    for name in ruled & likely.keys():
        likely[name] = _raised(likely[name], _RULE_FACTOR)
    findings: list[Finding] = []
    for span in sorted(kept, key=lambda s: (-likely[text[s.start : s.end]], s.start)):
        name = text[span.start : span.end]
        if likely[name] >= _ENOUGH and not _overlaps(findings, span.start, span.end):
            findings.append(Finding(span.start, span.end, name, True))
    for found in evidence:
        if (
            found.name in ruled
            and _stands_by_rules(text, found, spans)
            and not _overlaps(findings, found.start, found.end)
        ):
            findings.append(found)
    return sorted(findings, key=lambda f: f.start)


def anonymous_in(text: str) -> set[str]:
    """王某, 李某某: persons whom a text does not name."""
    found = (match[0] for match in _ANONYMOUS.finditer(text))
    return {name for name in found if surnames().get(surname_of(name), 0) >= PLAIN}


def is_plausible(text: str, span: NameSpan) -> bool:
    """Whether no rule speaks against the span: everyday words, 王先生, a part of a longer name, 张庄|村."""
    name = text[span.start : span.end]
    given = name[len(surname_of(name)) :]
    if (
        not not_names().keys().isdisjoint((name, given))
        or "某" in name
        or _INFORMAL.search(name[1:])
        or _UNIT.match(text, span.end)
    ):
        return False
    if span.confidence < _CERTAIN and (_UNIT.match(name[-1]) or _begins_others(text, name)):
        return False
    before, behind = text[max(0, span.start - 2) : span.start], text[span.end : span.end + 2]
    return not (_joins(before[::-1], DOTS + "—") or _joins(behind, DOTS))


def _begins_others(text: str, name: str) -> bool:
    """云城居 beside 云城街: what the name begins with stands elsewhere without the rest."""
    return len(name) == 3 and text.count(name[:2]) > text.count(name)


def _joins(beside: str, dots: str) -> bool:
    return len(beside) == 2 and beside[0] in dots and bool(re.match(f"[{HAN}]", beside[1]))


def _with_posts(text: str, span: NameSpan) -> float:
    likely = span.confidence
    if head_ending_at(text, span.start) is not None:
        likely = _raised(likely, _POST_FACTOR)
    return _raised(likely, _POST_FACTOR) if after().match(text, span.end) else likely


def _raised(probability: float, factor: float) -> float:
    return probability * factor / (probability * factor + 1 - probability)


def _stands_by_rules(text: str, found: Finding, spans: Sequence[NameSpan]) -> bool:
    """Whether a post makes a name that the tagger does not see: nothing else may be likely in its place."""
    surname = surname_of(found.name)
    padded = any(character in PADDING for character in text[found.start : found.end])
    posted = head_ending_at(text, found.start) is not None or after().match(text, found.end) is not None
    return (
        found.complete
        and (padded or (posted and surnames().get(surname, 0) >= PLAIN and not is_outlandish(found.name)))
        and not any(span.start < found.end and found.start < span.end for span in spans)
    )


def _overlaps(findings: Iterable[Finding], start: int, end: int) -> bool:
    return any(f.start < end and start < f.end for f in findings)


# -- Measuring ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Counts:
    """Names found and right, found and wrong, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, found: set[str], wanted: set[str]) -> None:
        self.right += len(found & wanted)
        self.wrong += len(found - wanted)
        self.missed += len(wanted - found)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


@dataclass(slots=True)
class Measure:
    """The counts of one source and finder."""

    chinese: Counts = field(default_factory=Counts)
    everyone: Counts = field(default_factory=Counts)

    def add(self, found: set[str], row: dict[str, Any]) -> None:
        wanted = {fold(name) for name in row["people"]}
        found -= {fold(m["name"]) for m in row["mentions"]} - wanted
        self.everyone.add(found, wanted)
        self.chinese.add(set(filter(is_chinese, found)), set(filter(is_chinese, wanted)))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure how well people are found.")
    parser.add_argument("--folds", type=int, default=2, help="parts of PFR, each measured by a tagger of the others")
    parser.add_argument("--wrong", metavar="SOURCE", help="also list some of the names missed and made up in a source")
    options = parser.parse_args(argv)
    rows = _rows()
    if rows is None:
        print(f"{DATA}: no people/dev.jsonl or seed/gold.json; set JIANBAO_DATA", file=sys.stderr)
        return 2
    print(f"| source | finder | {' | '.join(_HEADINGS)} |\n|{'---|' * (2 + len(_HEADINGS))}")
    low = []
    for source in SOURCES:
        if source == "PFR199801" and not options.folds:
            continue
        chosen = [(row, fold(row["text"])) for row in rows if row["source"] == source]
        spans = _spans_unseen(chosen, options.folds) if source == "PFR199801" else _spans(chosen, shipped_model())
        for name, some in ((source, range(MANY + 1)), (f"{source}, more than {MANY} names", range(MANY + 1, 10**6))):
            picked = [
                (row, text, s) for (row, text), s in zip(chosen, spans, strict=True) if len(row["people"]) in some
            ]
            low += _print_source(name, picked) if picked else []
        if options.wrong == source:
            _print_wrong(chosen, spans)
    print(f"\nspeed, one core: {_speed(rows)}")
    odd = _check_seed()
    print("genuine bulletin: " + (odd or "its people and nobody else"))
    print("below the goal: " + ("; ".join(low) or "none"))
    return 1 if low or odd else 0


_HEADINGS = ("Chinese P", "R", "F1", "all P", "R", "F1")


def _rows() -> list[dict[str, Any]] | None:
    path = DATA / "people" / "dev.jsonl"
    if not path.is_file() or not (DATA / "seed" / "gold.json").is_file():
        return None
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


Texts = Sequence[tuple[dict[str, Any], str]]


def _spans(texts: Texts, model: Model) -> list[list[NameSpan]]:
    return [list(spans_in(text, model)) for _, text in texts]


def _spans_unseen(texts: Texts, folds: int) -> list[list[NameSpan]]:
    models = {part: train(labelled_rows(part, folds)) for part in range(1, folds + 1)}
    return [list(spans_in(text, models[part_of(row, folds)])) for row, text in texts]


def _names(text: str, spans: Sequence[NameSpan]) -> Iterator[tuple[str, set[str]]]:
    anonymous = anonymous_in(text)
    yield "rules", set(establish(names_in(text), Lexicon()).established)
    yield "tagger", {text[s.start : s.end] for s in spans if s.confidence >= _ENOUGH}
    yield "rules and tagger", {f.name for f in combined(text, spans)}
    yield "rules and tagger, with 王某", {f.name for f in combined(text, spans)} | anonymous


def _print_source(source: str, rows: Iterable[tuple[dict[str, Any], str, list[NameSpan]]]) -> list[str]:
    """Print the figures of one source; return those below the goal."""
    measures: defaultdict[str, Measure] = defaultdict(Measure)
    for row, text, spans in rows:
        for finder, found in _names(text, spans):
            measures[finder].add(found, row)
    for finder, measure in measures.items():
        figures = [f for c in (measure.chinese, measure.everyone) for f in (c.precision, c.recall, c.f1)]
        print(f"| {source} | {finder} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |", flush=True)
    best = measures["rules and tagger, with 王某"]
    reached = zip(("Chinese", "all"), (best.chinese.f1, best.everyone.f1), GOALS.get(source, (0, 0)), strict=True)
    return [f"{source} {kind} {f1:.3f} < {goal}" for kind, f1, goal in reached if f1 < goal]


def _print_wrong(texts: Texts, spans: Sequence[list[NameSpan]], most: int = 80) -> None:
    made_up: list[str] = []
    missed: list[str] = []
    for (row, text), own in zip(texts, spans, strict=True):
        found = {f.name for f in combined(text, own)} | anonymous_in(text)
        wanted, known = {fold(n) for n in row["people"]}, {fold(m["name"]) for m in row["mentions"]}
        for names, to in ((found - wanted - known, made_up), (wanted - found, missed)):
            to += [
                f"{text[max(0, text.find(n) - 8) : text.find(n)]}[{n}]{text[text.find(n) + len(n) :][:6]}"
                for n in names
            ]
    for title, examples in (("made up", made_up), ("missed", missed)):
        step = max(1, len(examples) // most)
        print(f"{title} ({len(examples)}): " + " | ".join(sorted(examples)[::step]))


def _speed(rows: Iterable[dict[str, Any]]) -> str:
    text = "\n".join(fold(row["text"]) for row in rows if row["source"] == "PFR199801")
    pieces = [text[at : at + 5000] for at in range(0, len(text), 5000)]
    tasks: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("tagger", lambda piece: list(spans_in(piece, shipped_model()))),
        ("rules and tagger", lambda piece: combined(piece, list(spans_in(piece, shipped_model())))),
    )
    figures = []
    for name, task in tasks:
        task(pieces[0])
        started = time.process_time()
        for piece in pieces:
            task(piece)
        figures.append(f"{name} {len(text.encode()) / 1e6 / (time.process_time() - started):.2f} MB/s")
    return ", ".join(figures) + " (pieces of 5,000 characters)"


def _check_seed() -> str:
    """What is wrong in the people of the genuine bulletin, "" if nothing."""
    gold = json.loads((DATA / "seed" / "gold.json").read_text("utf-8"))
    text = fold((DATA / "seed" / gold["file"]).read_text("utf-8"))
    found = {f.name for f in combined(text, list(spans_in(text, shipped_model())))}
    wanted = {person["name"] for person in gold["people"]}
    return "" if found == wanted else f"missed {sorted(wanted - found)}, made up {sorted(found - wanted)}"


if __name__ == "__main__":
    sys.exit(main())
