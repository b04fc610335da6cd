"""Turns what does not fit a shape into a finding at its place in a source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import duckdb

from kg.mapping.execution.provenance import QuadSource
from kg.mapping.sql.duckdb import insert
from kg.model.findings import Finding, Severity
from kg.model.prefixes import shorten
from kg.validation.shapes import ShapeResult


def sheets_of(
    connection: duckdb.DuckDBPyConnection,
    entries: Mapping[str, list[QuadSource]],
    *,
    asked: Iterable[tuple[str, str | None]],
) -> dict[tuple[str, str | None, int | None], str]:
    """On which sheet of a workbook the row of a subject is, by subject, property and row.

    Several sheets may speak of one subject: the one that gives the property comes first.
    """
    if not any(e.rule and e.rule.source.sheet for known in entries.values() for e in known):
        return {}
    pairs = list(dict.fromkeys(asked))
    connection.execute("CREATE OR REPLACE TEMP TABLE focus (iri VARCHAR)")
    insert(connection, "focus", rows=list(dict.fromkeys((iri,) for iri, _ in pairs)))
    made: dict[str, list[tuple[QuadSource, int | None]]] = {}
    for iri, dataset, number, row in connection.execute(
        "SELECT DISTINCT iri, m.dataset, m.map, m.row FROM focus"
        " JOIN made m ON m.subject = '<' || iri || '>' ORDER BY ALL"
    ).fetchall():
        made.setdefault(iri, []).append((entries[dataset][number], row))
    found: dict[tuple[str, str | None, int | None], str] = {}
    for iri, path in pairs:
        known = made.get(iri, [])
        known = sorted(known, key=lambda at: all(use.predicate != path for use in at[0].uses))
        for entry, row in known:
            if entry.rule is not None and entry.rule.source.sheet is not None:
                found.setdefault((iri, path, row), entry.rule.source.sheet)
    return found


def shape_finding(
    result: ShapeResult, place: tuple[str, str, int | None], *, sheet: str | None = None
) -> Finding:
    """The finding about a result at a place: a dataset, a file and sheet of it, and its row."""
    dataset, source, row = place
    severity: Severity = "error"
    if result.severity in ("warning", "tip"):
        severity = result.severity  # type: ignore[assignment]
    return Finding(
        result.code,
        dataset,
        source,
        row=row,
        sheet=sheet,
        # Without a row the steward must still see which thing is meant; this is never published.
        raw=result.focus if row is None else None,
        rule=None if result.path is None else _shown(result.path),
        severity_override=severity,
        messages=dict(result.messages),
    )


def _shown(path: str) -> str:
    """A property, or a path in SPARQL, with prefixes."""
    if "<" not in path:
        return shorten(path)
    return re.sub("<([^<>]+)>", lambda found: shorten(found[1]), path)
