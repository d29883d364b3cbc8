"""What expands beyond measure, nests without end or brings entities is refused while it is read, not after."""

import zipfile
import zlib
from io import BytesIO

import pytest

from indexer.errors import Rejected
from indexer.reader import guard
from indexer.reader.guard import Archive, XmlEvents, expanded_size, faults_as_damaged
from tests.indexer.reader.made import packed


def code_of(action: object, *args: object) -> str:
    with pytest.raises(Rejected) as caught:
        action(*args)  # type: ignore[operator]
    assert "请" in caught.value.reason
    return caught.value.code


@pytest.mark.parametrize(
    "name", ["word/document.xml", "/word/document.xml", "WORD\\Document.XML", "word/a/../document.xml"]
)
def test_parts_are_found_by_any_spelling(name: str) -> None:
    archive = Archive(packed({"word/document.xml": "甲"}))
    assert name in archive and archive.read(name).decode() == "甲"


def test_a_bomb_is_refused_by_what_comes_out_whatever_its_header_says() -> None:
    data = packed({"a": bytes(30_000_000)})
    lying = data.replace((30_000_000).to_bytes(4, "little"), (99).to_bytes(4, "little"))
    assert code_of(Archive(data).read, "a") == "bomb"
    assert code_of(Archive(lying).read, "a") == "damaged"  # no more than the header says comes out


def test_many_parts_share_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_EXPANDED", 1_000_000)
    archive = Archive(packed({str(n): bytes(300_000) for n in range(5)}))
    for n in range(3):
        archive.read(str(n))
    assert code_of(archive.read, "3") == "bomb"


def test_too_many_entries_are_refused_before_they_are_listed() -> None:
    assert code_of(Archive, packed({str(n): "" for n in range(10_001)})) == "bomb"


def test_methods_that_expand_without_limit_are_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a", b"x" * 1000)
    assert code_of(Archive(out.getvalue()).read, "a") == "damaged"


def test_an_encrypted_part_is_named() -> None:
    data = bytearray(packed({"a": "甲"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert code_of(Archive(bytes(data)).read, "a") == "encrypted"


@pytest.mark.parametrize(("keep", "code"), [(-1, "truncated"), (60, "truncated"), (4, "truncated")])
def test_an_archive_cut_short_is_named(keep: int, code: str) -> None:
    data = packed({"a": "甲" * 1000, "b": "乙"})
    assert code_of(Archive, data[: data.index(b"PK\x05\x06")] if keep < 0 else data[:keep]) == code


def test_a_part_that_is_missing_or_spoilt_is_named() -> None:
    data = packed({"a": "甲乙丙" * 1000})
    spoilt = data[:40] + bytes([data[40] ^ 255]) + data[41:]
    assert code_of(Archive(data).read, "b") == "damaged"
    assert code_of(Archive(spoilt).read, "a") == "damaged"


@pytest.mark.parametrize(
    ("size", "limit", "found"), [(1000, 5000, (1000, True)), (200_000, 5000, (65536, False)), (0, 10, (0, True))]
)
def test_expanded_size(size: int, limit: int, found: tuple[int, bool]) -> None:
    assert expanded_size(zlib.compress(bytes(size)), limit) == found


def test_expanded_size_of_what_is_no_stream() -> None:
    assert expanded_size(b"none", 100) == (0, False)


def events(data: bytes) -> list[str]:
    found: list[str] = []
    XmlEvents().read(data, "a.xml", start=lambda n, a: found.append(f"{n}{a}"), end=found.append, text=found.append)
    return found


def test_elements_come_by_local_name() -> None:
    assert events(b'<w:a xmlns:w="u" w:b="1" c="2">&lt;<w:d/></w:a>') == ["a{'b': '1', 'c': '2'}", "<", "d{}", "d", "a"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<!DOCTYPE a><a/>", "bomb"),
        (b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>', "bomb"),
        ('<!DOCTYPE a SYSTEM "http://a.example/"><a/>'.encode("utf-16"), "bomb"),
        (b"<a>" * 300, "bomb"),
        (b"<a>&undefined;</a>", "damaged"),
        (b"<a><b></a>", "damaged"),
        (b"<a>\xff</a>", "damaged"),
        (b'<?xml version="1.0" encoding="none-such"?><a/>', "damaged"),
        (b"", "damaged"),
    ],
)
def test_xml_that_no_office_writes_is_refused(data: bytes, code: str) -> None:
    assert code_of(events, data) == code


def test_elements_are_counted_over_all_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_ELEMENTS", 5)
    reader = XmlEvents()
    ignore = {"start": lambda n, a: None, "end": lambda n: None, "text": lambda t: None}
    reader.read(b"<a><b/><b/></a>", "a", **ignore)
    assert code_of(lambda: reader.read(b"<a><b/><b/></a>", "b", **ignore)) == "bomb"


@pytest.mark.parametrize("error", [IndexError(), KeyError("a"), ValueError(), ZeroDivisionError(), RecursionError()])
def test_faults_of_a_parser_are_damage(error: Exception) -> None:
    def stumble() -> None:
        with faults_as_damaged("结构"):
            raise error

    assert code_of(stumble) == "damaged"
