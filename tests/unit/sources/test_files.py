"""Workbooks, XML, GeoJSON, Parquet, packed files and folders, by the one entry point."""

from __future__ import annotations

import bz2
import datetime
import errno
import gzip
import io
import json
import lzma
import os
import resource
import tarfile
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest
import zstandard
from staging import read

from kg.errors import SourceError
from kg.mapping.document import Place, Source
from kg.sources.coordinates import to_wgs84
from kg.sources.database import from_jdbc
from kg.sources.files import shown
from kg.sources.rdf import load
from kg.sources.stage import stage

pytestmark = pytest.mark.slow  # each case maps, reads or infers from files of its own


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Lijst"
    sheet.append(["Projecten 2026"])
    sheet.append(["id", "prijs", "dag", "ja", "id"])
    sheet.append([9000, 1.5, datetime.date(2026, 1, 2), True, "x"])
    sheet.append([])
    sheet.append(["007", None, datetime.datetime(2026, 1, 2, 3, 4, 5), False, "y"])
    other = book.create_sheet("Tweede")
    other.append(["a"])
    other.append([1])
    path = tmp_path / "b.xlsx"
    book.save(path)
    return path


def test_a_sheet_keeps_types_ids_and_row_numbers(workbook: Path) -> None:
    found = read(workbook, "excel", header=2)
    assert found.numbers == [3, 5]
    assert found.column("id") == ["9000", "007"]
    assert found.column("dag") == ["2026-01-02", "2026-01-02T03:04:05"]
    assert found.column("prijs") == ["1.5", None]
    assert found.column("ja") == ["true", "false"]
    types = {"id": "integer", "prijs": "decimal", "dag": "date", "ja": "boolean", "_col.5": None}
    assert found.types[0] == types
    assert found.types[1]["id"] is None
    assert found.codes == ["SAM-R006"]
    assert found.staged.sheet == "Lijst"


@pytest.mark.parametrize("sheet", ["Tweede", "2"])
def test_a_sheet_is_chosen_by_name_or_number(workbook: Path, sheet: str) -> None:
    assert read(workbook, "excel", sheet=sheet).rows == [{"a": "1"}]


def test_a_sheet_that_is_gone_is_said_with_the_nearest(workbook: Path) -> None:
    with pytest.raises(SourceError, match="'Lijsten'") as caught:
        read(workbook, "excel", sheet="Lijsten")
    assert "'Lijst'" in str(caught.value.hint)


def test_files_of_another_kind_are_refused(workbook: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="a workbook or a zip archive, not delimited text"):
        read(workbook, "csv")
    text = tmp_path / "t.txt"
    text.write_text("a;b\n")
    for kind in ("excel", "parquet", "xml", "json", "geojson"):
        with pytest.raises(SourceError, match=r"t\.txt"):
            read(text, kind, ["a"])
    text.write_text("")
    with pytest.raises(SourceError, match="empty"):
        read(text, "csv")


def features(*geometries: object, **more: object) -> str:
    found = [{"type": "Feature", "properties": {"naam": "x"}, "geometry": g} for g in geometries]
    return json.dumps({"type": "FeatureCollection", "features": found, **more})


def test_lambert_72_becomes_wgs_84(tmp_path: Path) -> None:
    file = tmp_path / "f.geojson"
    point = {"type": "Point", "coordinates": [149_000, 171_000]}
    far = {"type": "Point", "coordinates": [1e30, 1]}
    odd = {"type": "Point", "coordinates": ["a", 1]}
    file.write_text(features(point, None, far, odd))
    found = read(
        file, "geojson", ["naam", "$.properties.naam", "geometry", "lon", "lat"], crs="EPSG:31370"
    )
    assert abs(float(found.rows[0]["lon"]) - 4.3546) < 0.001
    assert abs(float(found.rows[0]["lat"]) - 50.8494) < 0.001
    assert found.column("geometry")[0].startswith("POINT (4.35")
    assert found.column("geometry")[1:] == [None, None, None]
    assert found.column("naam") == found.column("$.properties.naam") == ["x"] * 4
    assert [(f.code, f.row) for f in found.staged.findings] == [("SAM-R033", 3), ("SAM-R033", 4)]


def test_geometries_are_wkt(tmp_path: Path) -> None:
    file = tmp_path / "f.geojson"
    ring = [[4, 50], [5, 50], [5, 51], [4, 50]]
    line = {"type": "LineString", "coordinates": ring[:2]}
    file.write_text(
        features(
            {"type": "MultiPolygon", "coordinates": [[ring]]},
            {"type": "GeometryCollection", "geometries": [line]},
            {"type": "Point", "coordinates": [149_000, 171_000]},
        )
    )
    found = read(file, "geojson", ["geometry"])
    assert found.column("geometry") == [
        "MULTIPOLYGON (((4 50, 5 50, 5 51, 4 50)))",
        "GEOMETRYCOLLECTION (LINESTRING (4 50, 5 50))",
        None,
    ]
    assert found.codes == ["SAM-R033"]


