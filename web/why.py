"""An explanation -> the lines by which an article's page tells why a search found it, or that it does not."""

from collections.abc import Iterator

from search.explanation import Clause, Explanation, Filter
from search.results import Interpretation
from web.wording import FIELDS, reading

_CHANNELS = {
    "literal": "逐字印有",
    "folded": "印作异体，或全半角、大小写不同",
    "word": "各词都有，不相连",
    "synonym": "印有同义词",
    "name": "是本篇的人物",
    "field": "相符",
}
_PARTS = {"title": "题名里", "body": "正文里"}
_VERDICTS = {
    "relaxed": "没有一篇含有全部词语，本篇是最接近的之一",
    "filtered": "文字相符，但不合所选条件，不在结果里",
    "not_matched": "文字不全相符，不在结果里",
    "too_little": "没有一篇含有全部词语，本篇又不如所列各篇接近，不在结果里",
    "not_shown": "不在结果里",
}


def reasons(found: Explanation) -> tuple[str, ...]:
    """One line a clause and a filter; what the whole comes to first where it is not simply found."""
    verdict = (_VERDICTS[found.verdict],) if found.verdict in _VERDICTS else ()
    clauses = (line for clause in found.clauses for line in _lines(clause))
    return (*verdict, *clauses, *(_filter(one) for one in found.filters))


def _lines(clause: Clause) -> Iterator[str]:
    if clause.kind == "not":
        inner = "、".join(f"“{text}”" for text in _texts(clause))
        yield f"{'不含' if clause.matched else '含有要排除的'}{inner}"
    elif clause.kind in ("all", "any"):
        shown = (
            [one for one in clause.nodes if one.matched] if clause.kind == "any" and clause.matched else clause.nodes
        )
        for one in shown:
            yield from _lines(one)
    elif clause.kind != "everything":
        where = _PARTS[clause.part] if clause.part else FIELDS.get(clause.field or "", "")
        yield f"{where}“{clause.text}”：{_what(clause)}"


def _texts(clause: Clause) -> Iterator[str]:
    if clause.nodes:
        for one in clause.nodes:
            yield from _texts(one)
    else:
        yield clause.text


def _what(clause: Clause) -> str:
    if clause.matched:
        told = "，".join(_CHANNELS[channel] for channel in clause.channels if channel in _CHANNELS) or "有"
        return f"{told}，{clause.count} 处" if clause.count else told
    if clause.missing:
        return f"没有{'、'.join(f'“{one}”' for one in clause.missing)}"
    if clause.variants:
        return f"只印作{'、'.join(f'“{one}”' for one in clause.variants)}"
    return "有其中的字，但不相连" if clause.apart else "没有"


def _filter(one: Filter) -> str:
    if one.field in ("date", "number"):
        wanted = reading(Interpretation("", "date" if one.field == "date" else "issue", one.wanted[0]))
    else:
        wanted = f"{'排除' if one.excludes else ''}{FIELDS[one.field]}：{'、'.join(one.wanted)}"
    return f"{wanted}，{'相符' if one.passed else '不符'}"
