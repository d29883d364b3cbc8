"""The sample archive printed again in every layout of `tests/bench/layouts.py`: read alike in each.

What a layout leaves in doubt is measured by `make bench-reading`, not tested here: see tests/bench/reading.md.
"""

import pytest

from tests.bench.layouts import Layout, mixed, named, printed
from tests.bench.relaid import parse, right_articles, right_issue, sample_truths

TRUTHS = sample_truths()
IN_DOUBT = ("article missing", "title worded otherwise")
FLOOR = 0.97  # of the articles, where layouts are mixed at random


@pytest.mark.parametrize(("name", "layout"), list(named()), ids=[name for name, _ in named()])
def test_every_layout_is_read_as_the_plain_one(name: str, layout: Layout) -> None:
    wanted = [printed(truth, layout, n) for n, truth in enumerate(TRUTHS)]
    read = [parse(one.text) for one in wanted]
    right = sum(right_articles(bulletin, one) for bulletin, one in zip(read, wanted, strict=True))
    of = sum(len(one.items) for one in wanted)
    assert right == of or layout.quirk in IN_DOUBT and right >= 0.95 * of
    assert all(right_issue(bulletin, one) for bulletin, one in zip(read, wanted, strict=True))


def test_layouts_may_be_mixed() -> None:
    right = of = 0
    for n, layout in enumerate(mixed(150)):
        wanted = printed(TRUTHS[n % len(TRUTHS)], layout, n)
        bulletin = parse(wanted.text)
        right += right_articles(bulletin, wanted)
        of += len(wanted.items)
        assert right_issue(bulletin, wanted)
    assert right >= FLOOR * of


@pytest.mark.parametrize(
    ("quirk", "code"),
    [
        ("title missing", "title_missing"),
        ("title worded otherwise", "title_differs"),
        ("article unlisted", "not_in_contents"),
        ("order", "out_of_order"),
        ("page numbers", "page_furniture"),
    ],
)
def test_an_oddity_is_told(quirk: str, code: str) -> None:
    for n, truth in enumerate(TRUTHS):
        bulletin = parse(printed(truth, Layout(quirk=quirk), n).text)
        assert bulletin is not None and code in {warning.code for warning in bulletin.warnings}
    plain = [parse(printed(truth, Layout(), n).text) for n, truth in enumerate(TRUTHS)]
    assert not any(bulletin is None or bulletin.warnings for bulletin in plain)
