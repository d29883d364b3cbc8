"""An explanation -> the lines by which an article's page tells why a search found it, or that it does not."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from search.explanation import Clause, Explanation, Filter
from search.results import Interpretation
from web.language import N_, counted, gettext, zh
from web.wording import field, labelled, reading

_CHANNELS = {
    "literal": N_("逐字印有"),
    "folded": N_("印作异体，或全半角、大小写不同"),
    "word": N_("各词都有，不相连"),
    "synonym": N_("印有同义词"),
    "name": N_("是本篇的人物"),
    "field": N_("相符"),
}
_PARTS = {"title": N_("题名里"), "body": N_("正文里")}
_VERDICTS = {
    "relaxed": N_("没有一篇含有全部词语，本篇是最接近的之一"),
    "filtered": N_("文字相符，但不合所选条件，不在结果里"),
    "not_matched": N_("文字不全相符，不在结果里"),
    "too_little": N_("没有一篇含有全部词语，本篇又不如所列各篇接近，不在结果里"),
    "not_shown": N_("不在结果里"),
}


def reasons(found: Explanation) -> tuple[Markup, ...]:
    """One line a clause and a filter; what the whole comes to first where it is not simply found."""
    verdict = (gettext(_VERDICTS[found.verdict]),) if found.verdict in _VERDICTS else ()
    clauses = (line for clause in found.clauses for line in _lines(clause))
    return (*verdict, *clauses, *(_filter(one) for one in found.filters))


def _lines(clause: Clause) -> Iterator[Markup]:
    if clause.kind == "not":
        texts = _quoted(_texts(clause))
        yield gettext("不含%(texts)s", texts=texts) if clause.matched else gettext("含有要排除的%(texts)s", texts=texts)
    elif clause.kind in ("all", "any"):
        shown = (
            [one for one in clause.nodes if one.matched] if clause.kind == "any" and clause.matched else clause.nodes
        )
        for one in shown:
            yield from _lines(one)
    elif clause.kind != "everything":
        text, what = zh(clause.text), _what(clause)
        where = gettext(_PARTS[clause.part]) if clause.part else field(clause.field) if clause.field else ""
        if where:
            yield gettext("%(where)s“%(text)s”：%(what)s", where=where, text=text, what=what)
        else:
            yield gettext("“%(text)s”：%(what)s", text=text, what=what)


def _texts(clause: Clause) -> Iterator[str]:
    if clause.nodes:
        for one in clause.nodes:
            yield from _texts(one)
    else:
        yield clause.text


def _quoted(texts: Iterable[str]) -> Markup:
    return gettext("、").join(gettext("“%(text)s”", text=zh(text)) for text in texts)


def _what(clause: Clause) -> Markup:
    if clause.matched:
        channels = [gettext(_CHANNELS[channel]) for channel in clause.channels if channel in _CHANNELS]
        told = gettext("，").join(channels) or gettext("有")
        return counted("%(told)s，%(n)s 处", clause.count, told=told) if clause.count else told
    if clause.missing:
        return gettext("没有%(texts)s", texts=_quoted(clause.missing))
    if clause.variants:
        return gettext("只印作%(texts)s", texts=_quoted(clause.variants))
    return gettext("有其中的字，但不相连") if clause.apart else gettext("没有")


def _filter(one: Filter) -> Markup:
    if one.field in ("date", "number"):
        wanted = reading(Interpretation("", "date" if one.field == "date" else "issue", one.wanted[0]))
    else:
        wanted = labelled(one.field, gettext("、").join(map(zh, one.wanted)), excluded=one.excludes)
    if one.passed:
        return gettext("%(condition)s，相符", condition=wanted)
    return gettext("%(condition)s，不符", condition=wanted)
