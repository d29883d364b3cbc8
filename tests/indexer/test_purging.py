"""What staff withdraw: no byte of it below the index, in whatever state it was found; and nothing else is lost."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.audit import audit
from indexer.errors import Damaged, NotWritten
from indexer.export import bulletins
from indexer.generations import roll_back
from indexer.segments import CommitWriter
from indexer.writer import Report, update_index
from search.config import Config
from search.errors import IndexMissing, Withdrawn
from search.generations import current, folder_of, generations, number_of
from search.library import Library
from search.manifest import load_manifest, read_manifest, save_manifest
from search.model import to_json
from search.request import SearchRequest
from tests.indexer.bulletins import BULLETIN, articles, searcher_of, total
from tests.indexer.erased import places_of
from tests.indexer.test_revisions import documents

HEAD = "id\tdate\treason"
CARE = "市民政局召开养老服务第{}次会议"


def purged(corpus: Path, *ids: str) -> None:
    (corpus / "lexicon").mkdir(exist_ok=True)
    rows = "".join(f"{one}\t2024-05-01\t有误\n" for one in ids)
    (corpus / "lexicon/purged.tsv").write_text(f"{HEAD}\n{rows}", encoding="utf-8")


def id_of(index: Path, title: str) -> str:
    return next(one for one, found in articles(index).items() if found == title)


def corrected(corpus: Path, *rows: str) -> None:
    (corpus / "lexicon").mkdir(exist_ok=True)
    table = "\n".join(("id\ttitle\tchange\tparagraph\tvalue", *rows)) + "\n"
    (corpus / "lexicon/corrections.tsv").write_text(table, encoding="utf-8")


def is_as_built_anew(corpus: Path, index: Path, tmp_path: Path) -> bool:
    shutil.rmtree(tmp_path / "anew", ignore_errors=True)
    update_index(corpus, tmp_path / "anew")
    return documents(index) == documents(tmp_path / "anew")


def everything_holds(corpus: Path, index: Path) -> bool:
    found = audit(Config(corpus=corpus, index=index), 50)
    assert not found.failed, [failure for check in found.checks for failure in check.failures]
    return True


# Not one byte


@pytest.mark.parametrize("again", ["index", "index --full"])
def test_an_article_that_is_withdrawn_lies_nowhere(three: Path, index: Path, tmp_path: Path, again: str) -> None:
    """Of the three states that 2024/3.txt had, two lie in older generations, one of them deleted in the newest."""
    one = id_of(index, CARE.format(8))
    assert places_of("养老服务站80个", index) and places_of("第7次会议", index)
    kept = {title for title in articles(index).values() if title != CARE.format(8)}
    purged(three, one)
    report = update_index(three, index, full=again == "index --full")
    assert report.purged == (one,) and [source for source, _ in report.withdrawn] == ["2024/3.txt"]
    for text in ("养老服务站80个", CARE.format(8), "第8次会议"):
        assert places_of(text, index) == [], text
    assert set(articles(index).values()) == kept
    assert is_as_built_anew(three, index, tmp_path) and everything_holds(three, index)


def test_what_was_deleted_before_goes_with_it(three: Path, index: Path) -> None:
    """The segment of the first issue holds earlier states of the third, marked as deleted."""
    purged(three, "岚州民政简报-2024-01")
    update_index(three, index)
    assert places_of("养老服务站10个", index) == []
    for folder in generations(index):
        assert not any(leaf.has_deletions() for leaf in leaves(folder))
    assert [total(index, f"站{n}0个") for n in (1, 2, 8)] == [0, 1, 1]


def leaves(folder: Path) -> list[Any]:
    from whoosh import index as whoosh_index

    return list(whoosh_index.open_dir(folder)._segments())


def test_older_generations_are_made_again_and_gone_back_to(three: Path, index: Path) -> None:
    purged(three, id_of(index, CARE.format(1)))
    report = update_index(three, index)
    assert [number_of(folder) for folder in generations(index)] == [4, 5, 6] and not report.committed
    assert [read_manifest(folder).generation for folder in generations(index)] == [4, 5, 6]
    for number, there in ((6, "站80个"), (5, "站70个"), (4, "站30个")):
        assert number_of(current(index)) == number
        assert total(index, there) == 1 and total(index, "站10个") == 0 and total(index, "站20个") == 1
        if number > 4:
            roll_back(index)
    assert not places_of(CARE.format(1), index)
    update_index(three, index)
    assert total(index, "站80个") == 1 and total(index, "站10个") == 0


def test_a_generation_that_staff_went_back_from_goes(three: Path, index: Path) -> None:
    roll_back(index)
    purged(three, "岚州民政简报-2024-02")
    update_index(three, index)
    assert places_of("站20个", index) == []
    assert total(index, "站80个") == 1


def test_what_is_not_concerned_is_not_written_again(three: Path, index: Path) -> None:
    before = [path.name for path in generations(index)]
    purged(three, "岚州民政简报-2023-01")
    assert update_index(three, index).purged == ()
    assert [path.name for path in generations(index)] == before
    assert all(read_manifest(folder).lexicon.purged_ids for folder in generations(index))  # type: ignore[union-attr]


@pytest.mark.parametrize("spoilt", ["manifest", "schema"])
def test_an_older_generation_that_cannot_be_made_again_is_dropped(three: Path, index: Path, spoilt: str) -> None:
    folder = folder_of(index, 2)
    if spoilt == "manifest":
        (folder / "manifest.json").write_text("{}")
    else:
        manifest = read_manifest(folder)
        save_manifest(folder, type(manifest)({**manifest.versions, "schema": "1"}, manifest.files, None, 2))
    purged(three, "岚州民政简报-2024-01")
    update_index(three, index)
    assert places_of("养老服务站10个", index) == []
    assert [number_of(folder) for folder in generations(index)] == [4, 5]
    roll_back(index)
    assert total(index, "站30个") == 1


def test_an_index_that_is_built_anew_is_free_of_it_too(three: Path, index: Path) -> None:
    """The generation in use cannot be made again: the run builds it anew, and drops the older ones."""
    (current(index) / "manifest.json").write_text("{}")
    purged(three, "岚州民政简报-2024-01")
    update_index(three, index)
    assert places_of("养老服务站10个", index) == [] and len(articles(index)) == 4


# Coming back, or not


def test_no_run_brings_it_back_and_index_says_that_the_file_has_it(three: Path, index: Path, tmp_path: Path) -> None:
    one = id_of(index, CARE.format(1))
    purged(three, one, "岚州民政简报-2024-02")
    told = (("2024/1.txt", (one,)), ("2024/2.txt", ("岚州民政简报-2024-02",)))
    for full in (False, True, False):
        assert update_index(three, index, full=full).withdrawn == told
    (three / "2024/1.txt").write_text(BULLETIN.format(number=1, month=4), encoding="utf-8")  # another edition
    update_index(three, index)
    assert one not in articles(index) and total(index, "4月8日") == 1
    shutil.move(three / "2024/1.txt", three / "2024/renamed.txt")
    (three / "2024/2.txt").unlink()
    assert update_index(three, index).withdrawn == (("2024/renamed.txt", (one,)),)
    assert len(articles(index)) == 3 and is_as_built_anew(three, index, tmp_path)


def test_a_row_that_is_taken_out_brings_it_back(three: Path, index: Path) -> None:
    before = documents(index)
    purged(three, id_of(index, CARE.format(1)), "岚州民政简报-2024-02")
    update_index(three, index)
    purged(three, "岚州民政简报-2024-02")
    assert update_index(three, index).changes.changed == ("2024/1.txt", "2024/2.txt")
    assert {one for one in before if one not in documents(index)} == {
        one for one in before if one.startswith("岚州民政简报-2024-02")
    }
    purged(three)
    update_index(three, index)
    assert documents(index) == before


def test_a_bad_file_keeps_its_last_good_articles_without_it(three: Path, index: Path) -> None:
    (three / "2024/1.txt").write_bytes(b"")
    update_index(three, index)
    purged(three, id_of(index, CARE.format(1)))
    for full in (False, True):
        update_index(three, index, full=full)
        assert total(index, "站10个") == 0 and total(index, "1个婚姻登记处") == 1
    purged(three, "岚州民政简报-2024-01")
    assert update_index(three, index, full=True).articles == 4


def test_the_last_article_of_an_issue_takes_the_issue_along(three: Path, index: Path) -> None:
    purged(three, *(one for one in articles(index) if one.startswith("岚州民政简报-2024-01")))
    update_index(three, index)
    assert load_manifest(index).files["2024/1.txt"].issues == {} and len(articles(index)) == 4
    assert places_of("养老服务第1次", index) == []


# Beside the article


def test_what_words_its_title_elsewhere_goes_with_it(corpus: Path, index: Path, tmp_path: Path) -> None:
    """The contents, the title as the text has it, a subtitle, and warnings that quote them."""
    path = corpus / "2024/1.txt"
    head, _, rest = path.read_text(encoding="utf-8").partition("●市级动态\n\n")
    body = rest.replace("市民政局召开养老服务第1次会议\n", "市民政局隆重召开养老服务第1次会议\n——副题照印在此\n")
    path.write_text(f"{head}●市级动态\n\n{body}", encoding="utf-8")
    update_index(corpus, index)
    assert places_of("隆重召开养老服务", index) and places_of("副题照印在此", index)
    purged(corpus, id_of(index, CARE.format(1)))
    update_index(corpus, index)
    for words in ("隆重召开", "副题照印", CARE.format(1)):
        assert places_of(words, index) == []
    assert is_as_built_anew(corpus, index, tmp_path) and everything_holds(corpus, index)


def test_a_second_file_of_the_issue_loses_it_too(corpus: Path, index: Path, tmp_path: Path) -> None:
    (corpus / "2024/copy.txt").write_text(
        (corpus / "2024/1.txt").read_text(encoding="utf-8").replace("20分钟", "21分钟"), encoding="utf-8"
    )
    update_index(corpus, index)
    purged(
        corpus,
        next(
            o
            for o, t in articles(index).items()
            if t == CARE.format(1) and len(o) == len("岚州民政简报-2024-01-00000000")
        ),
    )
    update_index(corpus, index)
    assert places_of("站10个", index) == [] and total(index, "21分钟") == 1
    assert everything_holds(corpus, index)
    update_index(corpus, index, full=True)
    assert total(index, "站10个") == 0 and total(index, "21分钟") == 1


MOVES: list[tuple[str, Callable[[str], str], str, str, str]] = [
    # what staff correct, of the second article's id; what is withdrawn; what goes, what stays
    ("split", lambda b: f"{b}\t\t拆出\t二、\t拆出的一篇", "拆出的一篇", "乙段的话", "甲段的话"),
    ("split, the rest", lambda b: f"{b}\t\t拆出\t二、\t拆出的一篇", "原来的一篇", "甲段的话", "乙段的话"),
    ("starts", lambda b: f"{b}\t\t起自\t二、\t", "原来的一篇", "乙段的话", "甲段的话"),
    ("title", lambda b: f"{b}\t\t题名\t\t改过的题名", "改过的题名", "乙段的话", "站10个"),
]


@pytest.mark.parametrize("row, gone, lost, left", [move[1:] for move in MOVES], ids=[move[0] for move in MOVES])
def test_what_staff_corrected_is_withdrawn_as_they_see_it(
    corpus: Path, index: Path, tmp_path: Path, row: Callable[[str], str], gone: str, lost: str, left: str
) -> None:
    path = corpus / "2024/1.txt"
    old = "全市婚姻登记跨省通办第1批启动"
    text = path.read_text(encoding="utf-8").replace(old, "原来的一篇")
    start = text.index("　　1月8日")
    path.write_text(
        f"{text[:start]}　　一、甲段的话，今天说完了。\n\n　　二、乙段的话，今天也说完了。\n\n发至：各县。\n",
        encoding="utf-8",
    )
    update_index(corpus, index)
    corrected(corpus, row(id_of(index, "原来的一篇")))
    update_index(corpus, index)
    one = id_of(index, gone)
    purged(corpus, one)
    update_index(corpus, index)
    assert places_of(lost, index) == [] and total(index, left) == 1
    assert places_of(gone, index) == []
    update_index(corpus, index, full=True)
    assert total(index, lost) == 0 and total(index, left) == 1
    assert {one for one in documents(index)} == {*documents_anew(corpus, tmp_path)}


def documents_anew(corpus: Path, tmp_path: Path) -> dict[str, Any]:
    update_index(corpus, tmp_path / "anew")
    return documents(tmp_path / "anew")


def test_an_article_that_was_joined_to_another_goes_out_of_it(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    one = id_of(index, "全市婚姻登记跨省通办第1批启动")
    corrected(corpus, f"{one}\t\t并入上篇\t\t")
    update_index(corpus, index)
    assert one not in articles(index) and total(index, "领证只用20分钟") == 3
    purged(corpus, one)
    update_index(corpus, index)
    assert places_of("1个婚姻登记处", index) == [] and total(index, "站10个") == 1
    assert places_of("通办第1批", index) == []


def corrections_at_random(index: Path, chance: random.Random) -> list[str]:
    """What staff may say of paragraphs and titles."""
    rows = []
    found = [row for row in documents(index).values() if row["kind"] == "article" and row["body"]]
    for row in chance.sample(found, 5):
        paragraph = chance.choice(row["body"].split("\n"))[:12]
        change = chance.choice(("拆出", "起自", "止于", "并入上篇", "题名", "日期"))
        value = {"拆出": "拆出的题名", "题名": f"改过的{row['position']}", "日期": "2024-07-01"}.get(change, "")
        rows.append(f"{row['id']}\t\t{change}\t{paragraph if change in ('拆出', '起自', '止于') else ''}\t{value}")
    return rows


@pytest.mark.parametrize("seed", [0, 3, 5, 34])
def test_after_any_corrections_and_purges_the_index_is_what_a_full_rebuild_gives(
    small_archive: Path, tmp_path: Path, seed: int
) -> None:
    corpus, index, chance = small_archive / "corpus", small_archive / "index", random.Random(seed)
    corrected(corpus, *corrections_at_random(index, chance))
    update_index(corpus, index)
    before = documents(index)
    ids = chance.sample(sorted(one for one, row in before.items() if row["kind"] == "article"), 4)
    for n in (2, 4):
        purged(corpus, *ids[:n])
        update_index(corpus, index)
        assert not set(ids[:n]) & set(documents(index))
        assert is_as_built_anew(corpus, index, tmp_path), (seed, n)
    kept = "\n".join(row["body"] for row in documents(index).values() if row["kind"] == "article")
    for one in ids:
        for paragraph in before[one]["body"].split("\n"):
            assert len(paragraph) < 12 or paragraph in kept or not places_of(paragraph, index), (seed, paragraph)
    lost = {one: row for one, row in before.items() if row["kind"] == "article" and one not in ids}
    for one, row in lost.items():
        assert documents(index)[one]["body"] == row["body"], (seed, one)
    purged(corpus)
    update_index(corpus, index)
    assert documents(index) == before


# Everywhere else


def test_search_export_pages_and_suggestions_have_it_no_more(three: Path, index: Path) -> None:
    one = id_of(index, CARE.format(1))
    searcher = searcher_of(index)
    assert searcher.article(one)
    purged(three, one, "岚州民政简报-2024-02")
    update_index(three, index)
    for gone in (one, "岚州民政简报-2024-02"):
        with pytest.raises(Withdrawn, match="2024-05-01撤回"):
            searcher.article(gone)
        with pytest.raises(Withdrawn):
            searcher.issue(gone) if gone.endswith("-02") else searcher.similar(gone)
    with pytest.raises(Withdrawn):
        searcher.article("岚州民政简报-2024-02-00000000")
    assert searcher.search(SearchRequest("养老服务第1次会议")).total == 0 or not any(
        hit.id == one for hit in searcher.search(SearchRequest("养老服务第1次会议")).hits
    )
    exported = [str(to_json(bulletin)) for bulletin in bulletins(Library(index))]
    assert len(exported) == 2 and not any("站10个" in row or "站20个" in row for row in exported)
    assert not any("第1次" in suggestion.text for suggestion in searcher.suggest("市民政局召开养老服务第1次"))


def test_an_export_is_read_back_without_it(three: Path, index: Path, tmp_path: Path) -> None:
    import json

    purged(three, id_of(index, CARE.format(1)))
    update_index(three, index)
    (tmp_path / "back").mkdir()
    rows = (json.dumps(to_json(bulletin), ensure_ascii=False) for bulletin in bulletins(Library(index)))
    (tmp_path / "back/all.jsonl").write_text("\n".join(rows), encoding="utf-8")
    update_index(tmp_path / "back", tmp_path / "again")
    assert {**articles(tmp_path / "again")} == articles(index)
    assert Library(tmp_path / "again").bulletins["岚州民政简报-2024-01"].withdrawn


# Faults


def test_a_purge_that_cannot_be_written_leaves_the_index_as_it_was(
    three: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = articles(index)
    purged(three, "岚州民政简报-2024-01")
    with monkeypatch.context() as patched:
        patched.setattr(CommitWriter, "commit_aside", full)
        with pytest.raises(NotWritten, match="No space left"):
            update_index(three, index)
    assert articles(index) == before and [number_of(folder) for folder in generations(index)] == [1, 2, 3]
    assert report_of(three, index).purged == ("岚州民政简报-2024-01",)
    assert places_of("养老服务站10个", index) == []


@pytest.mark.usefixtures("open_files_left")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_generation_that_may_still_hold_it_is_never_said_to_be_free(three: Path, index: Path) -> None:
    """A run that builds nothing anew cannot go on where the generation in use cannot be made again."""
    segment = next(current(index).glob("*_stored.col"))
    content = segment.read_bytes()
    segment.unlink()
    segment.write_bytes(content[:40])
    purged(three, "岚州民政简报-2024-01")
    with pytest.raises((Damaged, IndexMissing)):
        update_index(three, index)
    assert not read_manifest(current(index)).lexicon.purged_ids  # type: ignore[union-attr]
    update_index(three, index, full=True)
    assert places_of("站10个", index) == [] and len(articles(index)) == 4


def report_of(corpus: Path, index: Path) -> Report:
    return update_index(corpus, index)


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")
