"""A bulletin with its entities -> index documents: one an article, and one for what of the issue lies outside them.

`bulletin_of` gives the bulletin back.
"""

from collections.abc import Iterable
from dataclasses import replace

from indexer.parser.footer import unwrapped
from search.model import Article, Bulletin, Person, bulletin_from_json, to_json
from search.schema import IndexDocument


def index_documents(bulletin: Bulletin) -> list[IndexDocument]:
    """The documents of one bulletin; the issue's own comes last."""
    return [*(_article(bulletin, article) for article in bulletin.articles), _issue(bulletin)]


def bulletin_of(documents: Iterable[IndexDocument]) -> Bulletin:
    """The bulletin that these are the documents of, in any order. Raises LookupError or TypeError for others."""
    documents = sorted(documents, key=lambda document: document.position)
    [issue] = [document for document in documents if document.kind == "issue"]
    articles = [
        {**d.data, "title": d.title, "paragraphs": d.body.split("\n") if d.body else []}
        for d in documents
        if d.kind == "article"
    ]
    return bulletin_from_json({**issue.data, "articles": articles})


def relabelled(documents: Iterable[IndexDocument], source: str) -> list[IndexDocument]:
    """The documents of an issue whose file has another name by now."""
    return [_relabelled(document, source) if document.kind == "issue" else document for document in documents]


def _relabelled(document: IndexDocument, source: str) -> IndexDocument:
    data = {**document.data, "source": source}
    if data.get("printed"):
        data["printed"] = {**data["printed"], "source": source}
    return replace(document, source=source, data=data)


def _article(bulletin: Bulletin, article: Article) -> IndexDocument:
    keys, names, posts = _people(article.people)
    first = next((span for span in article.dates if span.is_event and span.start == article.date), None)
    data = to_json(article)
    del data["title"], data["paragraphs"]  # stored as title and body
    return IndexDocument(
        id=article.id,
        kind="article",
        source="",  # that a renamed file costs no more than the document of its issue
        issue=bulletin.issue.id,
        position=article.position,
        section=article.section,
        date=article.date,
        date_end=first.end if first else article.date,
        people=keys,
        names=names,
        posts=posts,
        places=tuple(place.name for place in article.places),
        organizations=tuple(organization.name for organization in article.organizations),
        title=article.title,
        body=article.body,
        data=data,
    )


def _issue(bulletin: Bulletin) -> IndexDocument:
    """Masthead, distribution list and other printed lines of no article: found as hits of the issue."""
    distribution = bulletin.distribution
    keys, names, posts = _people(distribution.people if distribution else ())
    data = to_json(bulletin)
    del data["articles"]  # documents of their own
    lines = (bulletin.masthead, *bulletin.loose, distribution and unwrapped(distribution.text))
    return IndexDocument(
        id=bulletin.issue.id,
        kind="issue",
        source=bulletin.source,
        issue=bulletin.issue.id,
        position=0,
        section=None,
        date=bulletin.issue.date,
        date_end=bulletin.issue.date,
        people=keys,
        names=names,
        posts=posts,
        places=(),
        organizations=(),
        title="",
        body="\n".join(line for line in lines if line),
        data=data,
    )


def _people(people: tuple[Person, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return (
        tuple(person.key for person in people),
        tuple(person.name for person in people),
        tuple(person.posts[-1] if person.posts else "" for person in people),
    )
