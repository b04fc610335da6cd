"""How files of each format are looked into, when nothing is known of them.

Each function is an `Inspector` (`kg.inspection.structure`), named by its format in
`kg.sources.formats`.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from kg.errors import SourceError
from kg.inspection.columns import DEGREES, coordinate_system
from kg.inspection.header import find_header, usual_width
from kg.inspection.proposal import Proposal
from kg.inspection.records import (
    PathNode,
    Records,
    json_records,
    json_references,
    look,
    xml_records,
)
from kg.mapping.document import Source
from kg.sources.bulk import first_line, natural
from kg.sources.coordinates import positions
from kg.sources.database import sqlite_tables
from kg.sources.dialect import DELIMITERS, as_utf8, detect_encoding, open_text
from kg.sources.geojson import crs_member, features_of
from kg.sources.json_text import documents, sound_document
from kg.sources.workbook import first_rows
from kg.texts import Message

HEAD = 200
"""Lines of text from which delimiter and header are guessed."""
LONGEST_NAME = 40
"""Characters that the cells of a sheet with one column have at most, unless it holds remarks."""


def inspect_delimited(source: Source, path: Path, work: Path) -> list[Proposal]:
    """One source, with what its text tells of how it is written."""
    written = _guess_writing(source, path)
    return [Proposal(written, encoding=written.encoding)]


def _guess_writing(source: Source, path: Path) -> Source:
    """Encoding, delimiter and the line of the header, where titles may stand above it.

    The delimiter is the one that cuts most lines into the same number (above one) of cells.
    """
    encoding = detect_encoding(path)
    with open_text(path, encoding) as file:
        head = list(islice(file, HEAD))
    best: tuple[int, str, int] = (0, ",", 1)
    for mark in DELIMITERS:
        records = list(_numbered(head, mark))
        if not records:
            continue
        rows = [cells for _, cells in records]
        width = usual_width(rows)
        score = width * sum(len(row) == width for row in rows) if width > 1 else 0
        if score > best[0] or mark == DELIMITERS[0]:
            header = find_header(rows)
            best = (score, mark if score else ",", 0 if header is None else records[header][0])
    _, mark, header = best
    return replace(source, encoding=_plain(encoding), delimiter=mark, header=header)


def _plain(encoding: str) -> str:
    return "utf-8" if encoding == "utf-8-sig" else encoding


def _numbered(lines: list[str], mark: str) -> Iterator[tuple[int, list[str]]]:
    """The records with the physical line on which each begins.

    A quote that stays open spoils the line on which it stands, and none below it.
    """
    start = 0
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=mark, strict=True)
        above, taken = start, 0
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield above + taken + 1, [cell.strip() for cell in cells]
                taken = reader.line_num
            return
        except csv.Error:
            start = above + taken + 1


def inspect_workbook(source: Source, path: Path, work: Path) -> list[Proposal]:
    """A source for each sheet that shows a table; what is hidden or holds none is told of."""
    tables: dict[str, int] = {}
    left_out: list[tuple[str, str]] = []
    for name, is_shown, rows in first_rows(path, HEAD):
        shown = [[_shown(cell) for cell in row] for row in rows]
        records = [(number, row) for number, row in enumerate(shown, start=1) if any(row)]
        if not records:
            continue
        if not is_shown:
            left_out.append(("hidden", name))
        elif not _is_table([row for _, row in records]):
            left_out.append(("no_table", name))
        else:
            header = find_header([row for _, row in records])
            tables[name] = 0 if header is None else records[header][0]
    if not tables:
        raise SourceError(
            Message("Inspecting {file}: no sheet of it shows a table.", file=path.name),
            hint=Message("A table has a row with the names of its columns, and rows below it."),
        )
    proposals = [
        Proposal(
            replace(
                source,
                name=source.name if len(tables) == 1 else f"{source.name}-{name}",
                sheet=name,
                header=header,
            ),
            part=name,
        )
        for name, header in tables.items()
    ]
    return [replace(proposals[0], left_out=tuple(left_out)), *proposals[1:]]


def _shown(cell: object) -> str:
    return (natural(cell)[0] or "").strip()


def _is_table(rows: list[list[str]]) -> bool:
    """Whether rows have cells beside each other below a first one, or are a list of names."""
    if sum(sum(map(bool, row)) > 1 for row in rows) > 1:
        return True
    cells = [cell for row in rows for cell in row if cell]
    return len(rows) > 1 and all(
        len(c) <= LONGEST_NAME and not c.endswith((".", ":")) for c in cells
    )


def inspect_parquet(source: Source, path: Path, work: Path) -> list[Proposal]:
    """One source, with its columns."""
    try:
        with duckdb.connect() as connection:
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)])
            return [Proposal(source, [str(row[0]) for row in described.fetchall()])]
    except duckdb.Error as error:
        raise SourceError(
            Message(
                "Reading {file}: this is no Parquet file ({reason}).",
                file=path.name,
                reason=first_line(error),
            )
        ) from None


def inspect_database(source: Source, path: Path, work: Path) -> list[Proposal]:
    """A source for each table of a SQLite file."""
    tables = sqlite_tables(path)
    if not tables:
        raise SourceError(
            Message(
                "Reading {file}: this is not a SQLite database, or it has no tables.",
                file=path.name,
            ),
            hint=Message("Export the database again, or export its tables as CSV."),
        )
    return [
        Proposal(
            replace(
                source,
                name=source.name if len(tables) == 1 else f"{source.name}-{name}",
                table=name,
            ),
            columns,
            part=name,
        )
        for name, columns in tables.items()
    ]


def inspect_xml(source: Source, path: Path, work: Path) -> list[Proposal]:
    """A source for each kind of element that repeats."""
    records, encoding = xml_records(path)
    return [Proposal(*r, encoding=encoding) for r in _several(source, records)]


def inspect_rdf(source: Source, path: Path, work: Path) -> list[Proposal]:
    """One source without references: `kg.inspection.rdf_classes` finds the classes in it."""
    return [Proposal(source)]


def _several(
    source: Source, records: list[Records]
) -> Iterator[tuple[Source, list[str], str | None]]:
    """A source for each kind of item, named after its path when there are more."""
    for found in records:
        one = replace(source, iterator=found.iterator, namespaces=found.namespaces)
        if len(records) == 1:
            yield one, found.references, None
        else:
            last = found.iterator.removesuffix("[*]").replace("/", ".").rpartition(".")[2]
            name = f"{source.name}-{last.rpartition(':')[2]}"
            yield replace(one, name=name), found.references, found.iterator


def inspect_json(source: Source, path: Path, work: Path) -> list[Proposal]:
    """A source for each list of items; the features, where the document is GeoJSON."""
    encoding = _plain(detect_encoding(path))
    if encoding != "utf-8":
        source = replace(source, encoding=encoding)
    file = as_utf8(path, source.encoding, target=work / "inspected.json")
    by_line = source.kind == "jsonl"
    if by_line:
        items = (item for _, item in documents(path, file, broken=[], by_line=True))
        records = json_records(items, by_line=True)
    else:
        document = sound_document(path, file, broken=[])
        if _is_geojson(document):
            return [replace(_features(source, path, document), encoding=encoding)]
        records = json_records([document], by_line=False)
    if not records:
        raise SourceError(
            Message("Inspecting {file}: it holds no list of items.", file=path.name),
            hint=Message("A list of objects must stand in it."),
        )
    return [Proposal(*r, encoding=encoding) for r in _several(source, records)]


def _is_geojson(document: Any) -> bool:
    return isinstance(document, dict) and document.get("type") in ("FeatureCollection", "Feature")


def _features(source: Source, path: Path, document: Any) -> Proposal:
    features = [item for item in features_of(path, document) if isinstance(item, dict)]
    shapes = [f["geometry"] for f in features if isinstance(f.get("geometry"), dict)]
    types = Counter(str(shape.get("type")) for shape in shapes)
    named, told = crs_member(document), coordinate_system(_points(shapes))
    properties = PathNode()
    for feature in features:
        look(properties, feature.get("properties"))
    references = ["id"] if any("id" in feature for feature in features) else []
    references += [name for name in json_references(properties) if name not in references]
    references += ["lon", "lat"] if set(types) == {"Point"} else ["geometry"] if types else []
    wanted = told if named is None and told != DEGREES else None
    source = replace(source, kind="geojson", crs=wanted)
    return Proposal(source, references, geometries=dict(types), crs=named or told)


def _points(shapes: list[Any]) -> Iterator[tuple[float, float]]:
    for shape in shapes:
        try:
            yield from ((point[0], point[1]) for point in positions(shape))
        except ValueError:
            continue  # staging says which feature has no geometry
