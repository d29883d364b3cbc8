"""Places of a text: known ones, those told by their last characters, and what only looks like one."""

import pytest

from indexer.entities.places import own_words, places_of
from indexer.entities.scan import scan
from search.fold import fold


def places(text: str) -> list[str]:
    """Each place as printed, with the official name where that is another."""
    found = places_of(scan(fold(text)), {})
    return [text[one.start : one.end] + f"={one.name}" * (text[one.start : one.end] != one.name) for one in found]


@pytest.mark.parametrize(
    "text, found",
    [
        # provinces, cities and counties by name and by short name
        ("广东省云浮市云城区", "广东省 云浮市 云城区"),
        ("深圳、珠海和内蒙古", "深圳=深圳市 珠海=珠海市 内蒙古=内蒙古自治区"),
        ("黔东南州台江县，恩施州利川市", "黔东南州=黔东南苗族侗族自治州 台江县 恩施州=恩施土家族苗族自治州 利川市"),
        ("喀什地区疏附县，阿拉善左旗", "喀什地区 疏附县 阿拉善左旗"),
        ("赴美国、日本和东京", "美国 日本 东京"),
        ("北京市朝阳区、南京市鼓楼区", "北京市 朝阳区 南京市 鼓楼区"),
        ("來自臺灣的同行", "臺灣=台湾省"),
        ("在辽宁沈阳，北京人民大会堂", "辽宁=辽宁省 沈阳=沈阳市 北京=北京市"),
        ("加利福尼亚州匹兹堡市", "加利福尼亚州 匹兹堡市=匹兹堡"),
        # short names of counties: beside the place they lie in, or where they are known by it
        ("安徽歙县，浙江义乌", "安徽=安徽省 歙县 浙江=浙江省 义乌=义乌市"),
        ("云浮新兴", "云浮=云浮市 新兴=新兴县"),
        ("新兴产业、和平发展、长治久安", ""),
        # below the county
        ("走访柳湾街道和石埠镇", "柳湾街道 石埠镇"),
        ("来到云安区石城镇下洋村", "云安区 石城镇 下洋村"),
        ("郁南县都城镇、罗定市素龙街道", "郁南县 都城镇 罗定市 素龙街道"),
        ("、都杨镇、太平镇", "都杨镇 太平镇"),
        ("住云峰镇，往海月街道", "云峰镇 海月街道"),
        ("石城镇西安村，不是西安", "石城镇 西安村 西安=西安市"),
        ("前往和平社区", "和平社区"),
        ("番禺区大石街道北联村", "番禺区 大石街道 北联村"),
        ("锡林浩特市道特淖尔苏木、红星农场", "锡林浩特市 道特淖尔苏木 红星农场"),
        ("云浮高新区、佛山高新技术产业开发区", "云浮高新区 佛山高新技术产业开发区"),
        ("岚州市望江区的老人", "岚州市 望江区"),
        ("资助梧田镇山村饭堂", "梧田镇"),
        # none
        ("长江西岸的中山东路，南京西路", ""),
        ("和平区域合作的世界，东方的城市", ""),
        ("城区、郊区、社区、辖区、灾区、老城区", ""),
        ("各县、各乡镇，三个县，两个镇和该县", ""),
        ("生活区和居民区，农村和城市，超市，村民，社区服务", ""),
        ("贫困村、示范村、智慧社区、特色小镇、城中村、行政村", ""),
        ("开发区、高新区、粤港澳大湾区、武陵山区、江南水乡、冬奥村", ""),
        ("贵湘川三省、县市", ""),
        ("云浮市居家社区和农村", "云浮市"),
        ("养老、汤圆、任重道远", ""),
    ],
)
def test_places(text: str, found: str) -> None:
    assert " ".join(places(text)) == found


def test_words_for_the_own_place() -> None:
    text = "我市和全县，本区，全省；市直、全市场、各市、全县长"
    assert [rank for _, _, rank in own_words(text)] == ["市", "县", "区", "省"]
