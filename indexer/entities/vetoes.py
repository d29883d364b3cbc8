"""What is no name although it begins with a surname: words (高度, 任重道远), units (石埠镇), kin (李婆婆, 张大爷)."""

import re
from collections.abc import Iterable
from functools import cache

from indexer.entities.data import alternation, sections

# Informal address, kin and placeholders: 李婆婆, 周老师, 王先生, 陈氏, 黄某某.
_INFORMAL = re.compile(
    r"[婆爷奶姨叔伯婶嫂嬷妈爸娘姐妹哥弟公]{2}$|^.(?:大|老|阿|小)(?:[婆爷奶姨叔伯婶嫂妈爸娘姐妹哥弟公汉])"
    r"|[某氏甲乙丙×XＸ]|先生|女士|老师|师傅|医生|护士|警官|律师|教授|同志|同学|小姐|老板|老汉|夫妇|夫妻|老人|家长|主席|总理"
    r"|婆$|奶$|姨$|婶$|嫂$|爷$"
)
# A name does not end as a unit does.
_UNIT_END = re.compile(r"(?:[市县区镇乡村局厅委办院站所校会组队科处室部省州厂店馆园库]|街道|社区|中心|公司|集团|学院)$")
_FIRM_TAGS = ("d", "p", "c", "r", "m", "t", "v", "l", "i", "u")
_LIGHT_TAGS = ("d", "p", "c", "r", "m", "t", "v", "l", "i", "u", "b", "f", "q", "a")


@cache
def _never() -> frozenset[str]:
    return frozenset("".join(sections("given.txt")["never"]))


@cache
def _words() -> re.Pattern[str]:
    lists = sections("predicates.txt")
    predicates = (word for section in ("any", "after", "say") for word in lists[section])
    posts = (word for words in sections("posts.txt").values() for word in words)
    return _whole((*predicates, *posts))


@cache
def _unit_words() -> re.Pattern[str]:
    return _whole(sections("predicates.txt")["inside"])


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(word for word in words if len(word) > 1)})\Z")


def is_vetoed(name: str, surname_length: int) -> bool:
    """Whether `name` cannot be a full personal name, whatever stands beside it."""
    given = name[surname_length:]
    return bool(
        not surname_length
        or not given
        or any(char in _never() for char in given)
        or _INFORMAL.search(name)
        or _UNIT_END.search(name)
        or _words().match(given)
        or _words().match(name)
        or _unit_words().match(name)
        or (len(given) == 2 and _words().match(name[:-1]))
    )


def word_penalty(surname: str, given: str, words: tuple[tuple[str, str], ...]) -> int:
    """How much the dictionary speaks against a name: its first word is an ordinary one, or reaches beyond the name."""
    name = surname + given
    first, tag = words[0]
    if len(first) <= len(surname) or tag.startswith("nr"):
        return 0
    if len(first) > len(name):
        return 6
    if tag.startswith(("ns", "nz")):
        return 5 if first == name else 2
    if len(name) == 3 and len(first) == 2 and len(words[1][0]) == 1 and not tag.startswith(_FIRM_TAGS):
        return 3  # 单立|群: rare words are in the dictionary too, and the third character stands by itself
    return 7 if first == name or tag.startswith(_LIGHT_TAGS) else 5
