"""A wide table in a publication: places in the release, on the command line and in findings."""

from __future__ import annotations

import json
from pathlib import Path

from command import run
from publishing import configure, publish

BASE = "https://wijd.example.be/"
MAPPING = """
prefixes: {ex: "https://wijd.example.be/id/"}
sources:
  m:
    access: sources/m.csv
    referenceFormulation: csv
    samenspel: {delimiter: ";", unpivot: {except: wijk, name: maand, value: n, dates: "%B %Y"}}
mappings:
  meting:
    sources: m
    s: ex:observation/$(wijk)/$(maand)
    po:
      - [dct:title, "$(wijk) $(maand)", nl~lang]
      - [dct:temporal, $(maand), xsd:gYearMonth]
      - [dct:extent, $(n), xsd:integer]
"""


def test_statements_lead_to_the_cell_and_its_own_column(tmp_path: Path) -> None:
    configure(tmp_path, BASE, "m")
    (tmp_path / "m.yml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "sources").mkdir()
    rows = "wijk;maart 2019;april 2019\nnoord;1;2\nzuid;;vier\nwest;5;6\n"
    (tmp_path / "sources" / "m.csv").write_text(rows, encoding="utf-8")
    release = publish(tmp_path)
    told = run("why", f"{BASE}id/observation/west/2019-04", tmp_path, "--json")
    by_property = {one["property"]: one for one in json.loads(told)["statements"]}
    (value,) = by_property["http://purl.org/dc/terms/extent"]["origins"]
    assert (value["row"], value["columns"]) == (4, ["april 2019"])
    assert value["place"].endswith("m.csv#cell=4,3")
    (title,) = by_property["http://purl.org/dc/terms/title"]["origins"]
    assert (title["row"], title["columns"]) == (4, ["wijk", "april 2019"])
    findings = json.loads((release / "findings.json").read_text(encoding="utf-8"))
    wrong = [one for one in findings if one["code"] == "SAM-M003"]
    assert [(one["row"], one["line"], one["column"]) for one in wrong] == [(3, 3, "april 2019")]
    metadata = run(
        "query",
        f"ASK {{ <{BASE}id/observation/noord/2019-03>"
        f" <http://www.w3.org/ns/prov#wasDerivedFrom> <{BASE}id/source/m/m.csv#row=2> }}",
        tmp_path,
    )
    assert "true" in metadata
