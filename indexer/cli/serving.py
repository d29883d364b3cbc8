"""`serve`: the pages and the API, on this machine unless said otherwise. Imports web only when it runs."""

import ipaddress
import threading
from pathlib import Path

import click

from indexer.cli.common import config_with, index_option
from search.config import Config
from search.request import SearchRequest
from search.searcher import open_searcher


@click.command()
@index_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--public", is_flag=True, help="准许在本机以外的地址上服务：网上的人都能读到全部简报。Allow other addresses."
)
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True)
@click.pass_obj
def serve(config: Config, index: Path | None, host: str, port: int, public: bool, threads: int) -> None:
    """在浏览器里检索。Serve the pages and the API."""
    if not public and not _is_loopback(host):
        raise click.UsageError(
            f"--host {host} 不是本机地址：凡能连到此机的人，不用密码就能读到全部简报。"
            "确要如此请加 --public (readable by everybody on the network without a password; add --public to allow it)"
        )
    from waitress.server import create_server

    from web import create_app

    config = config_with(config, index=index)
    searcher = open_searcher(config)
    searcher.search(SearchRequest("简报", limit=1))  # load the segmenter now, not at somebody's first search
    try:
        server = create_server(create_app(config, searcher), host=host, port=port, threads=threads, ident="jianbao")
    except OSError as error:
        raise click.UsageError(
            f"{host}:{port} 不能用：{error.strerror or error}；请换一个 --port (address in use)"
        ) from error
    found = searcher.status()
    shown = f"[{host}]" if ":" in host else host
    click.echo(
        f"简报检索已在 http://{shown}:{server.effective_port} 开启（{found.issues} 期、{found.articles} 篇），"
        "按 Ctrl-C 停止",
        err=True,
    )
    threading.Thread(target=searcher.suggest, args=("a",), daemon=True).start()  # made beside the first requests
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
