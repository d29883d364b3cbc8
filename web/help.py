"""Queries to try, on the first page and the help page: made from what is in the index, so that they find something."""

import re
from collections.abc import Sequence

from search.analyzer import segment
from search.model import Article
from search.results import Results
from web.language import N_, foreign, plain
from web.language import gettext as _

Row = tuple[str, str, list[str]]  # how to write it, what it finds, queries to try

NEAR = 9  # characters between two words of the example

_HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")


def language(results: Results, articles: Sequence[Article]) -> list[Row]:
    """The query language, with examples from the newest issue and the most frequent names."""
    first, second, other = telling_words(articles)
    person, place, section = (_most_frequent(results, facet) for facet in ("person", "place", "section"))
    months = _months(results)
    name = f"{first[:-1]}?" if len(first) > 2 else ""
    near = f"{first} {second}" if second else ""
    rows: list[Row] = [
        (_("词 词"), _("空格隔开的各项，篇中都须见到，不必相连"), _some(near or first)),
        (_("“词句”"), _("原样相连地印在文中；也可用直引号"), _some(f"“{_phrase(articles)}”" if articles else "")),
        (_("-词　非 词"), _("不含它的"), _some(f"{first} -{other}" if other else "")),
        (_("词 或 词　词 OR 词　词 | 词"), _("含其中任一"), _asked(N_("%s 或 %s"), first, second)),
        (_("词?　词*"), _("? 代一个字，* 代几个字，到标点或空格为止"), _some(name)),
        (_("“词 词”~9"), _("两词相距不过这么多字，先后不论"), _some(f"“{near}”~{NEAR}" if near else "")),
        (_("标题:词　正文:词"), _("只在题名里，只在正文里"), _asked(N_("标题:%s"), first)),
        (_("人物:姓名"), _("文中有这个人"), _asked(N_("人物:%s"), person)),
        (_("地区:名称"), _("文中有这个地方"), _asked(N_("地区:%s"), place)),
        (_("栏目:名称"), _("在这个栏目里"), _asked(N_("栏目:%s"), section)),
    ]
    if months:
        meaning = _("单独写出的日期（也可写去年春天、上周三、近三个月）当作条件，可以点去")
        rows.append((_("年月日"), meaning, [_month_words(months[-1]), _year_words(months[-1])]))
        rows.append((_("日期:起..止"), _("这段时间里的"), _asked(N_("日期:%s..%s"), months[0], months[-1])))
    return [row for row in rows if row[2]]


def samples(results: Results) -> list[str]:
    """A few queries: the most frequent person, place and section, and the newest month."""
    person, place, section = (_most_frequent(results, facet) for facet in ("person", "place", "section"))
    months = _months(results)
    return _some(
        person,
        *_asked(N_("地区:%s"), place),
        *_asked(N_("栏目:%s"), section),
        _month_words(months[-1]) if months else "",
    )


def _months(results: Results) -> list[str]:
    """The months with articles, oldest first."""
    return sorted(month.value for year in results.facets.get("date", ()) for month in year.children if month.count)


def _month_words(value: str) -> str:
    """A month as it may be typed: 2022年1月; 2022-01"""
    year, month = value.split("-")
    return value if foreign() else f"{year}年{int(month)}月"


def _year_words(value: str) -> str:
    year = value.partition("-")[0]
    return f"{year}-01..{year}-12" if foreign() else f"{year}年"


def _asked(form: str, *values: str) -> list[str]:
    """A query in the words for operators and fields that the reader's language has; none where a value is missing."""
    return [plain(form) % values] if all(values) else []


def _some(*queries: str) -> list[str]:
    return [query for query in queries if query]


def _most_frequent(results: Results, facet: str) -> str:
    values = results.facets.get(facet, ())
    value = values[0].value if values else ""
    return value.partition("@")[0] if facet == "person" else value


def telling_words(articles: Sequence[Article]) -> tuple[str, str, str]:
    """Two words of a title, not far from each other, and a word of another title that is not in that article."""
    for article in articles:
        words = sorted(_title_words(article), key=len, reverse=True)
        near = [w for w in words[1:] if abs(article.title.find(w) - article.title.find(words[0])) < NEAR]
        if near:
            text = article.title + article.body
            others = [w for a in articles for w in _title_words(a) if w not in text]
            return words[0], near[0], others[0] if others else ""
    return "", "", ""


def _title_words(article: Article) -> list[str]:
    return list(dict.fromkeys(word for word in segment(article.title) if _HAN_WORD.fullmatch(word)))


def _phrase(articles: Sequence[Article]) -> str:
    """Some words in a row out of a title."""
    found = max((run for a in articles for run in _HAN_WORD.findall(a.title)), key=len, default="")
    phrase = ""
    for word in segment(found):
        if len(phrase) >= 6:
            break
        phrase += word
    return phrase
