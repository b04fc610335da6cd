"""Keys that differ in their spelling only: two things in the graph, most often one in the world.

Two keys are alike when they are the same without case, spaces, dashes and other signs; accents
count. Signs between digits fall away only where one of the two has none and there are five digits
(`1-11` is not `11-1`, `1.1` not `11`), or in enterprise numbers, of which only those with right
check digits are taken. Only IRIs that are the same but for their key are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

import duckdb

from kg.mapping.document import Template, TriplesMap
from kg.mapping.execution.privacy import Privacy
from kg.mapping.execution.result import MappingResult
from kg.mapping.execution.spelling import SIGN, bare_sql, lowered_sql, met_sql
from kg.mapping.sql.duckdb import insert, retry_with_memory
from kg.mapping.sql.terms import quoted
from kg.model.findings import Finding
from kg.release.key_places import KeyPlace, KeyPlaces, Row, as_count, tell_apart
from kg.sources.columns import SOURCE_ROW
from kg.texts import Message

MOST = 30
"""Groups of like keys that are told of one kind of IRI; the rest is counted."""


def find_spellings(
    connection: duckdb.DuckDBPyConnection,
    mapped: Mapping[str, MappingResult],
    *,
    base: str,
    privacy: Privacy,
) -> list[Finding]:
    """Return a warning for each key that another one is like, at the place where it stands first.

    The subjects are those in the tables of `kg.mapping.execution.provenance`; links to things below
    `base` that nothing describes are looked at too (`kg.release.undescribed`).
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE alike (token VARCHAR)")
    if not _note_maps(connection, mapped):
        return []
    for statement in (_subjects(base), _LINKS, _folded(mapped), _ALIKE):
        run = partial(connection.execute, statement)
        retry_with_memory(connection, Message("Comparing the spelling of keys"), action=run)
    found: list[Row] = connection.execute(
        "SELECT kind, alike, token, key, times, link FROM alike WHERE place <= ?"
        " ORDER BY kind, alike, times DESC, token",
        [MOST],
    ).fetchall()
    places = KeyPlaces(connection, mapped, found)
    told = tell_apart(found, places, privacy=privacy)
    at: dict[str, KeyPlace] = {}
    for row in found:
        if row[0] not in at and (place := places.of(row)) is not None:
            at[row[0]] = place
    left: list[tuple[str, int]] = connection.execute(
        "SELECT kind, count(*) - count(DISTINCT place) FROM alike WHERE place > ?"
        " GROUP BY kind ORDER BY kind",
        [MOST],
    ).fetchall()
    # Of a kind of which some are left, some are found.
    return told + [as_count(at[kind], more) for kind, more in left if kind in at]


def _note_maps(connection: duckdb.DuckDBPyConnection, mapped: Mapping[str, MappingResult]) -> bool:
    """Note which entries make subjects of keys, or take them from RDF; whether there are any."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE keyed (dataset VARCHAR, map INTEGER, own BOOLEAN)"
    )
    noted = [
        (dataset, number, entry.rule is not None)
        for dataset, done in mapped.items()
        for number, entry in enumerate(done.entries)
        if entry.rule is None or _key_columns(entry.rule)
    ]
    insert(connection, "keyed", rows=noted)
    return bool(noted)


def _key_columns(rule: TriplesMap) -> tuple[str, ...]:
    names = rule.subject.references
    return () if SOURCE_ROW in names else names


def _subjects(base: str) -> str:
    below = f"starts_with(subject, {quoted(f'<{base}')})"
    return (
        "CREATE OR REPLACE TEMP TABLE spelt AS SELECT subject AS token, count(*) AS times,"
        " NULL::VARCHAR AS link FROM made JOIN keyed USING (dataset, map)"
        f" WHERE starts_with(subject, '<') AND (own OR {below}) GROUP BY subject"
    )


_LINKS = "INSERT INTO spelt SELECT token, times, link FROM undescribed"


def _folded(mapped: Mapping[str, MappingResult]) -> str:
    """Keys without what they have around them, and without signs; only those that meet another."""
    ends = sorted({end for done in mapped.values() for end in _ends(done)}, key=len, reverse=True)
    cases = " ".join(f"WHEN ends_with(token, {quoted(f'{e}>')}) THEN {len(e)}" for e in ends)
    end = f"CASE {cases} ELSE 0 END" if cases else "0"
    return f"""
CREATE OR REPLACE TEMP TABLE folded AS
WITH cut AS (SELECT *, {end} AS tail FROM spelt),
bodies AS (SELECT *, substr(token, 2, length(token) - 2 - tail) AS body FROM cut),
keys AS (SELECT *, regexp_extract(body, '[^/#:=?&]*$') AS written FROM bodies),
decoded AS (SELECT *, coalesce(try(url_decode(written)), written) AS key,
    left(body, length(body) - length(written)) || ' ' || right(token, tail + 1) AS kind FROM keys),
bared AS (SELECT *, {lowered_sql("key")} AS lowered, {bare_sql("key")} AS bare FROM decoded),
met AS (SELECT *, {met_sql("bare")} AS met FROM bared WHERE bare <> '')
SELECT kind, token, key, times, link, lowered, bare, met FROM met
WHERE (kind, met) IN (SELECT (kind, met) FROM met GROUP BY kind, met HAVING count(*) > 1)"""


def _ends(done: MappingResult) -> Iterable[str]:
    """The fixed texts behind the keys of subjects."""
    for entry in done.entries:
        expression = entry.rule.subject.expression if entry.rule is not None else None
        if isinstance(expression, Template) and isinstance(expression.parts[-1], str):
            yield expression.parts[-1]


_MARKED = f"regexp_replace(lowered, {quoted(f'{SIGN}+')}, '.', 'g')"
_BETWEEN_DIGITS = (
    "trim(regexp_replace(regexp_replace("
    f"{_MARKED}, '([^0-9])[.]', '\\1', 'g'), '[.]([^0-9])', '\\1', 'g'), '.')"
)
_CHECKED = (
    "regexp_full_match(met, '1?[0-9]{9}')"
    " AND 97 - try_cast(left(lpad(met, 10, '0'), 8) AS INTEGER) % 97"
    " = try_cast(right(met, 2) AS INTEGER)"
)
_ALIKE = f"""
CREATE OR REPLACE TEMP TABLE alike AS
WITH forms AS (SELECT *, {_BETWEEN_DIGITS} AS parts, {_CHECKED} AS enterprise FROM folded),
chosen AS (SELECT *, CASE WHEN enterprise THEN met
    WHEN length(regexp_replace(bare, '[^0-9]', '', 'g')) >= 5
        AND bool_or(parts = bare) OVER (PARTITION BY kind, bare) THEN bare
    ELSE parts END AS alike FROM forms),
several AS (SELECT *, count(*) OVER (PARTITION BY kind, alike) AS keys FROM chosen)
SELECT kind, alike, token, key, times, link,
    dense_rank() OVER (PARTITION BY kind ORDER BY alike) AS place FROM several WHERE keys > 1"""
