"""Finds values that can hardly be meant: dates of other centuries, places abroad, negative counts.

They go out only when a steward said in samenspel.toml that they are meant, or accepted them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kg.mapping.execution.line_files import lines_of
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.duckdb import retry_with_memory
from kg.mapping.sql.terms import quoted
from kg.model.findings import Finding
from kg.model.prefixes import PREFIXES, shorten
from kg.model.terms import XSD
from kg.privacy.observations import counts_people, name_of
from kg.release.protection import Protection
from kg.release.publication import DatasetConfig
from kg.texts import Message

DATES, PLACES, COUNTS = "SAM-G020", "SAM-G021", "SAM-G022"
EARLIEST = 1800
AHEAD = 20
"""Years after the reference date that a plan may reach."""
NO_END = 9999
"""The year by which registers say that something has no end."""
MOST = 30
"""Values of one property that are told one by one; the rest is counted."""
BELGIUM = (
    (2.40, 51.10),
    (3.00, 51.40),
    (3.40, 51.50),
    (3.90, 51.32),
    (4.20, 51.48),
    (4.75, 51.60),
    (5.15, 51.55),
    (5.45, 51.37),
    (5.95, 51.27),
    (5.98, 50.87),
    (6.18, 50.82),
    (6.50, 50.40),
    (6.30, 50.05),
    (5.98, 49.92),
    (6.00, 49.42),
    (5.40, 49.40),
    (4.75, 49.70),
    (4.05, 49.88),
    (3.95, 50.20),
    (3.60, 50.20),
    (3.20, 50.40),
    (2.80, 50.60),
    (2.48, 50.75),
)
"""A generous outline (longitude, latitude), some kilometres outside the border."""
_DATE = f'" *(-?[0-9]{{4,}})(-[^"]*)?"\\^\\^<{XSD}(date|dateTime|dateTimeStamp|gYear|gYearMonth)>'
_NEGATIVE = '> " *-[0-9]*[1-9]'
_POINT = (
    r'"(<http://www.opengis.net/def/crs/OGC/1.3/CRS84> )?'
    r'POINT ?\( ?(-?[0-9.]+) +(-?[0-9.]+) ?\)"'
)


def find_implausible(protection: Protection) -> list[Finding]:
    """Return a warning for each value out of a plausible range, at its place."""
    return [
        finding
        for config in protection.publication.datasets
        for finding in _of_dataset(protection, config)
    ]


def _of_dataset(protection: Protection, config: DatasetConfig) -> Iterator[Finding]:
    path = protection.lines[config.id].path
    if not path.stat().st_size:
        return
    for code, test in _tests(protection, config):
        found = (
            "SELECT split_part(line, ' ', 2) AS property, split_part(line, ' ', 1) AS subject,"
            " row_number() OVER (PARTITION BY property ORDER BY line) AS place,"
            f" count(*) OVER (PARTITION BY property) AS times FROM {lines_of([path])} WHERE {test}"
        )
        select = f"SELECT * FROM ({found}) WHERE place <= {MOST} ORDER BY property, place"
        ask = partial(_rows, protection, select)
        rows = retry_with_memory(
            protection.connection, Message("Looking for values out of range"), action=ask
        )
        yield from _findings(protection, config.id, code, rows)


def _rows(protection: Protection, select: str) -> list[tuple[str, str, int, int]]:
    return protection.connection.execute(select).fetchall()


def _tests(protection: Protection, config: DatasetConfig) -> Iterator[tuple[str, str]]:
    sql = dialect()
    year = sql.cast(sql.group("line", _DATE, number=1), "BIGINT")
    low, high = _years(protection, config)
    predicate = sql.part("line", " ", number=2)
    yield (
        DATES,
        (
            f"{sql.contains('line', quoted(f'^^<{XSD}'))} AND {sql.has('line', _DATE)}"
            f" AND {year} <> {NO_END}"
            f" AND {year} NOT BETWEEN CASE {predicate} {low} END AND CASE {predicate} {high} END"
        ),
    )
    if not config.abroad:
        x, y = (sql.cast(sql.group("line", _POINT, number=n), "DOUBLE") for n in (2, 3))
        yield (
            PLACES,
            (
                f"{sql.contains('line', quoted('POINT'))} AND {sql.has('line', _POINT)}"
                f" AND NOT ({_inside(x, y)})"
            ),
        )
    people = ", ".join(quoted(f"<{name}>") for name in _people(protection, config.id))
    if people:
        yield COUNTS, f"{predicate} IN ({people}) AND {sql.has('line', _NEGATIVE)}"


def _years(protection: Protection, config: DatasetConfig) -> tuple[str, str]:
    """The branches of two CASEs that give the first and the last year by property."""
    usual = EARLIEST, protection.publication.reference_date.year + AHEAD
    # A file that is taken as it stands has no columns, and no rule that uses a property.
    said = {_property(name): each for name, each in config.plausible.items()}
    for entry in protection.mapped[config.id].entries:
        for use in entry.uses:
            for name in (*use.columns, shorten(use.predicate or "")):
                if name in config.plausible and use.predicate is not None:
                    said[use.predicate] = config.plausible[name]
    own = {
        iri: (
            usual[0] if each.earliest is None else each.earliest,
            usual[1] if each.latest is None else each.latest,
        )
        for iri, each in said.items()
    }
    return tuple(  # type: ignore[return-value]
        "".join(f"WHEN {quoted(f'<{iri}>')} THEN {years[end]} " for iri, years in own.items())
        + f"{'' if own else 'WHEN NULL THEN 0 '}ELSE {usual[end]}"
        for end in (0, 1)
    )


def _property(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{PREFIXES[prefix]}{local}" if prefix in PREFIXES else name


def _inside(x: str, y: str) -> str:
    """Whether a point lies in the outline: a ray from it crosses an odd number of edges."""
    crossings = []
    for (x1, y1), (x2, y2) in zip(BELGIUM, (*BELGIUM[1:], BELGIUM[0]), strict=True):
        if y1 != y2:
            low, high = min(y1, y2), max(y1, y2)
            at = f"{x1} + ({y} - {y1}) * {(x2 - x1) / (y2 - y1)}"
            crossings.append(
                f"CASE WHEN {y} >= {low} AND {y} < {high} AND {x} < {at} THEN 1 ELSE 0 END"
            )
    return f"({' + '.join(crossings)}) % 2 = 1"


def _people(protection: Protection, dataset: str) -> set[str]:
    return {
        use.predicate
        for entry in protection.mapped[dataset].entries
        for use in entry.uses
        if use.predicate is not None and counts_people(name_of(use.predicate), *use.columns)
    }


def _findings(
    protection: Protection, dataset: str, code: str, rows: list[tuple[str, str, int, int]]
) -> Iterator[Finding]:
    asked = [(subject[1:-1], predicate[1:-1]) for predicate, subject, _, _ in rows]
    places = protection.places(asked, dataset=dataset)
    for (_, _, place, times), at in zip(rows, asked, strict=True):
        _, file, row = places.get(at, (dataset, "", None))
        sheet, column = _column(protection, dataset, file, at[1])
        rule = shorten(at[1])
        yield Finding(code, dataset, file, row=row, column=column, rule=rule, sheet=sheet)
        if place == MOST and times > MOST:
            more = f"({times - MOST}×)"
            yield Finding(code, dataset, file, column=column, rule=rule, sheet=sheet, expected=more)


def _column(
    protection: Protection, dataset: str, file: str, predicate: str
) -> tuple[str | None, str | None]:
    for entry in protection.mapped[dataset].entries:
        for use in entry.uses if file in entry.files else ():
            if use.predicate == predicate and use.columns:
                return entry.rule.source.sheet if entry.rule else None, use.columns[0]
    return None, None
