"""The verbs that read a release: query and export."""

from __future__ import annotations

import gzip
import shutil
import sys
from pathlib import Path

import click

from kg.cli.options import publication_argument, state_option
from kg.cli.texts import counted, say
from kg.errors import UsageError
from kg.release.release import open_release
from kg.store.results import Term, read_boolean, read_rows
from kg.store.workers import protocol
from kg.store.workers.pool import Answer, Pool
from kg.texts import Message

SHOWN = 100
_OTHER_FORMATS = {".ttl", ".nt", ".n3", ".trig", ".rdf", ".owl", ".xml", ".json", ".jsonld", ".csv"}
TABULAR = ("csv", "tsv", "json", "xml")
GRAPHS = ("turtle", "ntriples", "jsonld", "rdfxml")


@click.command()
@click.argument("text_or_file")
@publication_argument()
@state_option()
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *TABULAR, *GRAPHS]),
    help="How the answer is written; default: a table on a terminal, CSV or N-Triples in a pipe.",
)
@click.option(
    "--deadline", default=60.0, show_default=True, help="Seconds after which the query is stopped."
)
def query(
    text_or_file: str, publication: Path, state: Path | None, form: str | None, deadline: float
) -> None:
    """Ask the published release; TEXT_OR_FILE is SPARQL or the path of a .rq file."""
    text = _file(Path(text_or_file)) if text_or_file.endswith(".rq") else text_or_file
    release = open_release(publication, state=state)
    with Pool(release.store_path, workers=1, deadline=deadline) as pool:
        if form == "table" or (form is None and sys.stdout.isatty()):
            _show(pool.run(text, tabular="json", graph="turtle", deadline=deadline))
            return
        tabular = "csv" if form is None else form if form in TABULAR else None
        graph = "ntriples" if form is None else form if form in GRAPHS else None
        for part in pool.run(text, tabular=tabular, graph=graph, deadline=deadline):
            sys.stdout.buffer.write(part)


def _file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            Message("Reading the query {path}: it is not there.", path=path)
            if isinstance(error, FileNotFoundError)
            else Message(
                "Reading the query {path}: it cannot be read ({reason}).", path=path, reason=error
            ),
            hint=Message("Give the path of a text file in UTF-8."),
        ) from None


def _show(answer: Answer) -> None:
    """Write an answer for people: rows as a table, yes or no as a word, triples as Turtle."""
    if answer.form == protocol.SELECT:
        _table(read_rows(answer.read()))
    elif answer.form == protocol.ASK:
        click.echo("true" if read_boolean(answer.read()) else "false")
    else:
        click.echo(answer.read(), nl=False)


def _table(rows: list[dict[str, Term]]) -> None:
    from rich.console import Console
    from rich.table import Table

    names = list(dict.fromkeys(name for row in rows for name in row))
    table = Table()
    for name in names:
        table.add_column(name, overflow="fold")  # a shortened IRI is of no use
    for row in rows[:SHOWN]:
        table.add_row(*(row[name].value if name in row else "" for name in names))
    Console().print(table)
    if len(rows) > SHOWN:
        click.echo(say("part", shown=f"{SHOWN}/{len(rows)}"))


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@publication_argument()
@state_option()
@click.option("--graph", "wanted", multiple=True, help="Only these datasets or graphs, by id.")
def export(target: Path, publication: Path, state: Path | None, wanted: tuple[str, ...]) -> None:
    """Write the published release to TARGET as N-Quads (compressed when it ends in .gz)."""
    ending = target.with_suffix("").suffix if target.suffix == ".gz" else target.suffix
    if ending.lower() in _OTHER_FORMATS:
        raise UsageError(
            Message(
                "Exporting to {target}: what is written is N-Quads, which '{ending}' does not say.",
                target=target,
                ending=ending,
            ),
            hint=Message(
                "Let its name end in .nq or .nq.gz; another format comes from `samenspel query`."
            ),
        )
    release = open_release(publication, state=state)
    graphs = release.graphs_named(*wanted)
    with gzip.open(target, "wb") if target.suffix == ".gz" else target.open("wb") as out:
        for graph in graphs:
            with gzip.open(release.path / str(graph["dump"]), "rb") as file:
                shutil.copyfileobj(file, out)
    click.echo(say("exported", graphs=counted("graph", len(graphs)), path=target))
