"""How well known bulletins are read in other layouts (`layouts.py`), layout by layout."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from indexer.errors import Rejected
from indexer.parser import parse_bulletin
from indexer.reader import read_text
from search.model import Article, Bulletin
from tests.bench.layouts import BYLINE, Item, Layout, Printed, Truth, mixed, named, parts, printed

ROOT = Path(__file__).resolve().parents[2]


def sample_truths() -> list[Truth]:
    """The sample archive; an issue without number or date gets one."""
    truths = []
    for year in (2024, 2025):
        for line in (ROOT / "tests" / f"corpus-{year}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            day = row["date"] or f"{row['file'][5:12]}-28"
            items = tuple(Item(a["section"], a["title"], tuple(p for p in a["paragraphs"] if "供稿" not in p))
                          for a in row["articles"])  # fmt: skip
            number, total = row["number"] or len(truths) + 1, row["total_number"] or len(truths) + 101
            truths.append(Truth("岚州民政简报", number, total, (int(day[:4]), int(day[5:7]), int(day[8:])), items))
    return truths


def bulletin_truths(folder: Path, every: int) -> list[Truth]:
    """Every so many-th of the bulletins that are read wholly right."""
    truths = []
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()[::every]:
        gold = json.loads(line)
        read = parse_bulletin(read_text(folder / gold["file"]).text, gold["file"], "")
        whole = [(a.section, a.title, len(a.paragraphs)) for a in read.articles]
        if whole == [(a["section"], a["title"], a["n_paras"]) for a in gold["articles"]]:
            year, month, day = map(int, gold["issue_date"].split("-"))
            items = tuple(Item(a.section, a.title, a.paragraphs) for a in read.articles)
            truths.append(
                Truth(gold["name"] or "要闻简报", gold["issue_no"], gold["total_no"], (year, month, day), items)
            )
    return truths


def right_articles(bulletin: Bulletin | None, wanted: Printed) -> int:
    """How many have their section, title, and all of their own paragraphs and no others; bylines aside."""
    articles = bulletin.articles if bulletin else ()
    return (Counter(map(_content, articles)) & Counter(map(_content, wanted.items))).total()


def _content(article: Article | Item) -> tuple[str | None, str, int, str]:
    paragraphs = [paragraph for paragraph in article.paragraphs if not BYLINE.fullmatch(paragraph)]
    return article.section, article.title, len(paragraphs), "".join("".join(paragraphs).split())


def right_issue(bulletin: Bulletin | None, wanted: Printed) -> bool:
    """Whether number, total number and date are those printed, and none where none is."""
    if bulletin is None:
        return False
    issue = bulletin.issue
    day = str(issue.date) if issue.date_source == "printed" else None
    return (issue.number, issue.total_number, day) == (wanted.number, wanted.total, wanted.date)


def parse(text: str) -> Bulletin | None:
    try:
        return parse_bulletin(text, "a.txt", "")
    except Rejected:
        return None


Score = list[int]  # right articles, articles, right issues, issues


def score(truths: Iterable[Truth], layout: Layout, total: Score) -> None:
    for n, truth in enumerate(truths):
        wanted = printed(truth, layout, n)
        bulletin = parse(wanted.text)
        for i, count in enumerate(
            (right_articles(bulletin, wanted), len(wanted.items), right_issue(bulletin, wanted), 1)
        ):
            total[i] += count


def measure_layouts(name: str, truths: Sequence[Truth], mixtures: int) -> None:
    """Print the table: each layout that differs from the plain one in one part, beside mixtures that have that part."""
    table: defaultdict[str, Score] = defaultdict(lambda: [0, 0, 0, 0])
    for part, layout in named():
        score(truths, layout, table[part])
    by_part: defaultdict[str, Score] = defaultdict(lambda: [0, 0, 0, 0])
    for n, layout in enumerate(mixed(mixtures)):
        one = [0, 0, 0, 0]
        score(truths[n % len(truths) :: len(truths)], layout, one)
        for part in ("all mixtures", *parts(layout)):
            by_part[part] = [a + b for a, b in zip(by_part[part], one, strict=True)]
    print(f"\n| {name} in the layout | right articles | of | share | right issues | mixed with others | right issues |")
    print("|---|---|---|---|---|---|---|")
    for part in dict.fromkeys([*table, *by_part]):
        alone, mixed_up = table[part], by_part[part]
        cells = [part, str(alone[0]), str(alone[1]), *_shares(alone), *_shares(mixed_up)]
        print(f"| {' | '.join(cells)} |")


def _shares(one: Score) -> tuple[str, str]:
    return _share(one[0], one[1]), _share(one[2], one[3])


def _share(good: int, of: int) -> str:
    return f"{good / of:.1%}" if of else ""
