"""Known bulletins printed again in other layouts: what the parser must read alike, whatever an office's template.

`Layout` is one template, a choice for each part of a bulletin; `printed` lays a `Truth` out in it and tells what a
reader must find. `NAMED` changes one part of a plain template at a time, `mixed` all of them at random.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

DIGITS = "〇一二三四五六七八九"
SUBTITLE = "——岚州推进基层治理纪实"
UNLISTED = (
    "青岭县石梁镇办起便民缝补铺",
    (
        "近日，青岭县石梁镇的便民缝补铺开张，镇上三位老裁缝轮流坐班，替邻里改裤脚、换拉链、补书包，只收材料钱。",
        "开张十天，铺子接活一百二十多件。老裁缝说，手艺还有人用得上，心里就踏实。",
    ),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One article as it must be read."""

    section: str | None
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    name: str
    number: int
    total: int
    date: tuple[int, int, int]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """A text and what must be found in it; None: not printed."""

    text: str
    items: tuple[Item, ...]
    number: int | None
    total: int | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A choice for each part; the values are those of CHOICES."""

    contents: str = "本期内容"
    sections: str = "●"
    numbering: str = ""  # of titles in the contents
    leaders: str = ""
    contents_width: int = 0  # at which titles are wrapped in the contents; 0: never
    headings: str = ""  # how titles are marked in the text: "", "same" as in the contents, or a bullet
    title_width: int = 20  # at which titles are wrapped in the text
    centred: bool = False
    subtitle: bool = False
    byline: str = ""
    masthead: str = "plain"
    footer: str = "plain"
    width: int = 0  # at which lines are broken by hand; 0: never; negative: in columns, Latin ones half as wide
    indent: str = "　　"
    gaps: tuple[int, int, int] = (1, 1, 0)  # blank lines above a title, below it, between paragraphs
    quirk: str = ""
    ends: str = "\n"


CHOICES: dict[str, tuple[object, ...]] = {
    "contents": ("本期内容", "目录", "目　录", "本期要目", "导读", "【本期要目】", "目录：", "内容提要",
                 "本期导读", "要目", ""),
    "sections": ("●", "◆", "■", "★", "▲", "◎", "【】", "一、", "（一）", "", "none", "一、（一）", "●◆"),
    "numbering": ("", "1. ", "1、", "（一）", "(1)", "each 1. ", "◆"),
    "leaders": ("", "……", "\t", "…… ()"),
    "contents_width": (0, 16, 24),
    "headings": ("", "same", "◆"),
    "title_width": (20, 14, 60),
    "centred": (False, True),
    "subtitle": (False, True),
    "byline": ("", "unit above", "reporter above", "unit below"),
    "masthead": ("plain", "spaced", "bracketed year", "Chinese", "full width", "staff", "marks", "total", "one line",
                 "number in brackets", "ISO date", "two lines", "none"),
    "footer": ("plain", "spaced", "wrapped", "rules", "printer", "staff", "short", "none"),
    "width": (0, 28, 38, -64),
    "indent": ("　　", "  ", "", "\u00a0\u00a0\u00a0\u00a0"),
    "gaps": ((1, 1, 0), (2, 1, 0), (1, 0, 0), (0, 0, 0), (1, 1, 1), (12, 1, 0)),
    "quirk": ("", "title missing", "title worded otherwise", "article missing", "article unlisted", "order", "pages",
              "page numbers"),
    "ends": ("\n", "\r\n", "\r"),
}  # fmt: skip


def named() -> Iterator[tuple[str, Layout]]:
    """The plain layout, and those that change one part of it."""
    yield "plain", Layout()
    for part, values in CHOICES.items():
        for value in values[1:]:
            yield f"{part}: {value!r}", replace(Layout(), **{part: value})  # type: ignore[arg-type]


def mixed(count: int, seed: int = 1) -> Iterator[Layout]:
    """Layouts of which every part is drawn: half of them the plain value, so that parts meet in twos and threes."""
    chance = random.Random(seed)
    for _ in range(count):
        drawn = {
            part: values[0] if chance.random() < 0.5 else chance.choice(values) for part, values in CHOICES.items()
        }
        yield replace(Layout(), **drawn)  # type: ignore[arg-type]


def parts(layout: Layout) -> Iterator[str]:
    """What of a layout is not plain, by the names of `named`."""
    for field in fields(layout):
        value = getattr(layout, field.name)
        if value != getattr(Layout(), field.name):
            yield f"{field.name}: {value!r}"


def printed(truth: Truth, layout: Layout, seed: int = 0) -> Printed:
    """The bulletin in this layout."""
    chance = random.Random(f"{truth.date}{seed}")
    items = [replace(item, section=None) for item in truth.items] if layout.sections == "none" else list(truth.items)
    listed, kept, body = _with_quirk(items, layout, chance)
    head, number, total, date = MASTHEADS[layout.masthead](truth)
    lines = [*head, "", *_contents(listed, layout), *_body(body, layout)]
    lines = _paged(lines, truth, layout)
    lines += ["", "", *FOOTERS[layout.footer](truth)]
    if layout.footer == "printer" and layout.masthead in ("none", "total"):
        date = True
    day = f"{truth.date[0]}-{truth.date[1]:02}-{truth.date[2]:02}"
    return Printed(
        layout.ends.join(lines) + layout.ends,
        tuple(kept),
        truth.number if number else None,
        truth.total if total else None,
        day if date else None,
    )


# What the contents list, what must be found, and the heading and the item of each article of the text.
_Body = list[tuple[str | None, Item]]


def _with_quirk(items: list[Item], layout: Layout, chance: random.Random) -> tuple[list[Item], list[Item], _Body]:
    body: _Body = [(item.title, item) for item in items]
    inner = [n for n in range(1, len(items)) if items[n].section == items[n - 1].section]
    n = chance.choice(inner or [len(items) - 1])
    if not layout.contents:
        return items, items, body
    if layout.quirk == "title missing":
        body[n] = (None, items[n])
    elif layout.quirk == "title worded otherwise":
        title = items[n].title
        middle = len(title) // 2
        body[n] = (title[:middle] + "进一步" + title[middle:-2], items[n])
    elif layout.quirk == "article missing":
        del body[n]
        return items, [item for i, item in enumerate(items) if i != n], body
    elif layout.quirk == "article unlisted":
        stranger = Item(items[n - 1].section, *UNLISTED)
        body.insert(n, (stranger.title, stranger))
        return items, [*items[:n], stranger, *items[n:]], body
    elif layout.quirk == "order":
        body[n - 1], body[n] = body[n], body[n - 1]
        return items, [item for _, item in body], body
    return items, items, body


def _contents(items: Sequence[Item], layout: Layout) -> list[str]:
    if not layout.contents:
        return []
    lines = [layout.contents]
    section = None
    n, page = 0, 1
    for item in items:
        if item.section != section:
            n = 0 if layout.numbering.startswith("each") else n
            section = item.section
            lines += _section_lines(items, section, layout)
        n += 1
        page += 1
        mark = numbered(layout.numbering, n)
        wrapped = _wrap(mark + item.title, layout.contents_width)
        wrapped[-1] += _leader(layout.leaders, page)
        lines += wrapped
    return lines


def _leader(leaders: str, page: int) -> str:
    return {"": "", "……": f"……{page}", "\t": f"\t{page}", "…… ()": f"………（{page}）"}[leaders]


def numbered(numbering: str, n: int) -> str:
    numbering = numbering.removeprefix("each ")
    return numbering.replace("1", str(n)).replace("一", chinese(n))


def chinese(n: int) -> str:
    if n < 10:
        return DIGITS[n]
    return (DIGITS[n // 10] if n >= 20 else "") + "十" + (DIGITS[n % 10] if n % 10 else "")


def _section_lines(items: Sequence[Item], section: str | None, layout: Layout) -> list[str]:
    """Nested sections: the names stand on the inner level, two of them below each outer one."""
    if section is None or layout.sections == "none":
        return []
    names = list(dict.fromkeys(item.section for item in items if item.section))
    n = names.index(section)
    if layout.sections in ("一、（一）", "●◆"):
        outer, inner = ("一、{}", "（一）{}") if layout.sections[0] == "一" else ("●{}", "◆{}")
        above = [outer.replace("一", chinese(n // 2 + 1)).format(OUTER[n // 2 % len(OUTER)])] if n % 2 == 0 else []
        return [*above, inner.replace("一", chinese(n % 2 + 1)).format(section)]
    if layout.sections == "【】":
        return [f"【{section}】"]
    return [layout.sections.replace("一", chinese(n + 1)) + section]


OUTER = ("工作部署", "基层实践", "域外参考", "其他信息")


def _body(body: _Body, layout: Layout) -> list[str]:
    above, below, between = layout.gaps
    lines: list[str] = []
    section = None
    items = [item for _, item in body]
    n = 0
    for title, item in body:
        lines += [""] * above
        if item.section != section:
            n = 0 if layout.numbering.startswith("each") else n
            section = item.section
            lines += [*_section_lines(items, section, layout), *[""] * min(1, below)]
        n += 1
        if title is not None:
            mark = numbered(layout.numbering, n) if layout.headings == "same" else layout.headings
            lines += _heading(mark + title, item, layout)
            lines += [""] * below
        for i, paragraph in enumerate(item.paragraphs):
            lines += ["" for _ in range(between) if i]
            lines += _paragraph(paragraph, layout)
        if layout.byline == "unit below":
            lines.append("　" * 16 + "（青岭县民政局供稿）")
    return lines


def _heading(title: str, item: Item, layout: Layout) -> list[str]:
    lines = _wrap(title, layout.title_width)
    if layout.subtitle and len(item.title) % 2:
        lines.append(SUBTITLE)
    if layout.byline == "unit above":
        lines.append("（青岭县民政局供稿）")
    if layout.byline == "reporter above":
        lines.append("本报记者　陶立新　通讯员　何庭芳")
    return ["　" * 5 + line for line in lines] if layout.centred else lines


_NO_START = "，。、；：！？）”》】…"


def _wrap(text: str, width: int) -> list[str]:
    """Lines of `width` characters (columns of two for a Chinese character where negative) that begin with no stop."""
    lines = [""]
    for character in text:
        size = len(lines[-1]) if width > 0 else sum(2 if ord(c) > 0x7F else 1 for c in lines[-1])
        if width and size >= abs(width) and character not in _NO_START:
            lines.append("")
        lines[-1] += character
    return lines


def _paragraph(text: str, layout: Layout) -> list[str]:
    return _wrap(layout.indent + text, layout.width)


def _paged(lines: list[str], truth: Truth, layout: Layout) -> list[str]:
    """Form feeds, or page numbers and running heads, every 40 lines."""
    if layout.quirk not in ("pages", "page numbers"):
        return lines
    out: list[str] = []
    page = 0
    for n, line in enumerate(lines, start=1):
        out.append(line)
        if n % 40 == 0:
            page += 1
            out += (
                ["\f"] if layout.quirk == "pages" else ["", f"— {page} —", "", f"{truth.name}　第{truth.number}期", ""]
            )
    return out


_Head = tuple[list[str], bool, bool, bool]  # lines; whether number, total number, date are printed


def _masthead(truth: Truth, kind: str) -> _Head:
    year, month, day = truth.date
    date = f"{year}年{month}月{day}日"
    name, n, total = truth.name, truth.number, truth.total
    office = "岚州市民政局办公室"
    spaced = " ".join(name)
    han = "".join(DIGITS[int(c)] for c in str(year)) + f"年{chinese(month)}月{chinese(day)}日"
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return {
        "plain": ([name, f"第{n}期", f"{office}　　{date}"], True, False, True),
        "spaced": ([spaced, f"第 {n} 期 （总第 {total} 期）", f"{office}编　　　　{date}"], True, True, True),
        "bracketed year": ([name, f"〔{year}〕第{n}期", f"{office}　　{date}"], True, False, True),
        "Chinese": ([name, f"第{chinese(n) if n < 100 else n}期", f"{office}　　{han}"], True, False, True),
        "full width": ([name, f"第{n}期（总第{total}期）".translate(wide), f"{office}　{date}".translate(wide)],
                       True, True, True),
        "staff": ([name, f"{year}年第{n}期", f"{office}　{date}", "签发：何庭芳　　审核：陶立新", "责任编辑：邹玉"],
                  True, False, True),
        "marks": (["内部资料　注意保存", "编号：000123", name, f"第{n}期", "—" * 20, f"{office}　　{date}", "=" * 30],
                  True, False, True),
        "total": ([name, f"总第{total}期"], False, True, False),
        "one line": ([name, f"{office}主办　第{n}期　{date}"], True, False, True),
        "number in brackets": ([name, f"（第{n}期）", office, date], True, False, True),
        "ISO date": ([name, f"{year}年第{n}期（总第{total}期）", f"{office}编印　{year}-{month:02}-{day:02}"],
                     True, True, True),
        "two lines": ([f"{name}　　第{n}期", f"{office}主办　　　{year}.{month}.{day}"], True, False, True),
        "none": ([], False, False, False),
    }[kind]  # fmt: skip


def _footer(truth: Truth, kind: str) -> list[str]:
    year, month, day = truth.date
    date = f"{year}年{month}月{day}日"
    return {
        "plain": ["发至：何庭芳副市长；各县（市、区）民政局。", "抄送：省民政厅。"],
        "spaced": ["报　送：省民政厅，市委办公室", "发　至：各县（市、区）民政局", "抄　送：市直有关单位"],
        "wrapped": ["主送：何庭芳副市长、陶立秘书长；市直有关单位，各县（市、", "      区）人民政府、民政局。",
                    "抄报：省民政厅，市委", "      办公室。"],
        "rules": ["—" * 20, "报：省民政厅，市委、市政府。", "送：市直有关单位。", "发：各县（市、区）民政局。",
                  "-" * 40, "（共印60份）"],
        "printer": ["_" * 30, "抄送：省民政厅。", f"岚州市民政局办公室　　　　{date}印发", "共印60份"],
        "staff": ["责任编辑：陶立新　　审核：何庭芳　　校对：邹玉", "送：市委、市政府领导", "共印120份"],
        "short": ["（共印80份）"],
        "none": [],
    }[kind]  # fmt: skip


MASTHEADS: dict[object, Callable[[Truth], _Head]] = {
    kind: lambda truth, kind=str(kind): _masthead(truth, kind)  # type: ignore[misc]
    for kind in CHOICES["masthead"]
}
FOOTERS: dict[object, Callable[[Truth], list[str]]] = {
    kind: lambda truth, kind=str(kind): _footer(truth, kind)  # type: ignore[misc]
    for kind in CHOICES["footer"]
}
BYLINE = re.compile(r"（青岭县民政局供稿）|本报记者　陶立新　通讯员　何庭芳")
