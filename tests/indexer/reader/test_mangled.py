"""Files of every format, bent, cut and spliced: text or a rejection comes out, soon, and never anything else.

And files made to exhaust: each is rejected in under a second and under 200 MB.
"""

import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from indexer.errors import Rejected
from indexer.reader import read_as
from indexer.reader.sniff import format_of
from tests.indexer.reader.made import W, docx, ofd, ofd_text, p, packed, rtf, table
from tests.indexer.reader.made_doc import IN_CELL, ROW_END, SET_IN, doc, old
from tests.indexer.reader.made_pdf import pdf

BODY = "市民政局在三楼会议室召开全市养老服务工作推进会，会议由副局长王䶮主持。"
PAGE = "<!DOCTYPE html><meta charset=gb2312><table><tr><td>甲<td>乙</table><p style='text-indent:2em'>" + BODY
SAMPLES = {
    ".docx": docx(p(BODY) * 3 + table(["甲", "乙"]) + '<w:sectPr><w:headerReference r:id="header1"/></w:sectPr>',
                  {"header1": p("页眉"), "numbering": "<w:num/>", "styles": "<w:style/>"}),
    ".doc": doc(BODY, ("甲\x07", IN_CELL), ("乙\x07", IN_CELL), ("\x07", ROW_END), (BODY, SET_IN), headers={1: "页眉"},
                boxes=[(2, "框")]),
    ".wps": old(BODY + "\r县区\x07床位\x07\x07\x13PAGE\x141\x15\r", heads="页眉\r", pieces=3),
    ".rtf": rtf(BODY + r"\par\trowd\intbl 甲\cell\row{\header 页眉\par}{\listtext 一、\tab}\u20113?\par"),
    ".html": PAGE.encode("gb18030"),
    ".ofd": ofd(ofd_text(BODY, 30, 50) + ofd_text("甲", 30, 60), ofd_text(BODY, 30, 50), template=ofd_text("乙", 9, 9)),
    ".xml": (f'<?xml version="1.0"?><w:wordDocument {W}><w:body>' + p(BODY) + table(["甲", "乙"])
             + "</w:body></w:wordDocument>").encode(),
    ".pdf": pdf([(90.0, 200.0, BODY[:20]), (90.0, 230.0, "甲乙")], [(90.0, 200.0, BODY[:20])]),
}  # fmt: skip


def test_the_samples_are_whole() -> None:
    for suffix, data in SAMPLES.items():
        assert "市民政局" in read_as(format_of(data, suffix), data), suffix


def flipped(data: bytearray, noise: random.Random) -> None:
    for _ in range(noise.choice((1, 3, 30))):
        data[noise.randrange(len(data))] ^= 1 << noise.randrange(8)


def overwritten(data: bytearray, noise: random.Random) -> None:
    at = noise.randrange(len(data))
    data[at : at + 4] = noise.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", noise.randbytes(4)))


def cut(data: bytearray, noise: random.Random) -> None:
    del data[noise.randrange(len(data)) :]


def holed(data: bytearray, noise: random.Random) -> None:
    at = noise.randrange(len(data))
    del data[at : at + noise.choice((1, 7, 300))]


def spliced(data: bytearray, noise: random.Random) -> None:
    at, start = noise.randrange(len(data)), noise.randrange(len(data))
    data[at:at] = data[start : start + noise.choice((1, 60, 2000))]


MANGLES = (flipped, overwritten, cut, holed, spliced)
Mangle = Callable[[bytearray, random.Random], None]

# A soak (make soak) goes on for as many rounds, each from another seed; the usual run repeats itself.
ROUNDS = int(os.environ.get("JIANBAO_SOAK", "1"))
SEED = time.time_ns() if ROUNDS > 1 else 0


def read_or_rejected(data: bytes, suffix: str, note: object) -> None:
    """Any bytes give text that can be written or a reason, soon; anything else fails with what it was."""
    started = time.process_time()
    try:
        read_as(format_of(data, suffix), data).encode()
    except Rejected as rejected:
        assert rejected.code and rejected.reason
    assert time.process_time() - started < 2, note


@pytest.mark.parametrize("suffix", SAMPLES)
@pytest.mark.parametrize("mangle", MANGLES)
def test_a_mangled_file_gives_text_or_a_rejection(suffix: str, mangle: Mangle) -> None:
    noise = random.Random(f"{suffix}{mangle.__name__}{SEED}")
    for turn in range((8 if suffix == ".pdf" else 60) * ROUNDS):
        data = bytearray(SAMPLES[suffix])
        mangle(data, noise)
        read_or_rejected(bytes(data), suffix, (SEED, turn))


