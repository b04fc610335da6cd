"""GeoJSON (RFC 7946) into a table: one row per feature, geometries as WKT in WGS 84."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from kg.errors import SourceError
from kg.sources.coordinates import degrees, on_earth, positions, to_wgs84, wkt
from kg.sources.dialect import as_utf8
from kg.sources.json_columns import stage_values
from kg.sources.json_text import broken_text, sound_document
from kg.sources.records import RecordFinding
from kg.sources.staged import LogicalSource, StagedTable
from kg.texts import Message

_RAW = 200


def stage_geojson(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: LogicalSource,
    path: Path,
    references: list[str],
    work: Path,
) -> StagedTable:
    """Read features into `table`.

    A reference is a property (`name` or `$.properties.name`), `id`, `geometry` (WKT), or `lon` and
    `lat` of a point. Coordinates are turned from `source.crs`, or the `crs` of the file, to WGS 84;
    those that are no place on earth give no geometry and a finding.

    Raises:
        SourceError: the file is no GeoJSON, or its coordinate system is not known.
    """
    file = as_utf8(path, source.encoding, target=work / f"{table}.utf8.json")
    findings: list[RecordFinding] = []
    document = sound_document(path, file, broken=findings, way=("features",))
    broken = {finding.row for finding in findings}
    crs = source.crs or crs_member(document)
    features: dict[int, dict[str, Any]] = {}
    for row, item in enumerate(features_of(path, document), start=1):
        finding = broken_text(row, item)
        if finding is None and isinstance(item, dict):
            features[row] = item
        elif row not in broken:
            findings.append(
                finding or RecordFinding("SAM-R071", row, None, json.dumps(item)[:_RAW])
            )
    known: list[tuple[int, list[list[float]]]] = []
    for row, feature in features.items():
        if feature.get("geometry") is None:
            continue
        try:
            known.append((row, positions(feature["geometry"])))
        except ValueError as error:
            findings.append(_finding(row, feature["geometry"], str(error)))
    lons, lats = to_wgs84(
        (p[0] for _, points in known for p in points),
        (p[1] for _, points in known for p in points),
        crs=crs,
    )
    shapes: dict[int, dict[str, str]] = {}
    first = 0
    for row, points in known:
        last = first + len(points)
        places = list(zip(lons[first:last], lats[first:last], strict=True))
        first = last
        geometry = features[row]["geometry"]
        if not all(on_earth(lon, lat) for lon, lat in places):
            findings.append(_finding(row, geometry, "-180…180, -90…90"))
            continue
        try:
            shapes[row] = {"geometry": wkt(geometry, places)}
        except ValueError as error:
            findings.append(_finding(row, geometry, str(error)))
            continue
        if geometry["type"] == "Point" and places:
            shapes[row] |= {"lon": degrees(places[0][0]), "lat": degrees(places[0][1])}
    items = {row: _item(feature, shapes.get(row, {})) for row, feature in features.items()}
    staged = stage_values(connection, table, path, items, references, work)
    staged.findings.extend(sorted(findings, key=lambda finding: finding.row))
    return staged


def _item(feature: dict[str, Any], shape: dict[str, str]) -> dict[str, Any]:
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    own = {"id": feature["id"]} if "id" in feature else {}
    places = {"geometry": None} | shape
    return properties | own | places | {"properties": properties}


def features_of(path: Path, document: Any) -> list[Any]:
    """The features of a document, what is none among them too; `path` is for the message.

    Raises:
        SourceError: it is no GeoJSON.
    """
    found = document.get("features") if isinstance(document, dict) else None
    if isinstance(document, dict) and document.get("type") == "Feature":
        found = [document]
    if not isinstance(found, list) or (found and not any(isinstance(f, dict) for f in found)):
        raise SourceError(
            Message(
                "Reading {file}: this is not GeoJSON, it has no list of features.", file=path.name
            ),
            code="SAM-R013",
            hint=Message("Read it as JSON with an iterator, or export it as a FeatureCollection."),
        )
    return found


def crs_member(document: Any) -> str | None:
    """The coordinate system that GeoJSON of 2008 could name (RFC 7946 dropped it)."""
    member = document.get("crs") if isinstance(document, dict) else None
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else None


def _finding(row: int, geometry: Any, expected: str) -> RecordFinding:
    raw = json.dumps(geometry, ensure_ascii=False)[:_RAW]
    return RecordFinding("SAM-R033", row, None, raw, column="geometry", expected=expected)
