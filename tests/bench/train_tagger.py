"""Train the name tagger: `python -m tests.bench.train_tagger` writes indexer/entities/tagger.npz in a minute.

Needs people/dev.jsonl in JIANBAO_DATA or ../shared/data, and of it reads the rows of PFR199801 and UNER_GSDSimp only
(indexer/entities/TERMS.md). numpy alone, one core, always the same result. `--hold N/M` leaves out the N-th of M parts
of PFR, by document; `--out` writes elsewhere. Exit code 2: no data.

A CRF trained by AdaGrad, one pass after another over all runs in small batches. In each pass the names of the text are
replaced at random by names made from jieba's dictionary, so that it is the form of names and what stands around them
that is learned. Only features seen often enough have weights, and weights are rounded to 8 bits.
"""

import argparse
import json
import math
import os
import random
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.entities.candidates import PLAIN, surname_of, surnames
from indexer.entities.data import sections
from indexer.entities.tagger import (
    ALLOWED,
    COLUMNS,
    DOTS,
    FB,
    FE,
    FM,
    LABELS,
    SLOT_BITS,
    B,
    Classes,
    E,
    Floats,
    Lattice,
    M,
    Model,
    Numbers,
    features,
    not_names,
    runs_in,
)
from search.fold import HAN, fold

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("JIANBAO_DATA") or ROOT.parent / "shared" / "data")
TRAINED_ON = ("PFR199801", "UNER_GSDSimp")

PASSES = 8
AVERAGED = 4  # of the last passes the mean is taken
RATE = 0.1
SPARSENESS = 0.01  # weight of the L1 penalty
DROPPED = 0.1  # share of the features left out at each character
SEEN = 10  # times in two passes: a rarer feature has no weight
SWAPPED = 0.5  # share of the names replaced in each pass
COMPOUND = 0.03  # share of compound surnames among the made-up names: more than life has, so that they are learned
PAIRED = 0.2  # share of their given names taken whole from the dictionary, as many are words: 建军, 启航
MODERN = 0.2  # share of their given names made from the project's own list, as the dictionary's names are old
BATCH = 256  # runs
SMALLEST = 0.04  # weights that are smaller are dropped

Span = tuple[int, int]
_PERSONS = ("full", "single", "foreign", "anon")
_NAME = re.compile(rf"[{HAN}]+(?:[{re.escape(DOTS)}]+[{HAN}]+)*")
_IS_HAN = re.compile(rf"[{HAN}]+")
_DOT = re.compile(f"([{re.escape(DOTS)}])")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A folded text and where names stand in it."""

    text: str
    names: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs one after another: per character its slots and its label; where each run begins, and its length."""

    slots: NDArray[np.int32]
    labels: NDArray[np.int8]
    firsts: Numbers
    lengths: Numbers


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Train the name tagger.")
    parser.add_argument("--hold", metavar="N/M", help="leave out the N-th of M parts of PFR")
    parser.add_argument("--out", type=Path, default=ROOT / "indexer" / "entities" / "tagger.npz")
    options = parser.parse_args(argv)
    if not (DATA / "people" / "dev.jsonl").is_file():
        print(f"{DATA}: no people/dev.jsonl; set JIANBAO_DATA", file=sys.stderr)
        return 2
    held = tuple(map(int, options.hold.split("/"))) if options.hold else (0, 0)
    save(train(labelled_rows(held[0], held[1]), print), options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1000:.0f} KB")
    return 0


