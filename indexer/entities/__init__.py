"""Article -> people with posts, dates, places, organizations, with offsets.

`extract` reads one text, `annotate` a whole issue, whose articles share their names: who is printed with a post in one
is found by name alone in the others. Rules over general word lists; the archive's lexicon has the last word.
"""

import datetime as dt
import gc
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.entities.informal import informal_in
from indexer.entities.linking import Names, Spotted, establish, persons, spot, spot_surnames
from indexer.entities.regions import Regions, Texts, around_people, regions_in, regions_of
from indexer.entities.tagger import find_names_in, shipped_model
from indexer.entities.weighing import find_names, weighed
from search.fold import fold
from search.model import Article, Bulletin, DateSpan, Distribution, Entities
from search.names import Lexicon

__all__ = ["annotate", "extract", "extract_each", "prepare"]


_WRAP = re.compile(r"[ \t\u3000\xa0]*\n[ \t\u3000\xa0]*")


def prepare() -> None:
    """Load now what would be loaded at the first text, for a process that reads many.

    What is loaded once is never garbage: the collector walks it no more, which is a tenth of the time.
    """
    extract("准备", None, Lexicon())
    gc.collect()
    gc.freeze()


def extract(text: str, day: dt.date | None, lexicon: Lexicon) -> Entities:
    """What one text names; all of it counts as body. `day` is what dates without a year are relative to."""
    return extract_each(((text, day),), lexicon)[0]


def extract_each(texts: Sequence[tuple[str, dt.date | None]], lexicon: Lexicon) -> list[Entities]:
    """The same for several texts that have nothing to do with each other, twice as fast as one by one."""
    folded = [fold(text) for text, _ in texts]
    spans = find_names_in(folded, shipped_model())
    found = (weighed(text, own, lexicon) for text, own in zip(folded, spans, strict=True))
    return [
        _extracted(text, body, day, establish(findings, lexicon), lexicon)
        for (text, day), body, findings in zip(texts, folded, found, strict=True)
    ]


def _extracted(text: str, folded: str, day: dt.date | None, names: Names, lexicon: Lexicon) -> Entities:
    from search.dates import find_dates

    spotted = spot(text, folded, "body", names)
    spotted = _in_order(spotted + spot_surnames(text, folded, "body", names, spotted))
    parts: Texts = (("body", text, folded),)
    places, organizations = around_people(regions_in(parts, lexicon), spotted)
    people, dates = persons(spotted, text, lexicon), tuple(find_dates(text, day))
    return Entities(people, dates, places, organizations, informal_in(parts, people))


def annotate(bulletin: Bulletin, lexicon: Lexicon) -> Bulletin:
    """`bulletin` with people, places, organizations and dates of each article, and people of the distribution list.

    An article's date becomes the start of the first span of days in its body, else in its title, else the issue's.
    """
    articles = [_Parts(a.title, fold(a.title), a.body, fold(a.body)) for a in bulletin.articles]
    sent_to = _WRAP.sub("", bulletin.distribution.text) if bulletin.distribution else ""
    texts = [text for parts in articles for text in (parts.title, parts.body)]
    names = establish(find_names((*texts, fold(sent_to)), lexicon), lexicon)
    # Every article's full names come first: who is meant by 单副厅长 depends on the posts of the whole issue.
    found = [
        (spot(p.printed_title, p.title, "title", names), spot(p.printed_body, p.body, "body", names)) for p in articles
    ]
    listed = spot(sent_to, fold(sent_to), "body", names)
    day = bulletin.issue.date
    regions = regions_of([p.texts for p in articles], _masthead(bulletin), sent_to, lexicon)
    annotated = tuple(
        _annotated(article, parts, spotted, named, names, day, lexicon)
        for article, parts, spotted, named in zip(bulletin.articles, articles, found, regions, strict=True)
    )
    distribution = bulletin.distribution and _addressed(bulletin.distribution, listed, lexicon)
    return replace(bulletin, articles=annotated, distribution=distribution)


@dataclass(frozen=True, slots=True)
class _Parts:
    """An article's title and body, folded for comparing and as printed."""

    printed_title: str
    title: str
    printed_body: str
    body: str

    @property
    def texts(self) -> Texts:
        return (("title", self.printed_title, self.title), ("body", self.printed_body, self.body))


def _masthead(bulletin: Bulletin) -> str:
    """What tells whose bulletin this is."""
    return "\n".join(filter(None, (bulletin.issue.publisher, bulletin.masthead or bulletin.issue.name)))


def _annotated(
    article: Article,
    parts: _Parts,
    found: tuple[list[Spotted], list[Spotted]],
    regions: Regions,
    names: Names,
    day: dt.date | None,
    lexicon: Lexicon,
) -> Article:
    from search.dates import find_dates

    title, body = parts.printed_title, parts.printed_body
    spotted = _in_order(found[0] + spot_surnames(title, parts.title, "title", names, found[0]))
    spotted += _in_order(found[1] + spot_surnames(body, parts.body, "body", names, found[1]))
    places, organizations = around_people(regions, spotted)
    dates = tuple(find_dates(body, day))
    first = _first_day(dates) or _first_day(tuple(find_dates(title, day)))
    people = persons(spotted, f"{title}\n{body}", lexicon)
    return replace(
        article,
        date=first or day,
        dates=dates,
        people=people,
        places=places,
        organizations=organizations,
        informal=informal_in(parts.texts, people),
    )


def _first_day(dates: tuple[DateSpan, ...]) -> dt.date | None:
    return next((span.start for span in dates if span.is_event), None)


def _in_order(spotted: list[Spotted]) -> list[Spotted]:
    return sorted(spotted, key=lambda one: one.mention.start)


def _addressed(distribution: Distribution, spotted: list[Spotted], lexicon: Lexicon) -> Distribution:
    """Mentions are left out: their offsets would be those of a text whose lines were joined."""
    people = persons(spotted, distribution.text, lexicon)
    return replace(distribution, people=tuple(replace(person, mentions=()) for person in people))
