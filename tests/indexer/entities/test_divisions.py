import pytest

from indexer.entities import extract
from indexer.entities.divisions import divisions
from search.names import Lexicon


@pytest.mark.parametrize(
    "text, places",
    [
        ("安徽歙县来人考察", ["安徽省", "歙县"]),
        ("与广东省广州市越秀区民政局签约", ["广东省", "广州市", "越秀区"]),
        ("来自內蒙古的同行", ["内蒙古自治区"]),
        ("赴浙江、江苏两省学习", ["浙江省", "江苏省"]),
        ("长江西岸的中山东路", []),
        ("和平区域合作的世界", []),
        ("城区和郊区", []),
    ],
)
def test_national_divisions_are_places_where_they_are_words(text: str, places: list[str]) -> None:
    assert [place.name for place in extract(text, None, Lexicon()).places] == places


def test_provinces_have_short_names() -> None:
    names = divisions()
    assert (names["广西"], names["北京"], names["台湾"]) == ("广西壮族自治区", "北京市", "台湾省")
    assert len(set(names.values())) > 3000
