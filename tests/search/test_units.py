"""Which unit a post is of."""

import pytest

from search.units import Units

UNITS = Units(
    ["岚州市民政局", "岚州市委", "省民政厅", "市民政局社会救助科", "临溪县人民政府", "晚晴养老院"], ["临溪县", "云峰镇"]
)


@pytest.mark.parametrize(
    "post, unit",
    [
        ("岚州市民政局局长", "岚州市民政局"),
        ("市民政局党组书记、局长", "市民政局"),
        ("市民政局社会救助科科长", "市民政局社会救助科"),
        ("市委常委、副市长", "市委"),
        ("省民政厅副厅长", "省民政厅"),
        ("临溪县县长", "临溪县"),
        ("县人民政府办公室主任", "县人民政府"),
        ("云峰镇镇长", "云峰镇"),
        ("晚晴养老院护理员", "晚晴养老院"),
        ("副市长", ""),
        ("局党组成员、副局长", ""),
        ("临溪县", ""),  # nothing but a unit is no post
        ("", ""),
    ],
)
def test_unit_of_a_post(post: str, unit: str) -> None:
    assert UNITS.of(post) == unit


def test_an_archive_without_units_has_none() -> None:
    assert Units([], []).of("市民政局局长") == ""
