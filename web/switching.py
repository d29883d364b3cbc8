"""The switch between languages in the foot of every page: it sets a cookie and leads back."""

import re
from urllib.parse import quote

from flask import Blueprint, Flask, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from search.errors import BadRequest, NotFound
from web.language import COOKIE, LANGUAGES, spoken

bp = Blueprint("switching", __name__)

_LONGEST = 12_000  # characters of an address; a query of the greatest length has 9,000
_YEAR = 365 * 24 * 60 * 60
# A path of this site: with //, /\ or what browsers drop (tabs, line ends), it could lead to another.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def register(app: Flask) -> None:
    """Gives the app the switch, and its pages the headers that tell their language."""
    app.register_blueprint(bp)
    app.after_request(_tell_language)
    app.jinja_env.globals.update(here=_here, spoken=spoken, languages=LANGUAGES.values())


@bp.get("/lang/<code>")
def switch(code: str) -> BaseResponse:
    """Pages in this language from now on; back to the page `to`."""
    if code not in LANGUAGES:
        raise NotFound(f"没有“{code}”这种语言，可选 {'、'.join(LANGUAGES)} (no such language: {', '.join(LANGUAGES)})")
    to = request.args.get("to") or url_for("pages.home")
    if not _LOCAL.fullmatch(to):
        raise BadRequest(f"to 应是本站的地址，如 /issues，收到“{to[:100]}” (not an address of this site)")
    response = redirect(to, 303)
    response.set_cookie(
        COOKIE, code, max_age=_YEAR, path=url_for("pages.home"), secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


def _here() -> str:
    """The address of the page that is shown, to come back to; of one without measure the first page."""
    query = request.query_string.decode("utf-8", "replace")
    address = quote(request.script_root + request.path) + (f"?{query}" if query else "")
    return address if len(address) <= _LONGEST else url_for("pages.home")


def _tell_language(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = spoken().tag
        response.vary.update(("Accept-Language", "Cookie"))
    return response
