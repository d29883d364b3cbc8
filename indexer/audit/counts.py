"""What is counted and listed: documents against the manifest, titles of the contents, people and their facet."""

import random
from collections import Counter, defaultdict

import numpy as np

from indexer.audit.archive import Archive
from indexer.audit.report import Check, Tally
from indexer.audit.scan import Ints
from indexer.parser.lines import squeeze
from search.model import Bulletin, bulletin_from_json
from search.request import SearchRequest

_ALL = 10**9  # values of a facet


def check_manifest(archive: Archive) -> Check:
    """As many articles of each issue as the manifest says, one document of the issue itself, and nothing else."""
    tally = Tally("manifest", "篇数与读入时的清单相符 (documents agree with the manifest)")
    manifest, generation = archive.manifest, archive.snapshot.generation
    tally.hold(
        manifest.generation == generation,
        f"清单{f'属于第 {manifest.generation} 代' if manifest.generation else '缺失或损坏'}，索引是第 {generation} 代；"
        "请运行 jianbao index (manifest of another commit)",
    )
    sources = {d.issue: d.source for d in archive.documents.values() if d.kind == "issue"}
    held = Counter((sources.get(d.issue, ""), d.issue, d.kind) for d in archive.documents.values())
    wanted: Counter[tuple[str, str, str]] = Counter()
    for source, record in manifest.files.items():
        for issue, one in record.issues.items():
            wanted[source, issue, "article"] += one.articles
            wanted[source, issue, "issue"] += 1
    for key in sorted({*held, *wanted}) if manifest.generation else ():
        source, issue, kind = key
        what = "篇文章" if kind == "article" else "份刊头和发送范围"
        told = f"{source}：{issue} 应有 {wanted[key]} {what}，现有 {held[key]} (documents)"
        tally.hold(held[key] == wanted[key], told, max(1, wanted[key]))
    ids = Counter(d.id for d in archive.documents.values())
    for name, times in ids.items():
        tally.hold(times == 1, f"{name}：有 {times} 篇同用此编号 (id used twice)")
    return tally.done()


def check_contents(archive: Archive) -> Check:
    """Every title of every table of contents has its article, or a warning that names it."""
    tally = Tally("contents", "目录所列题名都有文章或提醒 (titles of the contents have an article or a warning)")
    for issue, documents in archive.issues.items():
        own = next((d for d in documents if d.kind == "issue"), None)
        if own is None:
            tally.hold(False, f"{issue}：没有本期自己的文档 (no document of the issue)")
            continue
        bulletin = bulletin_from_json({**own.data, "articles": []})
        titles = Counter(squeeze(d.title) for d in documents if d.kind == "article")
        if bulletin.printed is not None:  # staff correct what was read: that is what the contents are held against
            titles = Counter(squeeze(article.title) for article in bulletin.printed.articles)
        _hold_contents(tally, bulletin.printed or bulletin, titles)
    return tally.done()


def _hold_contents(tally: Tally, bulletin: Bulletin, titles: Counter[str]) -> None:
    warned = [squeeze(w.message) for w in bulletin.warnings if w.code == "article_missing"]
    for section in bulletin.sections:
        for title in section.titles:
            form = squeeze(title)
            has_article = titles[form] > 0
            titles[form] -= has_article
            told = next((w for w in warned if form in w), None) if not has_article else None
            if told is not None:
                warned.remove(told)
            lost = f"{bulletin.issue.id} 目录的“{title}”没有文章，也没有提醒 (neither article nor warning)"
            tally.hold(has_article or told is not None, lost)


def check_titles(archive: Archive, sample: int, chance: random.Random) -> Check:
    """Every title finds its article."""
    tally = Tally("titles", "按题名查得到该文 (a title finds its article)")
    articles = archive.articles
    for number, document in chance.sample(articles, min(sample, len(articles))):
        found = archive.found(SearchRequest(document.title, literal=True)) if document.title.strip() else [number]
        tally.hold(number in found, f"{document.id}：按题名“{document.title}”查不到 (not found by its title)")
    return tally.done()


def check_people(archive: Archive, sample: int, chance: random.Random) -> Check:
    """Every person is in the facet, counted as often as there are documents; choosing them finds these documents."""
    tally = Tally("people", "人物都在分面里，计数与点开所得相同 (people are in the facet, counts equal totals)")
    named: dict[str, list[int]] = defaultdict(list)
    for number, document in archive.documents.items():
        for key in dict.fromkeys(document.people):
            named[key].append(number)
    facet = archive.searcher.search(SearchRequest(limit=0, facet_limit=_ALL)).facets["person"]
    counts = {value.value: value.count for value in facet}
    for key in sorted({*named, *counts}):
        own = len(named[key]) if key in named else 0
        told = f"{key}：分面记 {counts.get(key, 0)} 篇，实有 {own} 篇 (facet count)"
        tally.hold(counts.get(key, 0) == own, told)
    for key in chance.sample(sorted(named), min(sample, len(named))):
        found = archive.found(SearchRequest(person=(key,)))
        tally.hold(_same(found, named[key]), f"{key}：点开得 {len(found)} 篇，实有 {len(named[key])} 篇 (total)")
    return tally.done()


def _same(found: Ints, wanted: list[int]) -> bool:
    return bool(np.array_equal(found, np.array(wanted, found.dtype)))
