"""The verb that runs one mapping document as it stands: map."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

import click

from kg.cli.report import describe
from kg.cli.texts import counted, language, say, spoken
from kg.mapping.execution.run import Engine, map_document
from kg.work_folder import work_folder


@click.command("map")
@click.argument("mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", default="-", help="File for the N-Quads; - is standard output.")
@click.option("--base", help="What relative IRIs go below, when the mapping does not say it.")
@click.option(
    "--engine",
    type=click.Choice(get_args(Engine)),
    default="compiled",
    help="How it runs; interpreted is slow and plain, to compare with.",
)
@click.pass_context
def map_(ctx: click.Context, mapping: Path, output: str, base: str | None, engine: Engine) -> None:
    """Run one mapping (YARRRML or RML), without a publication, and write its quads.

    Paths in it count from its own folder. Findings go to standard error; with errors among them
    the quads of the other rows are written all the same and the command ends with 1.
    """
    with work_folder() as work:
        quads = sys.stdout.buffer if output == "-" else Path(output)
        result = map_document(mapping, quads, base=base, engine=engine, work=work)
    for note in result.interpreted:
        click.echo(f"{say('severity.tip')}  {spoken(note)}", err=True)
    for (rule, parent), number in result.unlinked.items():
        note = say("map.unlinked", rows=counted("row", number), rule=rule, parent=parent)
        click.echo(f"{say('severity.tip')}  {mapping.name}: {note}", err=True)
    for finding in result.findings:
        title, where = finding.title(language()), describe(finding, language())
        click.echo(f"{finding.file}: {finding.code} {title}: {where}", err=True)
    ctx.exit(1 if result.errors else 0)
