"""What the name of a file has a say in: how it is read, and whether it is a corrected version."""

import re
from pathlib import PurePosixPath

from indexer.reader import STRUCTURED
from search.fold import HAN, fold
from search.manifest import FileRecord

# What a corrected version of an issue calls itself, in its masthead or in its file's name.
REISSUED = r"(?:更正|修订|重印|重发|再版)"
_NAMED = re.compile(rf"(?:(?:^|[^{HAN}]|[期号版份报讯刊]){REISSUED}稿?|{REISSUED}[版本件]|再版)(?=$|[^{HAN}])")
_SUPPLEMENT = re.compile("增刊|特刊|专刊|号外")


def is_named_mark(source: str) -> bool:
    """Whether a file's name says that it is a corrected version: 2024年第3期（更正）.docx"""
    return _NAMED.search(fold("".join(PurePosixPath(source).stem.split()))) is not None


def depends_on_name(before: str, now: str, record: FileRecord) -> bool:
    """Whether a file may be read otherwise under another name: its date, its format, what the name says of it."""
    old, new = PurePosixPath(before), PurePosixPath(now)
    if old.suffix.lower() != new.suffix.lower():
        return True
    if record.rejected or old.suffix.lower() == STRUCTURED:
        return False
    if not record.claims or any(claim.day is None for claim in record.claims):
        return True
    supplement = _SUPPLEMENT.search(old.stem) or _SUPPLEMENT.search(new.stem)
    return supplement is not None or is_named_mark(before) != is_named_mark(now)
