"""People against a count by hand over all bulletins: posts over time, company, places, and lists of everyone."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.writer import update_index
from search.config import Config
from search.errors import BadRequest, NotFound
from search.fold import literal_form
from search.model import Article, Person
from search.people import MOST
from search.persons import COUNTED, LATEST, PersonView
from search.request import MAX_LIMIT, SearchRequest
from search.searcher import Searcher, open_searcher


@dataclass(frozen=True)
class Named:
    """What names people: an article, or an issue by its distribution list."""

    id: str
    date: dt.date | None
    people: tuple[Person, ...]
    article: Article | None


def naming(searcher: Searcher) -> Iterator[Named]:
    for row in searcher.issues():
        bulletin = searcher.issue(row.issue.id).bulletin
        for article in bulletin.articles:
            yield Named(article.id, article.date, article.people, article)
        if bulletin.distribution:
            yield Named(row.issue.id, row.issue.date, bulletin.distribution.people, None)


def by_key(searcher: Searcher) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = defaultdict(list)
    for named in naming(searcher):
        for person in named.people:
            found[person.key].append(named)
    return found


def check(view: PersonView, found: list[Named], searcher: Searcher) -> None:
    """A person's view against what names the person."""
    key = view.key
    results = searcher.search(SearchRequest(person=(key,), limit=MAX_LIMIT, sort="newest"))
    assert view.count == len(found) == results.total == view.read
    assert view.issues == sum(named.article is None for named in found)
    days = [named.date for named in found if named.date]
    assert (view.first, view.last) == (min(days), max(days))
    assert [a.id for a in view.latest] == [hit.id for hit in results.hits if hit.kind == "article"][:LATEST]
    assert [(y.value, y.count) for y in view.years] == [(y.value, y.count) for y in results.facets["date"]]

    posts: dict[str, set[str]] = defaultdict(set)
    without = set()
    for named in found:
        own = [post for person in named.people if person.key == key for post in person.posts]
        for post in own:
            posts[post].add(named.id)
        without |= set() if own else {named.id}
    printed: dict[str, set[str]] = defaultdict(set)
    for post in posts:
        printed[literal_form(post)].add(post)
    assert [{span.post, *span.also} for span in view.posts] == [printed[literal_form(s.post)] for s in view.posts]
    assert len(view.posts) == len(printed)
    for span in view.posts:
        prints = set().union(*(posts[post] for post in printed[literal_form(span.post)]))
        assert {article.id for article in span.articles} == prints
    assert view.without_post == len(without)
    date_of = {named.id: named.date for named in found}
    for span in view.posts:
        dates = [day for article in span.articles if (day := date_of[article.id])]
        assert [article.date for article in span.articles] == sorted(dates, reverse=True)
        assert (span.first, span.last, span.count) == (min(dates), max(dates), len(dates))
    assert [span.last for span in view.posts] == sorted((span.last for span in view.posts), reverse=True)  # type: ignore[type-var]

    articles = [named.article for named in found if named.article]
    company = Counter(person.key for article in articles for person in article.people if person.key != key)
    assert {one.value: one.count for one in view.together} == dict(company.most_common(COUNTED))
    assert view.together_total == len(company)
    for counted, values in (
        (view.sections, [[a.section] if a.section else [] for a in articles]),
        (view.places, [[place.name for place in a.places] for a in articles]),
        (view.organizations, [[organization.name for organization in a.organizations] for a in articles]),
    ):
        counts = Counter(value for some in values for value in some)
        assert [one.count for one in counted] == sorted(counts.values(), reverse=True)[:COUNTED]
        assert all(counts[one.value] == one.count for one in counted)


def test_everyone_is_as_counted_by_hand(searcher: Searcher) -> None:
    people = by_key(searcher)
    assert any(len(named.people) > 1 and named.article is None for some in people.values() for named in some)
    for key, found in people.items():
        check(searcher.person(key), found, searcher)


def test_what_was_taken_out_of_the_archive_counts_no_more(own_corpus: Path, tmp_path: Path) -> None:
    update_index(own_corpus, tmp_path / "index")
    opened = open_searcher(Config(own_corpus, tmp_path / "index"))
    before = by_key(opened)
    for file in sorted((own_corpus / "2024").iterdir())[:-2]:
        file.unlink()
    update_index(own_corpus, tmp_path / "index", allow_removals=True)
    after = by_key(opened)
    assert set(after) < set(before)
    for key, found in after.items():
        check(opened.person(key), found, opened)
    for key in set(before) - set(after):
        with pytest.raises(NotFound):
            opened.person(key)
    assert {person.key for person in opened.people(limit=MOST).people} == set(after)


def test_namesakes_are_told_apart(searcher: Searcher) -> None:
    keys = {"陈立新@临溪县民政局", "陈立新@市社会福利院"}
    for key in keys:
        view = searcher.person(key)
        assert view.name == "陈立新" and {other.key for other in view.namesakes} == keys - {key}
        assert view.count == {other.key: other.count for other in searcher.people("陈立新").people}[key]
    with pytest.raises(NotFound, match="陈立新@市社会福利院"):
        searcher.person("陈立新")
    assert searcher.person("贺庆元").namesakes == ()


