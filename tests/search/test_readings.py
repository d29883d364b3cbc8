"""How characters and names are read, and which syllables sound alike."""

import subprocess
import sys
from pathlib import Path

import pytest

from search.names import Lexicon, PersonEntry
from search.readings import common_readings, name_readings, sound

ROOT = Path(__file__).resolve().parents[2]
LEXICON = Lexicon(people=(PersonEntry("祭小满", "祭小满", reading="jì xiǎo mǎn"),))


@pytest.mark.parametrize(
    "char, readings",
    [
        ("单", ("dan", "shan", "chan")),
        ("行", ("xing", "hang")),
        ("养", ("yang",)),
        ("吕", ("lv", "lyu")),
        ("略", ("lve", "lue")),
        ("䶮", ("yan",)),
        ("𠮷", ("𠮷",)),
        ("a", ("a",)),
    ],
)
def test_a_character_has_its_common_readings(char: str, readings: tuple[str, ...]) -> None:
    assert common_readings(char) == readings


def test_the_dictionary_of_characters_is_that_of_pypinyin_without_its_phrases() -> None:
    code = "import sys; from search.readings import common_readings as of; print(*of('养'), 'pypinyin' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["yang", "False"]


@pytest.mark.parametrize(
    "name, first",
    [
        ("单立群", ("shan",)), ("曾令远", ("zeng",)), ("仇海峰", ("qiu",)), ("解春生", ("xie",)), ("区永年", ("ou",)),
        ("查敏之", ("zha",)), ("盛开", ("sheng",)), ("祭小满", ("ji",)), ("吕方", ("lv", "lyu")), ("万俟远", ("mo",)),
        ("尉迟明", ("yu",)),
    ],
)  # fmt: skip
def test_a_surname_is_read_as_a_surname_only(name: str, first: tuple[str, ...]) -> None:
    readings = name_readings(name, LEXICON)
    assert (len(readings), readings[0]) == (len(name), first)


def test_behind_the_surname_and_in_foreign_names_all_readings_count() -> None:
    assert name_readings("任重", LEXICON)[1] == ("zhong", "chong")
    assert name_readings("单·解", LEXICON)[0] == ("dan", "shan", "chan")


@pytest.mark.parametrize(
    "one, other",
    [
        ("zhang", "zang"), ("chen", "ceng"), ("shi", "si"), ("nan", "lang"), ("fei", "hui"), ("fu", "hu"),
        ("fan", "huan"), ("lin", "ling"), ("feng", "fen"), ("nv", "lv"),
    ],
)  # fmt: skip
def test_syllables_that_are_taken_for_one_another_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize("one, other", [("zhang", "zhong"), ("ma", "la"), ("dong", "don"), ("bin", "pin"), ("n", "l")])
def test_others_do_not(one: str, other: str) -> None:
    assert sound(one) != sound(other)
