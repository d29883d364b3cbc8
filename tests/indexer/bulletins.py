"""Small bulletins for a corpus of a few files, and what an index holds of them."""

from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index

from search.config import Config
from search.generations import current
from search.request import SearchRequest
from search.schema import stored_row
from search.searcher import Searcher, open_searcher

BULLETIN = """岚州民政简报
2024年第{number}期
市民政局办公室　2024年{month}月28日
本期内容
●市级动态
市民政局召开养老服务第{number}次会议
全市婚姻登记跨省通办第{number}批启动
●市级动态

市民政局召开养老服务第{number}次会议

　　{month}月5日，市民政局召开养老服务会议，部署护理床位建设，要求新建居家养老服务站{number}0个。

全市婚姻登记跨省通办第{number}批启动

　　{month}月8日起，全市{number}个婚姻登记处启动跨省通办，首日为外省户籍新人办理登记，领证只用20分钟。

发至：各县（市、区）民政局。
"""


def write(path: Path, number: int, month: int | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(BULLETIN.format(number=number, month=month or number), encoding="utf-8")


def searcher_of(index: Path) -> Searcher:
    return open_searcher(Config(index=index))


def articles(index: Path) -> dict[str, str]:
    """Id -> title of every article in the index."""
    hits = searcher_of(index).search(SearchRequest(limit=100)).hits
    return {hit.id: hit.title for hit in hits if hit.kind == "article"}


def documents(index: Path) -> dict[str, dict[str, Any]]:
    """Id -> everything stored of it."""
    with whoosh_index.open_dir(current(index)).reader() as reader:
        return {row["id"]: row for row in (stored_row(fields["document"]) for fields in reader.all_stored_fields())}


def total(index: Path, query: str) -> int:
    return searcher_of(index).search(SearchRequest(query, literal=True)).total


def state(folder: Path) -> dict[str, bytes]:
    """Path -> content of every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
