"""Article -> people with posts, dates, places, organizations, with offsets.

`extract` reads one text, `annotate` a whole issue, whose articles share their names: who is printed with a post in one
is found by name alone in the others. Rules over general word lists; the archive's lexicon has the last word.
"""

import datetime as dt
import re
from dataclasses import replace

from indexer.entities.evidence import names_in
from indexer.entities.linking import Names, Spotted, distinct_posts, establish, persons, spot, spot_surnames
from indexer.entities.regions import regions_in
from search.model import Article, Bulletin, DateSpan, Distribution, Entities, Organization, Part, Person, Place
from search.names import Lexicon

__all__ = ["ENTITIES_VERSION", "annotate", "extract"]

ENTITIES_VERSION = 1  # raised when other entities may be found: everything is read again

_WRAP = re.compile(r"[ \t\u3000\xa0]*\n[ \t\u3000\xa0]*")


def extract(text: str, day: dt.date | None, lexicon: Lexicon) -> Entities:
    """What one text names; all of it counts as body. `day` is what dates without a year are relative to."""
    from search.dates import find_dates

    names = establish(names_in(text), lexicon)
    spotted = spot(text, "body", names)
    spotted = _in_order(spotted + spot_surnames(text, "body", names, spotted))
    places, organizations = regions_in((("body", text),), lexicon)
    return Entities(persons(spotted, text, lexicon), tuple(find_dates(text, day)), places, organizations)


def annotate(bulletin: Bulletin, lexicon: Lexicon) -> Bulletin:
    """`bulletin` with people, places, organizations and dates of each article, and people of the distribution list.

    An article's date becomes the start of the first span of days in its body, else in its title, else the issue's.
    """
    texts = [text for article in bulletin.articles for text in (article.title, article.body)]
    sent_to = _WRAP.sub("", bulletin.distribution.text) if bulletin.distribution else ""
    names = establish((finding for text in (*texts, sent_to) for finding in names_in(text)), lexicon)
    spotted = [(spot(a.title, "title", names), spot(a.body, "body", names)) for a in bulletin.articles]
    listed = spot(sent_to, "body", names)
    articles = tuple(
        _annotated(article, found, names, bulletin.issue.date, lexicon)
        for article, found in zip(bulletin.articles, spotted, strict=True)
    )
    distribution = bulletin.distribution and _addressed(bulletin.distribution, listed, lexicon)
    return replace(bulletin, articles=articles, distribution=distribution)


def _annotated(
    article: Article,
    found: tuple[list[Spotted], list[Spotted]],
    names: Names,
    day: dt.date | None,
    lexicon: Lexicon,
) -> Article:
    from search.dates import find_dates

    title, body = article.title, article.body
    spotted = _in_order(found[0] + spot_surnames(title, "title", names, found[0]))
    spotted += _in_order(found[1] + spot_surnames(body, "body", names, found[1]))
    parts: tuple[tuple[Part, str], ...] = (("title", title), ("body", body))
    places, organizations = regions_in(parts, lexicon)
    dates = tuple(find_dates(body, day))
    first = _first_day(dates) or _first_day(tuple(find_dates(title, day)))
    return replace(
        article,
        date=first or day,
        dates=dates,
        people=persons(spotted, f"{title}\n{body}", lexicon),
        places=places,
        organizations=organizations,
    )


def _first_day(dates: tuple[DateSpan, ...]) -> dt.date | None:
    return next((span.start for span in dates if span.precision in ("day", "range")), None)


def _in_order(spotted: list[Spotted]) -> list[Spotted]:
    return sorted(spotted, key=lambda one: one.mention.start)


def _addressed(distribution: Distribution, spotted: list[Spotted], lexicon: Lexicon) -> Distribution:
    """Mentions are left out: their offsets would be those of a text whose lines were joined."""
    people = persons(spotted, distribution.text, lexicon)
    return replace(distribution, people=tuple(replace(person, mentions=()) for person in people))
