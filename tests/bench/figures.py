"""What was measured -> the lines of `bench-search`'s table, each with what is to be reached."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.asked import KINDS, Asked, Truth
from tests.bench.engines import OURS, TANTIVY
from tests.bench.peers.serving import PEOPLE
from tests.bench.typed import KINDS as TYPED_KINDS
from tests.bench.typed import Typed

# Articles at most, and p95 ms that are to be reached: the whole search, and the API with snippets.
REACH = ((25_000, 2.0, 12.0), (100_000, 8.0, 25.0))
OPENED, SEGMENTER, MEMORY = 0.3, 1.0, 200.0  # s, s, MB; memory up to the first size of REACH

Times = Sequence[float | None]  # CPU ms of each query, None of those that an engine cannot be asked


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what each engine needs, by name, and what is to be reached by ours."""

    what: str
    cells: Mapping[str, str]
    ratio: str = ""
    reach: str = ""
    missed: bool = False


def channel_rows(asked: Sequence[Asked], times: Mapping[str, Times]) -> Iterator[Row]:
    """The words channel by kinds, and over all of them, which is what counts."""
    for kind in (*KINDS, "all"):
        numbers = [number for number, one in enumerate(asked) if kind in (one.kind, "all")]
        figures = {}
        for name, engine_times in times.items():
            known = [ms for number in numbers if (ms := engine_times[number]) is not None]
            if len(known) == len(numbers):
                figures[name] = p50_p95(known)
        ratios = [ours / tantivy for ours, tantivy in zip(figures[OURS.name], figures[TANTIVY.name], strict=True)]
        yield Row(
            f"words channel, {kind} ({len(numbers)})",
            {name: _shown(pair) for name, pair in figures.items()},
            " / ".join(f"{ratio:.2f}" for ratio in ratios),
            "≤ 1 / ≤ 1" if kind == "all" else "",
            kind == "all" and max(ratios) > 1,
        )


def truth_rows(
    asked: Sequence[Asked], by_words: Sequence[Truth], by_texts: Sequence[Truth], answers: Mapping[str, Sequence[Any]]
) -> Iterator[Row]:
    """How many totals and facets are true: ours as the texts have the phrases, the peers' as the words do."""
    for what, is_true in (("totals that are true", _total_is_true), ("facets that are true", _facets_are_true)):
        cells, wrong = {}, False
        for name, found in answers.items():
            truths = by_texts if name == OURS.name else by_words
            told = [is_true(answer, truth) for answer, truth in zip(found, truths, strict=True) if answer]
            known = [one for one in told if one is not None]
            cells[name] = f"{sum(known)} of {len(known)}" if known else ""
            wrong |= name == OURS.name and not all(known)
        yield Row(what, cells, reach="all", missed=wrong)
    phrases = sum(one.kind == "phrase" for one in asked)
    more = sum(text.total > word.total for text, word in zip(by_texts, by_words, strict=True))
    fewer = sum(text.total < word.total for text, word in zip(by_texts, by_words, strict=True))
    # Texts hold what is cut otherwise, words what punctuation parts.
    yield Row(f"phrases of {phrases} with more / fewer hits in texts than in words", {OURS.name: f"{more} / {fewer}"})


def _total_is_true(answer: Mapping[str, Any], truth: Truth) -> bool | None:
    return None if answer["total"] is None else answer["total"] == truth.total


def _facets_are_true(answer: Mapping[str, Any], truth: Truth) -> bool | None:
    """Sections and months whole; of the people those of most articles, in any order among equals."""
    if answer["person"] is None:
        return None
    people = dict(answer["person"])
    return (
        all(dict(answer[facet]) == getattr(truth, facet) for facet in ("section", "month"))
        and sorted(people.values(), reverse=True) == sorted(truth.person.values(), reverse=True)[:PEOPLE]
        and all(truth.person[key] == count for key, count in people.items())
    )


def whole_rows(queries: Sequence[Typed], measured: Mapping[str, Any], articles: int) -> Iterator[Row]:
    """The whole search as users type it, and the API."""
    counted, api = next(((counted, api) for most, counted, api in REACH if articles <= most), (None, None))
    for name, what, goal in (
        ("counted", "search as typed, no hits shown", counted),
        ("shown", "search as typed, 20 hits with snippets", None),
        ("api", "/api/v1/search, 20 hits with snippets", api),
    ):
        for kind in TYPED_KINDS:
            pair = p50_p95([ms for ms, query in zip(measured[name]["cpu"], queries, strict=True) if query.kind == kind])
            yield Row(f"{what}: {kind}", {OURS.name: _shown(pair)})
        pair, wall = p50_p95(measured[name]["cpu"]), p50_p95(measured[name]["wall"])
        yield Row(
            f"{what}: all ({len(queries)})",
            {OURS.name: f"{_shown(pair)} (wall {_shown(wall)})"},
            reach=f"– / < {goal:g}" if goal else "",
            missed=goal is not None and pair[1] >= goal,
        )


def process_rows(
    runs: Sequence[Mapping[str, Any]], opened: Mapping[str, Any], memory: Mapping[str, Any], articles: int
) -> Iterator[Row]:
    """Opening, by the median of the fresh processes `runs`, and memory after all queries, beside that of the peers."""
    cpu, wall = (statistics.median(run["opened"][kind] for run in runs) for kind in ("cpu", "wall"))
    opened = {**{name: one["opened"] for name, one in opened.items()}, OURS.name: {"cpu": cpu, "wall": wall}}
    cells = {name: f"{one['cpu']:.3f} ({one['wall']:.3f})" for name, one in opened.items()}
    yield Row("opening to the first answer, CPU s (wall)", cells, "", f"< {OPENED:g}", cpu >= OPENED)
    cpu, wall = (statistics.median(run["segmenter"][kind] for run in runs) for kind in ("cpu", "wall"))
    cell = f"{cpu:.3f} ({wall:.3f})"
    yield Row("loading the segmenter, CPU s (wall)", {OURS.name: cell}, "", f"< {SEGMENTER:g}", cpu >= SEGMENTER)
    memory = {**memory, OURS.name: runs[-1]["memory"]}
    cells = {name: f"{one['own']:.0f} / {one['resident']:.0f}" for name, one in memory.items()}
    held = articles <= REACH[0][0]
    yield Row(
        "memory after the queries, MB: own / with mapped pages",
        cells,
        reach=f"< {MEMORY:g} / –" if held else "",
        missed=held and memory[OURS.name]["own"] >= MEMORY,
    )


def built_rows(opened: Mapping[str, Any], built: Mapping[str, float | None]) -> Iterator[Row]:
    yield Row("index, MB", {name: f"{one['size']:.0f}" for name, one in opened.items()})
    made = {name: f"{seconds:.1f}" for name, seconds in built.items() if seconds and name != OURS.name}
    if made:
        yield Row("building it in this run, CPU s", made)


def p50_p95(times: Sequence[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def _shown(pair: Sequence[float]) -> str:
    return " / ".join(f"{ms:.3f}" if ms < 1 else f"{ms:.2f}" if ms < 10 else f"{ms:.0f}" for ms in pair)
