"""The statements that pages' files are made of, read once from sorted lines, by property."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from kg.mapping.execution.line_files import lines_of
from kg.mapping.sql.duckdb import retry_with_memory
from kg.mapping.sql.terms import quoted
from kg.model.terms import RDF_TYPE, SAM
from kg.texts import Message

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class TextStatement(NamedTuple):
    """A text that is said of a thing; `lang` is empty for one without a language."""

    thing: str
    text: str
    lang: str
    graph: str


@dataclass
class LineStatements:
    """Classes by thing and things by class; links between IRIs and texts by property, each once in
    a graph.
    """

    classes: dict[str, set[str]] = field(default_factory=dict)
    things: dict[str, set[str]] = field(default_factory=dict)
    links: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, list[TextStatement]] = field(default_factory=lambda: defaultdict(list))

    def add_class(self, thing: str, cls: str) -> None:
        """Say that a thing is of a class."""
        self.classes.setdefault(thing, set()).add(cls)
        self.things.setdefault(cls, set()).add(thing)

    def members(self, cls: str) -> set[str]:
        """The things of a class."""
        return set(self.things.get(cls, ()))

    def linked(self, *properties: str) -> dict[str, set[str]]:
        """To what each thing is linked by any of some properties."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in properties:
            for thing, value in self.links.get(name, ()):
                found[thing].add(value)
        return found

    def told(self, *properties: str) -> dict[str, set[str]]:
        """The texts that are said of each thing by any of some properties."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in properties:
            for said in self.texts.get(name, ()):
                found[said.thing].add(said.text)
        return found


def read_statements(
    connection: duckdb.DuckDBPyConnection, files: Mapping[str, Path], *, properties: Iterable[str]
) -> LineStatements:
    """Read the classes of all things, and their statements of some properties, of each graph.

    `files` are sorted N-Quads by the IRI of their graph; things without an IRI are left out.
    """
    wanted = sorted({RDF_TYPE, *properties})
    statements = LineStatements()
    for graph, path in files.items():
        if path.stat().st_size:
            _read(connection, graph, path=path, wanted=wanted, into=statements)
    return statements


def _read(
    connection: duckdb.DuckDBPyConnection,
    graph: str,
    *,
    path: Path,
    wanted: list[str],
    into: LineStatements,
) -> None:
    """Add the statements of a graph, cut and sorted out by DuckDB: there may be a million."""
    listed = ", ".join(quoted(f"<{iri}>") for iri in wanted)
    picked = (
        "SELECT trim(s, '<>') AS s, trim(p, '<>') AS p,"
        f" left(substr(line, length(s) + length(p) + 3), {-len(f' <{graph}> .')}) AS o FROM"
        " (SELECT line, split_part(line, ' ', 1) AS s, split_part(line, ' ', 2) AS p"
        f" FROM {lines_of([path])} WHERE starts_with(line, '<')) WHERE p IN ({listed})"
    )

    def make() -> None:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE picked AS {picked}")

    retry_with_memory(connection, Message("Reading what pages show"), action=make)
    for name in [name for (name,) in _rows(connection, "SELECT DISTINCT p FROM picked")]:
        said = f"FROM picked WHERE p = {quoted(name)}"
        links = f"SELECT s, trim(o, '<>') {said} AND starts_with(o, '<')"
        if name == RDF_TYPE:
            _sort_classes(_rows(connection, links), into)
            continue
        into.links[name] += _rows(connection, links)
        into.texts[name] += [
            TextStatement(thing, _plain(text), lang, graph)
            for thing, text, lang in _rows(connection, _TEXTS.format(said=said))
        ]
    connection.execute("DROP TABLE picked")


_TEXTS = """
SELECT s, left(substr(o, 2), -1 - length(tail)),
  CASE WHEN starts_with(tail, '@') THEN substr(tail, 2) ELSE '' END
FROM (SELECT s, o, regexp_extract(o, '[^"]*$') AS tail {said} AND starts_with(o, '"'))
"""
"""The text of a literal as N-Triples has it, with its escapes, and its language."""


def _sort_classes(pairs: Iterable[tuple[str, str]], into: LineStatements) -> None:
    """Add things with their classes, which are few: each is kept once."""
    names: dict[str, str] = {}
    for thing, cls in pairs:
        cls = names.setdefault(cls, cls)
        into.add_class(thing, cls)


def _rows(connection: duckdb.DuckDBPyConnection, select: str) -> list[Any]:
    return connection.execute(select).fetchall()


def _plain(text: str) -> str:
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(match: re.Match[str]) -> str:
    sign = match[1]
    return chr(int(sign[1:], 16)) if len(sign) > 1 else _SIGNS.get(sign, sign)


def former_things(statements: LineStatements, today: str) -> set[str]:
    """What has merged into something else, or whose time was over on the reference day (ISO)."""
    over = statements.told(SAM + "validUntil", _END)
    merged = {thing for thing, _ in statements.links.get(SAM + "mergedInto", ())}
    return merged | {thing for thing, days in over.items() if any(d[:10] < today for d in days)}


def things_outside(statements: LineStatements) -> set[str]:
    """Areas in another region than the Flemish one, where the data have that region."""
    codes = statements.texts.get(SAM + "nisCode", ())
    flemish = {said.thing for said in codes if said.text == FLANDERS}
    regions = statements.members(SAM + "Region")
    if not flemish & regions:
        return set()
    within = statements.linked(SAM + "withinArea")
    return {t for t, areas in within.items() if areas & regions and not areas & flemish} - flemish


FLANDERS = "02000"
"""The NIS code of the Flemish Region."""
_END = "http://schema.org/endDate"
STANDING = (SAM + "validUntil", _END, SAM + "mergedInto", SAM + "nisCode", SAM + "withinArea")
"""The properties that say what is of today and here."""
