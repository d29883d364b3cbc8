"""Where no document has all the words of a question: the documents closest to having them, and how close they are.

Words count, and characters and pairs of these too, as words may be cut otherwise or be worded a little otherwise in
the text. Only the rarest of these pieces are located in the whole archive, which is quick; all others are counted in
the texts of the documents that these put first.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from search.columns.facet import Mask
from search.columns.segment import Occurrences
from search.columns.snapshot import all_of
from search.evaluate import K1, TITLE_WEIGHT, B, Evaluation, Ints, Piece, Ranking, Scores, Worth, terms_of
from search.fold import fold, literal_form
from search.query import And, Node, Text

RELAXED_SHARE = 1 / 3  # of what the best document has: where none has all words, those with less are left out …
RELAXED_LEAST = 0.1  # … and those with less than this of all words
RAREST = 24  # pieces of a question that are looked for everywhere …
COMMON, FEW = 0.1, 1000  # … if not more than this share of the articles has them, or not more than so many …
FEWEST = 12  # … and there are so many of them …
READ = 32  # … and documents in which all of it is
GRAM_WEIGHTS = {1: 1.5, 2: 0.7}  # of characters and pairs of them, where no document has all words: pairs repeat words
PASSAGE_WEIGHT = 0.8  # the sentences that have most of a question, beside the article as a whole …
COMPARED = 12  # … among the best so many …
DENSE = 48  # … by the rarest pieces of it

_RUN = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")

Told = Callable[[Worth], None]


def closest(evaluation: Evaluation, root: Node) -> Mask:
    """The documents closest to having all words of the texts that were typed plainly; the rest must hold.

    Words weigh by how few documents have them. Measured as a share of all words, what is asked for in other words
    is lost; as a share of what the best document has, it is not.
    """
    nodes = root.nodes if isinstance(root, And) else (root,)
    firm = [evaluation.mask(node) for node in nodes if not (isinstance(node, Text) and node.by_words)]
    pieces = pieces_of(evaluation, root)
    if sum(piece.kind == "word" for piece in pieces) < 2:
        return np.zeros(evaluation.snapshot.size, bool)
    weight = np.zeros(evaluation.snapshot.size, np.float32)
    total = 0.0
    for piece in rarest(pieces, evaluation):
        if piece.kind == "word" or len(piece.text) > 1:
            weight[_found(evaluation, piece).docs] += evaluation.idf(piece.documents)
            total += evaluation.idf(piece.documents)
    held = all_of([evaluation.snapshot.live, weight > 0, *firm])
    least = max(RELAXED_SHARE * float(weight[held].max(initial=0.0)), RELAXED_LEAST * total)
    close: Mask = held & (weight >= least)
    return close


def pieces_of(evaluation: Evaluation, root: Node) -> tuple[Piece, ...]:
    """What the texts that were typed plainly consist of.

    Words, characters, and pairs of these: a name that is no word of the dictionary is cut to pieces.
    """
    if root not in evaluation.pieces:
        evaluation.pieces[root] = tuple(_pieces(evaluation, root))
    return evaluation.pieces[root]


def _pieces(evaluation: Evaluation, root: Node) -> Iterator[Piece]:
    nodes = root.nodes if isinstance(root, And) else (root,)
    texts = [node.text for node in nodes if isinstance(node, Text) and node.by_words]
    terms = dict.fromkeys(term for text in texts for term in terms_of(text, printed=evaluation.printed))
    grams = {gram: held for text in texts for gram, held in _grams(evaluation, text)}
    yield from (Piece("word", term, evaluation.snapshot.documents(fold(term))) for term in terms)
    yield from (Piece("characters", gram, held) for gram, held in grams.items())


def _grams(evaluation: Evaluation, text: str) -> Iterator[tuple[str, int]]:
    """The characters, and pairs of them, within the words of a text, and how many documents have each folded."""
    form = literal_form(text, printed=evaluation.printed)
    singles, pairs = evaluation.snapshot.holders_of(fold(form))
    for run in _RUN.finditer(form):
        yield from ((form[n], singles[n]) for n in range(*run.span()))
        yield from ((form[n : n + 2], pairs[n]) for n in range(run.start(), run.end() - 1))


def _found(evaluation: Evaluation, piece: Piece) -> Occurrences:
    return evaluation.word(piece.text) if piece.kind == "word" else evaluation.literal(piece.text)


def scores_of(evaluation: Evaluation, root: Node, hits: Ints, *, relaxed: bool, told: Told | None = None) -> Scores:
    """The score of each of the documents `hits` (ascending), which match or, `relaxed`, are closest.

    `told` gets what it is the sum of.
    """
    ranking = Ranking(evaluation, hits, told)
    evaluation.add_scores(root, ranking, words=not relaxed)
    if relaxed:
        _add_closeness(evaluation, root, ranking)
    return ranking.scores


def _add_closeness(evaluation: Evaluation, root: Node, ranking: Ranking) -> None:
    """What pieces of a question are worth: the rarest in all hits; all others, and where they stand close together,
    in the best of these, whose texts are read."""
    pieces = pieces_of(evaluation, root)
    rare = rarest(pieces, evaluation)
    for piece in rare:
        ranking.add_found(piece.kind, piece.text, _found(evaluation, piece), _weight(piece))
    best = np.sort(np.argsort(-ranking.scores, kind="stable")[:READ]).astype(np.int32)
    docs = ranking.hits[best]
    texts = [evaluation.snapshot.literal_text(doc, printed=evaluation.printed) for doc in docs.tolist()]
    chosen = set(rare)
    others = [piece for piece in pieces if piece.documents and piece not in chosen]
    if others:
        counts = _Counts(others, docs, texts)
        worth = _worth_of(evaluation, counts)
        ranking.scores[best] += worth.sum(axis=0)
        if ranking.told:
            for n, piece in enumerate(others):
                at, found = counts.found(n)
                ranking.told(Worth(piece.kind, piece.text, best[at], worth[n, at], found))
    telling = sorted((piece for piece in pieces if piece.documents), key=lambda piece: piece.documents)[:DENSE]
    wanted = {piece.text: evaluation.idf(piece.documents) for piece in telling}
    nearest = np.argsort(-ranking.scores[best], kind="stable")[:COMPARED]
    dense = np.array([PASSAGE_WEIGHT * densest(texts[n][0], wanted) for n in nearest.tolist()])
    ranking.add(Worth("passage", "", best[nearest], dense))


def _worth_of(evaluation: Evaluation, counts: "_Counts") -> Scores:
    """What each piece is worth in each document."""
    title_norm, body_norm = (norms[counts.docs] for norms in evaluation.snapshot.norms(B))
    tf = counts.body * body_norm + TITLE_WEIGHT * counts.title * title_norm
    weights = np.array([_weight(piece) * evaluation.idf(piece.documents) * (K1 + 1) for piece in counts.pieces])
    scores: Scores = weights[:, None] * (tf / (tf + K1)).astype(np.float64)
    return scores


def _weight(piece: Piece) -> float:
    return 1.0 if piece.kind == "word" else GRAM_WEIGHTS[len(piece.text)]


def rarest(pieces: Sequence[Piece], evaluation: Evaluation) -> tuple[Piece, ...]:
    """Those that fewest documents have, single characters last: they tell most, and finding them costs least.

    What is nowhere tells nothing apart; what very many documents have tells little, if there is anything else.
    """
    most = max(FEW, COMMON * evaluation.articles)
    known = sorted((p for p in pieces if p.documents), key=lambda piece: (len(piece.text) == 1, piece.documents))
    telling = [piece for piece in known if piece.documents <= most and len(piece.text) > 1]
    return tuple(telling[:RAREST] if len(telling) >= FEWEST else known[:FEWEST])


class _Counts:
    """How often pieces stand in the titles and bodies of some documents: a row a piece, a column a document."""

    def __init__(self, pieces: Sequence[Piece], docs: Ints, texts: Sequence[tuple[str, int]]) -> None:
        """`texts` are the literal texts of `docs`, each with the size of its title."""
        self.pieces, self.docs = pieces, docs
        titles = "\0".join(text[:size] for text, size in texts)
        self.title = np.zeros((len(pieces), len(texts)), np.float32)
        for n, piece in enumerate(pieces):
            if piece.text in titles:
                self.title[n] = [text.count(piece.text, 0, size) for text, size in texts]
        whole = np.array([[text.count(piece.text) for text, _ in texts] for piece in pieces], np.float32)
        self.body = whole - self.title

    def found(self, n: int) -> tuple[Ints, Occurrences]:
        """In which of the documents a piece stands, and how often."""
        at = np.flatnonzero(self.title[n] + self.body[n]).astype(np.int32)
        return at, Occurrences(self.docs[at], self.title[n, at].astype(np.int32), self.body[n, at].astype(np.int32))


def densest(text: str, wanted: Mapping[str, float]) -> float:
    """The most that two sentences in a row hold of the pieces wanted, by their weights."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    held = [0.0] * (len(ends) + 2)  # by each sentence and the one before it
    for piece, weight in wanted.items():
        at, counted = text.find(piece), -1
        while at >= 0:
            sentence = bisect_right(ends, at)
            for pair in range(max(sentence, counted + 1), sentence + 2):
                held[pair] += weight
            counted = sentence + 1
            at = text.find(piece, ends[sentence]) if sentence < len(ends) else -1
    return max(held)
