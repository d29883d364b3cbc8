"""What a file prints and staff withdrew: no line of it is lost, though no search finds it."""

from pathlib import Path

from indexer.parser.lines import squeeze
from indexer.reading import bulletins_as_read
from indexer.withdrawal import Withdrawal, withdrawal
from search.model import Bulletin
from search.names import Lexicon


def withdrawn_texts(path: Path, source: str, lexicon: Lexicon) -> list[str | None]:
    """Of each bulletin of a file what was withdrawn, squeezed; None: all of it."""
    return [_gone(one, withdrawal(one, lexicon)) for one in bulletins_as_read(path, source)]


def _gone(bulletin: Bulletin, found: Withdrawal) -> str | None:
    if found.bulletin is None:
        return None
    texts = [text for article in found.gone for text in (article.title, *article.paragraphs)]
    texts += [line for line in _beside(bulletin) if line not in _beside(found.bulletin)]
    gone = {article.id for article in found.gone}
    texts += [article.title for article in bulletin.articles if article.id in gone]
    return "\n".join(squeeze(text) for text in texts)


def _beside(bulletin: Bulletin) -> list[str]:
    """The lines outside the articles."""
    listed = [title for section in bulletin.sections for title in section.titles]
    return [*(bulletin.masthead or "").split("\n"), *bulletin.loose, *listed]
