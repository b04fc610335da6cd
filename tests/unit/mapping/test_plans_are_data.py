"""A plan is data: written down and read again it gives the same quads, findings and origins."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from mapping_run import map_files

from kg.mapping.compiler import triples_map
from kg.mapping.compiler.plan import Plan
from kg.mapping.execution import dataset

MAPPING = """
prefixes: {ex: "https://e.be/"}
sources:
  d: {access: sources/d.csv, referenceFormulation: csv}
  o: {access: sources/o.csv, referenceFormulation: csv}
mappings:
  dienst:
    sources: d
    s: ex:d/$(id)
    po:
      - [ex:naam, $(naam), nl~lang]
      - [ex:sinds, $(sinds), xsd:date]
      - p: ex:zonder-sql
        o: {value: $(naam), samenspel: {function: slug}}
      - p: ex:groepen
        o: {value: $(groepen), samenspel: {split: ","}}
      - p: ex:van
        o: [{mapping: organisatie, condition: {function: equal, parameters:
             [[str1, $(van)], [str2, $(id)]]}}]
  organisatie: {sources: o, s: ex:o/$(id), po: [[ex:naam, $(naam)]]}
"""
FILES = {
    "d__csv": 'id,naam,sinds,groepen,van\n1,Één,2020-01-31,"a,b",x\n2,Twee,31/31/2020,,weg\n',
    "o__csv": "id,naam\nx,Iks\n",
}


def _written_down(*given: object, **named: object) -> Plan:
    plan = triples_map.compile_map(*given, **named)  # type: ignore[arg-type]
    read: Plan = pickle.loads(pickle.dumps(plan))
    assert read == plan
    return read


def test_a_plan_that_was_written_down_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "as it is").mkdir()
    (tmp_path / "read").mkdir()
    wanted = map_files(tmp_path / "as it is", MAPPING, **FILES)
    monkeypatch.setattr(dataset, "compile_map", _written_down)
    found = map_files(tmp_path / "read", MAPPING, **FILES)
    assert found == wanted
    assert found.interpreted == []
    assert len(found.lines) == 9 and {"SAM-M002", "SAM-M006"} <= set(found.codes)
