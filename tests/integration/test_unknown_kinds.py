"""Every kind of file that a municipality has is inspected, drafted from and built."""

from __future__ import annotations

import bz2
import gzip
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import zstandard
from click.testing import CliRunner

from kg.cli.init import init
from kg.cli.inspect import inspect
from kg.cli.release import build

ROWS = [{"code": f"d{n}", "naam": f"Dienst {n}", "stad": f"s{n % 2}"} for n in range(1, 5)]
TOWNS = [{"id": f"s{n}", "titel": f"Stad {n}"} for n in range(2)]
CSV = "code;naam;stad\n" + "".join(";".join(row.values()) + "\n" for row in ROWS)
OTHER_CSV = "id;titel\n" + "".join(";".join(row.values()) + "\n" for row in TOWNS)
TURTLE = """
@prefix ex: <https://x.example/> . @prefix schema: <http://schema.org/> .
ex:a a ex:Service ; schema:name "A"@nl, "A"@fr . ex:b a ex:Service ; schema:name "B"@nl .
ex:c a ex:Town ; schema:name "C"@nl . ex:d schema:url <https://x.example/d> .
"""


def csv(folder: Path) -> Path:
    path = folder / "diensten.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def gz(folder: Path) -> Path:
    path = folder / "diensten.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode()))
    return path


def bz(folder: Path) -> Path:
    path = folder / "diensten.csv.bz2"
    path.write_bytes(bz2.compress(CSV.encode()))
    return path


def zst(folder: Path) -> Path:
    path = folder / "diensten.csv.zst"
    path.write_bytes(zstandard.compress(CSV.encode()))
    return path


def zip_of_one(folder: Path) -> Path:
    path = folder / "uitvoer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("map/diensten.csv", CSV)
    return path


def zip_of_several(folder: Path) -> Path:
    path = folder / "uitvoer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("diensten.csv", CSV)
        archive.writestr("steden.json", json.dumps(TOWNS))
        archive.writestr("__MACOSX/._diensten.csv", "x")
    return path


def json_file(folder: Path) -> Path:
    path = folder / "diensten.json"
    items = [{**row, "lijst": ["a", "b"], "plaats": {"n.r": 1, "x y": 2}} for row in ROWS]
    path.write_text(json.dumps({"data": [{"rij": items}]}), encoding="utf-8")
    return path


def json_lines(folder: Path) -> Path:
    path = folder / "diensten.ndjson"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in ROWS), encoding="utf-8")
    return path


def xml(folder: Path) -> Path:
    path = folder / "diensten.xml"
    items = "".join(
        f'<dienst code="{r["code"]}"><naam>{r["naam"]} é</naam><stad>{r["stad"]}</stad>'
        "<tel><nr>1</nr></tel><tel><nr>2</nr></tel></dienst>"
        for r in ROWS
    )
    towns = "".join(f"<stad id='{t['id']}'>{t['titel']}</stad>" for t in TOWNS)
    text = (
        '<?xml version="1.0" encoding="iso-8859-1"?>\n<uitvoer xmlns="urn:x">'
        f"<diensten>{items}</diensten><steden>{towns}</steden></uitvoer>"
    )
    path.write_text(text, encoding="iso-8859-1")
    return path


