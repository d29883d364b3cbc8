"""Places and organizations: what is one, where it begins, and what only looks like one."""

import pytest

from indexer.entities.regions import regions_in
from search.fold import fold
from search.names import Lexicon, PlaceEntry

LEXICON = Lexicon(places=tuple(PlaceEntry(name) for name in ("岚州市", "望江区", "临溪县", "下洋村", "嵐山縣")))


def names(text: str) -> tuple[list[str], list[str]]:
    places, organizations = regions_in((("body", text, fold(text)),), LEXICON)
    for one in (*places, *organizations):
        assert all(text[m.start : m.end] == m.text for m in one.mentions)
    return [p.name for p in places], [o.name for o in organizations]


@pytest.mark.parametrize(
    "text, places",
    [
        ("单立群到岚州市望江区、临溪县调研。", ["岚州市", "望江区", "临溪县"]),
        ("走访柳湾街道和石埠镇，来到望江区鼓楼街道。", ["柳湾街道", "石埠镇", "望江区", "鼓楼街道"]),
        ("捐助下洋村的老人。", ["下洋村"]),
        ("临溪县溪口镇下洋村", ["临溪县", "溪口镇", "下洋村"]),
        ("臨溪縣的老人，岚山县的孩子", ["临溪县", "嵐山縣"]),
        ("市民政局在全市各县、各乡镇开展工作，覆盖城区、社区、辖区和灾区。", []),
        ("全省三个县、两个镇和该县、我市，生活区和居民区，农村和城市，超市", []),
    ],
)
def test_places(text: str, places: list[str]) -> None:
    assert names(text)[0] == places


@pytest.mark.parametrize(
    "text, organizations",
    [
        ("省民政厅和市民政局召开会议。", ["省民政厅", "市民政局"]),
        ("望江区民政局局长谭国栋介绍。", ["望江区民政局"]),
        ("临溪县溪口镇下洋村居家养老服务站", ["临溪县溪口镇下洋村居家养老服务站"]),
        ("市养老服务指导中心主任欧阳静，市救助管理站站长方启明", ["市养老服务指导中心", "市救助管理站"]),
        ("市委许怀远书记，市政府副市长贺庆元", ["市委", "市政府"]),
        ("由岚州车友志愿服务协会承办", ["岚州车友志愿服务协会"]),
        ("望江区柳湾街道开出首家租赁站", []),
        ("各养老机构、服务中心和有关单位，区域中心，县级福利院，全市行业协会商会，市民服务大局，市里举办", []),
    ],
)
def test_organizations(text: str, organizations: list[str]) -> None:
    assert names(text)[1] == organizations
