"""Addresses that are somebody's home, or where people hide, and what belongs to a personal thing.

Childminders and foster families work at home, and refuges are kept secret: of these, and of what a
natural person provides, only the municipality is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb

from kg.mapping.execution.line_files import lines_of
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.duckdb import insert
from kg.mapping.sql.terms import quoted
from kg.privacy.declarations import ADDRESS_LINKS, HOME_DETAILS, PROVIDED_BY
from kg.privacy.detectors import HOME, HOME_DECLARED
from kg.privacy.statements import PersonalStatement

_DEPTH = 3
"""Steps from a thing to its address: contact point, site, address."""


def find_homes(
    connection: duckdb.DuckDBPyConnection, lines: Mapping[str, Path], *, things: Iterable[str]
) -> list[PersonalStatement]:
    """The statements that say where things at home are, more closely than the municipality.

    What such a thing provides is at home too.
    """
    paths = [path for path in lines.values() if path.stat().st_size]
    things = set(things)
    if not things:
        return []
    things |= _linked(connection, paths, things, links=PROVIDED_BY, backwards=True)
    for _ in range(_DEPTH):
        things |= _linked(connection, paths, things, links=ADDRESS_LINKS, backwards=False)
    return _details(connection, lines, things)


def find_declared_homes(
    connection: duckdb.DuckDBPyConnection, lines: Mapping[str, Path], *, datasets: Iterable[str]
) -> list[PersonalStatement]:
    """The statements that say where the things of datasets of homes are, more closely than that.

    Addresses that these things have in other datasets count, and what they provide.
    """
    paths = [lines[name] for name in datasets if lines[name].stat().st_size]
    if not paths:
        return []
    subject = dialect().part("line", " ", number=1)
    rows = connection.execute(f"SELECT DISTINCT {subject} FROM {lines_of(paths)}").fetchall()
    found = find_homes(connection, lines, things=[thing for (thing,) in rows])
    return [replace(statement, kind=HOME_DECLARED) for statement in found]


def details_of(
    connection: duckdb.DuckDBPyConnection, lines: Mapping[str, Path], *, things: set[str]
) -> set[str]:
    """Personal things with the addresses, sites and contact points that are theirs alone."""
    paths = [path for path in lines.values() if path.stat().st_size]
    whole = set(things)
    for _ in range(_DEPTH if paths else 0):
        linked = _linked(connection, paths, whole, links=ADDRESS_LINKS, backwards=False) - whole
        linked -= _shared(connection, paths, linked, but=whole)
        if not linked:
            break
        whole |= linked
    return whole


def _linked(
    connection: duckdb.DuckDBPyConnection,
    paths: list[Path],
    things: Iterable[str],
    *,
    links: Iterable[str],
    backwards: bool,
) -> set[str]:
    """What some links lead to from things, or what leads to them."""
    sql = dialect()
    subject, predicate, value = (sql.part("line", " ", number=number) for number in (1, 2, 3))
    start, end = (value, subject) if backwards else (subject, value)
    listed = ", ".join(quoted(f"<{iri}>") for iri in sorted(links))
    _note(connection, things)
    rows = connection.execute(
        f"SELECT DISTINCT {end} FROM {lines_of(paths)} WHERE {predicate} IN ({listed})"
        f" AND {start} IN (SELECT term FROM of_people)"
    ).fetchall()
    return {term for (term,) in rows if term.startswith(("<", "_:"))}


def _shared(
    connection: duckdb.DuckDBPyConnection,
    paths: list[Path],
    linked: Iterable[str],
    *,
    but: Iterable[str],
) -> set[str]:
    """Those of some things to which others than some link too."""
    sql = dialect()
    subject, value = (sql.part("line", " ", number=number) for number in (1, 3))
    _note(connection, linked)
    rows = connection.execute(
        f"SELECT DISTINCT {subject}, {value} FROM {lines_of(paths)}"
        f" WHERE {value} IN (SELECT term FROM of_people)"
    ).fetchall()
    mine = set(but)
    return {to for start, to in rows if start not in mine}


def _details(
    connection: duckdb.DuckDBPyConnection, lines: Mapping[str, Path], things: Iterable[str]
) -> list[PersonalStatement]:
    sql = dialect()
    subject, predicate = (sql.part("line", " ", number=number) for number in (1, 2))
    listed = ", ".join(quoted(f"<{iri}>") for iri in sorted(HOME_DETAILS))
    _note(connection, things)
    found = []
    for dataset, path in lines.items():
        if path.stat().st_size:
            rows = connection.execute(
                f"SELECT line FROM {lines_of([path])} WHERE {predicate} IN ({listed})"
                f" AND {subject} IN (SELECT term FROM of_people)"
            ).fetchall()
            found += [_statement(dataset, line) for (line,) in rows]
    return found


def _statement(dataset: str, line: str) -> PersonalStatement:
    subject, predicate, rest = line.split(" ", 2)
    return PersonalStatement(dataset, line, subject, predicate, rest.rpartition(" <")[0], HOME)


def _note(connection: duckdb.DuckDBPyConnection, things: Iterable[str]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE of_people (term VARCHAR)")
    insert(connection, "of_people", rows=[(term,) for term in sorted(things)])
