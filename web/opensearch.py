"""What lets the browser's own search box ask here: OpenSearch 1.1, with its suggestions extension."""

from xml.sax.saxutils import escape

from flask import Blueprint, Response, request, url_for

from web.opened import searcher
from web.operations import answer
from web.params import SUGGEST

bp = Blueprint("opensearch", __name__)


@bp.get("/opensearch.xml")
def description() -> Response:
    page = f"{url_for('pages.search', _external=True)}?q={{searchTerms}}"
    suggested = f"{url_for('opensearch.suggest', _external=True)}?q={{searchTerms}}"
    icon = url_for("static", filename="favicon.svg", _external=True)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        "<ShortName>简报检索</ShortName><Description>在简报档案里检索 (search the bulletins)</Description>"
        f'<InputEncoding>UTF-8</InputEncoding><Image type="image/svg+xml">{escape(icon)}</Image>'
        f'<Url type="text/html" template="{escape(page)}"/>'
        f'<Url type="application/x-suggestions+json" template="{escape(suggested)}"/></OpenSearchDescription>\n'
    )
    return Response(text, mimetype="application/opensearchdescription+xml")


@bp.get("/opensearch/suggest")
def suggest() -> Response:
    """[what is typed, what it may become]"""
    typed, limit = SUGGEST.read(request.args)
    found = [one.text for one in searcher().suggest(typed, limit)]
    return answer([typed, found], mimetype="application/x-suggestions+json")
