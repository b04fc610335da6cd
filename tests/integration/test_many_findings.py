"""Thousands of findings of one kind: all in findings.json, a bounded number in the graph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from publishing import configure, publish
from serving import Served, serving

from kg.release.metadata import APART

QUESTIONS = Path(__file__).resolve().parents[2] / "ontology" / "questions"
BASE = "https://data.zemst.example/"
WRONG = {"leden": APART + 37, "zalen": 3}
ROWS = APART + 50
MAPPING = f"""
prefixes: {{ ex: "{BASE}id/" }}
sources:
  clubs: {{ access: clubs.csv, referenceFormulation: csv, samenspel: {{ encoding: utf-8 }} }}
mappings:
  club:
    sources: clubs
    s: ex:club/$(code)
    po:
      - [a, foaf:Group]
      - [ex:leden, $(leden), xsd:integer]
      - [ex:zalen, $(zalen), xsd:integer]
"""
QUESTION = """
PREFIX tool: <https://w3id.org/samenspel/ns/tool#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?column ?row ?count ?label {
  ?f a tool:Finding ; tool:findingCode "SAM-M003" ; tool:findingColumn ?column ; rdfs:label ?label
  FILTER(lang(?label) = "en")
  OPTIONAL { ?f tool:findingRow ?row } OPTIONAL { ?f tool:findingCount ?count }
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("zemst")
    configure(folder, BASE, "clubs")
    (folder / "clubs.yml").write_text(MAPPING, encoding="utf-8")
    cells = ["veel" if row < WRONG["leden"] else "50" for row in range(ROWS)]
    halls = ["geen" if row < WRONG["zalen"] else "1" for row in range(ROWS)]
    rows = [f"c{n},{one},{two}\n" for n, (one, two) in enumerate(zip(cells, halls, strict=True))]
    (folder / "clubs.csv").write_text("code,leden,zalen\n" + "".join(rows), encoding="utf-8")
    publish(folder)
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with serving(folder) as served:
        yield served


def test_every_place_is_in_the_file(folder: Path) -> None:
    path = folder / ".samenspel" / "current" / "findings.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    for column, number in WRONG.items():
        rows = [f["row"] for f in found if f["column"] == column]
        assert rows == list(range(2, number + 2))
    codes = json.loads(path.with_name("codes.json").read_text(encoding="utf-8"))
    assert codes["SAM-M003"]["title"]["en"] and "title" not in found[0]
    assert path.stat().st_size < 300 * len(found), "words are not said again for each"


def test_the_graph_tells_some_apart_and_counts_the_others(served: Served) -> None:
    rows = json.loads(served.get(QUESTION, format="json").body)["results"]["bindings"]
    apart = {c: [r for r in rows if r["column"]["value"] == c and "row" in r] for c in WRONG}
    assert {column: len(found) for column, found in apart.items()} == {"leden": APART, "zalen": 3}
    (counted,) = [row for row in rows if "count" in row]
    assert counted["column"]["value"] == "leden" and "row" not in counted
    assert counted["count"]["value"] == "37"
    assert "37 more of this kind" in counted["label"]["value"]


@pytest.mark.parametrize(
    ("name", "given", "asked"),
    [
        ("q04-not-published", "lindewater-diensten.csv", "clubs.csv"),
        (
            "q18-rejected-and-warned",
            "https://data.example.be/id/dataset/diensten-molenvoorde",
            f"{BASE}id/dataset/clubs",
        ),
    ],
)
def test_questions_count_them_all(served: Served, name: str, given: str, asked: str) -> None:
    query = (QUESTIONS / f"{name}.rq").read_text(encoding="utf-8").replace(given, asked)
    rows = json.loads(served.get(query, format="json").body)["results"]["bindings"]
    counts = [int(row["count"]["value"]) for row in rows if row["code"]["value"] == "SAM-M003"]
    assert sum(counts) == sum(WRONG.values()) and len(counts) == APART + 1 + WRONG["zalen"]


@pytest.mark.parametrize("path", ["/doc/dataset/clubs", "/catalog"])
def test_pages_count_them_all(served: Served, path: str) -> None:
    page = served.request("GET", path, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert re.search(rf"\b{sum(WRONG.values())}\b", page.body.decode())
