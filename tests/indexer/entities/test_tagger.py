"""The tagger: the names it is sure of, what it must not be sure of, and that any text goes through it."""

import json
import subprocess
import sys
import threading
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.entities.tagger import (
    ALLOWED,
    FIRST,
    LAST,
    Lattice,
    NameSpan,
    find_names,
    find_names_in,
    runs_in,
    shipped_model,
)

SURE = 0.5


def sure(text: str) -> list[str]:
    return [text[s.start : s.end] for s in find_names(text) if s.confidence >= SURE]


@pytest.mark.parametrize(
    "text, names",
    [
        ("市民政局局长邵启航到青岭县调研养老服务工作。", ["邵启航"]),
        ("1月8日，贺庆元一行来到柳湾街道，看望困难群众。", ["贺庆元"]),
        ("省民政厅副厅长罗振邦、市委常委贺庆元陪同调研。", ["罗振邦", "贺庆元"]),
        ("李明山指出，要把困难群众的冷暖放在心上。", ["李明山"]),
        ("记者罗振邦、通讯员周秉谦报道", ["罗振邦", "周秉谦"]),
        ("村支书欧阳建国带着大家抢修水渠。", ["欧阳建国"]),
        ("縣長賀慶元出席了會議。", ["賀慶元"]),
        ("外交部长卡尔·韦伯曼在会谈后表示满意。", ["卡尔·韦伯曼"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert sure(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "养老服务工作任重道远，要高度重视，全面加强文明单位建设。",
        "活动现场，大家一起包汤圆、猜灯谜，其乐融融。",
        "各县（市、区）民政局要严格落实安全生产责任制。",
        "令人欣慰的是，全市常住人口稳步增长，成果丰硕。",
        "2024年1月8日 星期一 第12期（总第1268期）",
    ],
)
def test_no_names(text: str) -> None:
    assert sure(text) == []


def test_kinds_and_offsets() -> None:
    text = "总统卡尔·韦伯曼会见了李明山。"
    spans = [s for s in find_names(text) if s.confidence >= SURE]
    assert [(text[s.start : s.end], s.kind) for s in spans] == [("卡尔·韦伯曼", "foreign"), ("李明山", "chinese")]


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("王李邵启航建国·，。　\n欧阳说市局长a1\0"), max_size=40), max_size=5))
def test_several_texts_as_one_by_one(texts: list[str]) -> None:
    def told(spans: list[NameSpan]) -> list[tuple[int, int, str, float]]:
        return [(s.start, s.end, s.kind, round(s.confidence, 2)) for s in spans if s.confidence >= 0.12]

    together = find_names_in(texts, shipped_model())
    assert [told(spans) for spans in together] == [told(find_names_in([text], shipped_model())[0]) for text in texts]


def test_a_text_of_any_length_is_cut_at_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "市民政局局长罗振邦讲话。\n副局长贺庆元主持会议。\n" * 20
    whole = [text[s.start : s.end] for s in find_names(text) if s.confidence >= SURE]
    monkeypatch.setattr("indexer.entities.tagger._MOST", 50)
    assert [text[s.start : s.end] for s in find_names(text) if s.confidence >= SURE] == whole
    assert whole == ["罗振邦", "贺庆元"] * 20


def test_runs_end_at_punctuation_but_not_at_dots() -> None:
    assert runs_in("张三说：艾山·买买提来了。A好，大家") == [(0, 3), (4, 12), (16, 18)]


@given(st.text(st.characters() | st.sampled_from("王李邵启航建国·，。　\n\ud800𠮷"), max_size=80))
def test_any_text(text: str) -> None:
    for span in find_names(text):
        assert 0 <= span.start < span.end <= len(text)
        assert span.end - span.start >= 2
        assert 0 < span.confidence <= 1.001
        assert not any(character in "，。\n" for character in text[span.start : span.end])


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_lattice_agrees_with_all_paths(seed: int, sizes: list[int]) -> None:
    rng = np.random.default_rng(seed)
    lengths = np.array(sizes)
    scores = rng.normal(size=(max(sizes), len(sizes), 7)).astype(np.float32)
    transitions = rng.normal(size=(7, 7)).astype(np.float32)
    lattice = Lattice.of(scores, lengths, transitions)
    for run, length in enumerate(sizes):
        expected = np.zeros((length, 7))
        for path in paths(length):
            weight = np.exp(
                sum(scores[i, run, label] for i, label in enumerate(path))
                + sum(transitions[a, b] for a, b in zip(path, path[1:], strict=False))
            )
            expected[range(length), path] += weight
        expected /= expected.sum(axis=1, keepdims=True)
        assert np.allclose((lattice.forward * lattice.backward)[:length, run], expected, atol=1e-4)


def paths(length: int) -> list[list[int]]:
    found = [[label] for label in range(7) if FIRST[label]]
    for _ in range(length - 1):
        found = [[*path, label] for path in found for label in range(7) if ALLOWED[path[-1], label]]
    return [path for path in found if LAST[path[-1]]]


def test_threads_share_the_weights() -> None:
    text = "市民政局局长邵启航到青岭县调研。" * 20
    expected, found = find_names(text), []
    threads = [threading.Thread(target=lambda: found.append(find_names(text))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_weights_are_small_and_read_without_pickle() -> None:
    path = files("indexer.entities").joinpath("tagger.npz")
    assert len(path.read_bytes()) < 300_000
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        assert {str(kept[name].dtype) for name in kept.files} <= {"uint16", "int8", "float32"}


def test_importing_reads_no_weights() -> None:
    code = (
        "import json, indexer.entities.tagger as t;"
        "print(json.dumps([t.shipped_model.cache_info().currsize, t.find_names(''),"
        " t.shipped_model.cache_info().currsize]))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert json.loads(out)[:2] == [0, []]
