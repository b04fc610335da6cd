"""The compiler gives what the interpreter gives: the same quads and the same findings."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from both_engines import assert_same
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

MAPPING = """\
prefixes: {ex: "https://e.be/"}
sources:
  rows:
    access: rows.csv
    referenceFormulation: csv
    samenspel: {encoding: utf-8, delimiter: ",", dates: "%d/%m/%Y", decimal: ",", null: ["", "-0"]}
mappings:
  row:
    sources: rows
    s: ex:row/$(id)
    samenspel: {unique: true}
    po:
      - [ex:name, $(name), nl~lang]
      - [ex:text, "$(name) of $(id)"]
      - [ex:seen, $(date), xsd:date]
      - [ex:price, $(price), xsd:decimal]
      - [ex:site, $(site)~iri]
      - p: ex:theme
        o: {value: ex:theme/$(themes), type: iri, samenspel: {split: ";"}}
      - p: ex:number
        o: {value: $(kbo), samenspel: {function: kbo}}
      - p: ex:next
        o:
          mapping: row
          condition: {function: equal, parameters: [[str1, $(next)], [str2, $(id)]]}
      - p: ex:loud
        o: {value: $(name), samenspel: {function: upper, required: true}}
        condition: {function: notEqual, parameters: [[str1, $(price)], [str2, ""]]}
      - p: [ex:several, $(site)~iri]
        o:
          - value: $(date)
            datatype: xsd:date
            samenspel: {required: true}
            condition: {function: equal, parameters: [[str1, $(next)], [str2, "a"]]}
          - mapping: row
            condition:
              function: equal
              parameters: [[str1, {function: kbo, parameters: [[value, $(kbo)]]}], [str2, $(id)]]
        graphs: [ex:graph, $(site)~iri]
  other:
    sources: rows
    s: ex:other/$(next)
    po: [[a, ex:Other]]
"""
COLUMNS = ("id", "name", "date", "price", "site", "themes", "kbo", "next")

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"))
cells = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["a", "b", "c d", "é", "", "x/y", "Totaal", "Bron: x"]),
        "name": texts,
        "date": st.sampled_from(["01/02/2020", "31/02/2020", "2020-02-01", "", " 5/6/1999 "])
        | texts,
        "price": st.sampled_from(["1,50", "1.234,5", "1.5", "", "-0", "€ 3"]) | texts,
        "site": st.sampled_from(["https://e.be/a b", "https://e.be/é", "e.be"]) | texts,
        "themes": st.sampled_from(["a;b", ";", "a; b ;a", ""]) | texts,
        "kbo": st.sampled_from(["0206.731.645", "206731645", "0206.731.646", "BE 0206731645"]),
        "next": st.sampled_from(["a", "b", "nowhere", ""]),
    }
)


# Each example is two runs on files: shrinking one takes minutes and says little more.
@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(cells, min_size=1, max_size=6))
@example([dict.fromkeys(COLUMNS, "")])
@example(
    [
        {**dict.fromkeys(COLUMNS, text), "id": "a", "themes": themes}
        for text, themes in [("1", ""), ("2", "x"), ("3", "y")]
    ]
)
def test_any_table_gives_the_same_quads_and_findings(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "mapping.yml").write_text(MAPPING, encoding="utf-8")
        with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(rows)
        assert_same(folder, "mapping.yml")


RML = """\
@prefix rml: <http://w3id.org/rml/> .
@prefix ex: <https://e.be/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:row rml:logicalSource [ rml:referenceFormulation rml:%s ; %s
    rml:source [ rml:root rml:MappingDirectory ; rml:path "%s" ] ] ;
  rml:subjectMap [ rml:template "https://e.be/{id}" ] ;
  rml:predicateObjectMap [ rml:predicate ex:name ;
    rml:objectMap [ rml:reference "name" ] , [ rml:reference "name" ; rml:language "nl" ] ,
      [ rml:reference "name" ; rml:languageMap [ rml:reference "next" ] ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:price ;
    rml:objectMap [ rml:reference "price" ; rml:datatype xsd:decimal ] ,
      [ rml:reference "price" ; rml:datatype xsd:integer ] ,
      [ rml:reference "price" ; rml:datatype xsd:double ] ,
      [ rml:reference "price" ; rml:datatype xsd:boolean ] , [ rml:reference "price" ] ,
      [ rml:reference "price" ;
        rml:datatypeMap [ rml:template "http://www.w3.org/2001/XMLSchema#{themes}" ] ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:date ;
    rml:objectMap [ rml:reference "date" ; rml:datatype xsd:date ] ,
      [ rml:reference "date" ; rml:datatype xsd:dateTime ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:site ;
    rml:objectMap [ rml:reference "site" ; rml:termType rml:IRI ] ,
      [ rml:reference "site" ; rml:termType rml:URI ] ,
      [ rml:reference "site" ; rml:termType rml:BlankNode ] ,
      [ rml:template "{site}/{name}" ; rml:termType rml:UnsafeIRI ] ,
      [ rml:template "u/{name}/{kbo}" ; rml:termType rml:URI ] ] ;
  rml:predicateObjectMap [ rml:predicateMap [ rml:template "https://e.be/p/{themes}" ] ;
    rml:objectMap [ rml:parentTriplesMap ex:row ;
      rml:joinCondition [ rml:child "next" ; rml:parent "id" ] ] ] ;
  rml:predicateObjectMap [ rml:predicate ex:first ; rml:predicateMap [ rml:reference "site" ] ;
    rml:objectMap [ rml:reference "kbo" ] , [ rml:reference "name" ] ;
    rml:graphMap [ rml:constant ex:graph ] , [ rml:reference "site" ] ] .
"""
few = settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@few
@given(st.lists(cells, min_size=1, max_size=5))
@example([dict.fromkeys(COLUMNS, "")])
def test_rml_on_any_table_gives_the_same(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "m.ttl").write_text(RML % ("CSV", "", "rows.csv"), encoding="utf-8")
        with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        assert_same(folder, "m.ttl")


TYPES = ("date", "decimal", "integer", "double", "boolean", "string", "gYear", "x y")
scalars = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | texts
scalars |= st.floats(allow_nan=False, allow_infinity=False)
scalars |= st.sampled_from(
    ["a", "b", "2020-02-01", "2020-02-01T10:00:00", "1.50", "https://e.be/é"]
)

lists = st.lists(scalars, max_size=3)
LISTS = ("name", "next")


@few
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                **dict.fromkeys(COLUMNS, scalars),
                "themes": st.sampled_from(TYPES),
                **dict.fromkeys(LISTS, lists),
            },
        ),
        min_size=1,
        max_size=5,
    )
)
def test_rml_on_any_json_gives_the_same(items: list[dict[str, object]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        iterator = 'rml:iterator "$[*]" ;'
        mapping = RML % ("JSONPath", iterator, "rows.json")
        for column in LISTS:
            mapping = mapping.replace(f'"{column}"', f'"{column}[*]"')
            mapping = mapping.replace(f"{{{column}}}", f"{{{column}[*]}}")
        (folder / "m.ttl").write_text(mapping, encoding="utf-8")
        # A key that no item has is taken for a mistake in the mapping.
        whole = dict.fromkeys(COLUMNS, "a") | {column: ["a", "b"] for column in LISTS}
        (folder / "rows.json").write_text(json.dumps([whole, *items]), encoding="utf-8")
        assert_same(folder, "m.ttl")
