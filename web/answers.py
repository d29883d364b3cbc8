"""What the API gives beside the values of `search`: these in the form in which they are sent, and how it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Literal

from search.model import NOTHING_LEFT_OUT, Article, Bulletin, Issue, Leaving, to_json
from search.passages import SharedText
from search.people import ListedPerson, PeopleList
from search.persons import PersonView
from search.results import LEFT_OUT as LEFT_OUT_OF_RESULTS
from search.results import ArticleView, Edition, FacetValue, IndexStatus, IssueRow, IssueView, Results, Same
from search.similar import SimilarArticle
from search.suggest import Suggestion

# What is not shown of the values in an answer, by its type.
LEFT_OUT: Mapping[type, Leaving] = MappingProxyType(
    {
        Results: LEFT_OUT_OF_RESULTS,
        PersonView: MappingProxyType({FacetValue: ("selected", "excluded", "note")}),
    }
)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a query that is being typed may become."""

    query: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleAnswer(Article):
    """The article of a `parse` object, with its issue, its file and its neighbours in the issue."""

    issue: Issue
    source: str
    later: str | None
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Similar:
    """The articles most like one."""

    id: str
    similar: tuple[SimilarArticle, ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """The articles that print the same as one."""

    id: str
    articles: tuple[SharedText, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Some of the people who are named."""

    query: str
    total: int
    people: tuple[ListedPerson, ...]


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file that prints the same issue and is not indexed again."""

    source: str
    same: Same


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueAnswer(Bulletin):
    """The bulletin of a `parse` object, with its copies and its other versions."""

    copies: tuple[CopiedFile, ...]
    later: str | None
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedIssue(Issue):
    """An issue, how many articles and warnings it has, its copies and its other versions."""

    articles: int
    warnings: int
    copies: tuple[CopiedFile, ...]
    later: str | None
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issues:
    """All issues."""

    total: int
    issues: tuple[ListedIssue, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """That searches are answered, and over how much."""

    status: Literal["ok"]
    issues: int
    articles: int
    generation: int


@dataclass(frozen=True, slots=True)
class NoIndex:
    """That there is no index to answer from."""

    status: Literal["no index"]
    detail: str


def article_answer(view: ArticleView) -> ArticleAnswer:
    ids = [article.id for article in view.contents]
    at = ids.index(view.article.id)
    return ArticleAnswer(
        **_values(view.article),
        issue=view.issue,
        source=view.source,
        later=view.later,
        previous=ids[at - 1] if at else None,
        next=ids[at + 1] if at + 1 < len(ids) else None,
    )


def people_answer(typed: str, found: PeopleList) -> People:
    return People(typed, found.total, found.people)


def issues_answer(rows: Sequence[IssueRow]) -> Issues:
    return Issues(len(rows), tuple(map(_listed, rows)))


def _listed(row: IssueRow) -> ListedIssue:
    beside = _beside(row.edition)
    return ListedIssue(**_values(row.issue), articles=row.articles, warnings=row.warnings, **beside)


def issue_answer(view: IssueView) -> IssueAnswer:
    return IssueAnswer(**_values(view.bulletin), **_beside(view.edition))


def _beside(edition: Edition) -> dict[str, Any]:
    """The copies of an issue, and the ids of its other versions."""
    return {
        "copies": tuple(CopiedFile(copy.source, copy.same) for copy in edition.copies),
        "later": edition.later.later if edition.later else None,
        "earlier": tuple(one.issue for one in edition.earlier),
    }


def health(status: IndexStatus) -> Health:
    return Health("ok", status.issues, status.articles, status.generation)


def _values(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def json_of(value: Any) -> Any:
    """An answer as what `json.dumps` takes."""
    if isinstance(value, Results):
        return value.to_json()
    return to_json(value, LEFT_OUT.get(type(value), NOTHING_LEFT_OUT))
