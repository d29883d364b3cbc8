"""Whoosh's own queries on segments of our codec, against the same documents in an index that is Whoosh's alone."""

import datetime as dt
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import fields, scoring
from whoosh import index as whoosh_index
from whoosh.filedb.filestore import RamStorage
from whoosh.query import And, AndNot, Every, FuzzyTerm, Or, Phrase, Prefix, Query, Term, Wildcard

from indexer.segments import CommitWriter
from search.analyzer import WordAnalyzer
from search.columns.segment import Occurrences
from search.columns.snapshot import Snapshot
from search.columns.store import FOLDER
from search.evaluate import K1, B, Evaluation
from search.generations import current
from search.schema import IndexDocument, stored_row

_WORDS = ["养老", "服务", "中心", "市民政局", "会议", "临溪县", "救助", "2024年", "PM2.5", "，", "。", "王䶮", "、"]

_PEOPLE = ["李明@民政局", "李明", "梁 绍雄", "𠮷田", "聂元松"]
_SECTIONS = ["市级动态", "要闻", None]
_FACETS = ("people", "places", "section")


def document(number: int, seed: random.Random) -> IndexDocument:
    title, body = ("".join(seed.choices(_WORDS, k=k)) for k in (3, seed.randint(0, 40)))
    day = dt.date(2024, 1, 1) + dt.timedelta(number)
    people = tuple(sorted({*(["王䶮"] if number % 3 else []), *seed.choices(_PEOPLE, k=number % 4)}))
    places = ("临溪县",) if number % 5 == 0 else ()
    return IndexDocument(
        id=f"d{number}", kind="article", source=f"{number % 7}.txt", issue=f"i{number % 7}", position=number,
        section=seed.choice(_SECTIONS), date=day, date_end=day, people=people, names=people, posts=("",) * len(people),
        places=places, organizations=(),
        title=title, body=body, data={},
    )  # fmt: skip


@pytest.fixture(scope="module")
def documents() -> list[IndexDocument]:
    seed = random.Random(4)
    return [document(number, seed) for number in range(120)]


@pytest.fixture(scope="module")
def whole(documents: list[IndexDocument], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written in several commits: small segments are merged."""
    index = tmp_path_factory.mktemp("codec")
    for start in range(0, 120, 30):
        writer = CommitWriter(index, clear=False)
        writer.add(documents[start : start + 30])
        writer.commit()
    return current(index)


@pytest.fixture(scope="module")
def index(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same where some documents are gone."""
    index = tmp_path_factory.mktemp("codec") / "index"
    shutil.copytree(whole.parent, index)
    writer = CommitWriter(index, clear=False)
    writer.remove_issue("i3")
    writer.commit()
    return current(index)


@pytest.fixture(scope="module")
def reference(documents: list[IndexDocument]) -> Iterator[Any]:
    schema = fields.Schema(
        id=fields.ID(stored=True),
        **{name: fields.KEYWORD(commas=True) for name in _FACETS},
        title=fields.TEXT(analyzer=WordAnalyzer(), phrase=True),
        body=fields.TEXT(analyzer=WordAnalyzer(), phrase=True),
    )
    made = RamStorage().create_index(schema)
    with made.writer() as writer:
        for one in documents:
            if one.source != "3.txt":
                facets = {"people": ",".join(one.people), "places": ",".join(one.places), "section": one.section or ""}
                writer.add_document(id=one.id, title=one.title, body=one.body, **facets)
    with made.searcher() as searcher:
        yield searcher


QUERIES = [
    Term("body", "养老"),
    Term("title", "会议"),
    Term("body", "没有"),
    Term("people", "王䶮"),
    Term("people", "李明@民政局"),
    Term("people", "没有"),
    Term("organizations", "没有"),
    Prefix("people", "李"),
    Prefix("people", ""),
    Wildcard("people", "*绍*"),
    AndNot(Term("places", "临溪县"), Term("section", "要闻")),
    And([Term("body", "养老"), Term("title", "服务")]),
    And([Term("body", "救助"), Term("people", "王䶮")]),
    Or([Term("body", "pm2.5"), Term("title", "2024")]),
    Phrase("body", ["养老", "服务"]),
    Phrase("body", ["服务", "中心", "会议"]),
    Phrase("title", ["市", "民政", "民政局"]),
    Prefix("body", "民政"),
    Prefix("title", "临"),
    Wildcard("body", "*会*"),
    FuzzyTerm("body", "养了", maxdist=1),
    AndNot(Every(), Term("body", "会议")),
]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_whoosh_finds_the_same_as_in_its_own_index(index: Path, reference: Any, query: Query) -> None:
    expected = {hit["id"] for hit in reference.search(query, limit=None)}
    with whoosh_index.open_dir(index).searcher() as searcher:
        assert {stored_row(hit["document"])["id"] for hit in searcher.search(query, limit=None)} == expected


def test_whoosh_knows_the_same_terms(index: Path, reference: Any) -> None:
    with whoosh_index.open_dir(index).reader() as reader:
        assert all(reader.doc_frequency(*term) for term in reader.all_terms())
        for field in ("title", "body", *_FACETS):
            assert {*reference.reader().lexicon(field)} <= {*reader.lexicon(field)}
            assert list(reader.lexicon(field)) == sorted(reader.lexicon(field))


@pytest.mark.parametrize("word", ["养老", "服务", "会议", "pm2.5"])
def test_evaluation_scores_as_whoosh_does(whole: Path, word: str) -> None:
    snapshot = Snapshot(whole)
    evaluation = Evaluation(snapshot, lambda node: snapshot.live, printed=False)
    found = snapshot.word(word)
    held = found.body > 0
    body = Occurrences(found.docs[held], np.zeros(int(held.sum()), np.int32), found.body[held])
    scores = evaluation.bm25f(body, np.ones(len(body.docs), bool))
    with whoosh_index.open_dir(whole).searcher(weighting=scoring.BM25F(B=B, K1=K1)) as searcher:
        hits = {stored_row(hit["document"])["id"]: hit.score for hit in searcher.search(Term("body", word), limit=None)}
        idf = searcher.idf("body", word)
    theirs = np.array([hits[snapshot.stored(int(doc))["id"]] for doc in body.docs])
    assert np.allclose(scores / evaluation.idf(len(body.docs)) * idf, theirs, rtol=1e-5)


@pytest.mark.parametrize("term", ["市民政局", "李明@民政局", "要闻", "临溪县"])
def test_words_and_values_of_facets_are_kept_once(index: Path, term: str) -> None:
    """In the columns of each segment, and in no file of Whoosh's."""
    start = term.encode()[:6]
    assert all(start not in path.read_bytes() for path in [*index.glob("*.trm"), *index.glob("*.pst")])
    assert len([*(index / FOLDER).iterdir()]) == len({path.name.split(".")[0] for path in index.glob("*.trm")})
