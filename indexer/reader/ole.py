"""OLE compound file bytes -> its streams by name: the container of Word 97 documents and of encrypted newer ones.

Reads no more than a document needs: the streams of the root, whole or not at all.
"""

from array import array
from dataclasses import dataclass
from struct import unpack_from

from indexer.reader.guard import damaged, faults_as_damaged, truncated

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_LAST = 0xFFFFFFFA  # the highest number of a sector
_STREAM, _ROOT = 2, 5
_NONE = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    first: int  # sector
    size: int


class Ole:
    """Raises Rejected for a container that is damaged or cut short."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        with faults_as_damaged("OLE 容器"):
            self._open()

    def _open(self) -> None:
        data = self._data
        if len(data) < 1024:
            raise truncated(f"只有 {len(data)} 字节")
        shift, mini_shift = unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise damaged("OLE 容器的扇区大小不对")
        self._sector, self._mini = 1 << shift, 1 << mini_shift
        tables, directory, _, self._cutoff, mini_table, _, more = unpack_from("<7I", data, 44)
        numbers = [n for n in unpack_from("<109I", data, 76) if n <= _LAST]
        per = self._sector // 4 - 1
        most = len(data) // self._sector + 1
        if tables > most:
            raise truncated(f"OLE 容器自称有 {tables:,} 张扇区表")
        for _ in range(most):
            if more > _LAST or len(numbers) >= tables:
                break
            block = self._at(more)
            numbers += [n for n in unpack_from(f"<{per}I", block) if n <= _LAST]
            more = unpack_from("<I", block, 4 * per)[0]
        self._table = _numbers(b"".join(self._at(n) for n in numbers[:tables]))
        entries = self._entries(b"".join(self._chain(directory)))
        root = entries[0]
        if root.kind != _ROOT:
            raise damaged("OLE 容器没有根目录")
        self._mini_table = _numbers(b"".join(self._chain(mini_table))) if mini_table <= _LAST else array("I")
        self._mini_data = b"".join(self._chain(root.first)) if root.first <= _LAST else b""
        self.streams = {e.name: e for e in _below(entries, root.child) if e.kind == _STREAM}

    def __contains__(self, name: str) -> bool:
        return name in self.streams

    def read(self, name: str) -> bytes:
        """The bytes of a stream of the root."""
        entry = self.streams.get(name)
        if entry is None:
            raise damaged(f"缺少 {name}")
        if entry.size > len(self._data):
            raise truncated(f"{name} 应有 {entry.size:,} 字节")
        with faults_as_damaged(f"OLE 容器，{name}"):
            if entry.size < self._cutoff:
                content = self._mini_stream(entry)
            else:
                content = b"".join(self._chain(entry.first, entry.size))
        if len(content) < entry.size:
            raise truncated(f"{name} 应有 {entry.size:,} 字节，只有 {len(content):,}")
        return content[: entry.size]

    def _at(self, number: int) -> bytes:
        """One sector; the last of a file may be shorter."""
        start = (number + 1) * self._sector
        block = self._data[start : start + self._sector]
        if not block:
            raise truncated(f"缺少第 {number:,} 扇区")
        return block

    def _chain(self, number: int, size: int | None = None) -> list[bytes]:
        limit = -(-(len(self._data) if size is None else size) // self._sector)
        blocks: list[bytes] = []
        while number <= _LAST and len(blocks) < limit:
            blocks.append(self._at(number))
            number = self._table[number]
        if number <= _LAST and size is None:
            raise damaged("OLE 容器的扇区首尾相接")
        return blocks

    def _mini_stream(self, entry: _Entry) -> bytes:
        blocks: list[bytes] = []
        number = entry.first
        while number <= _LAST and len(blocks) * self._mini < entry.size:
            blocks.append(self._mini_data[number * self._mini : (number + 1) * self._mini])
            number = self._mini_table[number]
        return b"".join(blocks)

    def _entries(self, directory: bytes) -> list[_Entry]:
        entries = []
        for at in range(0, len(directory) - 127, 128):
            length, kind, _, left, right, child = unpack_from("<HBBIII", directory, at + 64)
            first, size = unpack_from("<II", directory, at + 116)
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            entries.append(_Entry(name, kind, left, right, child, first, size))
        return entries


def _numbers(block: bytes) -> "array[int]":
    return array("I", unpack_from(f"<{len(block) // 4}I", block))


def _below(entries: list[_Entry], first: int) -> list[_Entry]:
    """The entries of one folder, which are kept as a tree."""
    found: dict[int, _Entry] = {}
    todo = [first]
    while todo:
        at = todo.pop()
        if at != _NONE and at not in found:
            found[at] = entries[at]
            todo += [entries[at].left, entries[at].right]
    return list(found.values())
