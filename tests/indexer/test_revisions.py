"""After any edit of the lexicon the index is what a full rebuild would give, and what is not concerned is untouched."""

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from whoosh import index as whoosh_index

import indexer.reading
from indexer.revisions import changed_names
from indexer.writer import Report, update_index
from search.generations import current
from search.names import Lexicon, PersonEntry
from search.schema import stored_row
from tests.indexer.bulletins import documents

PEOPLE = "name\tkey\tmatch\taliases\treading\tstatus"
PLACES = "name\tparent\tkind"
CORRECTIONS = "id\ttitle\tchange\tparagraph\tvalue\tnote"


def places_of(index: Path) -> dict[str, tuple[str, int]]:
    """Id -> the segment and number of its document: what was not touched keeps them."""
    found = {}
    with whoosh_index.open_dir(current(index)).reader() as reader:
        for leaf, _ in reader.leaf_readers():
            for number in leaf.all_doc_ids():
                one = stored_row(leaf.stored_fields(number)["document"])["id"]
                found[one] = (leaf.segment().segment_id(), number)
    return found


class Archive:
    """A corpus with its lexicon, indexed again and again, beside one that is always built anew."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index, self.anew = folder / "corpus", folder / "index", folder / "anew"

    def write(self, name: str, header: str, *rows: str) -> None:
        (self.corpus / "lexicon" / name).write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")

    def people(self, *rows: str) -> None:
        self.write("people.tsv", PEOPLE, *rows)

    def places(self, *rows: str) -> None:
        self.write("places.tsv", PLACES, *rows)

    def corrections(self, *rows: str) -> None:
        self.write("corrections.tsv", CORRECTIONS, *rows)

    def update(self, **options: Any) -> Report:
        return update_index(self.corpus, self.index, **options)

    def is_as_built_anew(self) -> bool:
        shutil.rmtree(self.anew, ignore_errors=True)
        update_index(self.corpus, self.anew)
        return documents(self.index) == documents(self.anew)


@pytest.fixture
def archive(small_archive: Path) -> Archive:
    return Archive(small_archive)


def test_a_changed_lexicon_reads_no_file(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.people("陈立新\t陈立新@临溪县民政局\t临溪县民政局", "周秉谦\t\t\t\t\tnot-a-person")
    with monkeypatch.context() as patched:
        patched.setattr(indexer.reading, "read_text", None)
        report = archive.update()
    assert (report.rebuilt, report.changes.changed, report.committed) == (None, (), True)
    assert set(report.revised) <= set(documents(archive.index)) and report.revised
    assert archive.is_as_built_anew()


def test_only_documents_that_come_out_otherwise_are_replaced(archive: Archive) -> None:
    before, at = documents(archive.index), places_of(archive.index)
    archive.people("周秉谦\t周秉谦@市民政局")
    report = archive.update()
    after = documents(archive.index)
    changed = {one for one in after if after[one] != before[one]}
    assert set(report.revised) == changed and 0 < len(changed) < len(after)
    assert len(report.touched) <= len({after[one]["issue"] for one in after})
    kept = {one: where for one, where in places_of(archive.index).items() if one not in changed}
    assert kept == {one: at[one] for one in kept}


def test_names_that_stand_nowhere_touch_nothing(archive: Archive) -> None:
    archive.people("司马无忌\t\t\t\tsī mǎ wú jì")
    report = archive.update()
    assert (report.committed, report.touched, report.rebuilt) == (False, (), None)
    assert not archive.update().committed
    archive.people("司马无忌\t\t\t周秉谦")  # the last run's lexicon is remembered even so
    assert archive.update().revised
    assert archive.is_as_built_anew()


def test_a_dry_run_tells_what_is_touched(archive: Archive) -> None:
    archive.people("周秉谦\t周秉谦@市民政局")
    report = archive.update(dry_run=True)
    assert report.touched and not report.committed
    assert set(archive.update().touched) == set(report.touched)


@pytest.mark.parametrize("full", [False, True])
def test_last_good_articles_of_a_bad_file_follow_the_lexicon(archive: Archive, full: bool) -> None:
    whole = {path: path.read_bytes() for path in archive.corpus.rglob("2024-*.txt")}
    for path in whole:
        path.write_bytes(b"")
    archive.update()
    archive.people("陈立新\t陈立新@临溪县民政局\t临溪县民政局", "陈立新\t陈立新@市社会福利院\t市社会福利院|福利院")
    archive.update(full=full)
    found = documents(archive.index)
    for path, data in whole.items():
        path.write_bytes(data)
    update_index(archive.corpus, archive.anew)
    assert found == documents(archive.anew)


def test_bad_and_changed_files_and_a_changed_lexicon_in_one_run(archive: Archive) -> None:
    first, second, *_ = sorted(archive.corpus.rglob("2024-*.txt"))
    data = first.read_bytes()
    first.write_bytes(b"")
    second.write_bytes(second.read_bytes() + b"\n")
    archive.people("周秉谦\t周秉谦@市民政局", "贺庆元\t贺庆元@市政府")
    archive.update()
    found = documents(archive.index)
    first.write_bytes(data)
    update_index(archive.corpus, archive.anew)
    assert found == documents(archive.anew)


def test_ids_in_any_script_are_corrected(archive: Archive) -> None:
    row = {"issue": {"id": "ＡＢ簡報-1"}, "articles": [{"id": "甲", "title": "旧题名", "paragraphs": ["正文。"]}]}
    (archive.corpus / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    archive.update()
    archive.corrections("ＡＢ簡報-1-甲\t\t题名\t\t新题名")
    assert "ＡＢ簡報-1-甲" in archive.update().revised
    assert documents(archive.index)["ＡＢ簡報-1-甲"]["title"] == "新题名"
    archive.corrections()
    assert "ＡＢ簡報-1-甲" in archive.update().revised
    assert archive.is_as_built_anew()


def test_a_run_killed_before_its_manifest_is_made_good(archive: Archive) -> None:
    manifest = (current(archive.index) / "manifest.json").read_bytes()
    archive.people("周秉谦\t周秉谦@市民政局")
    archive.update()
    (current(archive.index) / "manifest.json").write_bytes(manifest)
    archive.people()  # and staff took it back meanwhile
    archive.update()
    assert archive.is_as_built_anew()


# Any edit: the same as a full rebuild


class Clerk:
    """Makes small edits of the lexicon at random: few issues are touched by each, and the others must not change."""

    NOWHERE = ("司马无忌", "无名氏", "Ab")  # printed in no issue, but staff may list them

    def __init__(self, archive: Archive, seed: int) -> None:
        self.archive, self.chance = archive, random.Random(seed)
        rows = list(documents(archive.index).values())
        self.articles = [row for row in rows if row["kind"] == "article"]
        self.names = sorted({name for row in rows for name in row["names"]})
        self.posts = sorted({post for row in rows for post in row["posts"] if post})
        self.places = sorted({place for row in rows for place in row["places"]}) + ["养老服务", "春节", "一次会议"]
        self.lists: dict[str, list[str]] = {"people": [], "places": [], "corrections": []}

    def edit(self) -> None:
        """One row more, or one less, in one of the files."""
        name = self.chance.choice(("people", "people", "places", "corrections"))
        rows = self.lists[name]
        if rows and self.chance.random() < 0.4:
            rows.remove(self.chance.choice(rows))
        else:
            rows.insert(self.chance.randrange(len(rows) + 1), getattr(self, f"new_{name}")())
        getattr(self.archive, name)(*rows)

    def new_people(self) -> str:
        name = self.chance.choice((*self.NOWHERE, self.chance.choice(self.names), self.chance.choice(self.names)))
        unit = self.chance.choice(("", "@甲", "@乙"))
        match = "|".join(self.chance.sample(self.posts, self.chance.randrange(0, 3)))
        aliases = "|".join(self.chance.sample(self.names, self.chance.choice((0, 1, 2))))
        status = self.chance.choice(("", "", "", "not-a-person"))
        return f"{name}\t{name}{unit}\t{match}\t{aliases}\t\t{status}"

    def new_places(self) -> str:
        return f"{self.chance.choice(self.places)}\t{self.chance.choice(('', *self.places))}\t县"

    def new_corrections(self) -> str:
        article = self.chance.choice(self.articles)
        if self.chance.random() < 0.2:
            change = self.chance.choice(("日期\t\t2024/3/8", "期号\t\t９", "刊名\t\t岚州简报"))
            return f"{article['issue']}\t\t{change}"
        paragraph = self.chance.choice(article["body"].split("\n"))[: self.chance.randrange(2, 12)]
        where = self.chance.choice((f"{article['id']}\t", f"{article['issue']}\t{article['title']}"))
        changes = ["题名\t\t改过的题名", "栏目\t\t改过的栏目", "日期\t\t2024-02-29", "并入上篇\t\t", "期号\t\t7"]
        changes += [f"{change}\t{paragraph}\t" for change in ("起自", "止于", "拆出")]
        changes += [f"拆出\t{paragraph}\t新的一篇"]
        return f"{where}\t{self.chance.choice(changes)}"


@pytest.mark.parametrize("seed", range(4))
def test_any_edits_of_the_lexicon_give_what_a_full_rebuild_gives(archive: Archive, seed: int) -> None:
    clerk = Clerk(archive, seed)
    for step in range(12):
        clerk.edit()
        if step == 8:
            path = clerk.chance.choice(sorted(archive.corpus.rglob("2024-*.txt")))
            path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        assert archive.update().rebuilt is None
        if step % 2:
            assert archive.is_as_built_anew()


# What two lexicons say differently


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ((), (), ()),
        ((PersonEntry("甲乙", "甲乙"),), (PersonEntry("甲乙", "甲乙"),), ()),
        ((), (PersonEntry("甲乙", "甲乙", aliases=("丙丁",)),), ("丙丁", "甲乙")),
        ((PersonEntry("甲乙", "甲乙"),), (PersonEntry("甲乙", "甲乙", status="not-a-person"),), ("甲乙",)),
        (
            (PersonEntry("甲乙", "甲乙@一"), PersonEntry("甲乙", "甲乙@二"), PersonEntry("丙丁", "丙丁")),
            (PersonEntry("丙丁", "丙丁"), PersonEntry("甲乙", "甲乙@二"), PersonEntry("甲乙", "甲乙@一")),
            ("甲乙",),  # the first that fits is taken: their order counts, that of others does not
        ),
        ((PersonEntry("陳甲", "陳甲"),), (PersonEntry("陈甲", "陈甲"),), ("陈甲",)),
    ],
)
def test_changed_names(old: tuple[PersonEntry, ...], new: tuple[PersonEntry, ...], names: tuple[str, ...]) -> None:
    assert set(changed_names(Lexicon(people=old), Lexicon(people=new))) == set(names)
