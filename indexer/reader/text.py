"""Plain text bytes -> str: byte order mark, strict UTF-8, then the encodings that Chinese offices have used."""

import codecs
import unicodedata

from indexer.errors import Rejected

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OLDER = ("gb18030", "big5", "utf-16-le", "utf-16-be")  # GB2312 and GBK are parts of GB18030
LEAST_SHARE = 0.05
SURE_SHARE = 0.15  # … and above this in a right one, whatever few bytes are spoilt
_SPOILT = 500  # characters read for each that is not
_NEVER_LAST = 4  # zero bytes that no text ends in: UTF-32 has three after its last letter
_USUAL = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种"
    "面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本"
    "去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比"
    "或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总"
    "次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做"
    "必战先回则任取据处理府民政局街道委办養發會務關國縣區與為們個這來時對開從後點線變體處實現"
)


def decode_text(data: bytes) -> str:
    """Text of a file of unknown encoding. Raises Rejected for binary data, text cut short and undecodable bytes."""
    if (missing := len(data) - len(data.rstrip(b"\0"))) >= _NEVER_LAST:
        raise Rejected("truncated", f"末尾 {missing:,} 个字节是空的，文件没有写完；请重新拷贝 (half written)")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strictly(data[len(mark) :], encoding), encoding)
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if _cut_short(error) and not data.isascii():
            raise _truncated(error) from error
    return _guessed(data)


def _cut_short(error: UnicodeDecodeError) -> bool:
    """Only the last character is incomplete."""
    return error.start >= len(error.object) - 3 and ("end of" in error.reason or "incomplete" in error.reason)


def _truncated(error: UnicodeDecodeError) -> Rejected:
    return Rejected(
        "truncated",
        f"文本（{error.encoding}）在末尾第 {error.start + 1} 字节处断在一个字的中间；请重新拷贝 (cut short)",
    )


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if _cut_short(error) or error.reason == "truncated data":
            raise _truncated(error) from error
        raise Rejected(
            "undecodable", f"文件自称 {encoding}，第 {error.start + 1} 字节处不合；请重新另存为 UTF-8 (undecodable)"
        ) from error


def everyday_share(text: str) -> float:
    """How much of what is not ASCII are everyday Chinese characters: below LEAST_SHARE in a wrong decoding."""
    return sum(c in _USUAL for c in text) / max(1, sum(not c.isascii() for c in text))


def _guessed(data: bytes) -> str:
    """The decoding in which most characters are everyday Chinese."""
    best, found, cut = 0.0, "", None
    for encoding in _OLDER:
        end: UnicodeDecodeError | None = None
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if not _cut_short(error):
                continue
            text, end = data[: error.start].decode(encoding), error
        score = everyday_share(text)
        if score > best and not _binary(text):
            best, found, cut = score, text, end
    if best < LEAST_SHARE and (mended := _mended(data)):
        return mended
    if best < LEAST_SHARE:
        kind = "binary" if _binary(data.decode("latin-1")) else "undecodable"
        what = "二进制数据，不是文本" if kind == "binary" else "认不出文字编码"
        raise Rejected(kind, f"{what}（{len(data):,} 字节）；请另存为 UTF-8 纯文本 (not readable as text)")
    if cut:
        raise _truncated(cut) from cut
    return found


def _mended(data: bytes) -> str:
    """A long text with a few bytes spoilt, which stand as U+FFFD; "" where it is no such text."""
    best, found = SURE_SHARE, ""
    for encoding in ("utf-8", "gb18030", "big5"):
        text = data.decode(encoding, "replace")
        share = everyday_share(text)
        if share > best and text.count("\ufffd") * _SPOILT <= len(text) and not _binary(text):
            best, found = share, text
    return found


def _checked(text: str, encoding: str) -> str:
    if _binary(text):
        raise Rejected("binary", f"二进制数据，不是文本（含控制字符，{encoding}）；请另存为纯文本 (binary)")
    if not any(unicodedata.category(c)[0] == "L" for c in text):
        raise Rejected("empty", "文件里没有文字，只有空白或符号；请检查是否拷贝完整 (no text)")
    return text


def _binary(text: str) -> bool:
    """Control characters that no text has; a form feed is a page break, a lone NUL in megabytes is still no text."""
    controls = sum(c < " " and c not in "\t\n\r\f\v\x1a" for c in text)
    return "\0" in text or controls > len(text) / 100