def labelled_rows(part: int = 0, parts: int = 0) -> list[Labelled]:
    """What is learned from: PFR (without one part of its documents, counted from 1) and UNER."""
    found = []
    for line in (DATA / "people" / "dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["source"] in TRAINED_ON and not (row["source"] == "PFR199801" and part_of(row, parts) == part):
            found.append(_labelled(row))
    return found


def part_of(row: dict[str, Any], parts: int) -> int:
    """Which of so many parts a row belongs to, from 1: all rows of a document to one."""
    return zlib.crc32(row["doc"].encode()) % parts + 1 if parts else -1


def _labelled(row: dict[str, Any]) -> Labelled:
    text = fold(row["text"])
    spans = sorted((m["s"], m["e"]) for m in row["mentions"] if m["kind"] in _PERSONS)
    return Labelled(text, tuple((a, b) for a, b in spans if b - a > 1 and _NAME.fullmatch(text[a:b])))


def is_chinese(name: str) -> bool:
    """Whether `name` is a surname and one or two characters."""
    surname = surname_of(name)
    return bool(surname) and 1 <= len(name) - len(surname) <= 2 and bool(_IS_HAN.fullmatch(name))


# -- What characters are like in names ---------------------------------------------------------------------------------


@cache
def dictionary() -> tuple[tuple[str, int, str], ...]:
    """jieba's words, simplified ones, with frequency and tag."""
    lines = files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    entries = (line.split() for line in lines)
    return tuple((word, int(count), tag) for word, count, tag in entries if fold(word) == word)


_PUNCTUATION = (
    "，,",
    "、",
    "。！？；;!?",
    "“‘\"'「『",
    "”’」』",
    "：:",
    "（(",
    "）)",
    "《〈",
    "》〉",
    "·",
    " \n\t\xa0\u3000",
)


def character_classes() -> Classes:
    """Code point -> how likely it is as surname, in the middle, at the end of a name, in one written by sound."""
    seen: dict[str, Counter[str]] = {part: Counter() for part in ("all", "surname", "middle", "end", "sound")}
    for word, count, tag in dictionary():
        weight = math.sqrt(count)
        for character in word:
            seen["all"][character] += weight  # type: ignore[assignment]
        if tag in ("nr", "nrfg") and is_chinese(word) and len(surname_of(word)) == 1:
            seen["surname"][word[0]] += weight  # type: ignore[assignment]
            seen["end"][word[-1]] += weight  # type: ignore[assignment]
            if len(word) == 3:
                seen["middle"][word[1]] += weight  # type: ignore[assignment]
        if (tag == "nrt" and len(word) >= 3) or (tag == "nr" and len(word) >= 4):
            for character in word:
                seen["sound"][character] += weight  # type: ignore[assignment]
    totals = {part: sum(counter.values()) for part, counter in seen.items()}

    def level(part: str, character: str, borders: Sequence[float]) -> int:
        count = seen[part][character]
        if not count:
            return 0
        ratio = ((count + 0.5) / totals[part]) / ((seen["all"][character] + 5) / totals["all"])
        return sum(math.log(ratio) > border for border in borders)

    classes = np.zeros(1 << 16, dtype=np.uint16)
    for character in seen["all"]:
        if _IS_HAN.fullmatch(character) and ord(character) < len(classes):
            surname = level("surname", character, (0, 1.5, 3)) if character in surnames() else 0
            middle, end = level("middle", character, (-1, 0.5, 1.5)), level("end", character, (-1, 0.5, 1.5))
            classes[ord(character)] = surname | middle << 2 | end << 4 | level("sound", character, (0, 1, 2)) << 6
    for surname_character in (surname for surname in surnames() if len(surname) == 1 and ord(surname) < len(classes)):
        if not classes[ord(surname_character)] & 3:
            classes[ord(surname_character)] |= 1
    for number, characters in enumerate((*_PUNCTUATION, "0123456789", "abcdefghijklmnopqrstuvwxyz", "\0"), 257):
        classes[[ord(character) for character in characters]] = number
    return classes


# -- Other names instead of those in the text --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """Things to draw from, with the sums of their weights."""

    things: tuple[str, ...]
    sums: tuple[float, ...]

    @classmethod
    def of(cls, weights: dict[str, float]) -> "Choice":
        return cls(tuple(weights), tuple(accumulate(weights.values())))

    def draw(self, rng: random.Random) -> str:
        return rng.choices(self.things, cum_weights=self.sums)[0]


class Namer:
    """Makes names from the characters that names of jieba's dictionary are made of."""

    def __init__(self, classes: Classes) -> None:
        surname: defaultdict[str, float] = defaultdict(float)
        parts: dict[str, Counter[str]] = {"middle": Counter(), "end": Counter(), "single": Counter()}
        pairs: dict[str, float] = {}
        by_sound: dict[str, float] = {}
        chain: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for word, count, tag in dictionary():
            if word in not_names():
                continue
            if tag in ("nr", "nrfg") and is_chinese(word):
                found = surname_of(word)
                surname[found] += math.sqrt(count) * (1 if surnames()[found] >= PLAIN else 0.2)
                given = word[len(found) :]
                for part, character in zip(("middle", "end") if len(given) == 2 else ("single",), given, strict=True):
                    parts[part][character] += 1
                if len(given) == 2:
                    pairs[given] = 1.0
            if tag == "nrt" and 2 <= len(word) <= 7 and not is_chinese(word):
                by_sound[word] = math.sqrt(count)
            if tag == "nrt" and 3 <= len(word) <= 6 and all(classes[ord(c)] >> 6 & 3 >= 2 for c in word):
                for character, following in zip("^" + word, word + "$", strict=True):
                    chain[character][following] += 1
        self._pair = Choice.of(pairs)
        self._compound = Choice.of({name: 1.0 for name in surnames() if len(name) == 2})
        self._modern = Choice.of({character: 1.0 for character in "".join(sections("given.txt")["usual"])})
        borders = {"middle": 2, "end": 4, "single": 4}
        self._surname = Choice.of(surname)
        self._given = {
            part: Choice.of({c: n for c, n in counter.items() if classes[min(ord(c), 0xFFFF)] >> borders[part] & 3})
            for part, counter in parts.items()
        }
        self._by_sound = Choice.of(by_sound)
        self._chain = {character: Choice.of(dict(counter)) for character, counter in chain.items()}

    def instead_of(self, name: str, rng: random.Random) -> str:
        """A name of the same kind, seldom of another length."""
        if is_chinese(name):
            two = (len(name) - len(surname_of(name)) == 2) ^ (rng.random() < 0.1)
            surname = (self._compound if rng.random() < COMPOUND else self._surname).draw(rng)
            kind = rng.random()
            if two and kind < PAIRED:
                return surname + self._pair.draw(rng)
            modern = kind > 1 - MODERN
            parts = ("middle", "end") if two else ("single",)
            return surname + "".join((self._modern if modern else self._given[part]).draw(rng) for part in parts)
        pieces = _DOT.split(name)
        return "".join(piece if piece in DOTS or len(piece) == 1 else self._sounding(rng) for piece in pieces)

    def _sounding(self, rng: random.Random) -> str:
        if rng.random() < 0.4:
            return self._by_sound.draw(rng)
        while True:
            made, last = "", "^"
            while (last := self._chain[last].draw(rng)) != "$" and len(made) < 8:
                made += last
            if 2 <= len(made) <= 6 and not is_chinese(made):
                return made


def swapped(row: Labelled, namer: Namer, rng: random.Random) -> Labelled:
    """`row` with some of its names replaced, each by the same name throughout."""
    pieces, spans, names = [], [], dict[str, str]()
    position = length = 0
    for start, end in row.names:
        if start < position:
            continue
        name = row.text[start:end]
        if name not in names:
            names[name] = namer.instead_of(name, rng) if rng.random() < SWAPPED else name
        pieces += [row.text[position:start], names[name]]
        length += start - position
        spans.append((length, length + len(names[name])))
        length, position = spans[-1][1], end
    return Labelled("".join((*pieces, row.text[position:])), tuple(spans))


# -- Training ----------------------------------------------------------------------------------------------------------


def encoded(rows: Iterable[Labelled], classes: Classes) -> Runs:
    """The runs of all rows."""
    slots, labels, lengths = [], [], []
    for row in rows:
        runs = runs_in(row.text)
        if not runs:
            continue
        positions = np.concatenate([np.arange(start, end) for start, end in runs])
        slots.append(np.stack(list(features(row.text, positions, classes)), axis=1).astype(np.int32))
        labels.append(_labels(row)[positions])
        lengths += [end - start for start, end in runs]
    sizes = np.array(lengths)
    return Runs(np.concatenate(slots), np.concatenate(labels), np.cumsum(sizes) - sizes, sizes)


def _labels(row: Labelled) -> NDArray[np.int8]:
    labels = np.zeros(len(row.text), dtype=np.int8)
    for start, end in row.names:
        begin, middle, last = (B, M, E) if is_chinese(row.text[start:end]) else (FB, FM, FE)
        labels[start:end] = middle
        labels[start], labels[end - 1] = begin, last
    return labels


def train(rows: Sequence[Labelled], tell: Callable[[str], object] = lambda line: None) -> Model:
    """The weights that `rows` teach."""
    rng, noise = random.Random(1998), np.random.default_rng(1998)
    classes = character_classes()
    namer = Namer(classes)

    def next_pass() -> Runs:
        return encoded((swapped(row, namer, rng) for row in rows), classes)

    seen = sum(np.bincount(next_pass().slots.ravel(), minlength=1 << SLOT_BITS) for _ in range(2))
    kept = np.flatnonzero(seen >= SEEN)
    index = np.zeros(1 << SLOT_BITS, dtype=np.int32)
    index[kept] = np.arange(1, len(kept) + 1)
    learner = Learner(len(kept) + 1)
    weights, transitions = np.zeros_like(learner.weights), np.zeros_like(learner.transitions)
    for number in range(PASSES):
        loss = learner.learn(next_pass(), index, rng, noise)
        tell(f"pass {number + 1}: loss per character {loss:.5f}, weights {np.count_nonzero(learner.weights)}")
        if number >= PASSES - AVERAGED:
            weights += learner.weights / AVERAGED
            transitions += learner.transitions / AVERAGED
    table = np.pad(weights, ((0, 0), (0, COLUMNS - LABELS)))
    return Model(index, table.astype(np.float32), transitions.astype(np.float32), classes)


class Learner:
    """AdaGrad with an L1 penalty: each weight has a rate of its own, and those of little use stay 0."""

    def __init__(self, rows: int) -> None:
        self.weights: Floats = np.zeros((rows, LABELS), dtype=np.float32)
        self.transitions: NDArray[np.float64] = np.zeros((LABELS, LABELS))
        self._squares = np.full_like(self.weights, 0.01)
        self._transition_squares = np.full_like(self.transitions, 0.01)

    def learn(self, runs: Runs, index: NDArray[np.int32], rng: random.Random, noise: np.random.Generator) -> float:
        """One pass over the runs; the mean loss per character."""
        order = np.argsort(runs.lengths, kind="stable")
        batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        rng.shuffle(batches)
        return sum(self._step(runs, batch, index, noise) for batch in batches) / len(runs.labels)

    def _step(self, runs: Runs, batch: Numbers, index: NDArray[np.int32], noise: np.random.Generator) -> float:
        lengths = runs.lengths[batch]
        steps = np.arange(int(lengths.max()))[:, None]
        where = runs.firsts[batch] + np.minimum(steps, lengths - 1)
        inside = steps < lengths
        rows = index[runs.slots[where]]
        rows[noise.random(rows.shape) < DROPPED] = 0
        scores = (self.weights[rows].sum(axis=2) / (1 - DROPPED)).astype(np.float64)
        labels = runs.labels[where]
        lattice = Lattice.of(scores, lengths, self.transitions)
        truth = np.eye(LABELS)[labels] * inside[..., None]
        excess = (lattice.forward * lattice.backward) * inside[..., None] - truth
        self._learn_weights(rows, excess, inside)
        self._learn_transitions(lattice, labels, inside)
        likelihood = (np.log(lattice.scales) + scores.max(axis=2)) * inside
        pairs = self.transitions[labels[:-1], labels[1:]] * inside[1:]
        return float(likelihood.sum() - (scores * truth).sum() - pairs.sum())

    def _learn_weights(self, rows: NDArray[np.int32], excess: NDArray[np.float64], inside: NDArray[np.bool_]) -> None:
        live = inside & (np.abs(excess).max(axis=2) > 1e-4)
        flat = rows[live].ravel()
        order = np.argsort(flat, kind="stable")
        touched, starts = np.unique(flat[order], return_index=True)
        gradient = np.add.reduceat(excess[live][order // rows.shape[2]], starts, axis=0) / (1 - DROPPED)
        touched, gradient = touched[touched > 0], gradient[touched > 0].astype(np.float32)  # 0: left out
        self._squares[touched] += gradient**2
        rate = RATE / np.sqrt(self._squares[touched])
        moved = self.weights[touched] - rate * gradient
        self.weights[touched] = np.sign(moved) * np.maximum(np.abs(moved) - rate * SPARSENESS, 0)

    def _learn_transitions(self, lattice: Lattice, labels: NDArray[np.int8], inside: NDArray[np.bool_]) -> None:
        ahead = lattice.potentials[1:] * lattice.backward[1:] / lattice.scales[1:, :, None] * inside[1:, :, None]
        expected = np.einsum("tra,trb->ab", lattice.forward[:-1], ahead) * lattice.steps
        found = np.zeros_like(expected)
        np.add.at(found, (labels[:-1][inside[1:]], labels[1:][inside[1:]]), 1)
        gradient = (expected - found) * ALLOWED
        self._transition_squares += gradient**2
        self.transitions -= RATE * gradient / np.sqrt(self._transition_squares)


def save(model: Model, path: Path) -> None:
    """Write the weights, small ones left out and the others rounded to 8 bits."""
    slots = np.flatnonzero(model.rows)
    table = np.where(np.abs(model.table) < SMALLEST, 0, model.table)[model.rows[slots], :LABELS]
    used = table.any(axis=1)
    slots, table = slots[used], table[used]
    limit = float(np.quantile(np.abs(table), 0.9999))
    characters = np.flatnonzero(model.classes)
    np.savez_compressed(
        path,
        slot_steps=np.diff(slots, prepend=0).astype(np.uint16),
        weights=np.round(np.clip(table, -limit, limit) / limit * 127).astype(np.int8),
        scale=np.float32(limit / 127),
        transitions=model.transitions,
        characters=characters.astype(np.uint16),
        classes=model.classes[characters],
    )


if __name__ == "__main__":
    sys.exit(main())
