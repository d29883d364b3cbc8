"""`verify`: the recall audit of an index, as text or JSON."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from indexer.audit import SAMPLE, Audit, audit
from indexer.cli.common import OK, REJECTED, config_with, index_option, json_option, print_json
from indexer.errors import NoCorpus
from search.config import Config
from search.model import to_json

_SHOWN = 10  # files of a kind that are named
_ASIDE = {
    "changed": "读入后有改动，请先运行 jianbao index (changed since)",
    "vanished": "不见了 (gone)",
    "rejected": "未收，原因见 jianbao status (rejected)",
    "new": "还没有读入 (not indexed yet)",
    "left_out": "未抽到，可加大 --sample (not in the sample)",
}


@click.command()
@index_option
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    help="简报文件夹，重读其中的原件；默认 JIANBAO_CORPUS 或 corpus。Files to read again.",
)
@click.option(
    "--sample",
    type=click.IntRange(1, 1_000_000),
    default=SAMPLE,
    show_default=True,
    help="各项最多抽查多少：文字、题名、人物、原件。How much of each to check.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="随机种子，相同则抽样相同。Seed of the sample.")
@json_option
@click.pass_obj
def verify(config: Config, index: Path | None, corpus: Path | None, sample: int, seed: int, as_json: bool) -> None:
    """核对索引有没有漏：与逐篇扫描、与重读的原件对照，不到 100 % 退出码为 1。Audit recall against a scan."""
    if corpus is not None and not corpus.is_dir():
        raise NoCorpus(f"{corpus}：没有这个文件夹 (no such corpus folder)")
    found = audit(config_with(config, corpus=corpus, index=index), sample, seed)
    if as_json:
        print_json(_json(found))
    else:
        _print(found)
    sys.exit(REJECTED if found.failed else OK)


def _json(found: Audit) -> dict[str, object]:
    return {
        "passed": not found.failed,
        "recall": found.recall,
        "checked": found.checked,
        "failed": found.failed,
        **to_json(replace(found, aside={})),
        "aside": {name: list(files) for name, files in found.aside.items()},
    }


def _print(found: Audit) -> None:
    what = f"{found.issues} 期、{found.articles} 篇"
    click.echo(f"{found.index}（第 {found.generation} 代）：{what}；抽样 {found.sample}，种子 {found.seed}")
    for check in found.checks:
        outcome = f"不符 {check.failed} 处" if check.failed else "全部相符"
        click.echo(f"{'✗' if check.failed else '✓'} {check.what}：查 {check.checked} 处，{outcome}")
        for failure in check.failures:
            click.echo(f"    {failure}")
        if check.failed > len(check.failures):
            click.echo(f"    …… 另有 {check.failed - len(check.failures)} 处 (more)")
    click.echo(f"重读原件 {found.sources} 份 (files read again)")
    for name, files in found.aside.items():
        if files:
            named = "、".join(files[:_SHOWN]) + (" 等" if len(files) > _SHOWN else "")
            click.echo(f"  另有 {len(files)} 份{_ASIDE[name]}：{named}")
    verdict = f"有 {found.failed} 处不符 ({found.recall:.4%})" if found.failed else "一处不漏 (100 %)"
    click.echo(f"共查 {found.checked} 处，{verdict}，用时 {found.seconds:.1f} 秒")
