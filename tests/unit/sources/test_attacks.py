"""Whatever bytes a file holds, a reader gives rows or says what is wrong; odd files come back."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pyproj
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from staging import read

from kg.errors import SourceError
from kg.sources.coordinates import to_wgs84
from kg.sources.json_path import query

pytestmark = pytest.mark.slow  # many files for each format

TABLE = 'code;naam\r\n1;"a;b\nc"\r\n2;"é ""x"""\r\n\r\n3;\r\n'.encode()
ITEMS = json.dumps(
    [{"code": 1, "naam": 'é\\"', "x": [1.5, None, {"y": True}]}, {"code": "2"}]
).encode()
FEATURES = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": 1}, "geometry": None},
            {
                "type": "Feature",
                "properties": {"code": 2},
                "geometry": {"type": "Polygon", "coordinates": [[[4, 50], [5, 50], [4, 51]]]},
            },
        ],
    }
).encode()
TREE = '<?xml version="1.0" encoding="utf-8"?><l><!-- c --><i a="1">é<b/>&amp;</i><i/></l>'.encode()
SOUND = {
    "csv": (TABLE, ["code", "naam"], {}),
    "json": (ITEMS, ["code", "naam", "x", "x[*].y"], {}),
    "jsonl": (b"\n".join(json.dumps(i).encode() for i in json.loads(ITEMS)), ["code", "$..y"], {}),
    "geojson": (FEATURES, ["code", "geometry", "lon"], {}),
    "xml": (TREE, ["@a", ".", "b"], {"iterator": "/l/i"}),
    "excel": (b"PK\x03\x04", ["code"], {}),
    "parquet": (b"PAR1\0\0\0\0PAR1", ["code"], {}),
}


def attack(kind: str, content: bytes, folder: Path) -> None:
    """Read it; only an error for people may come out, and only rows with numbers may go in."""
    _, references, keys = SOUND[kind]
    file = folder / "f"
    file.write_bytes(content)
    try:
        found = read(file, kind, references, **keys)
    except SourceError as error:
        assert error.code.startswith("SAM-R0")
        assert error.hint
        str(error).encode()
        return
    assert len(set(found.numbers)) == len(found.numbers)
    for finding in found.staged.findings:
        finding.raw.encode()


@pytest.mark.parametrize("kind", SOUND)
@settings(max_examples=40)
@given(content=st.binary(min_size=1, max_size=200))
@example(content=b"\xff\xfe")
@example(content=b"\xef\xbb\xbf")
@example(content=b"\0")
@example(content=b"0")
@example(content=b'"')
@example(content=b"\xff\xfea")
def test_any_bytes(kind: str, content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    attack(kind, content, tmp_path_factory.mktemp("any"))


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "geojson", "xml"])
@settings(max_examples=60)
@given(data=st.data())
def test_sound_files_with_damage(
    kind: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = SOUND[kind][0]
    start = data.draw(st.integers(0, len(content)))
    stop = data.draw(st.integers(start, min(len(content), start + 20)))
    new = data.draw(st.binary(max_size=5) | st.sampled_from([b'"', b"{", b"]", b"<", b"&", b"\n"]))
    attack(kind, content[:start] + new + content[stop:], tmp_path_factory.mktemp("damaged"))


LETTERS = st.text(st.sampled_from("ab é|~^:;,'\"$\n\r\t€"), max_size=8)


@settings(max_examples=60)
@given(
    table=st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=6),
    delimiter=st.sampled_from("|~^:;,\t"),
    quote=st.sampled_from("'\"$"),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "windows-1252"]),
    above=st.integers(0, 2),
)
def test_odd_dialects_come_back(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[tuple[str, str]],
    delimiter: str,
    quote: str,
    end: str,
    encoding: str,
    above: int,
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=delimiter, quotechar=quote, lineterminator=end, quoting=csv.QUOTE_ALL
    )
    writer.writerows([("a", "b"), *table])
    file = tmp_path_factory.mktemp("dialect") / "f.csv"
    file.write_bytes((f"titel{end}" * above + out.getvalue()).encode(encoding))
    found = read(file, "csv", delimiter=delimiter, quote=quote, encoding=encoding, header=above + 1)
    assert found.codes == []
    assert [(row["a"] or "", row["b"] or "") for row in found.rows] == table
    assert found.numbers == list(range(above + 2, above + 2 + len(table)))


@given(st.text(max_size=30))
def test_any_text_is_a_path_or_is_refused(text: str) -> None:
    try:
        find = query(text, "f.json")
    except SourceError as error:
        assert error.code == "SAM-R013"
        return
    assert isinstance(find({"a": [1, {"b": None}]}), list)


@settings(max_examples=50)
@given(
    places=st.lists(st.tuples(st.floats(2.5, 6.4), st.floats(49.5, 51.5)), min_size=1, max_size=5),
    crs=st.sampled_from(["EPSG:31370", "EPSG:3812", "EPSG:3857", "EPSG:4258"]),
)
def test_places_in_belgium_come_back(places: list[tuple[float, float]], crs: str) -> None:
    there = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    xs, ys = there.transform([lon for lon, _ in places], [lat for _, lat in places])
    lons, lats = to_wgs84(xs, ys, crs=crs)
    for (lon, lat), back in zip(places, zip(lons, lats, strict=True), strict=True):
        assert math.dist((lon, lat), back) < 1e-5


NUMBERS: st.SearchStrategy[Any] = st.integers() | st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=50)
@given(value=NUMBERS)
def test_any_number_of_json_keeps_its_value(
    value: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("number") / "f.json"
    file.write_text(json.dumps([{"n": value}]))
    (row,) = read(file, "json", ["n"]).rows
    assert (int if isinstance(value, int) else float)(row["n"]) == value