def geojson(folder: Path) -> Path:
    path = folder / "plaatsen.geojson"
    features = [
        {
            "type": "Feature",
            "id": n,
            "properties": row,
            "geometry": {"type": "Point", "coordinates": [104_000 + n, 193_000 + n]},
        }
        for n, row in enumerate(ROWS)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def excel(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (list(ROWS[0]), *(list(row.values()) for row in ROWS)):
        sheet.append(row)
    book.save(folder / "diensten.xlsx")
    return folder / "diensten.xlsx"


def parquet(folder: Path) -> Path:
    path = folder / "diensten.parquet"
    source = csv(folder)
    duckdb.sql(f"SELECT * FROM '{source}'").write_parquet(str(path))
    source.unlink()
    return path


def sqlite(folder: Path) -> Path:
    path = folder / "beheer.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE diensten (code TEXT PRIMARY KEY, naam TEXT, stad TEXT)")
        database.execute("CREATE TABLE steden (id TEXT, titel TEXT)")
        database.executemany("INSERT INTO diensten VALUES (:code, :naam, :stad)", ROWS)
        database.executemany("INSERT INTO steden VALUES (:id, :titel)", TOWNS)
    return path


def packed_sqlite(folder: Path) -> Path:
    """Two databases in one archive."""
    path = folder / "beheer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("nu", "vroeger"):
            (folder / name).mkdir()
            archive.write(sqlite(folder / name), f"{name}.db")
            shutil.rmtree(folder / name)
    return path


def turtle(folder: Path) -> Path:
    path = folder / "woorden.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    return path


def packed_turtle(folder: Path) -> Path:
    path = folder / "woorden.ttl.gz"
    path.write_bytes(gzip.compress(TURTLE.encode()))
    return path


def folder_alike(folder: Path) -> Path:
    inner = folder / "jaren"
    inner.mkdir()
    for year in (2024, 2025):
        (inner / f"{year}.csv").write_text(CSV.replace(";d", f";{year}d"), encoding="utf-8")
    return inner


def folder_with_more(folder: Path) -> Path:
    (folder_alike(folder) / "LEESMIJ.md").write_text("uitleg")
    return folder / "jaren"


def folder_unlike(folder: Path) -> Path:
    inner = folder / "lijsten"
    inner.mkdir()
    (inner / "diensten.csv").write_text(CSV, encoding="utf-8")
    (inner / "steden.csv").write_text(OTHER_CSV, encoding="utf-8")
    return inner


def pattern(folder: Path) -> Path:
    return folder_alike(folder) / "*.csv"


CLASSES: list[tuple[str | None, int, set[str]]] = [
    ("https://x.example/Service", 2, {"IRI", "schema:name"}),
    ("https://x.example/Town", 1, {"IRI", "schema:name"}),
    ("—", 1, {"IRI", "schema:url"}),
]
# How each file is made, with the parts, rows and columns that should be found in it.
KINDS: dict[Callable[[Path], Path], list[tuple[str | None, int, set[str]]]] = {
    csv: [(None, 4, {"code", "naam", "stad"})],
    gz: [(None, 4, {"code", "naam", "stad"})],
    bz: [(None, 4, {"code", "naam", "stad"})],
    zst: [(None, 4, {"code", "naam", "stad"})],
    zip_of_one: [(None, 4, {"code", "naam", "stad"})],
    zip_of_several: [(None, 4, {"code", "naam", "stad"}), (None, 2, {"id", "titel"})],
    json_file: [
        (None, 4, {"code", "naam", "stad", "lijst[*]", "plaats['n.r']", "plaats.x y"}),
    ],
    json_lines: [(None, 4, {"code", "naam", "stad"})],
    xml: [
        ("/ns:uitvoer/ns:diensten/ns:dienst", 4, {"@code", "ns:naam", "ns:stad", "ns:tel/ns:nr"}),
        ("/ns:uitvoer/ns:steden/ns:stad", 2, {"@id", "."}),
    ],
    geojson: [(None, 4, {"id", "code", "naam", "stad", "lon", "lat"})],
    excel: [("Sheet", 4, {"code", "naam", "stad"})],
    parquet: [(None, 4, {"code", "naam", "stad"})],
    sqlite: [("diensten", 4, {"code", "naam", "stad"}), ("steden", 2, {"id", "titel"})],
    packed_sqlite: [
        *[("diensten", 4, {"code", "naam", "stad"}), ("steden", 2, {"id", "titel"})] * 2,
    ],
    turtle: CLASSES,
    packed_turtle: CLASSES,
    folder_alike: [(None, 8, {"code", "naam", "stad"})],
    folder_with_more: [(None, 8, {"code", "naam", "stad"})],
    folder_unlike: [(None, 4, {"code", "naam", "stad"}), (None, 2, {"id", "titel"})],
    pattern: [(None, 8, {"code", "naam", "stad"})],
}


def report(path: Path) -> Any:
    done = CliRunner().invoke(inspect, [str(path), "--json"], catch_exceptions=False)
    return json.loads(done.stdout)


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_parts_rows_and_columns_are_found(make: Callable[[Path], Path], tmp_path: Path) -> None:
    found = [
        (file["part"], file["rows"], {column["name"] for column in file["columns"]})
        for file in report(make(tmp_path))["files"]
    ]
    assert sorted(found, key=str) == sorted(KINDS[make], key=str)


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_drafted_publication_is_built_without_errors(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    folder = tmp_path / "made"
    source = make(tmp_path)
    runner = CliRunner()
    runner.invoke(init, ["--from", str(source), str(folder)], catch_exceptions=False)
    done = runner.invoke(build, [str(folder), "--json"], catch_exceptions=False)
    built = json.loads(done.stdout)
    assert done.exit_code == 0, built["findings"]
    own = [count for graph, count in built["graphs"].items() if "/id/dataset/" in graph]
    assert sum(own) >= 2 * sum(rows for _, rows, _ in KINDS[make]) - 1


def test_coordinates_tell_their_system(tmp_path: Path) -> None:
    (file,) = report(geojson(tmp_path))["files"]
    assert (file["crs"], file["geometries"]) == ("EPSG:31370", {"Point": 4})


@pytest.mark.parametrize("lang", ["nl", "en", "fr"])
def test_no_kind_is_left_untold(lang: str, tmp_path: Path) -> None:
    runner = CliRunner(env={"SAMENSPEL_LANG": lang})
    for number, make in enumerate(KINDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        done = runner.invoke(inspect, [str(make(folder))], catch_exceptions=False)
        assert done.exit_code == 0
