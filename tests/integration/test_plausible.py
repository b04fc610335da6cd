"""Values out of plausible ranges are told at their place, and not published unasked."""

from __future__ import annotations

import json

import pytest
from command import run
from publishing import configure

MAPPING = """\
prefixes: {ex: "https://stad.example.org/id/", geo: "http://www.opengis.net/ont/geosparql#"}
sources:
  a:
    access: sources/a.csv
    referenceFormulation: csv
    samenspel: {encoding: utf-8, delimiter: ","}
mappings:
  a:
    sources: a
    s: ex:organisation/$(code)
    po:
      - [dct:issued, $(sinds), xsd:date]
      - [geo:asWKT, "POINT($(x) $(y))", geo:wktLiteral]
      - [ex:aantalLeden, $(leden), xsd:integer]
"""


def found(folder, rows, *said):
    (folder / "sources").mkdir()
    (folder / "sources" / "a.csv").write_text("code,sinds,x,y,leden\n" + "\n".join(rows) + "\n")
    (folder / "a.yml").write_text(MAPPING)
    configure(folder, "https://stad.example.org/", "a")
    with (folder / "samenspel.toml").open("a") as toml:
        toml.write("\n".join(["small_cells = 0", *said]) + "\n")
    report = json.loads(run("check", folder, "--json"))
    return [
        (each["code"], each["row"], each["column"])
        for each in report["list"]
        if each["code"].startswith("SAM-G02")
    ]


SOUND = "s,2020-01-01,4.35,50.85,12"


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("a,1799-12-31,4.35,50.85,12", "SAM-G020", "sinds"),
        ("a,2202-01-01,4.35,50.85,12", "SAM-G020", "sinds"),
        ("a,2020-01-01,50.85,4.35,12", "SAM-G021", "x"),
        ("a,2020-01-01,4.89,52.37,12", "SAM-G021", "x"),
        ("a,2020-01-01,4.35,50.85,-2", "SAM-G022", "leden"),
    ],
)
def test_it_is_told_at_its_row_and_column(tmp_path, row, code, column):
    assert found(tmp_path, [SOUND, row]) == [(code, 3, column)]


@pytest.mark.parametrize(
    "row",
    [
        "a,1800-01-01,2.56,51.09,0",  # De Panne
        "a,2035-01-01,6.22,50.46,5",  # Elsenborn
        "a,1950-01-01,5.82,49.55,5",  # Aubange
        "a,1950-01-01,4.93,51.44,5",  # Baarle-Hertog
        "a,1950-01-01,5.77,50.75,5",  # Voeren
        "a,1950-01-01,2.90,50.70,5",  # Ploegsteert
    ],
)
def test_what_is_plausible_is_not_told(tmp_path, row):
    assert found(tmp_path, [SOUND, row]) == []


def test_what_a_steward_says_is_meant_is_not_told(tmp_path):
    row = "a,1425-12-09,4.89,52.37,5"
    meant = "plausible = {sinds = {from = 1400-01-01}}"
    assert found(tmp_path, [SOUND, row], "abroad = true", meant) == []


def test_the_same_range_does_not_hold_for_another_column(tmp_path):
    row = "a,1425-12-09,4.35,50.85,5"
    meant = "plausible = {leden = {from = 1400-01-01}}"
    assert found(tmp_path, [row], meant) == [("SAM-G020", 2, "sinds")]
