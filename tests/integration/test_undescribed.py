"""A link to a thing of the publication that nothing describes is told at its cell."""

from __future__ import annotations

import json
from typing import Any

import openpyxl
import pytest
from command import run
from publishing import configure

BASE = "https://data.links.example/"
HEAD = """\
prefixes: {{ ex: "{base}id/" }}
mappings:
  {name}:
    sources: [[sources/{name}.csv~csv]]
    s: ex:{name}/$(code)
    po:
      - [a, foaf:Group]
      - [rdfs:label, $(naam), nl~lang]
"""
LINKS = f"""\
      - [dct:relation, ex:$(soort)/$(naar)~iri]
      - [foaf:homepage, "{BASE}welkom~iri"]
      - [rdfs:seeAlso, "{BASE}welkom~iri"]
      - [dct:isPartOf, "{BASE}~iri"]
      - [dct:conformsTo, skos:Concept~iri]
"""
BOOK = f"""\
prefixes: {{ ex: "{BASE}id/" }}
mappings:
  eerste:
    sources:
      - access: sources/boek.xlsx
        referenceFormulation: excel
        samenspel: {{ sheet: eerste }}
    s: ex:eerste/$(code)
    po: [[dct:relation, ex:club/$(naar)~iri]]
  tweede:
    sources:
      - access: sources/boek.xlsx
        referenceFormulation: excel
        samenspel: {{ sheet: tweede }}
    s: ex:tweede/$(code)
    po: [{{p: "https://from.data/$(code)", o: {{value: "ex:club/$(naar)", type: iri}}}}]
"""
MEMBERS = [
    ("L1", "club", "K1"),
    ("L2", "club", "K-weg"),
    ("L3", "dataset", "leden"),
    *((f"L{i}", "spel", f"S{i}") for i in range(4, 40)),
    ("L99", "club", "k 1"),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("links")
    configure(folder, BASE, "leden", "club", "boek")
    (folder / "sources").mkdir()
    (folder / "sources" / "club.csv").write_text("code,naam\nK1,Een\nK2,Twee\n", encoding="utf-8")
    rows = "".join(
        f"{code},{code},{kind},{to}\n" for code, kind, to in [*MEMBERS, ("L99", "club", "k 1")]
    )
    (folder / "sources" / "leden.csv").write_text(f"code,naam,soort,naar\n{rows}", encoding="utf-8")
    (folder / "club.yml").write_text(HEAD.format(base=BASE, name="club"), encoding="utf-8")
    mapping = HEAD.format(base=BASE, name="leden") + LINKS
    (folder / "boek.yml").write_text(BOOK, encoding="utf-8")
    book = openpyxl.Workbook()
    for sheet, to in (("eerste", "K-een"), ("tweede", "K-twee")):
        cells = book.create_sheet(sheet)
        cells.append(["code", "naar"])
        cells.append(["B1", to])
    book.save(folder / "sources" / "boek.xlsx")
    (folder / "leden.yml").write_text(mapping, encoding="utf-8")
    report: dict[str, Any] = json.loads(run("check", folder, "--json"))
    return [f for f in report["list"] if f["code"] in ("SAM-M024", "SAM-M025")]


def test_it_names_the_cell_and_the_thing(found: list[dict[str, Any]]) -> None:
    (one,) = [f for f in found if f["raw"] == f"{BASE}id/club/K-weg"]
    assert (one["code"], one["severity"]) == ("SAM-M025", "warning")
    assert (one["file"], one["row"], one["rule"]) == ("leden.csv", 3, "dct:relation")


def test_it_names_the_sheet_of_a_workbook(found: list[dict[str, Any]]) -> None:
    (one,) = [f for f in found if f["raw"] == f"{BASE}id/club/K-een"]
    assert (one["file"], one["sheet"], one["row"]) == ("boek.xlsx", "eerste", 2)


def test_a_property_that_comes_from_the_data_leads_to_its_row(found: list[dict[str, Any]]) -> None:
    (one,) = [f for f in found if f["raw"] == f"{BASE}id/club/K-twee"]
    assert (one["file"], one["row"], one["rule"]) == ("boek.xlsx", 2, "<https://from.data/B1>")


def test_a_page_on_the_web_and_the_site_itself_are_no_things(found: list[dict[str, Any]]) -> None:
    assert not [f for f in found if f["raw"] in (BASE, f"{BASE}welkom")]


def test_what_is_described_or_alike_is_no_dangling_link(found: list[dict[str, Any]]) -> None:
    assert not [f for f in found if f["raw"] == f"{BASE}id/club/K1"]
    assert not [f for f in found if "dataset" in str(f["raw"])]
    assert [f["raw"] for f in found if f["code"] == "SAM-M024"] == ["k 1"]


def test_of_many_some_are_told_and_the_rest_is_counted(found: list[dict[str, Any]]) -> None:
    links = [f for f in found if (f["code"], f["rule"]) == ("SAM-M025", "dct:relation")]
    assert len(links) == 31
    assert links[-1]["expected"] == "(8×)"
