"""Word 97 documents and OLE containers, made of what a test wants in them."""

from collections.abc import Callable, Mapping, Sequence
from struct import pack


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file with sectors of 512 bytes; small streams are padded into large ones."""
    contents = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    body, first, table = bytearray(), {}, []
    for name, data in contents.items():
        first[name] = len(table)
        sectors = -(-len(data) // 512)
        table += [*range(len(table) + 1, len(table) + sectors), 0xFFFFFFFE]
        body += data.ljust(sectors * 512, b"\0")
    names = list(contents)
    entries = [_entry("Root Entry", 5, child=1 if names else 0xFFFFFFFF)]
    for n, name in enumerate(names):
        right = n + 2 if n + 1 < len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=right, first=first[name], size=len(contents[name])))
    directory = b"".join(entries)
    sectors = -(-len(directory) // 512)
    start = len(table)
    table += [*range(start + 1, start + sectors), 0xFFFFFFFE]
    body += directory.ljust(sectors * 512, b"\0")
    tables = 1
    while (len(table) + tables) > tables * 128:
        tables += 1
    at = len(table)
    table += [0xFFFFFFFD] * tables
    body += pack(f"<{tables * 128}I", *table, *[0xFFFFFFFF] * (tables * 128 - len(table)))
    difat = [*range(at, at + tables), *[0xFFFFFFFF] * (109 - tables)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += pack("<9I", 0, tables, start, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + pack("<109I", *difat)
    return header + bytes(body)


def _entry(
    name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, first: int = 0, size: int = 0
) -> bytes:
    raw = name.encode("utf-16-le")
    return raw.ljust(64, b"\0") + pack("<HBBIII36xIQ", len(raw) + 2, kind, 1, 0xFFFFFFFF, right, child, first, size)


_PARAGRAPHS_A_PAGE = 12
_ENDS = ("\r", "\x07", "\x0c")
Paragraph = tuple[str, bytes]  # its text with the mark that ends it, its properties
IN_CELL = pack("<HB", 0x2416, 1)
ROW_END = IN_CELL + pack("<HB", 0x2417, 1)
SET_IN = pack("<Hh", 0x8411, 480)
CENTRED = pack("<HB", 0x2403, 1)
PAGE_BEFORE = pack("<HB", 0x2407, 1)
DELETED = pack("<HB", 0x0800, 1)
HIDDEN = pack("<HB", 0x083C, 1)


def doc(
    *paragraphs: Paragraph | str,
    headers: Mapping[int, str] | None = None,
    boxes: Sequence[tuple[int, str]] = (),
    runs: Sequence[tuple[str, bytes]] = (),
    styles: Sequence[tuple[int, bytes]] = (),
    flags: int = 0,
    version: int = 193,
    narrow: bool = False,
) -> bytes:
    """A Word 97 document. `headers` by place among the six of a section (1: odd header, 3: odd footer); `boxes` by the
    place in the text that they hang on; `runs`: pieces of the text with properties of characters; `styles`: each the
    one it is based on and its properties. Where there are styles, the number of
    its own stands before the properties of each paragraph."""
    found = [(q, b"") if isinstance(q, str) else q for q in paragraphs]
    body = "".join(text if text.endswith(_ENDS) else text + "\r" for text, _ in found)
    stories = [*[""] * 6, *((headers or {}).get(n, "") for n in range(6))] if headers else []
    stories = [s and s + "\r" for s in stories]
    head = "".join(stories) + ("\r" if headers else "")
    box_texts = [text + "\r" for _, text in boxes] + ([" \r"] if boxes else [])
    text = body + head + "".join(box_texts)
    raw = text.encode("cp1252" if narrow else "utf-16-le")
    width = 1 if narrow else 2
    start = 0x800
    main = bytearray(start)
    main += raw
    main += bytes(-len(main) % 512)
    limits = [start]
    for q, _ in found:
        limits.append(limits[-1] + width * (len(q) + (not q.endswith(_ENDS))))
    limits.append(start + len(raw))
    blocks = [(b"" if styles else pack("<H", 0)) + properties for _, properties in found] + [pack("<H", 0)]
    first_page = len(main) // 512
    starts = range(0, len(blocks), _PARAGRAPHS_A_PAGE)
    for n in starts:
        now = slice(n, n + _PARAGRAPHS_A_PAGE)
        main += _page(limits[n : now.stop + 1], blocks[now], 13, _with_length)
    run_page = len(main) // 512
    marks = sorted((text.index(t), text.index(t) + len(t), props) for t, props in runs)
    run_limits, run_blocks = [start], []
    for low, high, props in marks:
        run_limits += [start + width * low, start + width * high]
        run_blocks += [b"", props]
    run_limits.append(start + len(raw))
    run_blocks.append(b"")
    main += _page(run_limits, run_blocks, 1, lambda b: bytes([len(b)]) + b if b else b"")

    table_stream = bytearray(b"\0\0")
    pairs: dict[int, tuple[int, int]] = {}

    def put(number: int, content: bytes) -> None:
        pairs[number] = (len(table_stream), len(content))
        table_stream.extend(content)

    place = start * 2 | 0x40000000 if narrow else start
    pieces = pack("<II", 0, len(text)) + pack("<HIH", 0, place, 0)
    put(33, b"\x02" + pack("<I", len(pieces)) + pieces)
    places = [*(limits[n] for n in starts), start + len(raw)]
    put(13, pack(f"<{2 * len(starts) + 1}I", *places, *range(first_page, first_page + len(starts))))
    put(12, pack("<III", start, start + len(raw), run_page))
    if styles:
        put(1, _style_sheet(styles))
    if headers:
        ends = [sum(map(len, stories[:n])) for n in range(len(stories) + 1)]
        put(11, pack(f"<{len(ends) + 1}I", *ends, len(head)))
    if boxes:
        anchors = [at for at, _ in boxes]
        shapes = b"".join(pack("<I22x", 1000 + n) for n in range(len(boxes)))
        put(40, pack(f"<{len(boxes) + 1}I", *anchors, len(body)) + shapes)
        ends = [sum(map(len, box_texts[:n])) for n in range(len(box_texts) + 1)]
        texts = b"".join(pack("<14xI4x", 1000 + n) for n in range(len(box_texts)))
        put(56, pack(f"<{len(ends)}I", *ends) + texts)
    main[0:2] = pack("<H", 0xA5EC)
    main[2:4] = pack("<H", version)
    main[10:12] = pack("<H", 0x0200 | flags)
    main[0x4C:0x6C] = pack("<8I", len(body), 0, len(head), 0, 0, 0, sum(map(len, box_texts)), 0)
    for number, pair in pairs.items():
        main[0x9A + 8 * number : 0xA2 + 8 * number] = pack("<II", *pair)
    return ole({"WordDocument": bytes(main), "1Table": bytes(table_stream)})


def _with_length(properties: bytes) -> bytes:
    half = len(properties) // 2
    return (bytes([half + 1]) if len(properties) % 2 else bytes([0, half])) + properties


def _style_sheet(styles: Sequence[tuple[int, bytes]]) -> bytes:
    out = pack("<HHH", 4, len(styles), 10)
    for base, properties in styles:
        style = pack("<HHHHH", 0xFFE, 1 | base << 4, 1, 0, 0) + pack("<H2sH", 1, "甲".encode("utf-16-le"), 0)
        style += pack("<HH", 2 + len(properties), 0) + properties
        out += pack("<H", len(style)) + style
    return out


def _page(limits: Sequence[int], blocks: Sequence[bytes], step: int, packing: Callable[[bytes], bytes]) -> bytes:
    """A page of properties: where each run begins, where its properties lie, the properties from the end backwards."""
    page = bytearray(512)
    count = len(blocks)
    page[511] = count
    page[0 : 4 * (count + 1)] = pack(f"<{count + 1}I", *limits)
    at = 510
    for n, block in enumerate(blocks):
        content = packing(block)
        if content:
            at = (at - len(content)) // 2 * 2
            page[at : at + len(content)] = content
            page[4 * (count + 1) + step * n] = at // 2
    assert at > 4 * (count + 1) + step * count, "too much for one page"
    return bytes(page)


def old(
    body: str,
    *,
    notes: str = "",
    heads: str = "",
    encoding: str = "gb18030",
    language: int = 0x0804,
    flags: int = 0,
    pieces: int = 1,
    version: int = 104,
) -> bytes:
    """A document of Word 6 or 95. In pieces, the file holds them in another order than the text."""
    stories = [text.encode(encoding) for text in (body, notes, heads)]
    width = 2 if encoding == "utf-16-le" else 1
    raw, start = b"".join(stories), 0x300
    main = bytearray(start)
    main[0:4] = pack("<HH", 0xA5DC, version)
    main[6:8], main[10:12] = pack("<H", language), pack("<H", flags | (0x0004 if pieces > 1 else 0))
    main[0x18:0x20] = pack("<II", start, start + len(raw))
    main[0x34:0x40] = pack("<3I", *(len(story) // width for story in stories))
    main += raw
    if pieces > 1:
        cuts = [len(raw) // width * n // pieces for n in range(pieces + 1)]
        places = []
        for n in reversed(range(pieces)):
            places.insert(0, len(main))
            main += raw[cuts[n] * width : cuts[n + 1] * width]
        table = pack(f"<{pieces + 1}I", *cuts) + b"".join(pack("<HIH", 0, place, 0) for place in places)
        main[0x160:0x168] = pack("<II", len(main), len(table) + 5)
        main += b"\x02" + pack("<I", len(table)) + table
    return ole({"WordDocument": bytes(main)})
