"""The language of a page, and its words. The source is Chinese; of any other language there is a catalog in locales/.

`gettext` and `counted` take a Chinese message with named places, `%(name)s`, and give it in the language of the page:
HTML, in which the values are escaped unless they are HTML already.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import g, has_request_context, request
from markupsafe import Markup, escape

COOKIE = "lang"
_LOCALES = Path(__file__).parent / "locales"


@dataclass(frozen=True, slots=True)
class Language:
    """`tag` as HTML and HTTP write it, `name` as its readers do; `locale` says how dates and numbers are written."""

    code: str
    tag: str
    name: str
    locale: str | None  # None: Chinese, whose forms are written in this package


CHINESE = Language("zh", "zh-CN", "中文", None)
LANGUAGES = {one.code: one for one in (CHINESE, Language("en", "en", "English", "en_GB"))}


def spoken() -> Language:
    """The language of the page that is being made; Chinese outside of a request."""
    if not has_request_context():
        return CHINESE
    known: Language | None = g.get("language")  # hundreds of times for a page
    if known is None:
        accepted = (tag for tag, quality in request.accept_languages if quality > 0)
        known = g.language = chosen(request.cookies.get(COOKIE), accepted)
    return known


def keep_chinese() -> None:
    """For what is kept, and read by others than who asked for it: a file is the same whoever makes it."""
    g.language = CHINESE


def chosen(cookie: str | None, accepted: Iterable[str]) -> Language:
    """What the reader chose here, else the first that the browser asks for and there is, else Chinese."""
    wanted = (cookie or "", *(tag.partition("-")[0].lower() for tag in accepted))
    return next((LANGUAGES[code] for code in wanted if code in LANGUAGES), CHINESE)


def foreign() -> Locale | None:
    """How dates are written where the page is not Chinese."""
    language = spoken()
    return _locale(language.locale) if language.locale else None


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


@cache
def _catalog(code: str) -> NullTranslations:
    """The words of a language, compiled as they are read: nothing compiled is kept beside the source."""
    if code == CHINESE.code:
        return NullTranslations()
    packed = BytesIO()
    with (_LOCALES / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        write_mo(packed, read_po(file, locale=code))
    packed.seek(0)
    return GNUTranslations(packed)


def plain(message: str) -> str:
    """The message in the language of the page, its places left open: gettext as Jinja wants it."""
    return _catalog(spoken().code).gettext(message)


def plain_plural(one: str, many: str, count: int) -> str:
    return _catalog(spoken().code).ngettext(one, many, count)


def plain_in_context(context: str, message: str) -> str:
    return _catalog(spoken().code).pgettext(context, message)


def gettext(message: str, /, **values: object) -> Markup:
    return Markup(plain(message)) % values


def pgettext(context: str, message: str, /, **values: object) -> Markup:
    """What is said in another way elsewhere, as `context` tells."""
    return Markup(plain_in_context(context, message)) % values


def counted(message: str, count: int, /, **values: object) -> Markup:
    """A message about so many of something, `%(n)s`: in Chinese it is the same for one and for many."""
    return Markup(plain_plural(message, message, count)) % {"n": number(count), **values}


def counted_plainly(message: str, count: int, /, **values: str) -> str:
    """The same as text: it is escaped where it is written. For what there are hundreds of on a page."""
    return plain_plural(message, message, count) % {"n": number(count), **values}


def N_(message: str) -> str:
    """Marks a message that is translated where it is used."""
    return message


def number(value: int) -> str:
    """1,682"""
    locale = foreign()
    return _decimal(value, locale) if locale else f"{value:,}"


@lru_cache(4096)
def _decimal(value: int, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


def zh(printed: str) -> Markup:
    """What stays Chinese on every page, since it is printed or typed so: told to screen readers and for fonts."""
    if spoken() is CHINESE or not printed:
        return escape(printed)
    return Markup('<span lang="zh-CN">%s</span>') % printed
