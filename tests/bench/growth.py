"""What building an index of an archive of a given size costs: `python -m tests.bench.growth 100000`.

The archive is that of `multiplied`, less the articles that it is made of, entities given. Prints one JSON object: CPU
and wall seconds from bulletins to a committed index (making them up is not counted), MB of memory at most beyond what
the process had before, MB of the index and of the texts, articles and segments.
"""

import gc
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from indexer.documents import index_documents
from indexer.segments import CommitWriter
from search.analyzer import segmenter
from search.columns.store import FOLDER
from search.generations import current
from search.model import Bulletin
from tests.bench import issues, multiplied
from tests.bench.archives import SEED, pieces


class _Clock:
    """CPU and wall seconds while it runs."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0.0

    def __enter__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.cpu += time.process_time() - self._cpu
        self.wall += time.perf_counter() - self._wall


class _Peak:
    """The most memory that this process takes, MB, looked at a hundred times a second."""

    def __init__(self) -> None:
        self.before = self.most = _resident()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            self.most = max(self.most, _resident())
            time.sleep(0.01)


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def main(size: int) -> int:
    if not issues.is_there():
        return 2
    sources = multiplied.read_pieces(pieces())
    segmenter()
    gc.collect()
    gc.freeze()  # what the archive is made up of is none of the index's
    with tempfile.TemporaryDirectory() as folder:
        peak, clock = _Peak(), _Clock()
        text = _build(Path(folder), multiplied.bulletins(sources, size, SEED, own=False), clock)
        generation = current(Path(folder))
        row = {
            "articles": size,
            "cpu": clock.cpu,
            "wall": clock.wall,
            "memory": peak.most - peak.before,
            "text": text / 1e6,
            "index": sum(path.stat().st_size for path in generation.rglob("*") if path.is_file()) / 1e6,
            "segments": len(list((generation / FOLDER).iterdir())),
        }
    print(json.dumps(row))
    return 0


def _build(folder: Path, bulletins: Iterator[Bulletin], clock: _Clock) -> int:
    """Index them; gives the bytes of their texts."""
    folder.chmod(0o700)
    writer, text = CommitWriter(folder, clear=True), 0
    for bulletin in bulletins:
        text += sum(len(f"{article.title}{article.body}".encode()) for article in bulletin.articles)
        with clock:
            writer.add(index_documents(bulletin))
    with clock:
        writer.commit()
    return text


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