def test_an_unknown_coordinate_system_is_said() -> None:
    with pytest.raises(SourceError, match="EPSG:999999"):
        to_wgs84([1.0], [2.0], crs="EPSG:999999")


def test_lambert_2008_agrees_with_lambert_72() -> None:
    (lon72,), (lat72,) = to_wgs84([149_000.0], [171_000.0], crs="EPSG:31370")
    (lon08,), (lat08,) = to_wgs84([648_998.0], [671_000.0], crs="EPSG:3812")
    assert abs(lon72 - lon08) < 0.0005
    assert abs(lat72 - lat08) < 0.0005


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    file = tmp_path / "f.parquet"
    duckdb.execute(
        "COPY (SELECT 1::INT a, 2.50::DECIMAL(9, 3) d, 1.5::DOUBLE f, DATE '2026-01-02' e,"
        " TIMESTAMPTZ '2026-01-02 03:04:05+02' z, [1, 2] l, {'b': 'q'} st, '\\xAA'::BLOB h)"
        f" TO '{file}' (FORMAT parquet)"
    )
    found = read(file, "parquet", ["a", "d", "f", "e", "z", "l", "st.b", "h", "none"])
    assert list(found.rows[0].values()) == [
        *("1", "2.5", "1.5E0", "2026-01-02", "2026-01-02T01:04:05Z", ["1", "2"], "q", "AA"),
    ]
    assert found.types[0]["z"] == "dateTime"
    assert found.types[0]["l"] == ["integer", "integer"]


def packed(path: Path, kind: str, content: bytes) -> Path:
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("../in/f.csv", content)
    elif kind.startswith("tar"):
        with tarfile.open(path, f"w:{kind[4:]}") as archive:
            info = tarfile.TarInfo("../../f.csv")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    else:
        pack = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
        path.write_bytes(pack.get(kind, zstandard.compress)(content))
    return path


KINDS = ["gz", "bz2", "xz", "zst", "zip", "tar.gz", "tar.xz", "tar.bz2"]


@pytest.mark.parametrize("kind", KINDS)
def test_packed_files_are_unpacked_below_the_work_folder(tmp_path: Path, kind: str) -> None:
    file = packed(tmp_path / f"f.csv.{kind}", kind, b"a;b\n1;2\n")
    assert read(file, "csv").rows == [{"a": "1", "b": "2"}]
    assert [p.name for p in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize("kind", KINDS)
def test_bombs_and_broken_archives_are_refused(tmp_path: Path, kind: str) -> None:
    file = packed(tmp_path / f"f.csv.{kind}", kind, b"a;b\n" * 500_000)
    with pytest.raises(SourceError, match="grow to more than 1,000"):
        read(file, "csv", limit=1000)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(SourceError, match="cannot be unpacked"):
        read(file, "csv")


def test_a_small_archive_that_grows_a_thousand_times_is_refused(tmp_path: Path) -> None:
    file = packed(tmp_path / "f.csv.gz", "gz", b"0" * (80 << 20))
    with pytest.raises(SourceError, match="200 times"):
        read(file, "csv")


def test_an_archive_with_several_files_asks_for_one(tmp_path: Path) -> None:
    file = tmp_path / "f.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "a;b\n1;2\n")
        archive.writestr("b.csv", "c;d\n3;4\n")
    with pytest.raises(SourceError, match="has 2 files") as caught:
        read(file, "csv")
    assert "a.csv, b.csv" in str(caught.value.hint)
    assert read(file, "csv", member="b.csv").rows == [{"c": "3", "d": "4"}]
    with pytest.raises(SourceError, match="no member 'z'"):
        read(file, "csv", member="z")


@pytest.mark.parametrize("access", ["dir", "dir/*.csv"])
def test_a_folder_or_glob_is_one_table(tmp_path: Path, access: str) -> None:
    folder = tmp_path / "dir"
    folder.mkdir()
    (folder / "1.csv").write_text("a;b\n1;2\n")
    (folder / "2.csv").write_text("b;a;c\n3;4;5\n")
    found = read(tmp_path / access, "csv")
    assert found.numbers == [2, 2]
    assert found.rows == [{"a": "1", "b": "2", "c": None}, {"a": "4", "b": "3", "c": "5"}]
    assert [file.name for file in found.staged.files] == ["1.csv", "2.csv"]
    finding = found.staged.findings[0]
    assert (finding.code, finding.raw, finding.column, finding.file) == (
        "SAM-R034",
        "1.csv",
        "c",
        0,
    )


def test_a_path_to_nothing_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "diensten.csv").write_text("a\n1\n")
    with pytest.raises(SourceError, match="is not there") as caught:
        read(tmp_path / "dienst.csv", "csv")
    assert "diensten.csv" in str(caught.value.hint)
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="holds no files"):
        read(tmp_path / "empty", "csv")


