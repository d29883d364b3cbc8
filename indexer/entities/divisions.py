"""Places of general knowledge: China's divisions from province to county, their short names, foreign places.

Everything is keyed by folded names. A short name is in `places_by_name` where it is hardly anything else (广东, 云浮).
Those of counties are everyday words too often (新兴, 和平): they count only beside their parent, or where an issue
prints the full name (`short_name`).
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from indexer.entities.data import alternation, sections
from search.fold import fold

_LONG_NAMES = {
    "内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏", "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆", "香港特别行政区": "香港", "澳门特别行政区": "澳门",
}  # fmt: skip
_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")


@cache
def parents() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Official name -> the parents of each place that bears it, the nearest first; () for a province.

    市 and counties directly below a province have it as their only parent.
    """
    table = {}
    for line in files(__package__).joinpath("divisions.tsv").read_text("utf-8").splitlines():
        name, _, above = line.partition("\t")
        if not line.startswith("#") and name != "name":
            table[name] = tuple(above.split("|")) if above else ()
    lines = {name: tuple(_line(parent, table) for parent in above) for name, above in table.items()}
    return MappingProxyType(lines)


def _line(name: str, table: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    above = [parent for parent in table.get(name, ()) if parent != name]
    return (name, *_line(above[0], table)) if above else (name,)


@cache
def divisions() -> Mapping[str, str]:
    """Folded name, and folded short name where it is safe, -> the official name (广东 -> 广东省)."""
    names: dict[str, str] = {}
    unsafe = set(sections("places.txt")["shortless"])
    for name, lines in parents().items():
        known = lines and lines[0][0] in parents() and len(lines[0]) == 1 and lines[0][0] not in _MUNICIPALITIES
        if (known and not name.endswith(("县", "林区"))) or name in _known_cities():
            for short in _shorts(name):
                if len(short) > 1 and short not in unsafe:
                    names.setdefault(fold(short), name)
    for name, lines in parents().items():
        if not lines:
            names[fold(_LONG_NAMES.get(name, name[:-1]))] = name
    names |= {fold(name): name for name in parents()}
    return MappingProxyType(names)


@cache
def _known_cities() -> frozenset[str]:
    shorts = set(sections("places.txt")["countycity"])
    return frozenset(name for name in parents() if name[-1] in "市县区" and name[:-1] in shorts)


@cache
def _peoples() -> re.Pattern[str]:
    return re.compile(f"(?:(?:{alternation(sections('places.txt')['ethnic'])})族?)+(?=自治[州县旗]$)")


def _shorts(name: str) -> tuple[str, ...]:
    """云浮市 -> 云浮; 黔东南苗族侗族自治州 -> 黔东南州, 黔东南; 喀什地区 -> 喀什."""
    if name.endswith(("自治州", "自治县", "自治旗")):
        stem = _peoples().sub("", name[:-3])
        stem = next((name[: m.start()] for m in [_peoples().search(name)] if m), stem)
        return (stem + name[-1], stem)
    return (name[:-2],) if name.endswith("地区") else (name[:-1],)


def short_name(name: str) -> str:
    """The name without its last character of rank, "" where nothing usable is left (歙县)."""
    short = _shorts(name)[-1] if name[-1:] in "省市县区州旗盟" or name.endswith("地区") else name[:-1]
    return short if len(short) > 1 else ""


@cache
def county_shorts() -> Mapping[str, tuple[str, ...]]:
    """Folded short name of a county -> the official names it may stand for."""
    found: dict[str, tuple[str, ...]] = {}
    for name, lines in parents().items():
        if lines and (short := short_name(name)) and fold(short) not in divisions():
            found[fold(short)] = (*found.get(fold(short), ()), name)
    return MappingProxyType(found)


def is_below(name: str, parent: str) -> bool:
    """Whether a place of this official name lies in `parent`."""
    return any(parent in line for line in parents().get(name, ()))


def province_of(name: str) -> str | None:
    """The province that every place of this name lies in."""
    if name in parents() and not parents()[name]:
        return name
    found = {line[-1] for line in parents().get(name, ())}
    return found.pop() if len(found) == 1 else None


@cache
def official_names() -> frozenset[str]:
    """The names that `places_by_name` gives."""
    return frozenset(places_by_name().values())


@cache
def places_by_name() -> Mapping[str, str]:
    """Folded name -> the name of a division or of a foreign country or city."""
    foreign = {fold(name): name for name in sections("places.txt")["foreign"]}
    states = {fold(name + end): f"{name}州" for name in sections("places.txt")["states"] for end in ("", "州")}
    return MappingProxyType(foreign | states | dict(divisions()))
