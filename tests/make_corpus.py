"""The issues of the sample archive in other formats, made of what their truth says: python -m tests.make_corpus

Each is laid out as an office lays out a bulletin in that format, so that reading it has to undo that. The files are
committed; a test holds them to this script.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from tests.indexer.reader.made import docx, p
from tests.indexer.reader.made_doc import CENTRED, PAGE_BEFORE, SET_IN, doc
from tests.indexer.reader.made_pdf import Placed, pdf

ROOT = Path(__file__).resolve().parents[1]
TRUTH = ROOT / "tests" / "corpus-2026.jsonl"
Issue = Mapping[str, Any]


def main() -> None:
    for issue in issues():
        path = ROOT / "corpus" / issue["file"]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made(issue))


def issues() -> list[Issue]:
    return [json.loads(line) for line in TRUTH.read_text("utf-8").splitlines()]


def made(issue: Issue) -> bytes:
    return MAKERS[Path(issue["file"]).suffix](issue)


def masthead(issue: Issue) -> tuple[str, str, str]:
    year, month, day = map(int, issue["date"].split("-"))
    number = f"{year}年第{issue['number']}期（总第{issue['total_number']}期）"
    return issue["name"], number, f"岚州市民政局办公室　　{year}年{month}月{day}日"


def contents(issue: Issue) -> Iterator[str]:
    yield "本期内容"
    for section in issue["sections"]:
        yield "●" + section["name"]
        yield from section["titles"]


def by_section(issue: Issue) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    """The articles, each with the name of its section where that begins."""
    before = None
    for article in issue["articles"]:
        yield (article["section"] if article["section"] != before else None), article
        before = article["section"]


def as_docx(issue: Issue) -> bytes:
    """The masthead in a text box, sections as items of a list, first lines set in by a style."""
    name, number, day = masthead(issue)
    centred, bullet = '<w:jc w:val="center"/>', '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    box = (
        '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" '
        'style="width:420pt;height:60pt"><v:textbox><w:txbxContent>'
        f"{p(name, centred)}{p(number, centred)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    body = [box, p(day), p("")]
    for line in contents(issue):
        body.append(p(line[1:], bullet) if line[0] == "●" else p(line))
    for section, article in by_section(issue):
        body += [p(section, bullet + '<w:pageBreakBefore w:val="1"/>')] if section else [p("")]
        body.append(p(article["title"], centred))
        body += [p(paragraph, '<w:pStyle w:val="text"/>') for paragraph in article["paragraphs"]]
    body += [p(""), *map(p, issue["distribution"]["text"].split("\n"))]
    number_of_page = '<w:p><w:r><w:t>— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    parts = {
        "styles": '<w:style w:type="paragraph" w:styleId="text"><w:name w:val="text"/><w:pPr>'
        '<w:ind w:firstLineChars="200" w:firstLine="420"/></w:pPr></w:style>',
        "numbering": '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
        '<w:lvlText w:val="●"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
        "footer1": f"{number_of_page}<w:r><w:t> —</w:t></w:r></w:p>",
    }
    section = '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    return docx("".join(body) + section, parts)


def as_doc(issue: Issue) -> bytes:
    """A Word 97 document, with the number of the page in the footer."""
    name, number, day = masthead(issue)
    found: list[tuple[str, bytes] | str] = [(name, CENTRED), (number, CENTRED), day, "", *contents(issue)]
    for section, article in by_section(issue):
        found += ["", ("●" + section, PAGE_BEFORE)] if section else []
        found += ["", (article["title"], CENTRED), ""]
        found += [(paragraph, SET_IN) for paragraph in article["paragraphs"]]
    found += ["", *issue["distribution"]["text"].split("\n")]
    return doc(*found, headers={3: "— \x13 PAGE \x141\x15 —"})


SIZE, PITCH, LEFT, PER_LINE, TOP, BOTTOM, WIDTH = 16.0, 28.0, 89.5, 26, 105.0, 760.0, 595.0


def as_pdf(issue: Issue) -> bytes:
    """Set in pages of A4, lines broken as a press breaks them, a running head and the number of the page on each."""
    setting = _Setting()
    name, number, day = masthead(issue)
    setting.centred(name, 30)
    setting.centred(number)
    setting.paragraph(day)
    setting.skip()
    for line in contents(issue):
        setting.paragraph(line)
    for section, article in by_section(issue):
        if section:
            setting.new_page()
            setting.paragraph("●" + section)
        setting.skip()
        setting.centred(article["title"], 18)
        setting.skip()
        for paragraph in article["paragraphs"]:
            setting.paragraph("　　" + paragraph)
    setting.skip()
    for line in issue["distribution"]["text"].split("\n"):
        setting.paragraph(line)
    for n, page in enumerate(setting.pages, start=1):
        page.append((LEFT, 60.0, issue["name"], 10.5))
        page.append((WIDTH / 2 - 20, 805.0, f"— {n} —", 12.0))
    return pdf(
        *setting.pages, font="STSong-Light", encoding="UniGB-UTF16-H", ordering="GB1", ascii_glyphs="1 95"
    )  # fmt: skip


class _Setting:
    def __init__(self) -> None:
        self.pages: list[list[Placed]] = [[]]
        self._at = TOP

    def new_page(self) -> None:
        self.pages.append([])
        self._at = TOP

    def skip(self) -> None:
        self._at += PITCH / 2

    def centred(self, text: str, size: float = SIZE) -> None:
        for line in _broken(text, WIDTH * 0.7 / size):
            self._put((WIDTH - size * _width(line)) / 2, line, size)

    def paragraph(self, text: str) -> None:
        for line in _broken(text, PER_LINE):
            blanks = len(line) - len(line.lstrip("　"))
            self._put(LEFT + SIZE * blanks, line[blanks:], SIZE)

    def _put(self, left: float, line: str, size: float) -> None:
        if self._at > BOTTOM:
            self.new_page()
        self.pages[-1].append((left, self._at, line, size))
        self._at += PITCH + (size - SIZE) / 2


def _width(text: str) -> float:
    return sum(0.5 if c.isascii() else 1.0 for c in text)


def _broken(text: str, width: float) -> Iterator[str]:
    """Lines of a width; no mark that ends something begins one, but hangs out of the line before."""
    line = ""
    for n, c in enumerate(text):
        hangs = c in "，。、；：？！”）》" and _width(line) < width + 2
        of_number = c.isascii() and c.isdigit() and line[-1:].isdigit() and line[-1:].isascii()
        if _width(line + c) > width and not hangs and not of_number:
            yield line
            line = ""
        line += text[n]
    if line:
        yield line


def as_html(issue: Issue) -> bytes:
    """A page of paragraphs in GB18030, as an office's web site keeps them."""
    name, number, day = masthead(issue)
    out = [f"<h1 align=center>{name}</h1>", f"<p align=center>{number}</p>", f"<p>{day}</p>"]
    out += [f"<div>{escape(line)}</div>" for line in contents(issue)]
    for section, article in by_section(issue):
        out += [f"<h2>●{section}</h2>"] if section else []
        out.append(f"<h3 align=center>{escape(article['title'])}</h3>")
        out += [f'<p style="text-indent:2em">{escape(paragraph)}</p>' for paragraph in article["paragraphs"]]
    out += [f"<p>{line.replace('　', '&#12288;')}</p>" for line in issue["distribution"]["text"].split("\n")]
    head = f'<meta http-equiv="Content-Type" content="text/html; charset=gb18030">\n<title>{name}</title>'
    page = f"<!DOCTYPE html>\n<html>\n<head>\n{head}\n</head>\n<body>\n" + "\n".join(out) + "\n</body>\n</html>\n"
    return page.encode("gb18030")


def as_jsonl(issue: Issue) -> bytes:
    """What another system exports: the issue and its articles, nothing that can be derived."""
    row = {
        "issue": {n: issue[n] for n in ("name", "number", "total_number", "year", "date")},
        "articles": [{n: article[n] for n in ("section", "title", "paragraphs")} for article in issue["articles"]],
        "distribution": {"text": issue["distribution"]["text"]},
    }
    return (json.dumps(row, ensure_ascii=False) + "\n").encode()


MAKERS: Mapping[str, Callable[[Issue], bytes]] = {
    ".docx": as_docx,
    ".doc": as_doc,
    ".pdf": as_pdf,
    ".html": as_html,
    ".jsonl": as_jsonl,
}

if __name__ == "__main__":
    main()
