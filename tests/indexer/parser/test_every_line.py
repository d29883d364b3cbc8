"""Any text in: a bulletin that has every printed line in exactly one place, or a rejection, and never another error."""

from collections import Counter
from collections.abc import Iterable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.documents import index_documents
from indexer.entities import annotate
from indexer.errors import Rejected
from indexer.parser import parse_bulletin
from indexer.parser.headings import is_contents_heading, section_name
from indexer.parser.lines import Line, split_lines, squeeze
from search.model import Bulletin, bulletin_from_json, to_json
from search.names import Lexicon

PRINTED = (
    "", "", "", "\f", "本期内容", " 目 录", "●市级动态", "●县（市、区）动态", "●县（市、 區)动态", "●",
    "岚 州 简 报", "第12期", "2024年第3期（总第33期）", "市民政局编　2024年1月5日", "责任编辑：陶立新",
    "市民政局召开会议部署全年工作", "市民政局召开会议部署", "全年工作", "市民政局召开工作会议并部署全年的工作任务",
    "青岭县：走访低保家庭送去棉被", "青岭县走访低保家庭", "会议强调：",
    "　1月5日，市民政局召开会议，部署全年的各项工作，要求各单位抓紧落实到位，不留一个死角。",
    "近日，青岭县民政局到乡镇走访低保家庭，送去棉被和大米，了解他们的生活有什么难处。",
    "发至：各县（市、区）民政局，", "      人民政府。", "抄送：省民政厅。", "送：陶立新副市长", "共印20份",
)  # fmt: skip
LINES = st.one_of(st.sampled_from(PRINTED), st.sampled_from(PRINTED), st.text(max_size=40))
TEXTS = st.lists(LINES, max_size=24).map("\n".join)


def parse(text: str) -> Bulletin | None:
    try:
        return parse_bulletin(text, "a.txt", "0" * 64)
    except Rejected:
        return None


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("")
@example("本期内容")
@example("本期内容\n●市级动态\n\f\n●市级动态\n发至：各县")
def test_every_printed_line_is_in_exactly_one_place(text: str) -> None:
    bulletin = parse(text)
    if bulletin is None:
        return
    lines = split_lines(text)
    left = Counter(line.squeezed for line in lines)
    left.subtract(squeeze(line) for line in printed_as_they_are(bulletin))
    assert min(left.values()) >= 0  # none twice
    headings = list(remaining(lines, left))
    assert characters(heading_text(line) for line in headings) == characters(expected_headings(bulletin, lines))


def printed_as_they_are(bulletin: Bulletin) -> Iterable[str]:
    """The lines of the masthead, the distribution list, the paragraphs, and those of no article."""
    distribution = bulletin.distribution.text if bulletin.distribution else None
    for block in (bulletin.masthead, *bulletin.loose, distribution):
        yield from block.split("\n") if block is not None else ()
    for article in bulletin.articles:
        yield from article.paragraphs


def remaining(lines: Iterable[Line], left: Counter[str]) -> Iterable[Line]:
    for line in lines:
        if left[line.squeezed]:
            left[line.squeezed] -= 1
            yield line


def expected_headings(bulletin: Bulletin, lines: list[Line]) -> Iterable[str]:
    """What else is printed: the contents, and the section and title lines that read as the contents do."""
    sections = [section.name for section in bulletin.sections if section.name is not None]
    if not any(warning.code == "no_contents" for warning in bulletin.warnings):
        yield next(line.text for line in lines if is_contents_heading(line))
        yield from sections
        yield from (title for section in bulletin.sections for title in section.titles)
    elsewhere = ("section_missing", "section_differs", "title_differs")  # nowhere, or among the loose
    told = [warning.message for warning in bulletin.warnings if warning.code in elsewhere]
    for heading in [*sections, *(a.title for a in bulletin.articles if a.title_in_body)]:
        printed = f"目录作“{heading}”", f"栏目行“{heading}”"
        named = next((message for message in told if any(words in message for words in printed)), None)
        if named is None:
            yield heading
        else:
            told.remove(named)


def heading_text(line: Line) -> str:
    name = section_name(line)
    return line.text if name is None else name


def characters(texts: Iterable[str]) -> Counter[str]:
    """Titles may be wrapped: their characters are compared, not their lines."""
    return Counter(squeeze("".join(texts)))


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