def test_a_person_is_known_by_other_names(named: Searcher) -> None:
    assert named.person("梁绍雄").other_names == ("梁少熊",)
    assert named.person("梁少熊") == named.person("梁绍雄")
    assert named.person("梁绍雄").count == 3
    assert [one.key for one in named.people("梁少熊").people] == ["梁绍雄"]


@pytest.mark.parametrize("key", ["", "无此人", "贺庆", "贺庆元@", "@", "/", "\0", "贺庆元 ", "*"])
def test_who_is_not_there_is_not_found(searcher: Searcher, key: str) -> None:
    with pytest.raises(NotFound):
        searcher.person(key)


LEXICON = "name\tkey\tmatch\taliases\treading\tstatus\n贺庆元\t\t\t賀慶元\t\t\n"


def test_a_post_printed_in_several_ways_is_one(make_archive: Callable[..., Path], tmp_path: Path) -> None:
    articles = {
        "一": "副市长贺庆元到会。贺庆元讲话。",
        "二": "副市長賀慶元到會。賀慶元講話。",
        "三": "贺庆元走访慰问。贺庆元叮嘱安全。",
    }
    corpus = make_archive(tmp_path / "corpus", articles, people=LEXICON)
    update_index(corpus, tmp_path / "index")
    view = open_searcher(Config(corpus, tmp_path / "index")).person("贺庆元")
    (span,) = view.posts
    assert {span.post, *span.also} == {"副市长", "副市長"} and span.count == 2
    assert view.without_post == 1


def test_the_list_has_everyone_most_frequent_first(searcher: Searcher) -> None:
    facet = {v.value: v.count for v in searcher.search(SearchRequest(facet_limit=10**6)).facets["person"]}
    listed = searcher.people(limit=MOST)
    assert {person.key: person.count for person in listed.people} == facet
    assert listed.total == len(facet)
    counts = [person.count for person in listed.people]
    assert counts == sorted(counts, reverse=True)
    for person in listed.people[:40]:
        view = searcher.person(person.key)
        assert (view.first, view.last, view.reading) == (person.first, person.last, person.reading)
        assert not person.post or person.post in {post for span in view.posts for post in (span.post, *span.also)}


def test_the_list_is_walked_page_by_page_and_sorted_by_how_names_are_read(searcher: Searcher) -> None:
    total = searcher.people(limit=0).total
    pages = [searcher.people(sort="pinyin", limit=7, offset=offset) for offset in range(0, total, 7)]
    read = [person for page in pages for person in page.people]
    assert len({person.key for person in read}) == total
    assert [p.reading.split() for p in read] == sorted(p.reading.split() for p in read)
    assert {p.name[0]: p.reading.split()[0] for p in read if p.name[0] in "单仇解"} == {
        "单": "shan",
        "仇": "qiu",
        "解": "xie",
    }
    assert searcher.people(limit=5, offset=total).people == ()
    for limit, offset in ((-1, 0), (MOST + 1, 0), (1, -1)):
        with pytest.raises(BadRequest):
            searcher.people(limit=limit, offset=offset)


@pytest.mark.parametrize(
    "typed, name",
    [
        ("贺", "贺庆元"),
        ("贺庆元", "贺庆元"),
        ("賀慶", "贺庆元"),
        ("heqingyuan", "贺庆元"),
        ("heqing", "贺庆元"),
        ("hqy", "贺庆元"),
        ("贺qy", "贺庆元"),
        ("shanliqun", "单立群"),
        ("slq", "单立群"),
        (" he qing yuan ", "贺庆元"),
    ],
)
def test_the_list_is_narrowed_by_what_is_typed(searcher: Searcher, typed: str, name: str) -> None:
    found = searcher.people(typed, limit=MOST)
    assert name in {person.name for person in found.people}
    assert found.total < searcher.people().total / 3


@pytest.mark.parametrize("typed", ["庆元", "qingyuan", "贺庆元到", "𠮷", "*", "\0", "x" * 5000])
def test_names_begin_as_typed_or_are_not_listed(searcher: Searcher, typed: str) -> None:
    names = {person.name for person in searcher.people(typed, limit=MOST).people}
    assert "贺庆元" not in names or not typed.strip("\0")


@pytest.mark.parametrize(
    "name, keys",
    [
        ("贺庆元", ["贺庆元"]),
        ("賀慶元", ["贺庆元"]),
        ("陈立新", ["陈立新@临溪县民政局", "陈立新@市社会福利院"]),  # those of most documents first
        ("贺庆", []),
        ("养老", []),
        ("", []),
    ],
)
def test_who_is_called_just_so(searcher: Searcher, name: str, keys: list[str]) -> None:
    found = searcher.called(name)
    assert [one.key for one in found] == keys
    assert all(one.post == searcher.library().snapshot.people[one.key][1] for one in found)
