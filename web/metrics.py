"""What the server counts of itself, in the text format of Prometheus (0.0.4). No query and no name is in it.

By hand: seven families, and no dependency; counting costs a lock and three additions a request.
"""

import threading
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from flask import Flask, Response, current_app, request

from search.results import IndexStatus, Results

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds
OUTCOMES = ("hits", "relaxed", "none")
_NAME = "jianbao.metrics"
_ELSEWHERE = "other"  # an address that there is not: any number of them would be any number of rows
T = TypeVar("T")
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counts since the server was started; shared by its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.started = time.time()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._durations: dict[str, list[int]] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._searches: Counter[str] = Counter()
        self._unopened = 0

    def request(self, endpoint: str, status: int, seconds: float) -> None:
        with self._lock:
            self._requests[endpoint, status] += 1
            counts = self._durations.setdefault(endpoint, [0] * (len(BUCKETS) + 1))
            counts[bisect_left(BUCKETS, seconds)] += 1
            self._seconds[endpoint] += seconds

    def search(self, results: Results) -> None:
        outcome = "none" if not results.total else "relaxed" if results.relaxed else "hits"
        with self._lock:
            self._searches[outcome] += 1

    def unopened(self) -> None:
        """A request found no index that can be used."""
        with self._lock:
            self._unopened += 1

    def text(self, status: IndexStatus | None) -> str:
        """Everything, with what the index holds; None where there is none that can be used."""
        with self._lock:
            lines = [*self._told_requests(), *self._told_durations(), *self._told_searches()]
        lines += _gauges(status)
        return "\n".join(lines) + "\n"

    def _told_requests(self) -> Iterable[str]:
        rows: dict[Labels, float] = {
            (("endpoint", endpoint), ("status", str(status))): count
            for (endpoint, status), count in sorted(self._requests.items())
        }
        yield from _family("jianbao_requests_total", "counter", "Requests by endpoint and status.", rows)

    def _told_durations(self) -> Iterable[str]:
        name = "jianbao_request_duration_seconds"
        yield from _head(name, "histogram", "Time to answer a request, by endpoint.")
        for endpoint, counts in sorted(self._durations.items()):
            total = 0
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                total += count
                yield _row(f"{name}_bucket", (("endpoint", endpoint), ("le", bound)), total)
            yield _row(f"{name}_sum", (("endpoint", endpoint),), round(self._seconds[endpoint], 6))
            yield _row(f"{name}_count", (("endpoint", endpoint),), total)

    def _told_searches(self) -> Iterable[str]:
        rows: dict[Labels, float] = {(("outcome", outcome),): self._searches[outcome] for outcome in OUTCOMES}
        yield from _family("jianbao_searches_total", "counter", "Searches by what they found.", rows)
        help_text = "Requests that found no index that can be used."
        yield from _family("jianbao_index_open_errors_total", "counter", help_text, {(): self._unopened})
        help_text = "When this process began, in seconds since 1970."
        yield from _family("jianbao_start_time_seconds", "gauge", help_text, {(): round(self.started, 3)})


def _gauges(status: IndexStatus | None) -> Iterable[str]:
    yield from _family("jianbao_index_up", "gauge", "Whether there is an index in use.", {(): int(status is not None)})
    if status is None:
        return
    figures = (
        ("generation", "Number of the generation in use.", status.generation),
        ("issues", "Issues in the index.", status.issues),
        ("articles", "Articles in the index.", status.articles),
        ("documents", "Documents in the index: issues and articles.", status.issues + status.articles),
        ("rejected_files", "Files that could not be read.", len(status.rejected)),
        ("warnings", "Warnings of reading.", sum(count for _, count in status.warnings)),
    )
    for name, help_text, figure in figures:
        yield from _family(f"jianbao_index_{name}", "gauge", help_text, {(): figure})
    if status.updated:
        help_text = "When the index was last updated, in seconds since 1970."
        moment = round(status.updated.timestamp(), 3)
        yield from _family("jianbao_index_updated_timestamp_seconds", "gauge", help_text, {(): moment})


def _family(name: str, kind: str, help_text: str, rows: Mapping[Labels, float]) -> Iterable[str]:
    yield from _head(name, kind, help_text)
    for labels, value in rows.items():
        yield _row(name, labels, value)


def _head(name: str, kind: str, help_text: str) -> Iterable[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {kind}"


def _row(name: str, labels: Labels, value: float) -> str:
    """The labels are ours: none holds a quotation mark or a line feed."""
    shown = ",".join(f'{label}="{text}"' for label, text in labels)
    return f"{name}{{{shown}}} {value}" if shown else f"{name} {value}"


def register(app: Flask) -> None:
    """Counts every request of the app."""
    app.extensions[_NAME] = Metrics()
    app.after_request(_count)


def metrics() -> Metrics:
    """Those of the current app."""
    found = current_app.extensions[_NAME]
    assert isinstance(found, Metrics)
    return found


def counted(answer: T) -> T:
    """What somebody asked for; the results of a search are counted."""
    if isinstance(answer, Results):
        metrics().search(answer)
    return answer


def _count(response: Response) -> Response:
    rule = request.url_rule.rule if request.url_rule else _ELSEWHERE
    started = getattr(request, "started", None)  # see web._Request
    seconds = time.perf_counter() - started if started is not None else 0.0
    metrics().request(rule, response.status_code, seconds)
    return response
