"""`explain`: why a search finds an article, or why not, as text or JSON."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from indexer.cli.common import config_with, index_option, json_option, print_json
from indexer.cli.searching import asking_options, dated_today, request_of
from search.config import Config
from search.explanation import Clause, Explanation, Filter, Place, ScorePart
from search.model import to_json
from search.searcher import open_searcher

_VERDICTS = {
    "found": "找得到 (found)",
    "relaxed": "只因放宽才找到：没有一篇含全部词，此篇是最接近的之一 (found by relaxed matching)",
    "filtered": "文字相符，但被条件排除 (kept out by a filter)",
    "not_matched": "找不到：文字不符 (does not match)",
    "too_little": "找不到：没有一篇含全部词，而此篇不如所列各篇接近 (others have much more of the words)",
    "not_shown": "不列出：没有检索词时只列文章 (browsing shows articles only)",
}
_CHANNELS = {
    "literal": "逐字印有 (literal)",
    "folded": "只以异体、全半角或大小写不同印有 (variant)",
    "word": "各词都有，但不逐字相连 (by words)",
    "synonym": "印有同义词 (synonym)",
    "name": "是本篇的人物 (name)",
    "field": "栏目、人物等相符 (field)",
    "excluded": "含有要排除的文字 (excluded)",
}
_FIELDS = {
    "section": "栏目", "person": "人物", "place": "地区", "organization": "单位", "issue": "期", "number": "期号",
    "date": "日期",
}  # fmt: skip
_PARTS = {"title": "题名", "body": "正文"}
_KINDS = {
    "word": "词", "literal": "逐字", "characters": "字", "name": "人物", "pattern": "通配", "near": "邻近",
    "passage": "最相近的两句",
}  # fmt: skip
_AROUND = 3  # values of a field that are told where it does not fit


@click.command()
@click.argument("query")
@click.argument("article_id")
@index_option
@asking_options
@json_option
@click.pass_obj
def explain(
    config: Config, /, query: str, article_id: str, index: Path | None, as_json: bool, today: str | None, **asked: Any
) -> None:
    """说明检索 QUERY 为什么找到或找不到编号为 ARTICLE_ID 的文章。Why an article was found, or why not."""
    config = dated_today(config_with(config, index=index), today)
    found = open_searcher(config).explain(request_of(query, **asked), article_id)
    if as_json:
        print_json(to_json(found))
    else:
        click.echo("\n".join(_lines(found)))


def _lines(found: Explanation) -> list[str]:
    lines = [f"{found.title}（{found.id}）", f"检索“{found.query}”：{_VERDICTS[found.verdict]}"]
    for clause in found.clauses:
        lines += _clause_lines(clause, "  ")
    lines += [_filter_line(one) for one in found.filters]
    if found.parts:
        lines.append(f"得分 {found.score:.6f}，由以下各项相加 (score):")
        lines += [_part_line(part) for part in sorted(found.parts, key=lambda part: -part.score)]
    return lines


def _clause_lines(clause: Clause, indent: str) -> list[str]:
    mark = "✓" if clause.matched else "✗"
    where = f"在{_PARTS[clause.part]}里" if clause.part else ""
    if clause.kind == "everything":
        return [f"{indent}✓ 没有检索词 (no clause)"]
    if clause.kind in ("all", "any"):
        told = "以下都要有 (all of)" if clause.kind == "all" else "以下任一即可 (any of)"
        return [f"{indent}{mark} {told}", *_inner_lines(clause, indent)]
    if clause.kind == "not":
        return [f"{indent}{mark} 不要含有 (must not have)", *_inner_lines(clause, indent)]
    field = f"{_FIELDS[clause.field]} " if clause.field else ""
    others = f"（同义 {'、'.join(clause.others)}）" if clause.others else ""
    lines = [f"{indent}{mark} {field}{where}“{clause.text}”{others}：{_what(clause)}"]
    lines += [f"{indent}    {line}" for line in _place_lines(clause.places)]
    if clause.count > len(clause.places):
        lines.append(f"{indent}    …… 共 {clause.count} 处 (places)")
    return lines


def _inner_lines(clause: Clause, indent: str) -> list[str]:
    return [line for inner in clause.nodes for line in _clause_lines(inner, f"{indent}  ")]


def _what(clause: Clause) -> str:
    if clause.matched:
        return "，".join(_CHANNELS[channel] for channel in clause.channels) or "有 (there)"
    if clause.kind == "field":
        held = "、".join(clause.held[:_AROUND]) + (" 等" if len(clause.held) > _AROUND else "")
        return f"不符；本篇是 {held or '无'} (another value)"
    missing = "、".join(f"“{one}”" for one in clause.missing)
    apart = "、".join(f"“{one}”" for one in clause.apart)
    if clause.variants:
        return f"只印作 {'、'.join(f'“{one}”' for one in clause.variants)} (printed otherwise)"
    if missing and apart:
        return f"没有 {missing}；有 {apart} (missing)"
    if missing:
        return f"没有 {missing} (missing)"
    return f"有 {apart}，但不相连 (not together)" if apart else "没有 (missing)"


def _place_lines(places: Iterable[Place]) -> list[str]:
    """正文第 33、61 字：养老"""
    offsets: dict[tuple[str, str], list[str]] = {}
    for place in places:
        offsets.setdefault((_PARTS[place.part], " ".join(place.text.split())), []).append(str(place.offset + 1))
    return [f"{part}第 {'、'.join(at)} 字：{text}" for (part, text), at in offsets.items()]


def _filter_line(one: Filter) -> str:
    read = f"（由“{one.typed}”读出；当作文字来查请加 --text '{one.typed}'）" if one.typed else ""
    wanted, held = "、".join(one.wanted), "、".join(one.held) or "无"
    mark, outcome = ("✓", "相符") if one.passed else ("✗", "不符")
    name = f"{'排除' if one.excludes else ''}{_FIELDS[one.field]}"
    return f"  {mark} 条件 {name} {wanted}{read}：本篇 {held}，{outcome} (filter)"


def _part_line(part: ScorePart) -> str:
    what = _KINDS[part.kind] + (f"“{part.text}”" if part.text else "")
    if part.idf is None:
        return f"  {part.score:10.6f}  {what}"
    often = f"题名 {part.title} 次、正文 {part.body} 次；全库 {part.documents} 篇有，idf {part.idf:.3f}"
    return f"  {part.score:10.6f}  {what}：{often}"
