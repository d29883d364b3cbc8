"""SQLite's FTS5, facets in joined tables: what matches goes into a table in memory once, and is counted from there."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from tests.bench.peers.serving import PEOPLE, TOP, Answer, Counts, Engine, rows, run

VALUES = "values.json"
SCHEMA = """
    CREATE VIRTUAL TABLE texts USING fts5(
        title, body, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '-./:'");
    CREATE TABLE articles(id INTEGER PRIMARY KEY, section INTEGER, month INTEGER, day INTEGER);
    CREATE TABLE named(article INTEGER, person INTEGER, PRIMARY KEY(article, person)) WITHOUT ROWID;
"""


def build(documents: Path, folder: Path) -> None:
    codes: dict[str, int] = {}
    base = sqlite3.connect(folder / "fts5.db")
    base.executescript(SCHEMA)
    for number, row in enumerate(rows(documents)):
        section, month = (codes.setdefault(row[name], len(codes)) for name in ("section", "month"))
        people = {codes.setdefault(key, len(codes)) for key in row["people"]}
        base.execute("INSERT INTO texts(rowid, title, body) VALUES(?, ?, ?)", (number, row["title"], row["body"]))
        base.execute("INSERT INTO articles VALUES(?, ?, ?, ?)", (number, section, month, row["day"]))
        base.executemany("INSERT INTO named VALUES(?, ?)", [(number, person) for person in people])
    base.execute("INSERT INTO texts(texts) VALUES('optimize')")
    base.execute("INSERT INTO texts(texts, rank) VALUES('rank', 'bm25(2.0, 1.0)')")
    base.execute("ANALYZE")
    base.commit()
    base.close()
    (folder / VALUES).write_text(json.dumps(list(codes)), encoding="utf-8")


def open_index(folder: Path) -> Engine:
    values = json.loads((folder / VALUES).read_text(encoding="utf-8"))
    codes = {value: code for code, value in enumerate(values)}
    base = sqlite3.connect(folder / "fts5.db", isolation_level=None)
    base.executescript("PRAGMA temp_store=MEMORY; PRAGMA mmap_size=2000000000; PRAGMA cache_size=-65536;")
    base.execute("CREATE TEMP TABLE hits(id INTEGER PRIMARY KEY, score REAL)")

    def answer(query: dict[str, Any]) -> Answer:
        base.execute("BEGIN")
        base.execute("DELETE FROM hits")
        base.execute(*_matching(query, codes))
        top = [number for (number,) in base.execute("SELECT id FROM hits ORDER BY score LIMIT ?", (TOP,))]
        (total,) = base.execute("SELECT count(*) FROM hits").fetchone()
        section, month = (
            _counts(base, f"SELECT {name}, count(*) FROM hits CROSS JOIN articles USING(id) GROUP BY 1", values)
            for name in ("section", "month")
        )
        people = "SELECT person, count(*) FROM hits CROSS JOIN named ON article = id GROUP BY 1 ORDER BY 2 DESC LIMIT ?"
        person = _counts(base, people, values, PEOPLE)
        base.execute("COMMIT")
        return Answer(top, total, section, month, person)

    return answer


def _matching(query: dict[str, Any], codes: dict[str, int]) -> tuple[str, list[Any]]:
    between = " " if query["kind"] == "phrase" else '" "'
    sql = "INSERT INTO hits SELECT texts.rowid, rank FROM texts"
    given: list[Any] = [f'"{between.join(query["words"])}"']
    where = " WHERE texts MATCH ?"
    if query["person"] is not None:
        sql += " CROSS JOIN named ON named.article = texts.rowid"  # in this order: the match is made once
        where += " AND named.person = ?"
        given.append(codes[query["person"]])
    if query["section"] is not None or query["start"] is not None:
        sql += " CROSS JOIN articles ON articles.id = texts.rowid"
    if query["section"] is not None:
        where += " AND section = ?"
        given.append(codes[query["section"]])
    if query["start"] is not None:
        where += " AND day BETWEEN ? AND ?"
        given += [query["start"], query["end"]]
    return sql + where, given


def _counts(base: sqlite3.Connection, sql: str, values: list[str], *given: Any) -> Counts:
    return [(values[code], count) for code, count in base.execute(sql, given)]


if __name__ == "__main__":
    run(__file__, sqlite3.sqlite_version, build, open_index)
