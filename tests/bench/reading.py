"""`make bench-reading`: how well bulletins are read, measured on bulletins whose truth is known.

Needs a folder (JIANBAO_DATA, or ../shared/data) with seed/{*.txt,gold.json} and bulletins/{*.txt,gold.jsonl}. An
article is right when its section, title, first and last characters are. Exit code 0: measured; 1: below a floor;
2: no data.
"""

import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from indexer.entities import annotate
from indexer.parser import parse_bulletin
from indexer.reader import read_text
from search.model import Bulletin
from search.names import load_lexicon
from tests.bench.relaid import bulletin_truths, measure_layouts, sample_truths

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("JIANBAO_DATA") or ROOT.parent / "shared" / "data")
FLOOR = 0.97
MIXTURES = 400  # layouts mixed at random
EVERY = 12  # of the bulletins, printed again in other layouts


def main() -> int:
    seed, bulletins = DATA / "seed", DATA / "bulletins"
    if not (seed / "gold.json").is_file() or not (bulletins / "gold.jsonl").is_file():
        print(f"{DATA}: no seed/gold.json or bulletins/gold.jsonl; set JIANBAO_DATA", file=sys.stderr)
        return 2
    right = measure_bulletins(bulletins)
    wrong = check_seed(seed)
    measure_layouts("sample archive", sample_truths(), MIXTURES)
    measure_layouts("bulletins", bulletin_truths(bulletins, EVERY), MIXTURES)
    return 0 if right >= FLOOR and not wrong else 1


def measure_bulletins(folder: Path) -> float:
    """Print the share of right articles, by quirk, and of right mastheads; return the first."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    size, spent = 0, 0.0
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        text = read_text(folder / gold["file"])
        size += len(text.text.encode())
        started = time.process_time()
        bulletin = parse_bulletin(text.text, gold["file"], text.sha256)
        spent += time.process_time() - started
        for article in gold["articles"]:
            good = any(_is(a, article) for a in bulletin.articles)
            for quirk in ("all", *(article["quirks"] or ["no quirk"])):
                counts[quirk][0] += good
                counts[quirk][1] += 1
        if gold["no_printed"]:
            issue = bulletin.issue
            good = (issue.number, str(issue.date), issue.name) == (gold["issue_no"], gold["issue_date"], gold["name"])
            counts["number, date and name of the issue, where printed"][0] += good
            counts["number, date and name of the issue, where printed"][1] += 1
    print("| bulletins: articles with right section, title, first and last characters | right | of | share |")
    print("|---|---|---|---|")
    for name, (good, of) in counts.items():
        print(f"| {name} | {good} | {of} | {good / of:.2%} |")
    print(f"\nparser: {size / 1e6 / spent:.1f} MB/s of UTF-8 text, one core\n")
    return counts["all"][0] / counts["all"][1]


def _is(article: Any, gold: dict[str, Any]) -> bool:
    return (
        (article.section, article.title) == (gold["section"], gold["title"])
        and article.paragraphs[0].startswith(gold["first"])
        and article.paragraphs[-1].endswith(gold["last"])
    )


def check_seed(folder: Path) -> list[str]:
    """Print what of the genuine bulletin is not as its truth says; return it."""
    gold = json.loads((folder / "gold.json").read_text("utf-8"))
    text = read_text(folder / gold["file"])
    bulletin = annotate(parse_bulletin(text.text, gold["file"], text.sha256), load_lexicon(ROOT / "corpus" / "lexicon"))
    wrong = [
        f"{name}: {found} instead of {wanted}" for name, found, wanted in _compared(bulletin, gold) if found != wanted
    ]
    print("genuine bulletin: " + ("as its truth says" if not wrong else "\n".join(wrong)))
    return wrong


def _compared(bulletin: Bulletin, gold: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    articles = bulletin.articles
    posts: dict[str, set[str]] = defaultdict(set)
    for person in (p for a in articles for p in a.people):
        posts[person.name].update(person.posts)
    listed = {p.name: set(p.posts) for p in bulletin.distribution.people} if bulletin.distribution else {}
    days = [[s for s in a.dates if s.precision in ("day", "range")][:1] for a in articles]
    wanted = {p["name"]: set(p["posts"]) for p in gold["people"] if p.get("where") != "footer"}
    return [
        ("sections", [(s.name, list(s.titles)) for s in bulletin.sections],
         [(s["name"], s["titles"]) for s in gold["sections"]]),
        ("titles in the text", [a.title_in_body for a in articles], [t is not None for t in gold["body_titles"]]),
        ("dates", [[sorted({s.start.isoformat(), s.end.isoformat()}) for s in span] for span in days],
         [[sorted(set(d))] for d in gold["dates"]]),
        ("people", set(posts), set(wanted)),
        ("posts not found", {n: ps - posts.get(n, set()) - listed.get(n, set()) for n, ps in wanted.items()},
         {n: set() for n in wanted}),
        ("distribution", {p["name"]: set(p["posts"]) - listed.get(p["name"], set())
                          for p in gold["people"] if p.get("where") == "footer"},
         {p["name"]: set() for p in gold["people"] if p.get("where") == "footer"}),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
