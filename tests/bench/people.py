"""How well people are found, on texts whose names are known: `python -m tests.bench.people`.

Needs people/dev.jsonl and seed/ in JIANBAO_DATA or ../shared/data. Prints precision, recall and F1 of the distinct
names of a paragraph: of Chinese names (a surname and one or two characters) and of all. Whole names count, and 王某; a
surname alone counts neither way. PFR, which is learned from, is measured part by part with a tagger
that has not seen the part (`--folds`; 0 leaves PFR out). Exit code 0: measured; 1: the genuine bulletin is wrong or a
figure is below its goal; 2: no data. The figures and what they tell: people.md.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.entities import extract
from indexer.entities.evidence import certain_names, names_in
from indexer.entities.tagger import NameSpan, find_names_in, shipped_model
from indexer.entities.weighing import ENOUGH, find_names, weighed
from indexer.reading import read_bulletins
from search.fold import fold
from search.names import Lexicon
from tests.bench.train_tagger import DATA, is_chinese, labelled_rows, part_of, train

SOURCES = ("PFR199801", "MSRA_test", "PD_BIO", "Boson", "CLUENER")
GOALS = {"PFR199801": (0.92, 0.88), "MSRA_test": (0.82, 0.79), "PD_BIO": (0.85, 0.80), "Boson": (0.82, 0.75)}
MANY = 60  # names; rows with more are lists, and told apart

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
        if source == "PFR199801":
            spans = _spans_unseen(chosen, options.folds)
        else:
            spans = find_names_in([text for _, text in chosen], shipped_model())
        for name, some in ((source, range(MANY + 1)), (f"{source}, more than {MANY} names", range(MANY + 1, 10**6))):
            picked = [
                (row, text, s) for (row, text), s in zip(chosen, spans, strict=True) if len(row["people"]) in some
            ]
            low += _print_source(name, picked) if picked else []
        if options.wrong == source:
            _print_wrong(chosen, spans)
    print(f"\nspeed, one core: {_speed(rows)}")
    odd = _check_seed()
    print("genuine bulletin: " + (odd or "its people with their posts, and nobody else"))
    print("below the goal: " + ("; ".join(low) or "none"))
    return 1 if low or odd else 0


_HEADINGS = ("Chinese P", "R", "F1", "all P", "R", "F1")


def _rows() -> list[dict[str, Any]] | None:
    path = DATA / "people" / "dev.jsonl"
    if not path.is_file() or not (DATA / "seed" / "gold.json").is_file():
        return None
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


Texts = Sequence[tuple[dict[str, Any], str]]


def _spans_unseen(texts: Texts, folds: int) -> list[list[NameSpan]]:
    models = {part: train(labelled_rows(part, folds)) for part in range(1, folds + 1)}
    return [find_names_in([text], models[part_of(row, folds)])[0] for row, text in texts]


def _names(text: str, spans: Sequence[NameSpan]) -> Iterator[tuple[str, set[str]]]:
    yield "rules", certain_names(names_in(text))
    yield "tagger", {text[s.start : s.end] for s in spans if s.confidence >= ENOUGH}
    yield "together", {f.name for f in weighed(text, spans, Lexicon())}


def _print_source(source: str, rows: Iterable[tuple[dict[str, Any], str, list[NameSpan]]]) -> list[str]:
    """Print the figures of one source; return those below the goal."""
    measures: defaultdict[str, Measure] = defaultdict(Measure)
    for row, text, spans in rows:
        for finder, found in _names(text, spans):
            measures[finder].add(found, row)
    for finder, measure in measures.items():
        figures = [f for c in (measure.chinese, measure.everyone) for f in (c.precision, c.recall, c.f1)]
        print(f"| {source} | {finder} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |", flush=True)
    best = measures["together"]
    reached = zip(("Chinese", "all"), (best.chinese.f1, best.everyone.f1), GOALS.get(source, (0, 0)), strict=True)
    return [f"{source} {kind} {f1:.3f} < {goal}" for kind, f1, goal in reached if f1 < goal]


def _print_wrong(texts: Texts, spans: Sequence[list[NameSpan]], most: int = 80) -> None:
    made_up: list[str] = []
    missed: list[str] = []
    for (row, text), own in zip(texts, spans, strict=True):
        found = {f.name for f in weighed(text, own, Lexicon())}
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
    text = "\n".join(row["text"] for row in rows if row["source"] == "PFR199801")
    pieces = [text[at : at + 5000] for at in range(0, len(text), 5000)]
    tasks: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("tagger", lambda piece: find_names_in([piece], shipped_model())),
        ("people", lambda piece: find_names([piece], Lexicon())),
        ("all entities", lambda piece: extract(piece, None, Lexicon())),
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
    """What is wrong in the people of the genuine bulletin and their posts, "" if nothing."""
    gold = json.loads((DATA / "seed" / "gold.json").read_text("utf-8"))
    (bulletin,) = read_bulletins(DATA / "seed" / gold["file"], gold["file"], Lexicon())
    listed = bulletin.distribution.people if bulletin.distribution else ()
    found: dict[str, set[str]] = defaultdict(set)
    for person in (*(p for article in bulletin.articles for p in article.people), *listed):
        found[person.name].update(person.posts)
    wanted = {person["name"]: set(person["posts"]) for person in gold["people"]}
    odd = [f"{name}: {sorted(found.get(name, ()))}" for name in wanted if found.get(name) != wanted[name]]
    return "; ".join(odd + [f"made up {name}" for name in found.keys() - wanted.keys()])


if __name__ == "__main__":
    sys.exit(main())
