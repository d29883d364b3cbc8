"""Any text in: a bulletin that has every printed line in exactly one place, or a rejection, and never another error."""

from collections import Counter
from collections.abc import Iterable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.documents import index_documents
from indexer.entities import annotate
from indexer.errors import Rejected
from indexer.parser import draft, parse_bulletin, read_entries
from indexer.parser.lines import split_lines, squeeze
from indexer.parser.sheet import read_sheet
from search.model import Bulletin, bulletin_from_json, to_json
from search.names import Lexicon

PRINTED = (
    "", "", "", "\f", "本期内容", " 目 录", "●市级动态", "●县（市、区）动态", "●县（市、 區)动态", "●", "【市级动态】",
    "一、市级动态", "（一）基层动态", "市级动态", "◆", "1. 市民政局召开会议部署全年工作……3", "一、提高认识",
    "岚 州 简 报", "岚州简报　第12期", "第12期", "2024年第3期（总第33期）", "市民政局编　2024年1月5日",
    "责任编辑：陶立新", "— 3 —", "第 4 页", "————————", "（青岭县民政局供稿）", "本报记者　陶立新", "——记青岭县的走访",
    "市民政局召开会议部署全年工作", "市民政局召开会议部署", "全年工作", "市民政局召开工作会议并部署全年的工作任务",
    "青岭县：走访低保家庭送去棉被", "青岭县走访低保家庭", "会议强调：", "◆青岭县：走访低保家庭送去棉被",
    "　1月5日，市民政局召开会议，部署全年的各项工作，要求各单位抓紧落实到位，不留一个死角。",
    "近日，青岭县民政局到乡镇走访低保家庭，送去棉被和大米，了解他们的生活有什么难处。",
    "近日，青岭县民政局到乡镇走访低保家庭，送", "去棉被和大米，了解他们的生活有什么难处，叮", "嘱村干部常走动。",
    "发至：各县（市、区）民政局，", "      人民政府。", "抄送：省民政厅。", "送：陶立新副市长", "共印20份",
    "市民政局办公室　2024年1月6日印发",
)  # fmt: skip
LINES = st.one_of(st.sampled_from(PRINTED), st.sampled_from(PRINTED), st.text(max_size=40))
TEXTS = st.lists(LINES, max_size=30).map("\n".join)


def parse(text: str) -> Bulletin | None:
    try:
        return parse_bulletin(text, "a.txt", "0" * 64)
    except Rejected:
        return None


@settings(max_examples=500, deadline=None)
@given(TEXTS)
@example("")
@example("本期内容")
@example("本期内容\n●市级动态\n\f\n●市级动态\n发至：各县")
@example("本期内容\n:\f0\n　1月5日，市民政局召开会议，部署全年的各项工作，要求各单位抓紧落实到位，不留一个死角。")
def test_every_printed_character_is_in_exactly_one_place(text: str) -> None:
    """In the masthead, the contents, a heading or paragraph, the distribution list or among the loose."""
    bulletin = parse(text)
    if bulletin is None:
        return
    lines = split_lines(text)
    sheet = read_sheet(lines)
    _, entries, windows = read_entries(sheet)
    headings = draft(sheet, entries, windows).headings
    contents = [line.text for line in (*sheet.contents_heading, *(sheet.contents or ()))]
    distribution = bulletin.distribution.text if bulletin.distribution else ""
    paragraphs = [paragraph for article in bulletin.articles for paragraph in article.paragraphs]
    found = characters([bulletin.masthead or "", *contents, *headings, *paragraphs, *bulletin.loose, distribution])
    assert found == characters(line.text for line in lines)


def characters(texts: Iterable[str]) -> Counter[str]:
    """Paragraphs may be joined and titles wrapped: their characters are compared, not their lines."""
    return Counter(squeeze("".join(texts)))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_every_title_of_the_contents_has_its_article_or_a_warning(text: str) -> None:
    bulletin = parse(text)
    if bulletin is None:
        return
    listed = Counter(title for section in bulletin.sections for title in section.titles)
    read = Counter(article.title for article in bulletin.articles)
    missing = [warning for warning in bulletin.warnings if warning.code == "article_missing"]
    unlisted = [warning for warning in bulletin.warnings if warning.code == "not_in_contents"]
    assert (listed - read).total() <= len(missing)
    assert listed.total() + len(unlisted) == read.total() + len(missing)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_belongs_to_no_article_is_told(text: str) -> None:
    bulletin = parse(text)
    if bulletin is not None and bulletin.loose:
        codes = {warning.code for warning in bulletin.warnings}
        assert codes & {"stray_line", "title_differs", "section_differs", "subtitle", "page_furniture"}


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_what_was_read_can_be_annotated_printed_and_indexed(text: str) -> None:
    bulletin = parse(text)
    if bulletin is None:
        return
    annotated = annotate(bulletin, Lexicon())
    assert bulletin_from_json(to_json(annotated)) == annotated
    documents = index_documents(annotated)
    assert [document.id for document in documents] == [*(a.id for a in bulletin.articles), bulletin.issue.id]
    for article in annotated.articles:
        assert article.paragraphs and all(paragraph.strip() for paragraph in article.paragraphs)
        for span in article.dates:
            assert article.body[span.offset : span.offset + len(span.text)] == span.text


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.text(alphabet="ab/年月简0123456789", max_size=9))
def test_ids_do_not_depend_on_the_name_of_the_file(text: str, name: str) -> None:
    one = parse(text)
    if one is None:
        return
    other = parse_bulletin(text, f"{name}.txt", "f" * 64)
    assert (other.issue.id, [a.id for a in other.articles]) == (one.issue.id, [a.id for a in one.articles])
    assert not any("/" in one_id for one_id in (one.issue.id, *(a.id for a in one.articles)))
    assert len({a.id for a in one.articles}) == len(one.articles)
