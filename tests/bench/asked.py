"""What engines are asked on the words channel, six kinds of queries drawn by seed from the archive itself, and what is
true of each: counted article by article over the words, without an index.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from search.analyzer import words
from search.fold import fold, literal_form

KINDS = ("common", "rare", "and", "phrase", "person", "filtered")
EACH = 34
TRIES = 10_000  # draws for a kind
COMMON = 0.02  # of the articles have a common word
RARE = (2, 20)  # articles have a rare one
USUAL = 20  # articles at least have a word beside others
SEED = 20


@dataclass(frozen=True, slots=True)
class Asked:
    kind: str
    words: tuple[str, ...]  # all must be there; of a phrase, one behind the other
    text: str  # as one would type it
    person: str | None = None
    section: str | None = None
    start: int | None = None  # proleptic ordinals, both included
    end: int | None = None


@dataclass(slots=True)
class Truth:
    """What there is to be found."""

    total: int = 0
    section: Counter[str] = field(default_factory=Counter)
    month: Counter[str] = field(default_factory=Counter)
    person: Counter[str] = field(default_factory=Counter)

    def count(self, row: dict[str, Any]) -> None:
        self.total += 1
        self.section[row["section"]] += 1
        self.month[row["month"]] += 1
        self.person.update(row["people"])


def drawn(documents: Path, texts: Sequence[str]) -> list[Asked]:
    """Queries drawn from the first articles of documents.jsonl, whose literal texts are given; EACH of every kind."""
    chance = random.Random(SEED)
    rows = list(islice(_rows(documents), len(texts)))
    both = list(zip(rows, texts, strict=True))
    frequency = Counter(word for row in rows for word in set(_words(row)))
    draw: dict[str, Callable[[], Asked | None]] = {
        "common": lambda: _single("common", chance.choice(common)),
        "rare": lambda: _single("rare", chance.choice(rare)),
        "and": lambda: _and(chance.choice(rows), frequency, chance),
        "phrase": lambda: _phrase(*chance.choice(both), chance),
        "person": lambda: _person(chance.choice(rows), frequency, chance),
        "filtered": lambda: _filtered(chance.choice(rows), frequency, chance),
    }
    common = sorted(w for w, n in frequency.items() if n >= COMMON * len(rows) and len(w) > 1)
    rare = sorted(w for w, n in frequency.items() if RARE[0] <= n <= RARE[1] and len(w) > 1)
    asked: list[Asked] = []
    for kind in KINDS:
        found: dict[Asked, None] = {}
        for _ in range(TRIES):
            one = draw[kind]()
            if one is not None:
                found[one] = None
            if len(found) == EACH:
                break
        else:
            raise ValueError(f"{documents}: too little to draw queries from")
        asked.extend(found)
    chance.shuffle(asked)
    return asked


def true_of(documents: Path, texts: Path, asked: Sequence[Asked]) -> tuple[list[Truth], list[Truth]]:
    """What a look at every article finds for each query: by its words, and with phrases as the texts have them."""
    by_words, by_texts = [Truth() for _ in asked], [Truth() for _ in asked]
    first: dict[str, list[int]] = {}
    for number, one in enumerate(asked):
        first.setdefault(one.words[0], []).append(number)
    wanted = {word for one in asked for word in one.words}
    phrases = [(number, literal_form(one.text)) for number, one in enumerate(asked) if one.kind == "phrase"]
    with texts.open(encoding="utf-8") as lines:
        for row, line in zip(_rows(documents), lines, strict=True):
            text = json.loads(line)
            for number, phrase in phrases:
                if phrase in text:
                    by_texts[number].count(row)
            present = wanted.intersection(_words(row))
            for number in (n for word in present for n in first.get(word, ())):
                if present.issuperset(asked[number].words) and _fits(asked[number], row):
                    by_words[number].count(row)
    literal = {number for number, _ in phrases}
    return by_words, [by_texts[n] if n in literal else truth for n, truth in enumerate(by_words)]


def to_json(one: Asked) -> str:
    return json.dumps(asdict(one), ensure_ascii=False)


def _fits(one: Asked, row: dict[str, Any]) -> bool:
    if one.kind == "phrase":
        phrase = f" {' '.join(one.words)} "
        return phrase in f" {row['title']} " or phrase in f" {row['body']} "
    return (
        (one.person is None or one.person in row["people"])
        and (one.section is None or one.section == row["section"])
        and (one.start is None or one.start <= row["day"])
        and (one.end is None or row["day"] <= one.end)
    )


def _rows(documents: Path) -> Iterator[dict[str, Any]]:
    with documents.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _words(row: dict[str, Any]) -> list[str]:
    both: str = f"{row['title']} {row['body']}"
    return both.split()


def _single(kind: str, word: str) -> Asked:
    return Asked(kind, (word,), word)


def _usual(row: dict[str, Any], frequency: Counter[str]) -> list[str]:
    return sorted(word for word in set(_words(row)) if len(word) > 1 and frequency[word] >= USUAL)


def _and(row: dict[str, Any], frequency: Counter[str], chance: random.Random) -> Asked | None:
    usual = _usual(row, frequency)
    if len(usual) < 2:
        return None
    both = tuple(chance.sample(usual, 2))
    return Asked("and", both, " ".join(both))


def _phrase(row: dict[str, Any], article: str, chance: random.Random) -> Asked | None:
    """Two or three words that stand one behind the other, in print as well, and are cut the same way by themselves."""
    tokens = row["body"].split()
    size = chance.choice((2, 3))
    if len(tokens) < size:
        return None
    at = chance.randrange(len(tokens) - size + 1)
    phrase = tuple(tokens[at : at + size])
    text = "".join(phrase)
    if len(text) < 3 or text not in article or any(a in b or b in a for a, b in pairwise(phrase)):
        return None  # 养老 and 养老服务 are one word in two forms
    return Asked("phrase", phrase, text) if tuple(w for w, _, _ in words(fold(text))) == phrase else None


def _person(row: dict[str, Any], frequency: Counter[str], chance: random.Random) -> Asked | None:
    usual = _usual(row, frequency)
    if not usual or not row["people"]:
        return None
    word = chance.choice(usual)
    return Asked("person", (word,), word, person=chance.choice(row["people"]))


def _filtered(row: dict[str, Any], frequency: Counter[str], chance: random.Random) -> Asked | None:
    """A word in a section, in about a season, or both."""
    usual = _usual(row, frequency)
    by = chance.choice(("section", "dates", "both"))
    if not usual:
        return None
    word = chance.choice(usual)
    before, behind = chance.randint(0, 90), chance.randint(0, 90)
    return Asked(
        "filtered",
        (word,),
        word,
        section=row["section"] if by != "dates" else None,
        start=row["day"] - before if by != "section" else None,
        end=row["day"] + behind if by != "section" else None,
    )
