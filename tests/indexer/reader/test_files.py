"""Every file of a folder is told of, but for what is hidden or left over."""

import os
from pathlib import Path

import pytest

from indexer.reader import files_below, is_bulletin_file, source_name


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("2024-01.txt", True),
        ("第3期.TXT", True),
        ("简报.md", True),
        ("简报.html", True),
        ("简报.htm", True),
        ("简报.DOCX", True),
        ("简报.doc", True),
        ("简报.wps", True),
        ("简报.rtf", True),
        ("简报.pdf", True),
        ("简报.ofd", True),
        ("导出.jsonl", True),
        ("~$简报.docx", False),
        ("简报.xlsx", True),
        (".隐藏.txt", False),
        (".DS_Store", False),
        ("Thumbs.db", False),
        ("desktop.ini", False),
        ("__MACOSX/a.txt", False),
        (".git/a.txt", False),
        ("~WRL0001.tmp", False),
        ("简报.docx.crdownload", False),
        ("~$简报.txt", False),
        ("._2024-01.txt", False),
        ("people.tsv", True),
        ("2024-01.txt.bak", False),
        ("2024-01.txt~", False),
        ("README", True),
    ],
)
def test_only_files_meant_to_be_read_count(name: str, meant: bool) -> None:
    assert is_bulletin_file(Path("2024") / name) is meant


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"2024/\xe7\xae\x80\xe6\x8a\xa5.txt", "2024/简报.txt"),
        ("2024/简报.txt".encode("gb18030"), "2024/简报.txt"),
        (b"\xff\xff.txt", "\\xff\\xff.txt"),
        (b"a b.txt", "a b.txt"),
    ],
    ids=["utf-8", "gb18030", "neither", "ascii"],
)
@pytest.mark.skipif(os.name == "nt", reason="names are UTF-16 there")
def test_every_name_can_be_told(raw: bytes, told: str) -> None:
    name = source_name(Path(os.fsdecode(raw)))
    assert name == told
    name.encode()


def below(folder: Path) -> list[str]:
    return sorted(path.as_posix() for _, path in files_below(folder))


def test_files_come_with_their_paths_below_the_folder(tmp_path: Path) -> None:
    for name in ("a.txt", "2024/b.jpg", "2024/x/c", ".git/d.txt", "2024/__MACOSX/e.docx", "Thumbs.db"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert below(tmp_path) == ["2024/b.jpg", "2024/x/c", "a.txt"]
    assert all(path == tmp_path / relative for path, relative in files_below(tmp_path))


def test_a_folder_within_a_hidden_one_is_read(tmp_path: Path) -> None:
    (tmp_path / ".data").mkdir()
    (tmp_path / ".data/a.txt").touch()
    assert below(tmp_path / ".data") == ["a.txt"]


def test_an_index_within_the_corpus_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "索引/g-000012").mkdir(parents=True)
    (tmp_path / "旧/columns").mkdir(parents=True)
    (tmp_path / "g-000001").mkdir()
    for name in ("a.txt", "旧/_MAIN_1.toc", "旧/manifest.json", "旧/columns/1.npy", "索引/.lock", "索引/current",
                 "索引/g-000012/manifest.json", "g-000001/b.txt"):  # fmt: skip
        (tmp_path / name).touch()
    assert below(tmp_path) == ["a.txt", "g-000001/b.txt"]


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_are_followed_once_and_broken_ones_told(tmp_path: Path) -> None:
    (tmp_path / "disk/2023").mkdir(parents=True)
    (tmp_path / "disk/2023/a.txt").touch()
    (tmp_path / "disk/2023/round").symlink_to(tmp_path / "disk")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/2023").symlink_to(tmp_path / "disk/2023")
    (tmp_path / "corpus/gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "corpus/round").symlink_to(tmp_path / "corpus")
    assert below(tmp_path / "corpus") == ["2023/a.txt", "gone.txt"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="every folder can be opened")
def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    assert below(tmp_path) == ["closed"]
