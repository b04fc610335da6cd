"""The verb `inspect`: what an unknown file holds, before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import duckdb

from kg.cli.options import json_option
from kg.cli.output import emit_json, next_step
from kg.cli.texts import counted, say
from kg.cli.translations import translate
from kg.inspection.alignments import near_classes
from kg.inspection.columns import Column, different_values
from kg.inspection.files import InspectedFile, open_unknown, unique_names
from kg.inspection.keys import KeyLink, find_links
from kg.inspection.vocabulary import Scheme, scheme_for
from kg.mapping.unpivot import Unpivot
from kg.sources.formats import formats
from kg.work_folder import work_folder

_LETTERS = (
    ("%d", "form.day"),
    ("%m", "form.month"),
    ("%Y", "form.year"),
    ("%y", "form.short_year"),
)
_PARTS = ("excel", "jsonl", "rdf", "sql")
"""Kinds of which one source is a part of the file, with a word of its own."""
LONGEST = 28
"""Characters of a value that the terminal shows."""


@dataclass(frozen=True)
class Inspection:
    """Files with what was found in each, and the links between them.

    `schemes` holds the concepts that a column's values name, by table and column. The tables are in
    `connection`, and `work` is a folder for more of them.
    """

    files: list[InspectedFile]
    links: list[KeyLink]
    schemes: dict[tuple[str, str], Scheme]
    connection: duckdb.DuckDBPyConnection
    work: Path

    @property
    def left_out(self) -> list[str]:
        """What of the files is no source, in words."""
        return [
            say(f"inspect.{reason}", file=file.access, sheet=sheet)
            for file in self.files
            for reason, sheet in file.proposal.left_out
        ]

    def file_of(self, table: str) -> InspectedFile:
        return next(file for file in self.files if file.table == table)


@contextmanager
def inspecting(paths: tuple[Path, ...]) -> Iterator[Inspection]:
    """Stage and profile files; the tables live as long as the context.

    Raises:
        SourceError: a file cannot be read at all.
    """
    with work_folder() as folder, duckdb.connect() as connection:
        files = [
            found
            for number, path in enumerate(paths)
            for found in open_unknown(connection, f"t{number}", path=path, work=folder)
        ]
        files = unique_names(files)
        schemes = {}
        for file in files:
            for column in file.columns:
                if column.kind == "text" and column.distinct > 1:
                    scheme = scheme_for(different_values(connection, file.profile, column=column))
                    if scheme is not None:
                        schemes[file.table, column.name] = scheme
        links = find_links(connection, {f.table: (f.source.name, f.profile) for f in files})
        yield Inspection(files, links, schemes, connection, folder)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option()
def inspect(files: tuple[Path, ...], as_json: bool) -> None:
    """Say what FILES hold: columns, kinds of values, keys, links, likely personal data.

    FILES are delimited text, workbooks, JSON, XML, GeoJSON, Parquet, SQLite or RDF, packed or not,
    or folders and patterns of them. Several are compared: columns whose values are keys of another
    are named.
    """
    with inspecting(files) as found:
        if as_json:
            emit_json(_record(found))
            return
        for file in found.files:
            _show(found, file)
        for text in found.left_out:
            click.echo(text)
        for link in found.links:
            click.echo(_link(found, link))
        chosen = (word for file in files for word in ("--from", file))
        next_step("init", *chosen, translate("FOLDER"))


def _show(found: Inspection, file: InspectedFile) -> None:
    click.secho(f"{file.title}: {', '.join(_written(file))}", bold=True)
    click.echo(f"{counted('row', file.rows)}, {counted('column', len(file.columns))}")
    for code, count in sorted(file.faults.items()):
        click.echo(f"  {say('inspect.faults', count=count)} ({code})")
    heads = [say(head) for head in ("column", "kind", "inspect.empty", "inspect.distinct")]
    lines = [[*heads, say("inspect.examples")]]
    for column in file.columns:
        shown = ", ".join(_cut(example) for example in column.examples)
        empty = str(column.rows - column.filled)
        lines.append([column.name, _kind(column), empty, str(column.distinct), shown])
    widths = [max(len(line[i]) for line in lines) for i in range(4)]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        click.echo(f"  {'  '.join([*cells, line[4]])}".rstrip())
    for text in _remarks(found, file):
        click.echo(f"  {text}")


def _written(file: InspectedFile) -> Iterator[str]:
    """How a file is written, in words."""
    source, proposal = file.source, file.proposal
    if len(file.files) > 1:
        yield say("inspect.files", count=len(file.files))
    yield say(f"inspect.{source.kind}") if source.kind in _PARTS else source.kind
    if proposal.encoding is not None:
        yield proposal.encoding
    if source.delimiter is not None:
        yield say("inspect.delimiter", delimiter=source.delimiter)
    if formats()[source.kind].headed:
        yield say("inspect.header" if source.header else "inspect.no_header", header=source.header)
    if source.iterator not in (None, "$"):
        yield say("inspect.items", iterator=source.iterator)
    if proposal.geometries:
        yield ", ".join(f"{kind} ({count})" for kind, count in proposal.geometries.items())
        yield proposal.crs or say("inspect.no_crs")


def wide_remark(file: InspectedFile) -> str:
    """What is said of a wide table, once for all its columns."""
    wide = file.wide
    taken = [column.name for column in file.columns if wide is not None and wide.takes(column.name)]
    first, last = (_cut(name) for name in (taken[0], taken[-1]))
    return say("inspect.wide", columns=counted("column", len(taken)), first=first, last=last)


def written_unpivot(wide: Unpivot) -> dict[str, object]:
    """The keys of `unpivot:` as a mapping has them."""
    said: dict[str, object] = {
        "columns": list(wide.columns),
        "except": list(wide.without),
        "headers": wide.headers,
        "name": wide.name,
        "value": wide.value,
        "dates": list(wide.dates),
    }
    return {key: value for key, value in said.items() if value}


def _remarks(found: Inspection, file: InspectedFile) -> Iterator[str]:
    keys = [column.name for column in file.columns if column.unique]
    sets = [" + ".join(names) for names in file.key_sets]
    yield say("inspect.keys", names=", ".join(keys or sets) or "—")
    if file.wide is not None:
        yield wide_remark(file)
    for near in near_classes(file.proposal.part or "")[:1] if file.source.kind == "rdf" else ():
        yield say("inspect.near", count=file.rows, theirs=near.theirs, ours=near.ours)
    for column in file.columns:
        name = file.property_of(column)
        scheme = found.schemes.get((file.table, column.name))
        if name is not None:
            yield say("inspect.property", column=column.name, property=name)
        if scheme is not None:
            share = round(100 * scheme.share)
            yield say("inspect.scheme", column=column.name, scheme=f"c:{scheme.name}", share=share)
    for column in file.columns:
        for text in remark(column):
            yield f"'{column.name}': {text}"
        if column.personal is not None:
            warning = click.style(say("severity.warning"), fg="yellow")
            yield f"{warning} {say('inspect.personal', column=column.name)}"


def remark(column: Column) -> list[str]:
    """What is uncertain about a column's values, for those who read what was guessed."""
    texts = []
    if column.also:
        texts.append(say("inspect.also", form=_form(column.forms[0]), other=_form(column.also[0])))
    if any("%y" in form for form in column.forms):
        texts.append(say("inspect.short_years"))
    if column.kind.startswith("grouped"):
        texts.append(say("inspect.grouped"))
    if column.kind == "amount":
        texts.append(say("inspect.amount"))
    if column.unsure:
        texts.append(say("inspect.unsure"))
    return texts


