"""Real values for the examples of the API's document: taken from the archive, so that every example finds something."""

from collections.abc import Mapping

from search.request import SearchRequest
from search.searcher import Searcher
from web.help import telling_words

_FEW = "3"


def samples_of(archive: Searcher) -> Mapping[str, str]:
    """Values by the parameter that they are for, or by what else they are; empty where the archive is."""
    rows = archive.issues()
    newest = next((row for row in rows if row.articles), None)
    if newest is None:
        return {}
    articles = archive.issue(newest.issue.id).bulletin.articles
    facets = archive.search(SearchRequest(limit=0)).facets
    named = {name: facets[name][0].value for name in ("section", "person", "place") if facets.get(name)}
    months = sorted(month.value for year in facets.get("date", ()) for month in year.children if month.count)
    found = {
        **named,
        "word": telling_words(articles)[0] or articles[0].title,
        "issue": newest.issue.id,
        "issue_id": newest.issue.id,
        "article_id": articles[0].id,
        "few": _FEW,
        **({"from": months[0], "to": months[-1]} if months else {}),
        **({"key": named["person"], "letters": _syllable(archive)} if "person" in named else {}),
    }
    return {name: value for name, value in found.items() if value}


def _syllable(archive: Searcher) -> str:
    """The first of somebody's name."""
    return next((one.reading.partition(" ")[0] for one in archive.people(limit=1).people), "")
