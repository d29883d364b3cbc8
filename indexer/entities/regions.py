"""Places and organizations of a text, with offsets."""

from collections.abc import Sequence

from search.model import Organization, Part, Place
from search.names import Lexicon


def regions_in(
    parts: Sequence[tuple[Part, str]], lexicon: Lexicon
) -> tuple[tuple[Place, ...], tuple[Organization, ...]]:
    return (), ()