@pytest.mark.parametrize("suffix", [".docx", ".ofd"])
@pytest.mark.parametrize("mangle", MANGLES)
def test_a_mangled_part_of_a_whole_archive_gives_text_or_a_rejection(suffix: str, mangle: Mangle) -> None:
    noise = random.Random(f"{suffix}{mangle.__name__}{SEED}")
    with zipfile.ZipFile(BytesIO(SAMPLES[suffix])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for turn in range(60 * ROUNDS):
        name = noise.choice(list(parts))
        part = bytearray(parts[name])
        mangle(part, noise)
        read_or_rejected(packed({**parts, name: bytes(part)}), suffix, (SEED, turn, name))


@pytest.mark.parametrize("size", [1, 40, 3000])
def test_noise_behind_any_signature_gives_text_or_a_rejection(size: int) -> None:
    noise = random.Random(f"{size}{SEED}")
    heads = (b"", b"PK\x03\x04", b"{\\rtf1", b"<html>", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe")
    for turn in range(20 * ROUNDS):
        for head in heads:
            read_or_rejected(head + noise.randbytes(size), ".txt", (SEED, turn, head))


BOMBS = r"""
import pathlib, struct, sys, zlib
from tests.indexer.reader.made import docx, ofd, ofd_text, p, packed, rtf
from tests.indexer.reader.made_doc import doc, ole
from tests.indexer.reader.made_pdf import pdf, pdf_of

def zeros(megabytes):  # a part of a zip that inflates to so much, made without holding it
    deflate = zlib.compressobj(9)
    return b"".join([*(deflate.compress(b" " * 1_000_000) for _ in range(megabytes)), deflate.flush()])

def stream(head, content):
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(content), content)])

BLANKS = " " * 90_000_000
laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
bombs = {
    "docx expanding": docx(BLANKS),
    "docx header expanding": docx(p("a") +
        '<w:sectPr><w:headerReference r:id="header1"/></w:sectPr>', {"header1": BLANKS}),
    "docx of entities": packed({"[Content_Types].xml": "", "word/document.xml":
        f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a>&l11;</a>'}),
    "docx of many parts": packed({f"word/{n}": "" for n in range(30_000)}),
    "docx nested": docx("<w:tbl>" * 100_000),
    "ofd expanding": ofd(BLANKS),
    "ofd of one page many times": ofd(*["<a/>" * 40_000] * 1999),
    "ofd of steps": ofd(ofd_text("ab", 1, 9, steps='DeltaX="' + "g 999999999 1 " * 9 + '"') + "<b>"),
    "docx of documents": packed({"word/a.html": "<p>a",
        "word/document.xml": "<d>" + '<altChunk id="1"/>' * 90_000 + "</d>",
        "word/_rels/document.xml.rels": '<R><Relationship Id="1" Type="x/aFChunk" Target="a.html"/></R>'}),
    "word xml nested": b'<?xml version="1.0"?><w:wordDocument xmlns:w="w">' + b"<w:tbl>" * 500_000,
    "rtf nested": b"{\\rtf1" + b"{" * 2_000_000,
    "rtf of paragraphs": b"{\\rtf1" + b"\\par" * 2_000_000 + b"}",
    "html of tags": b"<html>" + b"<b>" * 2_000_000,
    "pdf expanding": stream(b"/Filter/FlateDecode", zeros(90)),
    "pdf packed twice": stream(b"/Filter[/FlateDecode/FlateDecode]", zlib.compress(zeros(90))),
    "doc of many tables": ole({"a": b""})[:44] + struct.pack("<I", 0x7FFFFFFF) + ole({"a": b""})[48:],
    "doc that says it is long": doc("a").replace(struct.pack("<II", 0, 2), struct.pack("<II", 0, 0x7FFFFFF0)),
    "doc of nested fields": doc("\x13 PAGE \x14" * 100_000 + "\x15" * 100_000),
    "encrypted docx": ole({"EncryptedPackage": b"x" * 5_000_000}),
    "encrypted doc": doc("a", flags=0x100),
    "docx cut short": docx(p("a" * 5_000_000))[:-50],
    "pdf cut short": pdf([(9.0, 9.0, "a")])[:-50] + b" " * 5_000_000,
}
for n, (name, data) in enumerate(bombs.items()):
    pathlib.Path(sys.argv[1], str(n)).write_bytes(data)
    print(n, name)
"""


@pytest.fixture(scope="module")
def bombs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Files by what they do, written by another process, whose memory does not count."""
    folder = tmp_path_factory.mktemp("bombs")
    made = subprocess.run([sys.executable, "-c", BOMBS, str(folder)], capture_output=True, text=True, check=True)
    return {name: str(folder / n) for n, _, name in (line.partition(" ") for line in made.stdout.splitlines())}


READ = """
import resource, sys, time
from indexer.errors import Rejected
from indexer.reader import read_as
from indexer.reader.sniff import format_of
data = open(sys.argv[1], "rb").read()
started = time.process_time()
try:
    read_as(format_of(data), data)
    print("read")
except Rejected as rejected:
    seconds = time.process_time() - started
    # Not ru_maxrss of this process, which begins with that of the one that started it.
    own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(rejected.code, seconds, max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured otherwise there")
def test_what_is_made_to_exhaust_is_rejected_at_once(bombs: dict[str, str]) -> None:
    assert len(bombs) > 15
    for name, path in bombs.items():
        done = subprocess.run([sys.executable, "-c", READ, path], capture_output=True, text=True, check=True)
        code, *figures = done.stdout.split()
        assert code in ("bomb", "damaged", "encrypted", "truncated", "too_large"), (name, code)
        seconds, megabytes = map(float, figures)
        print(name, code, seconds, megabytes)
        assert seconds < 1 and megabytes < 200, (name, seconds, megabytes)
