"""SearchRequest -> Results, on the index as it is now: the one door through which pages, API and CLI search."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice, product

import numpy as np

from search.closest import closest
from search.columns.facet import Chosen, Mask
from search.config import Config
from search.errors import IndexMissing
from search.evaluate import Evaluation
from search.explain import Explainer
from search.explanation import Explanation
from search.facets import no_note
from search.fold import literal_form
from search.generations import pointer_state
from search.hits import first_of, hit_of, page_of
from search.ledger import Ledger, ledger, read_acknowledged
from search.library import Library, article_of, issue_title, reading_state
from search.matched import Matched, chosen_for, facets, filters, hits_in, own, wanted
from search.meant import FEW_SCATTERED, MOST_FAILING, MOST_TRIED, alternatives, better_names, clauses_of, replaced
from search.model import Issue
from search.once import Recent
from search.passages import MOST as MOST_SHARING
from search.passages import SharedText, overlaps, shared_texts
from search.people import PEOPLE, Called, PeopleList, PeopleSort, called
from search.persons import PersonView, person_view
from search.query import (
    Days,
    Everything,
    Near,
    Node,
    Numbered,
    Pattern,
    Query,
    Text,
    as_question,
    clean,
    leaves,
    parse_query,
)
from search.request import MAX_QUERY, Facet, SearchRequest
from search.results import (
    ArticleView,
    FoundDocument,
    FoundDocuments,
    IndexStatus,
    Interpretation,
    IssueRow,
    IssueView,
    Results,
    Variants,
)
from search.similar import SIMILAR, SimilarArticle, similar_articles
from search.snippet import clipped, matched_ranges, pieces
from search.suggest import SUGGESTIONS, Suggestion, names_beginning, suggestions, values_fitting
from search.synonyms import Synonyms, as_named, read_synonyms, synonyms_of, synonyms_state, widened
from search.values import VALUES, Asked, ValueList, ValueSort, listed_values

EVERYTHING = Everything()
_AFTER = 0.5  # s after a switch that its vocabulary is made: the requests that wait for the generation come first
_RECENT = 8  # queries whose matches are kept
_TRIALS = 5  # of opening the index while it is switched from one generation to the next


def open_searcher(config: Config) -> "Searcher":
    """A searcher on `config.index`; IndexMissing where there is none that can be used."""
    searcher = Searcher(config)
    searcher.library()
    return searcher


class Searcher:
    """Answers searches; safe to share between threads. A new generation is picked up at the next request."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._lock = threading.Lock()
        self._library: Library | None = None
        self._seen: tuple[object, ...] | None = None
        self._recent: Recent[Matched] = Recent(_RECENT)  # of the library in use
        self._synonyms_read = Synonyms()
        self._synonyms_seen: tuple[int, ...] = ()

    def library(self) -> Library:
        """The generation in use, opened if it is not yet."""
        seen = reading_state(self.config.index)
        with self._lock:
            if self._library is None or seen != self._seen:
                # Requests that still hold the older library keep it; it is closed when the last lets go.
                older, self._library = self._library, self._opened()
                self._seen = seen
                self._recent.clear()
                if older and older.vocabulary.is_made:  # somebody types: have it ready before the next key
                    making = threading.Timer(_AFTER, self._library.vocabulary)
                    making.daemon = True
                    making.start()
            return self._library

    def _opened(self) -> Library:
        """The generation in use; again, where it was removed while it was opened, others having been made meanwhile."""
        for _ in range(_TRIALS - 1):
            before = pointer_state(self.config.index)
            try:
                return Library(self.config.index)
            except IndexMissing:
                if pointer_state(self.config.index) == before:
                    raise
        return Library(self.config.index)

    def state(self) -> tuple[object, ...]:
        """Something that changes whenever the same request may have another answer: index, synonyms, or the day."""
        return reading_state(self.config.index), synonyms_state(self.config.lexicon), self._today()

    def search(self, request: SearchRequest) -> Results:
        """Hits, exact total, facets and snippets. Raises IndexMissing; BadRequest comes from the request itself."""
        started = time.perf_counter()
        library = self.library()
        snapshot = library.snapshot
        matched = self._match(library, request)
        masks = filters(snapshot, request, matched)
        total_mask = wanted(snapshot, request, matched, masks)
        total = int(np.count_nonzero(total_mask))
        by_itself = own(matched, total_mask)
        printed = self._printed(library, request, matched, by_itself)
        by_issue = snapshot.facets["issue"].counts(Chosen(total_mask))
        marked = library.as_marked(matched.query.root)
        hits = tuple(
            hit_of(library, shown, marked, request, by_issue, variant=not printed[shown.doc])
            for shown in page_of(snapshot, request, matched, total_mask)
        )
        notes = list(matched.query.notes)
        if any(reading.field == "date" for reading in matched.query.readings) and (request.start or request.end):
            notes.append("已按所选日期筛选，检索词中的日期未用 (chosen dates replace those of the query)")
        return Results(
            query=request.q,
            total=total,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
            relaxed=matched.relaxed,
            literal=request.literal,
            printed=request.printed,
            interpretation=self._interpretation(library, request, matched.query),
            notes=tuple(notes),
            variants=_variants(total, by_itself, printed),
            suggestion=self._suggestion(library, request, matched, total),
            hits=hits,
            facets=facets(snapshot, request, matched, masks),
            issues_total=total - int(np.count_nonzero(total_mask & snapshot.is_article)),
            in_issues=int(np.count_nonzero(by_issue)),
        )

    def every_hit(self, request: SearchRequest, most: int | None = None) -> FoundDocuments:
        """All hits of a search, or the first `most`, whatever page is asked for; read as they are gone through."""
        library = self.library()
        matched = self._match(library, request)
        mask = hits_in(library.snapshot, request, matched)
        total = int(np.count_nonzero(mask))
        docs, _ = first_of(library.snapshot, request, matched, mask, total if most is None else most)
        run = library.manifest
        return FoundDocuments(total, run.generation, run.updated, (_found(library, doc) for doc in docs.tolist()))

    def matching(self, request: SearchRequest) -> Mask:
        """The documents that a search finds: what its total counts."""
        return self._matching(self.library(), request)

    def finds(self, request: SearchRequest, document: str) -> bool:
        """Whether an article, or an issue, is a hit of a search."""
        library = self.library()
        doc = library.snapshot.document_of(document)
        if doc is None:
            return False
        return bool(self._matching(library, request)[doc])

    def suggest(self, typed: str, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
        """What a query that is being typed may become: names, places, titles, words; by Chinese or pinyin."""
        return suggestions(self.library().vocabulary(), clean(typed)[:MAX_QUERY], limit)

    def explain(self, request: SearchRequest, document: str) -> Explanation:
        """Why the search finds an article (or an issue) or does not. Raises NotFound."""
        library = self.library()
        doc = library.snapshot.document_of(document)
        if doc is None:
            raise library.not_found(document, f"没有编号为“{document}”的文章 (no such article)")
        row = library.snapshot.stored(doc)
        matched = self._match(library, request)
        masks = filters(library.snapshot, request, matched)
        return Explainer(matched.evaluation, doc, row).explanation(
            request,
            matched.query,
            row["title"] or issue_title(library.bulletins[row["issue"]].issue),
            masks,
            hits=np.flatnonzero(wanted(library.snapshot, request, matched, masks)).astype(np.int32),
            relaxed=matched.relaxed,
        )

    def article(self, article: str, request: SearchRequest | None = None) -> ArticleView:
        """One article, marked with what the request's query matches in it. Raises NotFound."""
        library = self.library()
        row = library.snapshot.stored(_number_of(library, article))
        found = article_of(row)
        bulletin = library.bulletins[row["issue"]]
        root, printed = library.as_marked(self._root(request)), bool(request and request.printed)
        text, size = f"{found.title}\n{found.body}", len(found.title)
        ranges = matched_ranges(text, root, printed=printed, title=size)
        ranges = ranges or matched_ranges(text, as_question(root), printed=printed, title=size)
        at = len(found.title) + 1
        paragraphs = []
        for paragraph in found.paragraphs:
            paragraphs.append(pieces(paragraph, clipped(ranges, at, at + len(paragraph))))
            at += len(paragraph) + 1
        title = pieces(found.title, clipped(ranges, 0, len(found.title)))
        return ArticleView(
            article=found,
            issue=bulletin.issue,
            source=bulletin.source,
            contents=tuple(library.article(n) for n in library.articles_of[bulletin.issue.id]),
            distribution=bulletin.distribution,
            title_pieces=title,
            paragraph_pieces=tuple(paragraphs),
            matches=sum(matched for part in (title, *paragraphs) for _, matched in part),
            edition=library.edition(row["issue"]),
            later=_later(library, found.id, row["issue"]),
        )

    def similar(self, article: str, limit: int = SIMILAR) -> tuple[SimilarArticle, ...]:
        """The articles most like this one, less those that print the same. Raises NotFound."""
        library = self.library()
        doc = _number_of(library, article)
        return similar_articles(library, doc, overlaps(library.snapshot, doc), limit)

    def passages(self, article: str, limit: int = MOST_SHARING) -> tuple[SharedText, ...]:
        """The articles that print the same as this one or passages of it, with what differs. Raises NotFound."""
        library = self.library()
        doc = _number_of(library, article)
        return shared_texts(library, doc, overlaps(library.snapshot, doc)[:limit])

    def related(self, article: str, limit: int) -> tuple[tuple[SimilarArticle, ...], tuple[SharedText, ...]]:
        """Both for a page of the article: what `similar` and `passages` give, found in one go. Raises NotFound."""
        library = self.library()
        doc = _number_of(library, article)
        shared = overlaps(library.snapshot, doc)
        return similar_articles(library, doc, shared, limit), shared_texts(library, doc, shared[:limit])

    def people(self, typed: str = "", sort: PeopleSort = "count", limit: int = PEOPLE, offset: int = 0) -> PeopleList:
        """Everyone who is named, or whose name begins as typed: in Chinese, pinyin, initials or a mix."""
        library = self.library()
        typed = clean(typed)[:MAX_QUERY]
        names = names_beginning(library.vocabulary(), typed) if typed else None
        return library.roster().listed(names, sort, limit, offset)

    def called(self, name: str) -> tuple[Called, ...]:
        """The people who are called just so, those of most documents first."""
        return called(self.library().snapshot, name)

    def values(
        self,
        request: SearchRequest,
        facet: Facet,
        typed: str = "",
        sort: ValueSort = "count",
        limit: int = VALUES,
        offset: int = 0,
    ) -> ValueList:
        """All values of a facet for a search, with the counts that its facet has, or those that fit what is typed.

        Names are looked for in Chinese, pinyin, initials or a mix; issues by their titles. Raises BadRequest.
        """
        library = self.library()
        snapshot, matched = library.snapshot, self._match(library, request)
        masks = filters(snapshot, request, matched)
        return listed_values(
            snapshot.facets[facet],
            Chosen(chosen_for(snapshot, request, matched, masks, facet)),
            Asked(getattr(request, facet), request.excludes(facet), sort, limit, offset),
            fits=_fitting(library, facet, clean(typed)[:MAX_QUERY]),
            names=lambda: library.name_order(facet),
            note_of=snapshot.last_posts.get if facet == "person" else no_note,
        )

    def initials(self) -> tuple[str, ...]:
        """The letters with which the readings of people's names begin."""
        return self.library().roster().initials()

    def person(self, key: str) -> PersonView:
        """A person's posts over time, company, places and articles. Raises NotFound."""
        return person_view(self.library(), key)

    def issue(self, issue: str) -> IssueView:
        """One issue with its articles. Raises NotFound."""
        library = self.library()
        bulletin = library.bulletins.get(issue)
        if bulletin is None:
            raise library.not_found(issue, f"没有编号为“{issue}”的一期 (no such issue)")
        order = [b.issue for b in library.bulletins.values()]  # newest first
        place = order.index(bulletin.issue)
        articles = tuple(library.article(doc) for doc in library.articles_of[issue])
        return IssueView(
            replace(bulletin, articles=articles),
            previous=order[place + 1] if place + 1 < len(order) else None,
            next=order[place - 1] if place else None,
            edition=library.edition(issue),
        )

    def issues_named(self, ids: Iterable[str]) -> dict[str, Issue]:
        """The issues of these ids, less those that there are not."""
        bulletins = self.library().bulletins
        return {one: bulletins[one].issue for one in ids if one in bulletins}

    def issues(self) -> tuple[IssueRow, ...]:
        """All issues, newest first."""
        return self.library().rows

    def ledger(self) -> Ledger:
        """Which issues there are, missing, doubled or doubtful; with what staff acknowledge as of now."""
        library = self.library()
        known = read_acknowledged(self.config.lexicon)
        return ledger(self.issues(), library.manifest.files, self._today(), known, library.lexicon.purged)

    def status(self) -> IndexStatus:
        """What is in the index, and what the last run of indexing said."""
        return self.library().status

    def _today(self) -> dt.date:
        return self.config.today or dt.date.today()

    def _synonyms(self) -> Synonyms:
        """What the lexicon folder says now."""
        seen = synonyms_state(self.config.lexicon)
        with self._lock:
            if self._synonyms_seen != seen:
                rows, _ = read_synonyms(self.config.lexicon)
                self._synonyms_read = synonyms_of(entry for _, entry in rows)
                self._synonyms_seen = seen
            return self._synonyms_read

    def _query(self, request: SearchRequest) -> Query:
        query = parse_query(request, self._today())
        if request.printed or request.literal:
            return query
        return widened(query, self._synonyms(), request.as_text)

    def _root(self, request: SearchRequest | None) -> Node:
        return self._query(request).root if request and request.q else EVERYTHING

    def _match(self, library: Library, request: SearchRequest) -> Matched:
        """What a query matches: pages of its hits, choices of facets and the articles found ask for the same."""
        query = self._query(request)
        if library is not self._library:  # an older one is to be let go of with the request that holds it
            return self._matched(library, request, query)
        key = library, query, request.literal, request.printed
        return self._recent.get(key, lambda: self._matched(library, request, query))

    def _matched(self, library: Library, request: SearchRequest, query: Query) -> Matched:
        evaluation = Evaluation(library.snapshot, library.numbered, printed=request.printed)
        base = evaluation.mask(query.root)
        if not base.any() and (asked := as_question(query.root)) != query.root:
            query = replace(query, root=asked, notes=(*query.notes, "句末的“?”当作问号 (? read as a question mark)"))
            base = evaluation.mask(asked)
        relaxed = False
        if not request.literal and not base.any():
            loose = closest(evaluation, query.root)
            relaxed = bool(loose.any())
            base = loose if relaxed else base
        for reading in query.readings:
            if isinstance(reading.node, Numbered):
                base = base & evaluation.mask(reading.node)
        days = tuple(reading.node for reading in query.readings if isinstance(reading.node, Days))
        return Matched(query, evaluation, base, days, relaxed)

    def _printed(self, library: Library, request: SearchRequest, matched: Matched, hits: Mask) -> Mask:
        """Of the hits, those that hold the query as typed."""
        root = as_named(matched.query.root)
        texts = (text for leaf in leaves(root) for text in _typed(leaf))
        if request.printed or matched.relaxed or not hits.any():
            return hits  # what is only close does not hold it in any form
        if not any(library.snapshot.varies(text) for text in texts):
            return hits
        return hits & matched.evaluation.as_printed().mask(root)

    def _interpretation(self, library: Library, request: SearchRequest, query: Query) -> tuple[Interpretation, ...]:
        out = []
        for reading in query.readings:
            if reading.field == "date" and (request.start or request.end):
                continue
            total = self._total(library, replace(request, as_text=(*request.as_text, reading.text)))
            out.append(Interpretation(reading.text, reading.field, reading.value, total))
        for clause in query.widened:
            total = self._total(library, replace(request, as_text=(*request.as_text, clause.text)))
            out.append(Interpretation(clause.text, "synonym", "|".join(clause.others), total))
        return tuple(out)

    def _suggestion(self, library: Library, request: SearchRequest, matched: Matched, total: int) -> str | None:
        """The query with clauses that find nothing, or a name that finds little, replaced by what may be meant."""
        poor = matched.relaxed or not total
        clauses = clauses_of(matched.query.root)
        if not poor and (total > FEW_SCATTERED or len(clauses) != 1):
            return None
        if poor:
            failing = [clause for clause in clauses if not matched.evaluation.mask(clause.node).any()]
            choices = [(clause, alternatives(library.vocabulary(), clause.text)) for clause in failing[:MOST_FAILING]]
        else:
            choices = [(clauses[0], better_names(library.names(), clauses[0].text, total))]
        for texts in islice(product(*(texts for _, texts in choices)), MOST_TRIED):
            q = replaced(request.q, zip((clause for clause, _ in choices), texts, strict=True))
            other = replace(request, q=q, offset=0)
            again = self._match(library, other)
            if q == request.q or again.relaxed:
                continue
            if np.count_nonzero(hits_in(library.snapshot, other, again)) > (0 if poor else total):
                return q
        return None

    def _total(self, library: Library, request: SearchRequest) -> int:
        return int(np.count_nonzero(self._matching(library, request)))

    def _matching(self, library: Library, request: SearchRequest) -> Mask:
        return hits_in(library.snapshot, request, self._match(library, request))


def _fitting(library: Library, facet: Facet, typed: str) -> Callable[[str], bool] | None:
    """Whether a value of a facet is what is being typed; None where nothing is. What is there no more is not."""
    if not typed:
        return None
    if facet == "issue":
        wanted = literal_form(typed)
        return {
            one for one, b in library.bulletins.items() if wanted in literal_form(issue_title(b.issue))
        }.__contains__
    texts = values_fitting(library.vocabulary(), typed, facet)
    if facet == "person":
        return {key for key, (name, _) in library.snapshot.people.items() if name in texts}.__contains__
    return texts.__contains__


def _found(library: Library, doc: int) -> FoundDocument:
    row = library.snapshot.stored(doc)
    bulletin = library.bulletins[row["issue"]]
    article = article_of(row) if row["kind"] == "article" else None
    title = article.title if article else issue_title(bulletin.issue)
    return FoundDocument(row["id"], title, bulletin.issue, bulletin.source, article)


def _number_of(library: Library, article: str) -> int:
    """The document of an article's id."""
    doc = library.snapshot.document_of(article)
    if doc is None or not library.snapshot.is_article[doc]:
        raise library.not_found(article, f"没有编号为“{article}”的文章 (no such article)")
    return doc


def _later(library: Library, article: str, issue: str) -> str | None:
    """The article of the same title in the later version of the issue."""
    later = library.edition(issue).later
    one = later and later.later + article.removeprefix(issue)
    return one if one and library.snapshot.document_of(one) is not None else None


def _variants(total: int, own: Mask, printed: Mask) -> Variants:
    as_typed, by_itself = int(np.count_nonzero(printed)), int(np.count_nonzero(own))
    return Variants(as_typed, by_itself - as_typed, total - by_itself)


def _typed(leaf: Node) -> tuple[str, ...]:
    """The texts of a leaf that stand or do not stand in print as typed."""
    if isinstance(leaf, Near):
        return leaf.texts
    if isinstance(leaf, Pattern):
        return (leaf.text.translate({ord("*"): None, ord("?"): None}),)
    return (leaf.text,) if isinstance(leaf, Text) else ()
