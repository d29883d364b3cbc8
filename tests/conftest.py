"""A real index of the sample archive, built once a run, and what is asked of it."""

import gc
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.writer import update_index
from search.config import Config
from search.searcher import Searcher, open_searcher

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpus_dir() -> Path:
    """The sample archive; tests that change a corpus copy it first."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def index_dir(corpus_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample archive, not to be changed."""
    index = tmp_path_factory.mktemp("index")
    update_index(corpus_dir, index)
    return index


@pytest.fixture(scope="session")
def config(corpus_dir: Path, index_dir: Path) -> Config:
    return Config(corpus=corpus_dir, index=index_dir)


@pytest.fixture(scope="session")
def searcher(config: Config) -> Searcher:
    return open_searcher(config)


@pytest.fixture
def own_corpus(corpus_dir: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive's first year, to be changed."""
    copy = tmp_path / "corpus"
    shutil.copytree(corpus_dir / "2024", copy / "2024")
    shutil.copytree(corpus_dir / "lexicon", copy / "lexicon")
    return copy


@pytest.fixture
def open_files_left() -> Iterator[None]:
    """Whoosh leaves a damaged file open; collected here, where no later test is blamed for it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