def _kind(column: Column) -> str:
    kind, _, form = column.kind.partition(" ")
    text = say(f"kind.{kind}", form=_form(form or " ".join(column.forms)))
    if column.separator is not None:
        text += f" {say('inspect.several', mark=column.separator)}"
    if column.coordinate is not None:
        text += f" ({column.coordinate})"
    if column.misfits:
        text += f" ({say('inspect.misfits', count=column.misfits)})"
    return text


def _form(form: str) -> str:
    """How a date is written, in the letters of the reader's language; anything else as it is."""
    for mark, letters in _LETTERS:
        form = form.replace(mark, say(letters))
    return form


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _link(found: Inspection, link: KeyLink) -> str:
    return say(
        "inspect.link",
        child=f"{found.file_of(link.table).title} '{link.column}'",
        parent=f"{found.file_of(link.parent_table).title} '{link.parent_column}'",
        share=round(100 * link.share),
    )


def _record(found: Inspection) -> dict[str, Any]:
    return {
        "files": [
            {
                "file": file.access,
                "files": len(file.files),
                "member": file.source.member,
                "sheet": file.source.sheet,
                "part": file.proposal.part,
                "kind": file.source.kind,
                "encoding": file.proposal.encoding,
                "delimiter": file.source.delimiter,
                "header": file.source.header,
                "iterator": file.source.iterator,
                "geometries": file.proposal.geometries,
                "crs": file.proposal.crs,
                "rows": file.rows,
                "faults": file.faults,
                "left_out": [{"sheet": s, "reason": r} for r, s in file.proposal.left_out],
                "composite_keys": file.key_sets,
                "unpivot": None if file.wide is None else written_unpivot(file.wide),
                "columns": [_column(found, file, column) for column in file.columns],
            }
            for file in found.files
        ],
        "links": [
            {
                "file": found.file_of(link.table).access,
                "column": link.column,
                "parent_file": found.file_of(link.parent_table).access,
                "parent_column": link.parent_column,
                "share": round(link.share, 4),
            }
            for link in found.links
        ],
    }


def _column(found: Inspection, file: InspectedFile, column: Column) -> dict[str, Any]:
    scheme = found.schemes.get((file.table, column.name))
    return {
        "name": column.name,
        "kind": column.kind,
        "also": column.also,
        "separator": column.separator,
        "coordinate": column.coordinate,
        "filled": column.filled,
        "distinct": column.distinct,
        "unique": column.unique,
        "misfits": column.misfits,
        "personal": column.personal,
        "examples": [_cut(example) for example in column.examples],
        "property": file.property_of(column),
        "scheme": scheme and {"name": scheme.name, "share": round(scheme.share, 4)},
    }
