"""A constant, a header and a name come out as they went in, whatever they look like as SQL."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
import pytest
from both_engines import assert_same
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from mapping_run import map_files

E = "https://e.be/"
HOLES = (
    *(
        "{rows}",
        "{base}",
        "{}",
        "{0}",
        "v0",
        "v1",
        "s",
        "_row",
        "_file",
        "base",
        "c0",
        "x1",
        "p.k0",
    ),
    *(
        "call_0_0",
        "call_0_0_value",
        "' || v0 || '",
        "''",
        '"',
        "\\",
        "--",
        "/*",
        ";",
        "?",
        "$1",
        "%s",
    ),
    *(
        "\\1",
        "NULL",
        "' IS NOT NULL",
        "lambda x: x",
        "keys_0_0",
        "source_0",
        "unnest(c0)",
        "{{rows}}",
    ),
)
texts = st.sampled_from(HOLES) | st.lists(st.sampled_from(HOLES), min_size=2).map("".join)
texts |= st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
)
headers = texts.map(lambda text: f"h{' '.join(text.split())}")
"""Line breaks and blanks at the end are what readers of sources are about, so not here."""


def escaped(text: str) -> str:
    """A text between quotes, as Turtle and YAML both read it."""
    return '"' + "".join(f"\\U{ord(char):08X}" for char in text) + '"'


def template(text: str) -> str:
    """A text as the fixed part of an RML template."""
    return "".join(f"\\{char}" if char in "\\{}" else char for char in text)


RML = """\
@prefix rml: <http://w3id.org/rml/> .
@prefix ex: <https://e.be/> .
@prefix csvw: <http://www.w3.org/ns/csvw#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://e.be/maps/{name}> rml:logicalSource [ rml:referenceFormulation rml:CSV ;
    rml:source [ a csvw:Table ; csvw:url "rows.csv" ;
      csvw:dialect [ csvw:delimiter "," ; csvw:encoding "utf-8" ] ] ] ;
  rml:subjectMap [ rml:template "https://e.be/{{id}}" ] ;
  rml:predicateObjectMap [ rml:predicate ex:constant ;
    rml:objectMap [ rml:constant {constant} ] , [ rml:constant {constant} ; rml:language "nl" ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:cell ;
    rml:objectMap [ rml:reference {header} ] ,
      [ rml:reference {header} ; rml:datatype xsd:date ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:both ;
    rml:objectMap [ rml:template {both} ; rml:termType rml:Literal ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:link ;
    rml:objectMap [ rml:parentTriplesMap <https://e.be/maps/{name}> ;
      rml:joinCondition [ rml:child {header} ; rml:parent {header} ] ] ] .
"""


@pytest.mark.slow
@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(texts, headers, st.sampled_from(["m", "v0", "base", "rows", "s", "call_0_0_value"]), texts)
@example("{rows}", "{base}", "v0", "{base}")
def test_rml_gives_back_what_it_says(constant: str, header: str, name: str, cell: str) -> None:
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        both = template(constant) + "{" + template(header) + "}"
        mapping = RML.format(
            name=name, constant=escaped(constant), header=escaped(header), both=escaped(both)
        )
        (folder / "m.ttl").write_text(mapping, encoding="utf-8")
        with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerows([("id", header), ("1", cell), ("2", "2020-01-02")])
        assert_same(folder, "m.ttl")
        quads = list(
            pyoxigraph.parse(
                path=folder / "compiled" / "out.nq", format=pyoxigraph.RdfFormat.N_QUADS
            )
        )
    found = {(q.subject.value, q.predicate.value, q.object) for q in quads}
    for language in (None, "nl"):
        said = pyoxigraph.Literal(constant, language=language)
        assert {(f"{E}{row}", f"{E}constant", said) for row in (1, 2)} <= found
    assert (f"{E}1", f"{E}cell", pyoxigraph.Literal(cell)) in found
    assert (f"{E}1", f"{E}both", pyoxigraph.Literal(constant + cell)) in found
    assert (f"{E}2", f"{E}both", pyoxigraph.Literal(f"{constant}2020-01-02")) in found


MAPPING = """\
prefixes: {{ex: "https://e.be/"}}
sources:
  {name}:
    access: sources/d.csv
    referenceFormulation: csv
    samenspel: {{encoding: utf-8, delimiter: ","}}
mappings:
  {name}:
    sources: {name}
    s: ex:$(id)
    po:
      - [ex:constant, {constant}]
      - [ex:seen, {header}, xsd:date]
      - p: ex:joined
        o:
          function: concat
          parameters: [[values, {constant}], [values, $(id)]]
      - p: ex:slug
        o:
          function: replacePattern
          parameters: [[value, {header}], [pattern, "x+"], [by, {constant}]]
"""


@pytest.mark.parametrize("text", ["{rows}", "{base}", "v0", "call_0_0_value", "' || v0 || '"])
def test_yarrrml_gives_back_what_it_says(tmp_path: Path, text: str) -> None:
    mapping = MAPPING.format(
        name=escaped(text), constant=escaped(text), header=escaped(f"$({text})")
    )
    result = map_files(tmp_path, mapping, d__csv=f'id,"{text}"\n1,xx\n2,2020-01-02\n')
    (wrong,) = (f for f in result.findings if f.code == "SAM-M002")
    assert (wrong.column, wrong.raw, wrong.row) == (text, "xx", 2)
    literal = pyoxigraph.Literal(text)
    assert f"<{E}1> <{E}constant> {literal}" in result.lines
    assert f"<{E}2> <{E}joined> {pyoxigraph.Literal(text + '2')}" in result.lines
    assert f"<{E}1> <{E}slug> {literal}" in result.lines
