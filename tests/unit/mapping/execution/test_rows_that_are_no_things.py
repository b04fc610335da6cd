"""What a spreadsheet leaves in a table of text: errors instead of values, totals and notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapping_run import map_files

from kg.sources.spreadsheet_errors import is_error_text

pytestmark = pytest.mark.slow  # each case maps, reads or infers from files of its own

MAPPING = """\
prefixes: {ex: "https://e.be/"}
sources:
  s:
    access: sources/d.csv
    referenceFormulation: csv
    samenspel: {encoding: utf-8, delimiter: "%s"%s}
mappings:
  m:
    sources: s
    s: ex:$(id)
    po: [[ex:name, $(name)], [ex:places, $(places), xsd:integer]]
"""


@pytest.mark.parametrize(
    "text",
    ["#REF!", "#N/A", "#N/B", "#VERW!", "#DIV/0!", "#NAAM?", " #WAARDE! ", "Err:502", "######"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\\t"])
def test_an_error_of_a_spreadsheet_is_no_value(tmp_path: Path, text: str, delimiter: str) -> None:
    between = "\t" if delimiter == "\\t" else delimiter
    lines = ["id,name,places", f"1,{text},3", "2,Huis #3,4", "3,#3,5"]
    result = map_files(
        tmp_path, MAPPING % (delimiter, ""), d__csv="\n".join(lines).replace(",", between) + "\n"
    )
    assert [(f.code, f.row, f.line, f.column, f.raw) for f in result.findings] == [
        ("SAM-R031", 2, 2, "name", text)
    ]
    names = [line.split(" ", 2)[2] for line in result.lines if "/name>" in line]
    assert sorted(names) == ['"#3"', '"Huis #3"']


def test_what_a_mapping_calls_nothing_is_no_error(tmp_path: Path) -> None:
    mapping = MAPPING % (",", ', null: ["", "#N/A"]')
    result = map_files(tmp_path, mapping, d__csv="id,name,places\n1,#N/A,3\n2,#REF!,4\n")
    assert [(f.code, f.row, f.raw) for f in result.findings] == [("SAM-R031", 3, "#REF!")]


@pytest.mark.parametrize(
    "text", ["#3", "#", "##", "# REF!", "#REF", "Errol", "Err:5", "N/A", "#n/a"]
)
def test_other_texts_with_a_hash_are_values(text: str) -> None:
    assert not is_error_text(text)


@pytest.mark.parametrize(
    "key",
    [
        *("Totaal", "TOTAAL:", " totaal ", "Total", "Eindtotaal", "Subtotaal", "sous-total"),
        *("Total général", "Grand total", "Totaal 2023", "Bron: Statbel", "Noot : voorlopig"),
        *("* voorlopige cijfers", "(*) raming", "Source: census", "Remarque : chiffres"),
    ],
)
def test_a_total_or_note_is_told_and_the_rest_goes_on(tmp_path: Path, key: str) -> None:
    text = f'id,name,places\n1,Een,3\n"{key}",,7\n'
    result = map_files(tmp_path, MAPPING % (",", ""), d__csv=text)
    found = [(f.code, f.severity, f.row, f.column) for f in result.findings]
    assert found == [("SAM-M020", "warning", 3, "id")]
    assert len(result.lines) == 3


@pytest.mark.parametrize(
    "key", ["Totaalzorg", "Total Energies", "totaal-1", "Bronnen", "source", "3*", "bron://a", "1"]
)
def test_names_that_only_look_like_it_are_keys(tmp_path: Path, key: str) -> None:
    text = f"id,name,places\n{key},Totaal,3\n"
    assert not map_files(tmp_path, MAPPING % (",", ""), d__csv=text).findings


def test_a_row_known_by_its_number_says_it_in_its_cells(tmp_path: Path) -> None:
    mapping = (MAPPING % (",", "")).replace("$(id)", "row-$(_sourceRow)")
    result = map_files(tmp_path, mapping, d__csv="id,name,places\n1,Een,3\n,Totaal,7\n")
    assert [(f.code, f.row, f.column) for f in result.findings] == [("SAM-M020", 3, "name")]
