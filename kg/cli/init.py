"""The verb `init`: a new publication that already works."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import next_step
from kg.cli.texts import say
from kg.errors import UsageError
from kg.release.publication import CONFIG
from kg.resources import data_folder

TEMPLATE = "templates/start"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--base", default="https://data.example.be/", help="Address below which IRIs lie.")
def init(folder: Path, base: str) -> None:
    """Make a publication in FOLDER: configuration, one small source and its mapping.

    It can be checked, built and served at once; then replace the source by your own.
    """
    if (folder / CONFIG).exists():
        raise UsageError(
            f"Making a publication in {folder}: there is one already.",
            hint="Choose another folder.",
        )
    template = data_folder("mappings") / TEMPLATE
    base = base if base.endswith("/") else f"{base}/"
    for source in sorted(template.rglob("*")):
        if source.is_file():
            target = folder / source.relative_to(template)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text(encoding="utf-8")
            target.write_text(text.replace("https://data.example.be/", base), encoding="utf-8")
    click.echo(say("made", path=folder))
    next_step(f"samenspel check {folder}")
