"""Postings against counting, and against what Whoosh's own matchers and BM25F make of the same documents."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields, qparser, scoring
from whoosh.filedb.filestore import RamStorage

from search.analyzer import WordAnalyzer, words
from search.columns.postings import Lengths, Terms, TermsBuilder
from search.fold import fold

_TEXT = st.text(st.sampled_from("养老服务中心王䶮臺灣a1。 \n"), max_size=30)
DOCUMENTS = [
    ("养老服务中心启用", "养老服务中心在临溪县启用，养老服务更近了。"),
    ("市民政局召开会议", "会议研究养老服务和救助工作。养老，养老，还是养老。"),
    ("救助管理站夜巡", "救助管理站工作人员夜巡。"),
    ("", "养老"),
    ("消防演练", "养老机构开展消防演练，市民政局到场。" * 5),
]


def build_terms(documents: list[tuple[str, str]]) -> tuple[Terms, Lengths]:
    builder = TermsBuilder()
    for title, body in documents:
        builder.add(fold(title), fold(body))
    return builder.done()


@settings(deadline=None)  # the first call loads the segmenter
@given(st.lists(st.tuples(_TEXT, _TEXT), max_size=6))
def test_postings_are_those_of_counting(documents: list[tuple[str, str]]) -> None:
    terms, lengths = build_terms(documents)
    counted = [[Counter(word for word, _, _ in words(fold(part))) for part in document] for document in documents]
    assert lengths.title.tolist() == [title.total() for title, _ in counted]
    assert lengths.body.tolist() == [body.total() for _, body in counted]
    every = sorted({word for pair in counted for part in pair for word in part}, key=lambda w: w.encode())
    assert [terms.term(n) for n in range(len(terms))] == every
    for word in every:
        found = terms.postings(word)
        assert found is not None
        rows = zip(found.docs.tolist(), found.title.tolist(), found.body.tolist(), strict=True)
        assert list(rows) == [(n, t[word], b[word]) for n, (t, b) in enumerate(counted) if word in t or word in b]
    assert terms.postings("没有的词") is None


@pytest.mark.parametrize("times", [254, 255, 256, 70_000])
def test_a_word_that_stands_very_often_is_counted_as_often(times: int) -> None:
    terms, _ = build_terms([("", "养老"), ("", "养老、" * times), ("", "养老，救助")])
    found = terms.postings("养老")
    assert found is not None and found.body.tolist() == [1, times, 1]


@pytest.mark.parametrize("prefix", ["养", "养老", "会", "没有", ""])
def test_terms_that_begin_alike_lie_together(prefix: str) -> None:
    terms, _ = build_terms(DOCUMENTS)
    every = [terms.term(n) for n in range(len(terms))]
    first, last = (terms.first_from(prefix.encode() + end) for end in (b"", b"\xff"))
    assert every[first:last] == [word for word in every if word.startswith(prefix)]


@pytest.mark.parametrize("word", ["养老", "服务", "会议", "救助", "消防"])
def test_whoosh_finds_the_same_documents_with_the_same_scores(word: str) -> None:
    """The reference: a field of Whoosh's own postings, scored by its BM25F with the same parameters."""
    k1, b = 1.2, 0.4
    schema = fields.Schema(n=fields.STORED, body=fields.TEXT(analyzer=WordAnalyzer(), phrase=True))
    index = RamStorage().create_index(schema)
    with index.writer() as writer:
        for n, (_, body) in enumerate(DOCUMENTS):
            writer.add_document(n=n, body=body)
    with index.searcher(weighting=scoring.BM25F(B=b, K1=k1)) as searcher:
        query = qparser.QueryParser("body", schema).parse(word)
        hits = {hit["n"]: hit.score for hit in searcher.search(query, limit=None)}
        idf = searcher.idf("body", word)
        kept = np.array([searcher.doc_field_length(n, "body") for n in range(len(DOCUMENTS))])  # rounded by Whoosh
    terms, lengths = build_terms([("", body) for _, body in DOCUMENTS])
    found = terms.postings(word)
    assert found is not None and found.docs.tolist() == sorted(hits)
    tf, length = found.body.astype(float), kept[found.docs]
    scores = idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / lengths.body.mean()))
    assert np.allclose(scores, [hits[doc] for doc in found.docs.tolist()], rtol=1e-5)
