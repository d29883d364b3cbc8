"""What a line is by its look: a contents heading, a possible title, a sentence, a byline, a subtitle."""

import re
from functools import lru_cache

from indexer.parser.lines import TITLE_MAX, Line, squeeze
from indexer.parser.marks import unmark

_CONTENTS = re.compile(
    r"[-—=*·●◆■★▲◎【\[]*(?:本期(?:内容|主要内容|目录|要目|导读|提要|要点|摘要|看点|目次|简目|栏目|重点)|目录|目次|要目|导读"
    r"|内容(?:提要|导读|摘要|目录|简介)|主要内容|要目导读|内容要目)(?:contents)?[-—=*·】\]]*[:：]?"
)
_SENTENCE_END = tuple("。！？；!?;…")
_BYLINE = re.compile(
    r"[(（][^()（）]{2,40}(?:供稿|报送|提供|投稿|撰稿|整理|摘编|来源|摄|文)[)）]"
    r"|[(（](?:供稿|来源|作者|报送|撰稿|摘自|据|通讯员|本报记者|记者|文/|文\s*图)[^()（）]{1,40}[)）]"
    r"|(?:本[报刊网台]|特约|见习|实习)?(?:记者|通讯员|评论员)[\s:：]?[^，。；]{2,40}"
    r"|(?:供稿|来源|作者|撰稿|文/图|信息来源|供稿单位)(?:单位|人)?\s*[:：/][^，。；]{2,40}"
)
_SUBTITLE = re.compile(r"[-—─―－]{1,3}\s*[^-—─―－\s].{2,58}")
TITLE_LINES = 8  # over which a title may be wrapped
SECTION_MAX = 30
SENTENCE_MIN = 10


def is_contents_heading(line: Line) -> bool:
    """本期内容, 本 期 要 目, 【目录】 …"""
    return len(line.text) <= 24 and _CONTENTS.fullmatch(line.squeezed) is not None


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """What two printings of a heading have in common: no marks, no width, case, character form or spaces."""
    return squeeze(unmark(text).rest)


def may_be_title(line: Line) -> bool:
    """Short enough for (a line of) a title, and no sentence."""
    return not line.prose and len(line.text) <= TITLE_MAX and not line.text.endswith(("。", "；"))


def is_text(line: Line) -> bool:
    """Prose, or too short to be that wherever it stands, but below a title it is."""
    return line.prose or len(line.text) >= SENTENCE_MIN and line.text.endswith(_SENTENCE_END[:4])


def is_byline(line: Line) -> bool:
    """（云城区民政局供稿）, 本报记者　陶立新."""
    return len(line.text) <= 60 and _BYLINE.fullmatch(line.text) is not None


def is_subtitle(line: Line) -> bool:
    """——记岚州市石梁镇养老服务站."""
    return not line.text.endswith(_SENTENCE_END) and _SUBTITLE.fullmatch(line.text) is not None
