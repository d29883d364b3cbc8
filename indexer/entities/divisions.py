"""The administrative divisions of China from province to county, and the short names of provinces."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from search.fold import fold

_LONG_NAMES = {
    "内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏", "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆", "香港特别行政区": "香港", "澳门特别行政区": "澳门",
}  # fmt: skip


@cache
def divisions() -> Mapping[str, str]:
    """Folded name, and folded short name of a province, -> the official name (广东 -> 广东省)."""
    names: dict[str, str] = {}
    provinces = []
    for line in files(__package__).joinpath("divisions.tsv").read_text("utf-8").splitlines():
        name, _, parents = line.partition("\t")
        if line.startswith("#") or name == "name":
            continue
        names[fold(name)] = name
        if not parents:
            provinces.append(name)
    for name in provinces:
        names[fold(_LONG_NAMES.get(name, name[:-1]))] = name
    return MappingProxyType(names)
