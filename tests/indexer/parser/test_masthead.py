"""The lines above the contents: name, numbers, date and publisher, each only if it is printed."""

import datetime as dt
from typing import Any

import pytest

from indexer.parser.lines import split_lines
from indexer.parser.masthead import Masthead, read_masthead

MARCH = dt.date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("岚州民政简报\n第12期\n市民政局办公室编　2024年3月5日",
         {"name": "岚州民政简报", "number": 12, "year": 2024, "date": MARCH, "publisher": "市民政局办公室"}),
        ("岚州民政简报\n2024年第3期（总第33期）\n市民政局办公室　2024年3月5日",
         {"name": "岚州民政简报", "number": 3, "total_number": 33, "year": 2024, "date": MARCH,
          "publisher": "市民政局办公室"}),
        ("工作动态\n〔2025〕第42期", {"name": "工作动态", "number": 42, "year": 2025}),
        ("工作动态\n[2025] 第 42 期", {"name": "工作动态", "number": 42, "year": 2025}),
        ("政务信息\n第十二期\n市府办编印　二〇二四年三月五日",
         {"name": "政务信息", "number": 12, "year": 2024, "date": MARCH, "publisher": "市府办"}),
        ("政务信息\n二○二四年第十二期", {"name": "政务信息", "number": 12, "year": 2024}),
        ("政务信息\n二〇二四年第三期（总第一百零八期）",
         {"name": "政务信息", "number": 3, "total_number": 108, "year": 2024}),
        ("岚 州 民 政 简 报\n第 ７ 期", {"name": "岚州民政简报", "number": 7}),
        ("岚　州　快　报\n总第108期", {"name": "岚州快报", "total_number": 108}),
        ("嵐州民政簡報\n第3期", {"name": "嵐州民政簡報", "number": 3}),
        ("内部资料　注意保存\n救助简讯\n第3期", {"name": "救助简讯", "number": 3}),
        ("第3期　2024年3月5日", {"number": 3, "year": 2024, "date": MARCH}),
        ("岚州简报\n（2024年3月5日）", {"name": "岚州简报", "year": 2024, "date": MARCH}),
        ("岚州简报\n签发：何庭芳　2023年1月1日\n2024年3月5日", {"name": "岚州简报", "year": 2024, "date": MARCH}),
        ("岚州民政简报　　第3期\n市民政局主办　　2024.3.5",
         {"name": "岚州民政简报", "number": 3, "year": 2024, "date": MARCH, "publisher": "市民政局"}),
        ("岚州民政简报\n市民政局主办　第3期　2024年3月5日",
         {"name": "岚州民政简报", "number": 3, "year": 2024, "date": MARCH, "publisher": "市民政局"}),
        ("民 政 简 报\n第 3 期 （总第 45 期）", {"name": "民政简报", "number": 3, "total_number": 45}),
        ("民政简报\n（第3期）\n二 〇 二 四 年 三 月 五 日",
         {"name": "民政简报", "number": 3, "year": 2024, "date": MARCH}),
        ("民政简报\n第３期（总第４５期）\n市民政局编　２０２４年３月５日",
         {"name": "民政简报", "number": 3, "total_number": 45, "year": 2024, "date": MARCH, "publisher": "市民政局"}),
        ("民政简报\n第 十 二 期\n市 民 政 局　2 0 2 4 年 3 月 5 日",
         {"name": "民政简报", "number": 12, "year": 2024, "date": MARCH, "publisher": "市民政局"}),
        ("民政简报\n2024年第3号", {"name": "民政简报", "number": 3, "year": 2024}),
        ("民政简报\n增刊\n2024年3月5日", {"name": "民政简报", "year": 2024, "date": MARCH}),
        ("《民政简报》\nNo. 12", {"name": "民政简报", "number": 12}),
        ("民政简报\n总期第45期", {"name": "民政简报", "total_number": 45}),
        ("内部资料　注意保存\n编号：000123\n民政简报\n第3期\n责任编辑：陶立新　审核：何庭芳",
         {"name": "民政简报", "number": 3}),
        ("岚州简报\n3月5日", {"name": "岚州简报"}),
        ("岚州简报\n2024年3月", {"name": "岚州简报"}),
        ("岚州市民政局", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_each_field_comes_only_if_it_is_printed(text: str, fields: dict[str, Any]) -> None:
    lines = split_lines(text)
    printed = "\n".join(line.text for line in lines) or None
    assert read_masthead(lines) == Masthead(printed, **fields)
