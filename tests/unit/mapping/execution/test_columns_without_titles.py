"""Rows are called by their number, and columns by their place, where they have no name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.map import map_ as run_map
from kg.mapping.rml import reader as rml
from kg.mapping.rml import writer as write_rml
from kg.mapping.yarrrml import reader as yarrrml
from kg.sources.columns import column_names

ENGINES = ["compiled", "interpreted"]
MAPPING = """\
prefixes: {{ex: "https://e.example/"}}
sources:
  s: {{access: "{access}", referenceFormulation: {kind}, samenspel: {keys}}}
mappings:
  m: {{sources: s, s: "ex:$({key})", po: [[ex:v, "$({column})"]]}}
"""
ITEMS = [{"v": "a"}, {"v": "b"}]


def mapped(
    folder: Path, engine: str, access: str, kind: str, keys: object, **more: str
) -> set[str]:
    names = {"key": "_sourceRow", "column": "v"} | more
    text = MAPPING.format(access=access, kind=kind, keys=json.dumps(keys), **names)
    (folder / "m.yml").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(run_map, [str(folder / "m.yml"), "--engine", engine])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    quads = [line.split() for line in done.stdout.splitlines()]
    return {f"{s.rpartition('/')[2][:-1]}={o[1:-1]}" for s, _, o, _ in quads}


def text(name: str, content: str) -> Callable[[Path], str]:
    def write(folder: Path) -> str:
        (folder / name).write_text(content, encoding="utf-8")
        return name

    return write


def workbook(folder: Path) -> str:
    book = openpyxl.Workbook()
    for row in (["titel"], ["v"], ["a"], [None], ["b"]):
        book.active.append(row)
    book.save(folder / "x.xlsx")
    return "x.xlsx"


def parquet(folder: Path) -> str:
    duckdb.sql("SELECT unnest(['a', 'b']) AS v").write_parquet(str(folder / "x.parquet"))
    return "x.parquet"


def several(folder: Path) -> str:
    for name, value in (("een", "a"), ("twee", "b")):
        (folder / f"{name}.csv").write_text(f"v\n{value}\n", encoding="utf-8")
    return "*.csv"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("made", "kind", "keys", "expected"),
    [
        (text("x.csv", "v,w\na,1\n\nb,2\n"), "csv", {}, {"2=a", "4=b"}),
        (text("x.json", json.dumps(ITEMS)), "json", {}, {"1=a", "2=b"}),
        (text("x.jsonl", "\n".join(map(json.dumps, ITEMS))), "jsonl", {}, {"1=a", "2=b"}),
        (text("x.xml", "<r><i><v>a</v></i><i><v>b</v></i></r>"), "xml", {}, {"1=a", "2=b"}),
        (workbook, "excel", {"header": 2}, {"3=a", "5=b"}),
        (parquet, "parquet", {}, {"1=a", "2=b"}),
        (several, "csv", {}, {"1.2=a", "2.2=b"}),
    ],
)
def test_a_row_is_called_by_its_number(
    tmp_path: Path,
    engine: str,
    made: Callable[[Path], str],
    kind: str,
    keys: object,
    expected: set[str],
) -> None:
    assert mapped(tmp_path, engine, made(tmp_path), kind, keys) == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_of_that_name_is_that_column(tmp_path: Path, engine: str) -> None:
    access = text("x.csv", "_sourceRow,v\nq,a\n")(tmp_path)
    assert mapped(tmp_path, engine, access, "csv", {}) == {"q=a"}


def sheet_without_titles(folder: Path) -> str:
    book = openpyxl.Workbook()
    for row in (["k1", "p"], ["k2", "q"]):
        book.active.append(row)
    book.save(folder / "x.xlsx")
    return "x.xlsx"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (text("x.csv", "k1;p\nk2;q\n"), "csv"),
        (text("x.csv", '"k1";"p"\r\n\r\n"k2";"q"'), "csv"),
        (sheet_without_titles, "excel"),
    ],
)
def test_a_table_without_a_header_loses_no_row(
    tmp_path: Path, engine: str, made: Callable[[Path], str], kind: str
) -> None:
    names = {"key": "_col.1", "column": "_col.2"}
    assert mapped(tmp_path, engine, made(tmp_path), kind, {"header": 0}, **names) == {
        "k1=p",
        "k2=q",
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_with_a_blank_or_repeated_title_are_called_by_their_place(
    tmp_path: Path, engine: str
) -> None:
    access = text("x.csv", ",v,v\nk,a,b\n")(tmp_path)
    found = mapped(tmp_path, engine, access, "csv", {}, key="_col.1", column="_col.3")
    assert found == {"k=b"}


def test_rml_says_the_same_of_a_table_without_a_header(tmp_path: Path) -> None:
    source = MAPPING.format(
        access="x.csv", kind="csv", keys='{"header": 0}', key="_col.1", column="_sourceRow"
    )
    (tmp_path / "m.yml").write_text(source, encoding="utf-8")
    document = yarrrml.read(tmp_path / "m.yml", tmp_path)
    written = write_rml.write(document)
    assert "csvw:header false" in written
    (tmp_path / "m.ttl").write_text(written, encoding="utf-8")
    assert rml.read(tmp_path / "m.ttl", tmp_path).triples_maps[0].source.header == 0


@given(st.lists(st.sampled_from(["", "a", "b", "_col.1", "_col.2", "_c"]) | st.text(max_size=3)))
def test_every_column_has_a_name_of_its_own(titles: list[str]) -> None:
    names = column_names(titles)
    assert all(names) and len(set(names)) == len(titles)
    assert {t for t in titles if t and not t.startswith("_col.")} <= set(names)
