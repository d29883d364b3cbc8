"""Copies and versions on the command line: a line each, and only the first of many."""

from collections.abc import Iterator, Sequence

from search.results import Copy, Reissue, Same

_FEW = 10
_SAME: dict[Same, str] = {"bytes": "同一文件", "text": "同一内容"}
_WHY = {"mark": "印有更正字样", "date": "日期较晚", "order": "收到较晚", None: "同号的另一份"}


def copy_text(copy: Copy) -> str:
    """同一内容 3.pdf：即 3.doc（岚州民政简报-2024-03），不重复收入"""
    where = copy.of if copy.of != copy.source else "本文件中的另一期"
    told = f"{_SAME[copy.same]} {copy.source}：即 {where}（{copy.issue}），不重复收入"
    return f"{told} (same {copy.same}, not indexed twice)"


def reissue_text(one: Reissue) -> str:
    """更正 3.doc：另有较晚一版 3更正.doc（日期较晚），本版编号 岚州民政简报-2024-03-1a2b3c"""
    kind = "更正" if one.sure else "重号"
    return f"{kind} {one.source}：另有 {one.later_source}（{_WHY[one.why]}），本版编号 {one.issue} (an earlier version)"


def few(lines: Sequence[str]) -> Iterator[str]:
    """The first of them, and how many more there are."""
    yield from lines[:_FEW]
    if len(lines) > _FEW:
        yield f"……另有 {len(lines) - _FEW} 份，见 jianbao status --ledger (and more)"
