"""How well places and organizations are found, and how fast: `python -m tests.bench.places`.

Precision and recall on the sample archive (tests/corpus-regions.jsonl, marked by hand), with its lexicon and without;
seconds per MB of text for dates, places and organizations on the archive in JIANBAO_DATA or ../shared/data, where there
is one; its goal is that of all entities together (speed.py). Exit code 0: measured; 1: precision or recall is below its
goal. What the figures tell: places.md.
"""

import argparse
import datetime as dt
import json
import lzma
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.entities import annotate
from indexer.entities.regions import regions_of
from search.dates import find_dates
from search.fold import fold
from search.model import Article, Bulletin, Issue
from search.names import Lexicon, load_lexicon
from tests.bench.train_tagger import DATA

ROOT = Path(__file__).resolve().parents[2]
GOAL = 0.95


@dataclass(slots=True)
class Counts:
    right: int = 0
    found: int = 0
    wanted: int = 0

    def add(self, found: set[str], wanted: set[str]) -> None:
        self.right += len(found & wanted)
        self.found += len(found)
        self.wanted += len(wanted)

    @property
    def precision(self) -> float:
        return self.right / self.found

    @property
    def recall(self) -> float:
        return self.right / self.wanted


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def sample(lexicon: Lexicon) -> Iterator[Article]:
    """The articles of the sample archive, annotated issue by issue."""
    for year in (2024, 2025, 2026):
        for issue in rows(ROOT / "tests" / f"corpus-{year}.jsonl"):
            articles = tuple(
                Article(str(i), i, None, a["title"], True, None, tuple(a["paragraphs"]))
                for i, a in enumerate(issue["articles"], 1)
            )
            yield from annotate(Bulletin(issue["file"], "", Issue("x"), (), articles), lexicon).articles


def measure(lexicon: Lexicon) -> tuple[Counts, Counts]:
    """Places by name, organizations by what is printed."""
    places, organizations = Counts(), Counts()
    for truth, article in zip(rows(ROOT / "tests" / "corpus-regions.jsonl"), sample(lexicon), strict=True):
        places.add({place.name for place in article.places}, set(truth["places"]))
        printed = {m.text for unit in article.organizations for m in unit.mentions}
        organizations.add(printed - set(truth["optional"]), set(truth["organizations"]))
    return places, organizations


def archive(step: int) -> Iterator[tuple[dt.date, list[tuple[str, str]]]]:
    with lzma.open(DATA / "archive" / "archive.jsonl.xz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % step == 0:
                issue = json.loads(line)
                texts = [(article["title"], article["body"]) for article in issue["articles"]]
                yield dt.date.fromisoformat(issue["issue_date"]), texts


def speed(step: int) -> tuple[float, float]:
    """Seconds per MB of UTF-8 text for dates, and for places with organizations; folding is not counted."""
    issues = list(archive(step))
    size = sum(len(text.encode()) for _, articles in issues for pair in articles for text in pair) / 1e6
    began = time.process_time()
    for day, articles in issues:
        for _, body in articles:
            find_dates(body, day)
    dates = time.process_time() - began
    folded = [
        [(("title", title, fold(title)), ("body", body, fold(body))) for title, body in articles]
        for _, articles in issues
    ]
    began = time.process_time()
    for texts in folded:
        regions_of(texts, "", "", Lexicon())  # type: ignore[arg-type]
    return dates / size, (time.process_time() - began) / size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=40, help="every how many issues of the archive are read for speed")
    step = parser.parse_args().step
    good = True
    for name, lexicon in (("with the lexicon", load_lexicon(ROOT / "corpus" / "lexicon")), ("rules alone", Lexicon())):
        for what, counts in zip(("places", "organizations"), measure(lexicon), strict=True):
            print(f"{name:18}{what:15}P {counts.precision:.3f}  R {counts.recall:.3f}  of {counts.wanted}")
            good &= counts.precision >= GOAL and (counts.recall >= GOAL or not lexicon.places)
    if (DATA / "archive" / "archive.jsonl.xz").is_file():
        speed(step * 10)  # what is loaded once is not counted
        dates, regions = speed(step)
        print(f"seconds per MB    dates {dates:.3f}  places and organizations {regions:.3f}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
