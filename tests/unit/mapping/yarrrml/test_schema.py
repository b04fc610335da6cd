"""The JSON Schema takes every mapping here, and marks what the reader refuses."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from kg.mapping.yarrrml.schema import schema, shipped

pytestmark = pytest.mark.slow  # each case maps, reads or infers from files of its own

ROOT = Path(__file__).parents[4]
DOCUMENTS = sorted((ROOT / "mappings").glob("**/mappings/*.yml"))
GOOD = """
sources: {p: [p.csv~csv]}
mappings:
  p: {sources: p, s: "foaf:$(id)", po: [[foaf:name, $(name)], {p: foaf:nick, o: {value: $(n)}}]}
"""


def test_shipped_schema_is_that_of_the_reader() -> None:
    remedy = "run python -m kg.mapping.yarrrml.schema > kg/mapping/yarrrml.schema.json"
    assert shipped() == schema(), remedy


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.stem)
def test_takes_every_mapping_here(path: Path) -> None:
    jsonschema.validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")), shipped())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mappings:", "mapings:"),
        ("s: ", "sbject: "),
        ("o: {value: $(n)}", "o: {valu: $(n)}"),
        ("o: {value: $(n)}", "o: {value: $(n), samenspel: {functon: trim}}"),
        ("o: {value: $(n)}", "o: {value: $(n), samenspel: {function: trimm}}"),
        ("o: {value: $(n)}", "o: {value: $(n), type: text}"),
        ("[p.csv~csv]", "{referenceFormulation: csv}"),
        ("[p.csv~csv]", "{access: p.csv, referenceFormulation: cvs}"),
        ("[p.csv~csv]", "{access: p, referenceFormulation: csv, samenspel: {header: -1}}"),
    ],
)
def test_marks_what_is_wrong(old: str, new: str) -> None:
    load = YAML(typ="safe").load
    jsonschema.validate(load(GOOD), shipped())
    assert old in GOOD
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(load(GOOD.replace(old, new)), shipped())