def test_another_quote_and_a_line_without_end(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("a;b\n'x;y';\"z\n1;2\n\n3\n")
    found = read(file, "csv", quote="'", delimiter=";")
    assert found.rows == [{"a": "x;y", "b": '"z'}, {"a": "1", "b": "2"}]
    assert found.codes == ["SAM-R002"]
    file.write_text("a;b\n" + "1" * (17 << 20) + "\n")
    with pytest.raises(SourceError, match="line 2: the line is longer"):
        read(file, "csv", delimiter=";")


SECRET = "geheim9"


@pytest.mark.parametrize(
    ("access", "name"),
    [
        (f"https://{SECRET}@host:81/a/b.csv?key={SECRET}#{SECRET}", "https://host:81/a/b.csv"),
        (f"postgresql://me:{SECRET}@host/db?password_env={SECRET}", "postgresql://host/db"),
        ("https://host/a@b.csv", "https://host/a@b.csv"),
        ("sources/a b?#@.csv", "sources/a b?#@.csv"),
    ],
)
def test_an_address_is_shown_without_what_may_be_secret(access: str, name: str) -> None:
    assert shown(access) == name


@pytest.mark.parametrize("kind", ["csv", "json", "excel", "sql"])
@pytest.mark.parametrize(
    "access",
    [
        f"ftp://me:{SECRET}@host/a.csv?key={SECRET}",
        f"https://me:{SECRET}@127.0.0.1/a.csv?key={SECRET}",
        f"http://127.0.0.1/a.csv?key={SECRET}",
        f"postgresql://me:{SECRET}@127.0.0.1:1/db?sslmode={SECRET}",
        f"oracle://me:{SECRET}@host/db",
    ],
)
def test_no_message_shows_a_secret_of_an_address(kind: str, access: str) -> None:
    with pytest.raises(SourceError) as told:
        read(Path(access), kind, ["a"], access=access)
    assert SECRET not in str(told.value)


@pytest.mark.parametrize("dsn", [f"jdbc:oracle:thin:me/{SECRET}@h", f"jdbc:x://me:{SECRET}@h/d"])
def test_no_message_shows_a_secret_of_jdbc(dsn: str) -> None:
    with pytest.raises(SourceError) as told:
        from_jdbc(dsn)
    assert SECRET not in str(told.value)


@pytest.mark.parametrize("kind", ["json", "jsonl", "geojson", "xml"])
@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"PK\x03\x04\x14\x00", "a workbook or a zip archive"),
        (b"SQLite format 3\x00", "a database"),
        (b"PAR1\x15\x04", "Parquet"),
        (bytes(range(1, 32)), "a binary file"),
    ],
)
def test_no_line_is_named_of_a_file_that_has_none(
    tmp_path: Path, kind: str, head: bytes, what: str
) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(head + b"\n" + bytes(range(256)) * 3)
    with pytest.raises(SourceError) as caught:
        read(path, kind, ["a"])
    assert caught.value.code == "SAM-R043"
    assert f"this is {what}, not " in caught.value.message and "line" not in caught.value.message


@pytest.mark.parametrize("suffix", ["ttl", "rdf", "jsonld", "nq"])
def test_no_line_is_named_of_rdf_that_is_no_text(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x.{suffix}"
    path.write_bytes(b"SQLite format 3\x00" + bytes(range(256)))
    with pytest.raises(SourceError) as caught:
        load(path)
    assert "this is a database, not RDF" in caught.value.message


class FullDisk:
    """A connection of which the disk is full."""

    def execute(self, *_: object) -> None:
        raise duckdb.IOException("IO Error: Could not write file: " + os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(("kind", "name"), [("parquet", "f.parquet"), ("json", "f.json")])
def test_a_full_disk_is_not_blamed_on_the_file(kind: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text('[{"a": 1}]')
    source = Source("s", name, kind, Place("m.yml"))
    with pytest.raises(duckdb.IOException):
        stage(FullDisk(), "t", source, tmp_path / name, ["a"], tmp_path)


def test_no_room_to_unpack_is_not_blamed_on_the_archive(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "f.csv.gz", "wb") as file:
        file.write(b"a,b\n" * 100_000)
    bounds = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, bounds[1]))
    try:
        with pytest.raises(OSError) as told:
            read(tmp_path / "f.csv.gz", "csv", ["a"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, bounds)
    assert told.value.errno == errno.EFBIG
