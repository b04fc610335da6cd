"""Rows and their quads for people, side by side or under each other, and for machines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.cli.report import describe, finding_record
from kg.cli.texts import labelled, language, say
from kg.mapping.document import MappingDocument
from kg.mapping.execution.preview import PreviewedMap, PreviewedRow
from kg.mapping.interpreter.quads import TracedQuad
from kg.model.findings import Finding
from kg.model.prefixes import PREFIXES
from kg.model.terms import RDF_TYPE
from kg.sources.files import shown

WIDE = 100
"""Columns of a terminal from which on rows and quads stand side by side."""
LONGEST = 300
"""Characters of a value that people are shown."""
_TERM = re.compile(
    r'(?s)<(?P<iri>[^>]*)>|(?P<text>"(?:[^"\\]|\\.)*")(?:\^\^<(?P<type>[^>]*)>)?(?P<rest>.*)'
)
_LOCAL = re.compile(r"(?:[\w-](?:[\w.-]*[\w-])?)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_COLOURS = {"error": "red", "warning": "yellow", "tip": "blue"}


class Turtle:
    """Shortens terms as Turtle does, with prefixes beside the usual ones and a base."""

    def __init__(self, prefixes: Mapping[str, str], base: str | None) -> None:
        self.prefixes, self.base = {**prefixes, **PREFIXES}, base

    def term(self, term: str) -> str:
        """A term of N-Quads, short."""
        match = _TERM.fullmatch(term)
        if match is None:
            return term
        if match["iri"] is not None:
            return self.iri(match["iri"])
        datatype = "" if match["type"] is None else f"^^{self.iri(match['type'])}"
        return f"{match['text']}{datatype}{match['rest']}"

    def iri(self, iri: str) -> str:
        """An IRI with the longest prefix that fits, else below the base, else whole."""
        fits = [
            (len(namespace), prefix, iri[len(namespace) :])
            for prefix, namespace in self.prefixes.items()
            if namespace and iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :])
        ]
        if fits:
            _, prefix, local = max(fits, key=lambda fit: fit[0])
            return f"{prefix}:{local}"
        if self.base and iri.startswith(self.base):
            return f"<{iri[len(self.base) :]}>"
        return f"<{iri}>"


def record_of(document: MappingDocument, seen: PreviewedMap, *, base: str | None) -> dict[str, Any]:
    """The rows of one map for machines."""
    turtle = Turtle(document.prefixes, base or document.base)
    return {
        "map": seen.triples_map.name,
        "mapping": document.file,
        "line": seen.triples_map.place.line,
        "source": shown(seen.triples_map.source.access),
        "withheld": sorted(seen.withheld),
        "rows": [
            {
                "row": row.number,
                "line": row.line,
                "file": row.file,
                "values": row.values,
                "unused": [name for name in row.values if name not in seen.used],
                "quads": [_quad(turtle, made) for made in row.made],
                "findings": [finding_record(f, language()) for f in row.findings],
            }
            for row in seen.rows
        ],
        "findings": [finding_record(finding, language()) for finding in seen.broken],
    }


def _quad(turtle: Turtle, made: TracedQuad) -> dict[str, Any]:
    quad = made.quad
    return {
        "subject": quad.subject,
        "predicate": quad.predicate,
        "object": quad.object,
        "graph": quad.graph,
        "short": " ".join(turtle.term(t) for t in (quad.subject, quad.predicate, quad.object)),
        "rule": {"predicate": turtle.term(quad.predicate), "line": made.rule.place.line},
    }


def show(
    document: MappingDocument, seen: PreviewedMap, *, base: str | None, console: Console
) -> None:
    """The rows of one map on a terminal: side by side where it is wide, else under each other."""
    turtle = Turtle(document.prefixes, base or document.base)
    triples_map = seen.triples_map
    place = f"{document.file}:{triples_map.place.line}"
    title = f"{triples_map.name}: {shown(triples_map.source.access)} → {place}"
    click.secho(title, bold=True)
    if console.is_terminal and console.width >= WIDE:
        console.print(_beside(seen, turtle))
    else:
        for row in seen.rows:
            _under(row, seen, turtle)
    for finding in seen.broken:
        click.echo(_finding(finding))


def _beside(seen: PreviewedMap, turtle: Turtle) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column(say("row"), ratio=2, overflow="fold")
    table.add_column(say("preview.quads"), ratio=3, overflow="fold")
    for row in seen.rows:
        cells = Table.grid(padding=(0, 2))
        cells.add_column(overflow="fold")
        cells.add_column(overflow="fold")
        cells.add_row(Text(_head(row), style="bold"))
        for name, value, used in _cells(row, seen):
            style = "" if used else "dim"
            cells.add_row(Text(name, style=style or "cyan"), Text(value, style=style))
        grid = Table.grid(expand=True)
        grid.add_column(overflow="fold")
        grid.add_column(justify="right", no_wrap=True, style="dim")
        for text, line in _lines(row, turtle):
            grid.add_row(Text(text, style="" if line else "bold"), line)
        for finding in row.findings:
            grid.add_row(Text(_plain(finding), style=_COLOURS[finding.severity]), "")
        table.add_row(cells, grid)
    return table


def _under(row: PreviewedRow, seen: PreviewedMap, turtle: Turtle) -> None:
    click.secho(_head(row), bold=True)
    cells = _cells(row, seen)
    width = max((len(name) for name, _, _ in cells), default=0)
    for name, value, used in cells:
        remark = "" if used else f"  ({say('preview.unused')})"
        click.echo(click.style(f"  {name:<{width}}  {value}{remark}", dim=not used or None))
    for text, line in _lines(row, turtle):
        click.echo(f"  {text}{click.style(f'  # {line}', dim=True) if line else ''}")
    for finding in row.findings:
        click.echo(f"  {_finding(finding)}")


def _head(row: PreviewedRow) -> str:
    parts = [f"{say('row')} {row.number}"]
    if row.line is not None and row.line != row.number:
        parts.append(f"{say('line')} {row.line}")
    if row.file is not None:
        parts.append(row.file)
    return ", ".join(parts)


def _cells(row: PreviewedRow, seen: PreviewedMap) -> list[tuple[str, str, bool]]:
    """The columns of a row that have a value, with it, and whether the document reads them."""
    return [
        (
            _printable(name),
            f"({say('value.withheld')})"
            if name in seen.withheld
            else " | ".join(_printable(text) for text in texts),
            name in seen.used,
        )
        for name, texts in row.values.items()
    ]


def _lines(row: PreviewedRow, turtle: Turtle) -> list[tuple[str, str]]:
    """The quads of a row by subject, each with the line of its rule; a subject has none."""
    lines: list[tuple[str, str]] = []
    subject = None
    for made in row.made:
        quad = made.quad
        if quad.subject != subject:
            subject = quad.subject
            lines.append((_printable(turtle.term(subject)), ""))
        predicate = "a" if quad.predicate == f"<{RDF_TYPE}>" else turtle.term(quad.predicate)
        line = f"{say('line')} {made.rule.place.line}"
        value = _printable(turtle.term(quad.object))
        lines.append((f"  {predicate} {value}", line))
    return lines or [(say("preview.none"), "")]


def _finding(finding: Finding) -> str:
    head = click.style(
        f"{say(f'severity.{finding.severity}')} {finding.code}", fg=_COLOURS[finding.severity]
    )
    return f"{head}  {_told(finding)}"


def _plain(finding: Finding) -> str:
    return f"{say(f'severity.{finding.severity}')} {finding.code}  {_told(finding)}"


def _told(finding: Finding) -> str:
    lang = language()
    fix = f". {labelled(lang, 'fix', value=finding.fix(lang))}" if finding.fix(lang) else ""
    return f"{finding.title(lang)}: {describe(finding, lang)}{fix}"


def _printable(text: str) -> str:
    """A value on one line, without what a terminal would obey; long ones cut."""
    line = _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
