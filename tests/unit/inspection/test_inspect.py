"""An unknown file is described: how it is written, what its columns hold, what they may be."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner

from kg.cli.inspect import inspect
from kg.errors import SourceError

AID = """\
Lijst van hulpaanbod (proefgegevens)
Toestand op 1 november 2026

code;naam;KBO-nummer;rechten;sinds;prijs;website;mail;gemeente;doelgroepen
H1;Café Sociaal;0201.310.929;gezondheid, wonen;15/03/2019;1.234,50;https://x.example/a;a@x.example;G1;gezinnen
H2;Huis;0201.310.929;wonen;31/02/2019;2,5;https://x.example/b;-;G2;ouderen
H3;Keuken;0201310929;wonen, werk, gezondheid;01/01/2020;;;;G1;gezinnen
"""
TOWNS = """\
id,naam,nis,postcode,x,y
G1,Molen,11001,9000,104000,193000
G2,Linde,11002,9001,105000,194000
"""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    aid, towns = tmp_path / "hulp.csv", tmp_path / "gemeenten.csv"
    aid.write_bytes(AID.encode("windows-1252"))
    towns.write_text(TOWNS, encoding="utf-8")
    return [aid, towns]


def report(*paths: Path) -> Any:
    done = CliRunner().invoke(inspect, [*map(str, paths), "--json"], catch_exceptions=False)
    return json.loads(done.stdout)


def columns(file: Any) -> dict[str, Any]:
    return {column["name"]: column for column in file["columns"]}


def test_writing_is_found_below_a_title(files: list[Path]) -> None:
    (file,) = report(files[0])["files"]
    written = (file["encoding"], file["delimiter"], file["header"], file["rows"])
    assert written == ("windows-1252", ";", 4, 3)


def test_kinds_of_values_are_found(files: list[Path]) -> None:
    aid, towns = (columns(file) for file in report(*files)["files"])
    assert {name: column["kind"] for name, column in aid.items()} == {
        "code": "text",
        "naam": "text",
        "KBO-nummer": "enterprise-number",
        "rechten": "text",
        "sinds": "date %d/%m/%Y",
        "prijs": "decimal ,",
        "website": "url",
        "mail": "email",
        "gemeente": "text",
        "doelgroepen": "text",
    }
    assert aid["rechten"]["separator"] == ","
    assert aid["sinds"]["misfits"] == 1
    assert aid["mail"]["filled"] == 1
    assert (towns["nis"]["kind"], towns["postcode"]["kind"]) == ("nis", "postcode")
    assert (towns["x"]["coordinate"], towns["y"]["coordinate"]) == ("Lambert 72 x", "Lambert 72 y")


def test_keys_links_and_personal_data_are_found(files: list[Path]) -> None:
    found = report(*files)
    aid = columns(found["files"][0])
    assert aid["code"]["unique"] and not aid["gemeente"]["unique"]
    assert aid["mail"]["personal"] == "email"
    assert found["links"][0] == {
        "file": "hulp.csv",
        "column": "gemeente",
        "parent_file": "gemeenten.csv",
        "parent_column": "id",
        "share": 1.0,
    }


def test_properties_and_concepts_are_found_by_label(files: list[Path]) -> None:
    aid = columns(report(files[0])["files"][0])
    assert aid["naam"]["property"] == "skos:prefLabel"
    assert aid["KBO-nummer"]["property"] == "sam:kboNumber"
    assert aid["doelgroepen"]["scheme"]["name"] == "target-group"


def test_national_register_numbers_are_told_from_other_digits(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("a,b\n85.07.30-033.28,85.07.30-033.29\n17.07.30-033.84,17.07.30-033.85\n")
    found = columns(report(path)["files"][0])
    assert (found["a"]["kind"], found["b"]["kind"]) == ("national-number", "text")


def test_two_columns_that_are_a_key_together(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("a;b;c\nx;1;q\nx;2;q\ny;1;q\ny;2;q\n")
    assert report(path)["files"][0]["composite_keys"] == [["a", "b"]]


def test_items_of_json_are_found_below_a_name(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    items = [{"id": n, "place": {"name": f"p{n}"}, "tags": ["a", "b"]} for n in range(3)]
    path.write_text(json.dumps({"made": "today", "items": items}))
    (file,) = report(path)["files"]
    assert (file["iterator"], file["rows"]) == ("$.items[*]", 3)
    assert {"id", "place.name", "tags[*]"} == set(columns(file))


@pytest.mark.parametrize("mark", "\x0b\x0c\x1c\x85\u2028\u2029")
def test_only_line_ends_end_a_line(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"Lijst{mark}van{mark}2026\nid;naam\n1;Bo{mark}x\n2;An\n", encoding="utf-8")
    (file,) = report(path)["files"]
    assert (file["header"], file["rows"]) == (2, 2)


def test_broken_rows_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("a;b\n1;2\n1;2;3\n4;5\n")
    (file,) = report(path)["files"]
    assert file["faults"] == {"SAM-R001": 1} and file["rows"] == 2


def test_sheets_of_a_workbook_are_told_apart(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Diensten"
    for row in (["Lijst"], [], ["code", "sinds", "stad"], ["a", date(2020, 1, 2), "S1"]):
        book.active.append(row)
    book.active.append(["b", date(2021, 1, 2), "S2"])
    book.active.append(["c", date(2021, 5, 2), "S2"])
    towns = book.create_sheet("Steden")
    for row in (["id", "naam"], ["S1", "x"], ["S2", "y"]):
        towns.append(row)
    book.create_sheet("Leeg")
    book.save(tmp_path / "lijst.xlsx")
    found = report(tmp_path / "lijst.xlsx")
    one, two = found["files"]
    assert (one["sheet"], one["header"], one["rows"]) == ("Diensten", 3, 3)
    assert columns(one)["sinds"]["kind"] == "date %Y-%m-%d"
    assert (two["sheet"], two["rows"]) == ("Steden", 2)
    assert [(link["column"], link["parent_column"]) for link in found["links"]] == [("stad", "id")]


def test_lines_of_json_are_items(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": 1, "a": {"b": "x"}}\n{"id": 2, "c": true}\n')
    (file,) = report(path)["files"]
    assert {name: column["kind"] for name, column in columns(file).items()} == {
        "id": "integer",
        "a.b": "text",
        "c": "boolean",
    }


def test_parquet_is_read_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    duckdb.sql("SELECT i AS id, i / 4 AS part FROM range(5) t(i)").write_parquet(str(path))
    (file,) = report(path)["files"]
    kinds = [column["kind"] for column in file["columns"]]
    assert (file["rows"], kinds) == (5, ["integer", "double"])


@pytest.mark.parametrize(("name", "text"), [("x.xlsx", "no"), ("x.parquet", "no"), ("x.docx", "")])
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(SourceError, match=name):
        report(tmp_path / name)


@pytest.mark.parametrize(("lang", "word"), [("nl", "sleutels"), ("en", "keys"), ("fr", "clés")])
def test_terminal_speaks_the_readers_language(files: list[Path], lang: str, word: str) -> None:
    text = (
        CliRunner(env={"SAMENSPEL_LANG": lang})
        .invoke(inspect, list(map(str, files)), catch_exceptions=False)
        .output
    )
    assert f"{word}" in text and "sam:kboNumber" in text
