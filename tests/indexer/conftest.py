"""A small archive that is indexed once a run, to be copied and changed; a smaller one to make."""

import os
import shutil
from pathlib import Path

import pytest

from indexer.writer import update_index
from tests.indexer.bulletins import write

ISSUES = ("2024-01.txt", "2024-03.txt", "2024-04.txt", "2024-06.txt")  # of the sample archive


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("JIANBAO_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def _small(corpus_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    (folder / "corpus/2024").mkdir(parents=True)
    (folder / "corpus/lexicon").mkdir()
    for name in ISSUES:
        shutil.copy2(corpus_dir / "2024" / name, folder / "corpus/2024")
    update_index(folder / "corpus", folder / "index")
    return folder


@pytest.fixture
def small_archive(_small: Path, tmp_path: Path) -> Path:
    """A folder with a `corpus` of four issues without a lexicon, and the `index` of it."""
    return shutil.copytree(_small, tmp_path / "small")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Where an index is to be made."""
    return tmp_path / "index"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three small issues, of two articles each."""
    return _three_issues(tmp_path / "small")


def _three_issues(folder: Path) -> Path:
    for number in (1, 2, 3):
        write(folder / f"2024/{number}.txt", number)
    return folder


@pytest.fixture(scope="session")
def _three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("three")
    _three_issues(folder / "small")
    for number in (3, 7, 8):
        write(folder / "small/2024/3.txt", number)
        update_index(folder / "small", folder / "index")
    return folder


@pytest.fixture
def three(_three: Path, tmp_path: Path) -> Path:
    """A corpus that was indexed three times, so that `index` has all generations: 站30个, 站70个, 站80个 in turn."""
    shutil.copytree(_three / "index", tmp_path / "index")
    return shutil.copytree(_three / "small", tmp_path / "small")
