"""The streams of an OLE container come back whole, or the container is named as damaged or cut short."""

import struct

import pytest

from indexer.errors import Rejected
from indexer.reader.ole import Ole
from tests.indexer.reader.made_doc import ole


@pytest.mark.parametrize("size", [4096, 4097, 70_000])
def test_streams_come_back(size: int) -> None:
    data = bytes(n % 251 for n in range(size))
    found = Ole(ole({"甲": data, "乙": b"x" * 5000}))
    assert found.read("甲") == data and found.read("乙") == b"x" * 5000
    assert "甲" in found and "丙" not in found


def broken(at: int, value: int) -> bytes:
    data = bytearray(ole({"甲": b"x" * 9000}))
    data[at : at + 4] = struct.pack("<I", value)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ole({"甲": b"x" * 9000})[:700], "truncated"),
        (ole({"甲": b"x" * 9000})[:4000], "truncated"),
        (broken(30, 0), "damaged"),  # size of a sector
        (broken(44, 0x7FFFFFFF), "truncated"),  # number of tables
        (broken(48, 0x7FFFFFFF), "truncated"),  # first sector of the directory
        (broken(76, 0x00FFFFFF), "truncated"),  # first table
        (broken(48, 0), "damaged"),  # a directory that is none
    ],
)
def test_a_broken_container_is_named(data: bytes, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        Ole(data).read("甲")
    assert caught.value.code == code


def test_sectors_in_a_ring_end() -> None:
    data = bytearray(ole({"甲": b"x" * 9000}))
    tables = struct.unpack_from("<I", data, 76)[0]
    directory = struct.unpack_from("<I", data, 48)[0]
    struct.pack_into("<I", data, 512 * (tables + 1) + 4 * directory, directory)
    with pytest.raises(Rejected):
        Ole(bytes(data))
