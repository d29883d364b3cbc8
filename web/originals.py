"""The files that print an issue, as they lie in the archive's folder, to be downloaded: its copies too."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from flask import Blueprint, Response, send_file

from search.config import Config
from search.errors import NotFound
from search.results import Edition, Same
from web.opened import config, searcher

bp = Blueprint("originals", __name__)


@dataclass(frozen=True, slots=True)
class Original:
    """A file of an issue."""

    number: int  # among the issue's files, from 1; the first is the one that is indexed
    source: str
    same: Same | None  # with what the first agrees; None: it is the first
    is_there: bool


def originals(edition: Edition, settings: Config) -> tuple[Original, ...]:
    """The files of an issue, the indexed one first."""
    same: dict[str, Same] = {copy.source: copy.same for copy in edition.copies}
    return tuple(
        Original(n, source, same.get(source) if n > 1 else None, original_path(settings, source) is not None)
        for n, source in enumerate(edition.files, start=1)
    )


def original_path(settings: Config, source: str) -> Path | None:
    """Where a file lies; None where it is not there by the name that the index tells."""
    parts = PurePosixPath(source)
    if parts.is_absolute() or ".." in parts.parts or not source:
        return None
    path = settings.corpus / parts
    try:
        return path.resolve() if path.is_file() else None
    except (OSError, ValueError):
        return None


@bp.get("/i/<issue_id>/files/<int:number>")
def original(issue_id: str, number: int) -> Response:
    """Always as a download: a page of the archive's is no page of this site."""
    files = searcher().issue(issue_id).edition.files
    if not 0 < number <= len(files):
        raise NotFound(f"本期有 {len(files)} 份原件，没有第 {number} 份 (no such file)")
    source = files[number - 1]
    path = original_path(config(), source)
    if path is None:
        raise NotFound(f"原件不在简报文件夹里：{source}；可能已移走，或 serve 没有指明文件夹 (the file is not there)")
    name = PurePosixPath(source).name
    return send_file(path, "application/octet-stream", as_attachment=True, download_name=name, max_age=0)
