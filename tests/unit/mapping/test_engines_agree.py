"""Both engines give the same quads and tell the same, where a row is wrong in part."""

from __future__ import annotations

from pathlib import Path

import pytest
from both_engines import assert_same
from mapping_run import Run

pytestmark = pytest.mark.slow  # each case maps files of its own, twice

HEAD = """\
prefixes: {ex: "https://e.be/"}
sources:
  r: FILE
mappings:
  r:
    sources: r
    s: ex:$(id)
    po:
"""
CSV = '{access: a.csv, referenceFormulation: csv, samenspel: {encoding: utf-8, delimiter: ","}}'
JSON = '{access: a.json, referenceFormulation: jsonpath, iterator: "$[*]"}'


def agreed(
    folder: Path, po: str, rows: str, source: str = CSV
) -> tuple[set[str], list[tuple[str, int | None, str | None]]]:
    """The quads without what they have in common, and code, row and column of the findings."""
    (folder / ("a.json" if source == JSON else "a.csv")).write_text(rows, encoding="utf-8")
    (folder / "m.yml").write_text(HEAD.replace("FILE", source) + po, encoding="utf-8")
    quads, findings = assert_same(folder, "m.yml")
    short = {line.replace("https://e.be/", "").removesuffix(" .") for line in quads}
    return short, sorted((code, row, column) for code, row, column, *_ in findings)


def test_each_wrong_predicate_and_graph_is_told(tmp_path: Path) -> None:
    po = """\
      - p: [ex:p, $(p)~iri]
        o: $(v)
        graphs: [ex:g, $(g)~iri]
"""
    found = agreed(tmp_path, po, "id,v,p,g\n1,x,no no,https://e.be/h\n2,y,https://e.be/q,no no\n")
    assert found == (
        {'<1> <p> "x" <g>', '<1> <p> "x" <h>', '<2> <p> "y" <g>', '<2> <q> "y" <g>'},
        [("SAM-M004", 2, "p"), ("SAM-M004", 3, "g")],
    )


def test_what_is_wrong_with_a_link_is_told(tmp_path: Path) -> None:
    po = """\
      - p: $(p)~iri
        o:
          mapping: r
          condition:
            function: equal
            parameters: [[str1, {function: kbo, parameters: [[value, $(k)]]}], [str2, $(id)]]
"""
    rows = "id,k,p\n0206731645,zz,https://e.be/p\n2,0206.731.645,no no\n"
    assert agreed(tmp_path, po, rows) == (set(), [("SAM-M004", 3, "p"), ("SAM-M007", 2, "k")])


def test_where_a_condition_fails_nothing_is_asked_of_a_value(tmp_path: Path) -> None:
    po = """\
      - p: ex:d
        o:
          value: $(d)
          datatype: xsd:date
          samenspel: {required: true}
          condition: {function: equal, parameters: [[str1, $(c)], [str2, "y"]]}
"""
    rows = "id,d,c\n1,x,y\n2,x,n\n3,,n\n4,,y\n5,2020-01-01,y\n"
    quads, found = agreed(tmp_path, po, rows)
    assert len(quads) == 1
    assert found == [("SAM-M001", 5, "d"), ("SAM-M002", 2, "d")]


def test_a_quad_has_its_own_graph_when_another_is_not_there(tmp_path: Path) -> None:
    po = """\
      - p: ex:p
        o: $(v)
        graphs: [ex:g, "$(gs[*])~iri"]
"""
    rows = '[{"id": "1", "gs": [], "v": "x"}, {"id": "2", "gs": ["https://e.be/h"], "v": "y"}]'
    quads, _ = agreed(tmp_path, po, rows, JSON)
    assert quads == {'<1> <p> "x" <g>', '<2> <p> "y" <g>', '<2> <p> "y" <h>'}


@pytest.mark.parametrize("value", ["$(g)~iri", "rr:defaultGraph"])
def test_the_default_graph_has_two_names(tmp_path: Path, value: str) -> None:
    po = f"      - {{p: ex:p, o: $(v), graphs: '{value}'}}\n"
    rows = "id,v,g\n1,x,http://www.w3.org/ns/r2rml#defaultGraph\n"
    rows += "2,x,http://w3id.org/rml/defaultGraph\n"
    assert agreed(tmp_path, po, rows) == ({'<1> <p> "x"', '<2> <p> "x"'}, [])


def test_each_key_of_a_row_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    po = """\
      - p: ex:p
        o:
          mapping: r
          condition: {function: equal, parameters: [[str1, "$(a[*])"], [str2, $(id)]]}
"""
    rows = '[{"id": "1", "a": ["2", "x"]}, {"id": "2", "a": ["2"]}]'
    quads, found = agreed(tmp_path, po, rows, JSON)
    assert quads == {"<1> <p> <2>", "<2> <p> <2>"}
    assert found == [("SAM-M006", 1, "a[*]")]


def test_the_key_that_is_meant_is_proposed(tmp_path: Path) -> None:
    po = """\
      - p: ex:p
        o:
          mapping: r
          condition: {function: equal, parameters: [[str1, $(k)], [str2, $(id)]]}
"""
    (tmp_path / "a.csv").write_text("id,k\nA.1,a 1\nB, B\n", encoding="utf-8")
    (tmp_path / "m.yml").write_text(HEAD.replace("FILE", CSV) + po, encoding="utf-8")
    _, ((*_, guess),) = assert_same(tmp_path, "m.yml")
    assert guess == "A.1"


def test_a_row_lacks_its_key_when_any_of_its_columns_says_something(tmp_path: Path) -> None:
    po = """\
      - [ex:p, $(v)]
  other:
    sources: r
    s: ex:o/$(o)
    po: [[a, ex:Other]]
"""
    source = CSV.replace('delimiter: ","', 'delimiter: ",", null: ["", "-"]')
    quads, found = agreed(tmp_path, po, "id,v,o,rest\n1,x,,\n,,-,-\n,,,y\n", source)
    assert quads == {'<1> <p> "x"'}
    assert found == [("SAM-M009", 2, "o"), ("SAM-M009", 4, "id"), ("SAM-M009", 4, "o")]


def test_a_function_of_several_values_gets_those_of_a_row_together(run: Run) -> None:
    po = """\
      - p: ex:p
        o: {function: concat, parameters: [[values, "$(a[*])"], [values, $(id)]]}
"""
    source = JSON.replace("a.json", "sources/a.json")
    result = run(HEAD.replace("FILE", source) + po, a__json='[{"id": "1", "a": ["x", "y"]}]')
    assert result.lines == ['<https://e.be/1> <https://e.be/p> "xy1"']
