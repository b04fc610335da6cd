"""What a source withholds is shown nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import MappingError
from kg.mapping import rml, write_rml, write_yarrrml, yarrrml
from kg.mapping.document import MappingDocument
from kg.mapping.privacy import Privacy

MAPPING = """
prefixes: {ex: "https://e.be/"}
sources:
  people:
    access: sources/people.csv
    referenceFormulation: csv
    samenspel: {delimiter: ";", encoding: utf-8, withhold: [rrn, mail]}
mappings:
  person:
    sources: people
    s: ex:$(id)
    po:
      - [ex:number, $(rrn), xsd:integer]
      - [ex:mail, $(mail)~iri]
      - [ex:both, "ex:$(role)/$(rrn)~iri"]
      - [ex:since, $(since), xsd:date]
"""


def read(folder: Path, text: str = MAPPING) -> MappingDocument:
    path = folder / "m.yml"
    path.write_text(text, encoding="utf-8")
    return yarrrml.read(path, folder)


def test_columns_to_withhold_are_kept_in_every_form(tmp_path: Path) -> None:
    document = read(tmp_path)
    assert document.triples_maps[0].source.withhold == ("rrn", "mail")
    (tmp_path / "m.ttl").write_text(write_rml.write(document), encoding="utf-8")
    again = rml.read(tmp_path / "m.ttl", tmp_path)
    assert set(again.triples_maps[0].source.withhold) == {"rrn", "mail"}
    assert "withhold: [rrn, mail]" in write_yarrrml.write(document)


@pytest.mark.parametrize(
    ("named", "column", "expected"),
    [
        ("rrn", "rrn", True),
        ("rrn", "rrn2", False),
        ("person.rrn", "person", True),
        ("person", "person.rrn", True),
        ("$.person.rrn", "person['rrn']", True),
        ("person.rrn", "person.name", False),
        ("persoon/rrn", "persoon", True),
        ("@rrn", "@rrn", True),
    ],
)
def test_paths_to_and_into_a_withheld_value_are_withheld(
    tmp_path: Path, named: str, column: str, expected: bool
) -> None:
    text = MAPPING.replace("[rrn, mail]", json.dumps([named]))
    privacy = Privacy(read(tmp_path, text))
    assert privacy.withholds("sources/people.csv", column) is expected


def test_word_that_is_no_list_is_one_column(tmp_path: Path) -> None:
    document = read(tmp_path, MAPPING.replace("[rrn, mail]", "rrn"))
    assert document.triples_maps[0].source.withhold == ("rrn",)


def test_misspelt_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="witthold"):
        read(tmp_path, MAPPING.replace("withhold", "witthold"))
