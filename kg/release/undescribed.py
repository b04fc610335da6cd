"""Links to things of the publication that nothing describes: most often a mistaken key.

A join says by itself where it leads nowhere (`SAM-M006`); a link whose IRI is made of a cell is
right whatever stands there, until somebody follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

import duckdb
import pyoxigraph

from kg.mapping.execution.line_files import lines_of
from kg.mapping.execution.privacy import Privacy
from kg.mapping.execution.result import MappingResult
from kg.mapping.sql.terms import quoted
from kg.model.findings import Finding
from kg.model.prefixes import WEBSITES, shorten
from kg.model.terms import RDFS
from kg.release.key_places import KeyPlaces, Row

CODE = "SAM-M025"
MOST = 30
"""Links of one property that are told one by one; the rest is counted."""
_LEFT = """
CREATE OR REPLACE TEMP TABLE dangling AS
SELECT token, times, link, split_part(link, ' ', 2) AS property FROM undescribed
WHERE token NOT IN (SELECT token FROM alike) ORDER BY property, token"""


def note_undescribed(
    connection: duckdb.DuckDBPyConnection, lines: Iterable[Path], *, base: str
) -> None:
    """Note the links below `base` to what is no subject, with the first statement that has each.

    They are in the table `undescribed`: `token`, `times` and `link` (subject and property). A page
    on the web is no thing, and the base is an address of the site.
    """
    pages = ", ".join(quoted(f"<{iri}>") for iri in sorted(WEBSITES | {f"{RDFS}seeAlso"}))
    files = [path for path in lines if path.stat().st_size]
    found = "SELECT NULL::VARCHAR AS token, 0 AS times, NULL::VARCHAR AS link WHERE false"
    if files:
        found = (
            "SELECT token, count(*) AS times, min(link) AS link FROM (SELECT"
            " split_part(line, ' ', 3) AS token,"
            " split_part(line, ' ', 1) || ' ' || split_part(line, ' ', 2) AS link"
            f" FROM {lines_of(files)} WHERE contains(line, {quoted(f'> <{base}')}))"
            f" WHERE starts_with(token, {quoted(f'<{base}')})"
            f" AND token <> {quoted(f'<{base}>')} AND split_part(link, ' ', 2) NOT IN ({pages})"
            " AND token NOT IN (SELECT subject FROM made) GROUP BY token"
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE undescribed AS {found}")


def find_undescribed(
    connection: duckdb.DuckDBPyConnection,
    mapped: Mapping[str, MappingResult],
    *,
    store: pyoxigraph.Store,
    own: Iterable[str],
    privacy: Privacy,
) -> list[Finding]:
    """Return a warning for each link that leads to what nothing says anything of.

    What the `store` describes already (the vocabulary and its extensions) is described, and so is
    what begins as one of `own`, which the build describes itself. Keys that are told as like
    another (table `alike`) are left to that. To be called before anything is inferred, since what
    a property leads to is then said to be of its range.
    """
    connection.execute(_LEFT)
    begins = tuple(f"<{iri}" for iri in own)
    rows: list[Row] = [
        (prop, token, token, token[1:-1], times, link)
        for token, times, link, prop in connection.execute(
            "SELECT token, times, link, property FROM dangling"
        ).fetchall()
        if not token.startswith(begins) and not _is_described(store, token[1:-1])
    ]
    told, findings = [], list[Finding]()
    for _, group in groupby(rows, key=lambda row: row[0]):
        several = list(group)
        told.append((several[:MOST], len(several) - MOST))
    places = KeyPlaces(connection, mapped, [row for first, _ in told for row in first])
    for first, beyond in told:
        made = [found for row in first if (found := _finding(row, places, privacy)) is not None]
        findings += made
        if made and beyond > 0:
            last = made[-1]
            findings.append(
                Finding(
                    CODE,
                    last.dataset,
                    last.file,
                    column=last.column,
                    rule=last.rule,
                    sheet=last.sheet,
                    expected=f"({beyond}×)",
                )
            )
    return findings


def _is_described(store: pyoxigraph.Store, iri: str) -> bool:
    thing = pyoxigraph.NamedNode(iri)
    return next(store.quads_for_pattern(thing, None, None, None), None) is not None


def _finding(row: Row, places: KeyPlaces, privacy: Privacy) -> Finding | None:
    place = places.of(row)
    if place is None:
        return None
    line, sheet = places.line(place)
    finding = Finding(
        CODE,
        place.dataset,
        place.file,
        row=place.row,
        line=line,
        column=place.column,
        raw=row[3],
        rule=shorten(row[0][1:-1]),
        sheet=sheet,
    )
    return finding if place.source is None else privacy.shown(finding, place.source)
