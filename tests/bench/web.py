"""How fast the pages are: `python -m tests.bench.web [--seconds 60]`, `make bench-web`.

The pages of the archive's 24,141 articles as `jianbao serve` has them, asked what users type (`tests.bench.typed`):
the result page, an article as a search leads to it, suggestions, CPU ms of the server alone; the size of a result page
with what it needs, compressed. Then 50 users at once, each asking every two seconds, on loopback: the wall time of an
answer. Exit code 0: every figure is reached; 1: one is not; 2: no data.
"""

import argparse
import gzip
import json
import random
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient

from search.config import Config
from tests.bench import archives, issues
from tests.bench.asked import drawn
from tests.bench.table import Row, print_table
from tests.bench.typed import typed
from web import create_app

PAGE, SUGGESTION, ANSWER = 30.0, 5.0, 300.0  # ms, p95
SIZE = 60_000  # bytes of HTML, CSS and scripts of a result page, compressed
USERS, EVERY = 50, 2.0  # s
SEED = 11
_ARTICLE = re.compile(r'href="(/a/[^"]+)"')
_STATIC = re.compile(r'"(/static/[^"]+\.(?:css|js)[^"]*)"')


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure the pages.")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long users ask")
    options = parser.parse_args(argv)
    if not issues.is_there():
        return 2
    archive = archives.built(None)
    with archive.texts.open(encoding="utf-8") as lines:
        texts = [json.loads(line) for line in lines]
    queries = [one.text for one in typed(drawn(archive.documents, texts), texts)]
    return print_table(chain(_alone(archive.index, queries), _together(archive.index, queries, options.seconds)))


def _times(what: str, times: Sequence[float], reach: float) -> Row:
    p95 = statistics.quantiles(times, n=20)[-1]
    return Row(what, f"{statistics.median(times):.1f} / {p95:.1f} ms (p50 / p95)", f"< {reach:.0f}", p95 >= reach)


def _alone(index: Path, queries: Sequence[str]) -> Iterator[Row]:
    """CPU time of the server's part, one request after the other."""
    client = create_app(Config(index=index)).test_client()
    client.get(_search(queries[0]))
    client.get("/api/v1/suggest?q=a")  # makes the vocabulary
    pages = [_cpu(client, _search(query)) for query in queries]
    yield _times("result page, CPU", [ms for ms, _ in pages], PAGE)
    first = [found[0] for _, html in pages if (found := _ARTICLE.findall(html))]
    yield _times(
        "article as a search leads to it, CPU", [_cpu(client, path.replace("&amp;", "&"))[0] for path in first], PAGE
    )
    beginnings = [query[: 1 + n % 4] for n, query in enumerate(queries)]
    suggested = [_cpu(client, f"/api/v1/suggest?q={quote(text)}")[0] for text in beginnings]
    yield _times("suggestions, CPU", suggested, SUGGESTION)
    sizes = sorted(len(gzip.compress(html.encode())) for _, html in pages)
    needed = sum(len(gzip.compress(client.get(path, buffered=True).data)) for path in set(_STATIC.findall(pages[0][1])))
    figure = f"{(sizes[len(sizes) // 2] + needed) / 1000:.1f} / {(sizes[-1] + needed) / 1000:.1f} KB (most)"
    yield Row("result page with CSS and script, compressed", figure, f"< {SIZE // 1000}", sizes[-1] + needed >= SIZE)


def _cpu(client: FlaskClient, path: str) -> tuple[float, str]:
    started = time.process_time()
    response = client.get(path)
    spent = (time.process_time() - started) * 1000
    if response.status_code != 200:
        raise ValueError(f"{path}: {response.status}")
    return spent, response.text


def _search(query: str) -> str:
    return f"/search?q={quote(query)}"


def _together(index: Path, queries: Sequence[str], seconds: float) -> Iterator[Row]:
    """Many users, each asking now and then, of a server of its own."""
    command = [sys.executable, "-c", "from indexer.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--index", str(index)], cwd=issues.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stderr
            address = next(found[0] for line in server.stderr if (found := re.search(r"http://[\d.]+:\d+", line)))
            _fetched(f"{address}{_search(queries[0])}")
            times, errors = _asked(address, queries, seconds)
        finally:
            server.terminate()
    what = f"{USERS} users, each asking every {EVERY:.0f} s, {len(times)} answers, {errors} errors, wall"
    row = _times(what, times, ANSWER)
    yield replace(row, missed=row.missed or errors > 0)


def _asked(address: str, queries: Sequence[str], seconds: float) -> tuple[list[float], int]:
    times: list[float] = []
    errors: list[str] = []
    until = time.perf_counter() + seconds

    def user(number: int) -> None:
        chance = random.Random(SEED + number)
        at = time.perf_counter() + chance.random() * EVERY
        while at < until:
            time.sleep(max(0.0, at - time.perf_counter()))
            started = time.perf_counter()
            try:
                _fetched(f"{address}{_search(chance.choice(queries))}")
                times.append((time.perf_counter() - started) * 1000)
            except OSError as error:
                errors.append(str(error))
            at += EVERY

    users = [threading.Thread(target=user, args=(number,)) for number in range(USERS)]
    for one in users:
        one.start()
    for one in users:
        one.join()
    return times, len(errors)


def _fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        found: bytes = answer.read()
        return found


if __name__ == "__main__":
    sys.exit(main())
