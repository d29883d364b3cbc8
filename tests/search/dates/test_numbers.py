import pytest

from search.dates import chinese_number


@pytest.mark.parametrize(
    "text, number",
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十一", 21),
        ("廿一", 21),
        ("一百零三", 103),
        ("一百一十", 110),
        ("两百三十四", 234),
        ("一千零五", 1005),
        ("一千零一十", 1010),
        ("〇九", 9),
        ("二〇二二", 2022),
        ("21", 21),
        ("２１", 21),
        ("", None),
        ("百", None),
        ("十十", None),
        ("一百二", None),
        ("两", None),
        ("第十", None),
        ("²", None),
    ],
)
def test_chinese_number(text: str, number: int | None) -> None:
    assert chinese_number(text) == number
