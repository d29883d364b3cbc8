"""How fast and how well queries are completed and corrected: `python -m tests.bench.suggest [--index DIR]`.

Needs an index, or the archive, which is indexed at the first run (see `tests.bench.issues`). Names, words and titles
are typed by their first characters, in pinyin, in initials and in mixes; people's names are typed with one character of
the same sound, of a like sound, left out. CPU time, as the machines are shared. Exit code 0: p95 below the goal; 1:
not; 2: no data.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from search.readings import common_readings, name_readings, sound
from search.request import SearchRequest
from search.searcher import Searcher
from tests.bench.issues import searcher_of

GOAL = 5.0  # ms, p95
SAMPLE = 400  # entries of each kind of typing


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure completion and correction of queries.")
    parser.add_argument("--index", type=Path, help="an index, instead of one that is made of the archive")
    options = parser.parse_args(argv)
    searcher = searcher_of(options.index)
    return _measured(searcher) if searcher else 2


def _measured(searcher: Searcher) -> int:
    started = time.process_time()
    entries = searcher.library().vocabulary().entries
    print(f"{len(entries)} entries, made in {time.process_time() - started:.2f} s")
    chance = random.Random(7)
    forms = [entry.form for entry in chance.sample(entries, min(SAMPLE, len(entries)))]
    typed = [text for form in forms for text in _typings(form, chance)]
    times = [_ms(partial(searcher.suggest, text)) for text in typed]
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"suggest, {len(typed)} typings: p50 {statistics.median(times):.2f}, p95 {p95:.2f} ms (goal {GOAL})")
    _completed(searcher, chance)
    _corrected(searcher, chance)
    return int(p95 > GOAL)


def _ms(task: Callable[[], object]) -> float:
    started = time.process_time()
    task()
    return (time.process_time() - started) * 1000


def _typings(form: str, chance: random.Random) -> Iterator[str]:
    part = form[: chance.randint(1, min(8, len(form)))]
    read = [common_readings(char)[0] for char in part]
    spelt = "".join(read)
    yield from (part, spelt[: chance.randint(1, len(spelt))], "".join(r[0] for r in read))
    yield part[0] + "".join(r[0] for r in read[1:])


def _people(searcher: Searcher, chance: random.Random) -> list[str]:
    people = {name for name, _ in searcher.library().snapshot.people.values() if len(name) in (2, 3)}
    return chance.sample(sorted(people), min(SAMPLE, len(people)))


def _completed(searcher: Searcher, chance: random.Random) -> None:
    """Which share of the people is among the first ten when their names are typed."""
    lexicon = searcher.library().lexicon
    names = _people(searcher, chance)
    read = [[syllables[0] for syllables in name_readings(name, lexicon)] for name in names]
    ways: dict[str, Callable[[str, list[str]], str]] = {
        "pinyin": lambda name, syllables: "".join(syllables),
        "last syllable begun": lambda name, syllables: "".join(syllables[:-1]) + syllables[-1][:2],
        "mixed": lambda name, syllables: name[0] + "".join(s[0] for s in syllables[1:]),
        "initials": lambda name, syllables: "".join(s[0] for s in syllables),
    }
    for way, spell in ways.items():
        found = sum(
            name in [one.text for one in searcher.suggest(spell(name, syllables))]
            for name, syllables in zip(names, read, strict=True)
        )
        print(f"  people among the first ten by {way}: {found / len(names):.1%} of {len(names)}")


def _corrected(searcher: Searcher, chance: random.Random) -> None:
    """Which share of the people is offered when one character of the name is wrong and the wrong one finds nothing."""
    chars = [chr(code) for code in range(0x4E00, 0x9FA6)]
    by_reading: dict[str, list[str]] = {}
    by_sound: dict[str, list[str]] = {}
    for char in chars:
        by_reading.setdefault(common_readings(char)[0], []).append(char)
        by_sound.setdefault(sound(common_readings(char)[0]), []).append(char)
    ways: dict[str, Callable[[str], list[str]]] = {
        "the same sound": lambda char: by_reading[common_readings(char)[0]],
        "a like sound": lambda char: by_sound[sound(common_readings(char)[0])],
        "any other": lambda char: chars,
        "one left out": lambda char: [""],
    }
    for way, others in ways.items():
        asked, right, times = 0, 0, []
        for name in (name for name in _people(searcher, chance) if len(name) == 3):
            at = chance.randrange(3)
            wrong = name[:at] + chance.choice(others(name[at])) + name[at + 1 :]
            started = time.process_time()
            results = searcher.search(SearchRequest(wrong, limit=0))
            times.append((time.process_time() - started) * 1000)
            if not results.total or results.relaxed:
                asked += 1
                right += results.suggestion == name
        told = f"p50 {statistics.median(times):.1f} ms" if times else ""
        print(f"  people offered for {way}: {right / max(1, asked):.1%} of {asked}, {told}")


if __name__ == "__main__":
    sys.exit(main())
