"""Errors for scripts: problem objects (RFC 9457). Their types are places on the page of the API."""

import http
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import Response, url_for

from web.language import N_

MEDIA_TYPE = "application/problem+json"
SCRIPTS_ONLY = ("/openapi.json", "/healthz", "/metrics")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: the last part of its type, its title, and what it means."""

    slug: str
    title: str
    says: str


KINDS: Mapping[int, Kind] = MappingProxyType(
    {
        400: Kind(
            "bad-request",
            N_("请求有误"),
            "参数不对：errors 列出每个不对的参数和原因，改了再来"
            " (a parameter is wrong; errors names each and says why)",
        ),
        404: Kind(
            "not-found", N_("找不到"), "没有这个地址、文章、人物或这一期 (no such address, article, person or issue)"
        ),
        405: Kind(
            "method-not-allowed",
            N_("不能这样请求"),
            "只答 GET、HEAD 和 OPTIONS，见 Allow (only what Allow lists is answered)",
        ),
        410: Kind("gone", N_("已经撤回"), "曾经有过，已由管理的人撤回，不再提供 (was here, and was withdrawn)"),
        500: Kind(
            "internal-error",
            N_("出了差错"),
            "程序出错：instance 是这次差错的编号，日志里有同样的编号"
            " (a fault of the program; instance is told in its log, too)",
        ),
        503: Kind(
            "no-index",
            N_("索引尚未就绪"),
            "还没有索引，或现在不能用：detail 说明怎么办，过一会再试"
            " (no index that can be used; detail says what to do)",
        ),
    }
)


def wants_problem(path: str) -> bool:
    """Whether what asks for this path is a script."""
    return path.startswith("/api/") or path in SCRIPTS_ONLY


def problem(status: int, detail: str, wrong: tuple[tuple[str, str], ...] = (), instance: str | None = None) -> Response:
    """The problem object; `wrong` are parameters, each with what is wrong with it."""
    kind, phrase = KINDS.get(status), http.HTTPStatus(status).phrase
    body: dict[str, Any] = {
        "type": url_for("interface.page", _anchor=kind.slug) if kind else "about:blank",
        "title": f"{kind.title} ({phrase})" if kind else phrase,
        "status": status,
        "detail": detail,
    }
    if wrong:
        body["errors"] = [{"parameter": name, "detail": why} for name, why in wrong]
    if instance:
        body["instance"] = instance
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
