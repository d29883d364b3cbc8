"""What the server says of itself: the API's document and its page, whether it is well, what it counted."""

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from search.errors import IndexMissing
from search.results import IndexStatus
from web import api, problems
from web.answers import Health, NoIndex, health, json_of
from web.metrics import MEDIA_TYPE, metrics
from web.openapi import Document, document, example_address, file_examples
from web.opened import searcher
from web.operations import Operation, answer, is_known
from web.params import NOTHING
from web.reference import endpoints, types
from web.samples import samples_of

bp = Blueprint("interface", __name__)

_NAME = "jianbao.document"
_SAYS = "是否就绪：没有可用的索引时答 503 (whether searches are answered; 503 without an index)"


@dataclass(frozen=True, slots=True)
class Described:
    """The document of an index as it stands, and the examples that can be tried."""

    state: object
    document: Document
    addresses: Mapping[str, str]  # by operation


class Documents:
    """The newest document; made again when the archive, from which its examples are, has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: Described | None = None

    def get(self, root: str) -> Described:
        """With no examples where there is no index."""
        state = _state(), root
        with self._lock:
            if self._newest is None or self._newest.state != state:
                self._newest = _described(state, root)
            return self._newest


def _state() -> object:
    try:
        return searcher().state()
    except IndexMissing:
        return None


def _described(state: object, root: str) -> Described:
    try:
        samples = samples_of(searcher())
    except IndexMissing:
        samples = {}
    addresses = {one.name: root + found for one in OPERATIONS if (found := example_address(one, samples))}
    addresses.update((name, root + found) for name, found in file_examples(samples).items())
    return Described(state, document(OPERATIONS, samples, root), addresses)


def _newest() -> Described:
    documents: Documents = current_app.extensions.setdefault(_NAME, Documents())
    return documents.get(request.script_root)


@bp.get("/api")
def page() -> str:
    described = _newest()
    return render_template(
        "api.html",
        endpoints=endpoints(described.document, described.addresses),
        types=types(described.document),
        problems=problems.KINDS,
    )


@bp.get("/api/")
def page_with_slash() -> BaseResponse:
    return redirect(url_for("interface.page"), 308)


@bp.get("/openapi.json")
def openapi() -> Response:
    body = json.dumps(_newest().document, ensure_ascii=False)
    tag = hashlib.sha256(body.encode()).hexdigest()[:20]
    response = Response(status=304) if is_known(tag) else Response(body, mimetype="application/json")
    response.set_etag(tag)
    return response


@bp.get("/healthz")
def healthz() -> Response:
    try:
        return answer(json_of(well()))
    except IndexMissing as error:
        metrics().unopened()
        return answer(json_of(NoIndex("no index", str(error))), 503)


def well() -> Health:
    """Raises IndexMissing."""
    return health(searcher().status())


@bp.get("/metrics")
def metrics_text() -> Response:
    return Response(metrics().text(_status()), content_type=MEDIA_TYPE)


def _status() -> IndexStatus | None:
    try:
        return searcher().status()
    except IndexMissing:
        return None


OPERATIONS = (
    *api.OPERATIONS.all,
    Operation("healthz", "/healthz", _SAYS, NOTHING, Health, well, {}, {503: NoIndex}),
)
