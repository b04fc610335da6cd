"""RML in Turtle gives the same model as YARRRML, in today's and in the legacy vocabulary."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from absent import SUITES, needs_suite
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import MappingError
from kg.mapping.document import (
    Call,
    Join,
    MappingDocument,
    Place,
    Reference,
    Template,
    TermMap,
    expression_references,
)
from kg.mapping.rml import reader as rml
from kg.mapping.rml.positions import line_and_column, line_starts, spots
from kg.mapping.rml.templates import escape, parse
from kg.mapping.yarrrml import reader as yarrrml

TODAY = """
@prefix rml: <http://w3id.org/rml/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix ex: <https://e.be/> .
<#person> rml:logicalSource [
    rml:source [ a rml:RelativePathSource ; rml:path "sources/p.csv" ] ;
    rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "https://e.be/{id}" ; rml:class foaf:Person ] ;
  rml:predicateObjectMap [ rml:predicate foaf:name ;
    rml:objectMap [ rml:reference "naam" ; rml:language "nl" ] ] ;
  rml:predicateObjectMap [ rml:predicate foaf:knows ;
    rml:objectMap [ rml:parentTriplesMap <#person> ;
      rml:joinCondition [ rml:child "kent" ; rml:parent "id" ] ] ] .
"""
LEGACY = (
    TODAY.replace(
        "@prefix rml: <http://w3id.org/rml/>", "@prefix rr: <http://www.w3.org/ns/r2rml#>"
    )
    .replace("rml:logicalSource", "<http://semweb.mmlab.be/ns/rml#logicalSource>")
    .replace('[ a rml:RelativePathSource ; rml:path "sources/p.csv" ]', '"sources/p.csv"')
    .replace("rml:source", "<http://semweb.mmlab.be/ns/rml#source>")
    .replace("rml:referenceFormulation", "<http://semweb.mmlab.be/ns/rml#referenceFormulation>")
    .replace("rml:reference ", "<http://semweb.mmlab.be/ns/rml#reference> ")
    .replace("rml:CSV", "<http://semweb.mmlab.be/ns/ql#CSV>")
    .replace("rml:", "rr:")
)
YAML = """
prefixes: {ex: "https://e.be/"}
sources: {person: [sources/p.csv~csv]}
mappings:
  person:
    sources: person
    s: ex:$(id)
    po:
      - [a, foaf:Person]
      - [foaf:name, $(naam), nl~lang]
      - p: foaf:knows
        o: {mapping: person, condition: {function: equal, parameters: [[a, $(kent)], [b, $(id)]]}}
"""


def plain(value: object) -> object:
    """A part of a document without places and names of targets, for comparing."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value):
        return (type(value).__name__, *(plain(getattr(value, f.name)) for f in fields(value)))
    return [plain(v) for v in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("text", [TODAY, LEGACY], ids=["today", "legacy"])
def test_same_model_as_yarrrml(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.ttl").write_text(f"@base <https://e.be/m> .\n{text}")
    (tmp_path / "m.yml").write_text(YAML)
    one = rml.read(tmp_path / "m.ttl", tmp_path).triples_maps[0]
    two = yarrrml.read(tmp_path / "m.yml", tmp_path).triples_maps[0]
    assert (one.name, one.source.access) == (two.name, two.source.access)
    assert plain(one.subject) == plain(two.subject)
    assert plain(one.predicate_objects) == plain(two.predicate_objects)


def test_legacy_is_said(tmp_path: Path) -> None:
    (tmp_path / "m.ttl").write_text(f"@base <https://e.be/m> .\n{LEGACY}")
    assert "legacy" in rml.read(tmp_path / "m.ttl", tmp_path).notes[0]


def test_broken_turtle_says_where(tmp_path: Path) -> None:
    (tmp_path / "m.ttl").write_text("@prefix rml: <http://w3id.org/rml/> .\n<#a> rml:x ;;; [\n")
    with pytest.raises(MappingError) as caught:
        rml.read(tmp_path / "m.ttl", tmp_path)
    assert caught.value.file == "m.ttl"
    assert caught.value.line is not None


@given(st.lists(st.tuples(st.booleans(), st.text(min_size=1)), max_size=5))
def test_templates_say_what_was_written(parts: list[tuple[bool, str]]) -> None:
    template = "".join(f"{{{escape(t)}}}" if ref else escape(t) for ref, t in parts)
    found = parse(template)
    assert list(expression_references(found)) == [t for ref, t in parts if ref]
    texts = found.parts if isinstance(found, Template) else (getattr(found, "value", ""),)
    assert "".join(t for t in texts if isinstance(t, str)) == "".join(
        t for ref, t in parts if not ref
    )


@pytest.mark.parametrize("template", ["{{a}}", "{a", "a}", "{}", r"\a", "{a{b}}", "\\"])
def test_templates_that_are_none(template: str) -> None:
    with pytest.raises(ValueError, match=r"brace|escape|nothing"):
        parse(template)


def mapping(tmp_path: Path, old: str, new: str) -> Path:
    assert old in TODAY
    path = tmp_path / "m.ttl"
    path.write_text(f"@base <https://e.be/m> .\n{TODAY.replace(old, new)}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "at", "says", "hint"),
    [
        ('rml:reference "naam"', 'rml:refrence "naam"', "rml:refrence", "refrence", "reference"),
        ('rml:language "nl"', 'rml:language "dutch"', '"dutch"', "no language tag", "nl"),
        ("rml:CSV", "rml:CVS", "rml:CVS", "'CVS' is no reference formulation", "CSV"),
        ('"https://e.be/{id}"', '"https://e.be/{id"', '"https://e.be/{id"', "is not closed", None),
        (
            "rml:parentTriplesMap <#person>",
            "rml:parentTriplesMap <#persn>",
            "<#persn>",
            "'persn' is not in this document",
            "person",
        ),
        (
            "rml:class foaf:Person ]",
            "rml:termType rml:Literal ]",
            "rml:Literal",
            "cannot be a literal",
            None,
        ),
    ],
)
def test_errors_name_place_and_remedy(
    tmp_path: Path, old: str, new: str, at: str, says: str, hint: str | None
) -> None:
    path = mapping(tmp_path, old, new)
    with pytest.raises(MappingError) as caught:
        rml.read(path, tmp_path)
    before = path.read_text(encoding="utf-8").partition(at)[0]
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert says in caught.value.message
    assert (caught.value.line, caught.value.column) == place
    assert hint is None or hint in (caught.value.hint or "")


def test_places_are_those_of_the_text() -> None:
    text = """@prefix e: <http://e/#> . # a <comment>
e:s e:p [ e:q "a;[", 'b'@nl ; e:p [ e:r 1.5 ] ; ] ; e:l ( "x" [ e:z true ] ) .
<http://e/t> a e:C .
"""
    starts = line_starts(text)
    found = [(s.name, line_and_column(starts, s.value_at)) for s in spots(text) or ()]
    assert sorted(found) == sorted(
        [
            ("q", (2, 15)),
            ("q", (2, 22)),
            ("r", (2, 41)),
            ("p", (2, 35)),
            ("p", (2, 9)),
            ("l", (2, 57)),
            ("z", (2, 69)),
            ("type", (3, 16)),
        ]
    )


def test_text_that_is_not_understood_has_no_places() -> None:
    assert spots("<< e:a e:b e:c >> e:d 1 .") is None


def test_functions_and_conditions_become_calls(tmp_path: Path) -> None:
    path = mapping(
        tmp_path,
        '[ rml:reference "naam" ; rml:language "nl" ]',
        """[ rml:functionExecution [
              rml:function <http://users.ugent.be/~bjdmeest/function/grel.ttl#toUpperCase> ;
              rml:input [
                rml:parameter <http://users.ugent.be/~bjdmeest/function/grel.ttl#valueParam> ;
                rml:inputValueMap [ rml:reference "naam" ] ] ] ]""",
    )
    found = rml.read(path, tmp_path).triples_maps[0].predicate_objects[1].objects[0]
    assert isinstance(found, TermMap)
    assert isinstance(found.expression, Call)
    assert found.expression.inputs[0][1] == Reference("naam")
    assert found.term_type == "literal"


SOURCE = '[ a rml:RelativePathSource ; rml:path "sources/p.csv" ]'
D2RQ = "http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#"


@pytest.mark.parametrize(
    ("written", "access"),
    [
        ('[ <http://www.w3.org/ns/csvw#url> "a.csv" ]', "a.csv"),
        ("[ <http://www.w3.org/ns/dcat#downloadURL> <https://e.be/a.csv> ]", "https://e.be/a.csv"),
        ('[ a rml:FilePath ; rml:root "data" ; rml:path "./a.csv" ]', "data/a.csv"),
        ("<https://e.be/a.csv>", "https://e.be/a.csv"),
    ],
)
def test_sources_in_every_form(tmp_path: Path, written: str, access: str) -> None:
    document = rml.read(mapping(tmp_path, SOURCE, written), tmp_path)
    assert document.triples_maps[0].source.access == access


CSVW = "http://www.w3.org/ns/csvw#"
DIALECT = (
    '[ <http://www.w3.org/ns/csvw#url> "a.csv" ; <http://www.w3.org/ns/csvw#dialect>'
    " [ <http://www.w3.org/ns/csvw#{}> {} ] ]"
)


def test_the_dialect_of_csvw(tmp_path: Path) -> None:
    parts = (
        f'<{CSVW}delimiter> ";" ; <{CSVW}quoteChar> "\'" ; <{CSVW}encoding> "latin-1" ;'
        f" <{CSVW}skipRows> 2 ; <{CSVW}headerRowCount> 1"
    )
    written = f'[ <{CSVW}url> "a.csv" ; <{CSVW}dialect> [ {parts} ] ]'
    source = rml.read(mapping(tmp_path, SOURCE, written), tmp_path).triples_maps[0].source
    assert (source.delimiter, source.quote, source.encoding) == (";", "'", "latin-1")
    assert source.header == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("doubleQuote", "true"),
        ("trim", "false"),
        ("skipInitialSpace", "false"),
        ("skipColumns", "0"),
        ("skipBlankRows", "true"),
        ("lineTerminators", '"\\n"'),
        ("lineTerminators", '( "\\r\\n" "\\n" )'),
        ("lineTerminators", '"\\r\\n", "\\n"'),
    ],
)
def test_what_every_file_is_read_by_may_be_said(tmp_path: Path, name: str, value: str) -> None:
    source = rml.read(mapping(tmp_path, SOURCE, DIALECT.format(name, value)), tmp_path)
    assert source.triples_maps[0].source.access == "a.csv"


def test_a_database_has_its_address_from_jdbc(tmp_path: Path) -> None:
    new = f"""[ <{D2RQ}jdbcDSN> "jdbc:postgresql://db/stad" ; <{D2RQ}username> "lezer" ] ;
    rml:iterator "personen" """
    path = mapping(tmp_path, SOURCE, new)
    path.write_text(path.read_text("utf-8").replace("rml:CSV", "rml:SQL2008Table"), "utf-8")
    source = rml.read(path, tmp_path).triples_maps[0].source
    assert (source.kind, source.table, source.query) == ("sql", "personen", None)
    assert source.access == "postgresql://lezer@db/stad"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (
            "[ <http://www.w3.org/ns/sparql-service-description#endpoint> <https://e.be/sparql> ]",
            "SPARQL endpoint",
        ),
        (f'[ <{D2RQ}jdbcDSN> "jdbc:mysql://db/x" ; <{D2RQ}password> "x" ]', "password"),
        ("[ a rml:FilePath ]", "no path"),
        (DIALECT.format("headerRowCount", "0 ; <" + CSVW + "skipRows> 2"), "without a header"),
        (DIALECT.format("headerRowCount", "2"), "several rows"),
        (DIALECT.format("skipRows", '"twee"'), "'twee' is no number of rows"),
        (DIALECT.format("commentPrefix", '"#"'), "commentPrefix"),
        (DIALECT.format("skipColumns", "1"), "skipColumns"),
        (DIALECT.format("doubleQuote", "false"), "doubleQuote"),
        (DIALECT.format("trim", '"start"'), "trim"),
        (DIALECT.format("trim", "true"), "trim"),
        (DIALECT.format("skipInitialSpace", "true"), "skipInitialSpace"),
        (DIALECT.format("lineTerminators", '"|"'), "lineTerminators"),
        (DIALECT.format("lineTerminators", '( "\\r\\n" "|" )'), "lineTerminators"),
        (DIALECT.format("quotechar", '"x"'), "'quotechar' is no key"),
    ],
)
def test_sources_that_are_refused_say_why(tmp_path: Path, written: str, says: str) -> None:
    with pytest.raises(MappingError, match=says) as caught:
        rml.read(mapping(tmp_path, SOURCE, written), tmp_path)
    assert caught.value.line is not None


CASES = sorted(SUITES.glob("rml-*/*/mapping.ttl"))
IN_DATA = {
    "RMLSTC0010a",
    "RMLTC0019b-JSON",
    "RMLTC0025b-JSON",
    "RMLFNMLTC0101-CSV",
    "RMLTC0002c-CSV",
    "RMLTC0002e-CSV",
    "RMLTC0019b-XML",
}


@needs_suite("RML test cases", ".", "rml-*/*/mapping.ttl")
def test_conformance_mappings_are_read_or_refused() -> None:
    wrong = []
    for path in CASES:
        expected = json.loads((path.parent / "case.json").read_text(encoding="utf-8"))["error"]
        try:
            rml.read(path, path.parent)
            refused = False
        except MappingError as error:
            refused = True
            assert error.line is not None
        if refused != (expected and path.parent.name not in IN_DATA):
            wrong.append(path.parent.name)
    assert not wrong


FOREIGN = """
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix fnml: <http://semweb.mmlab.be/ns/fnml#> .
@prefix fno: <https://w3id.org/function/ontology#> .
@prefix grel: <http://users.ugent.be/~bjdmeest/function/grel.ttl#> .
@base <http://m.be/> .
<source> rml:source "people.xlsx" ; rml:referenceFormulation ql:CSV .
<other> rml:source "towns.csv" ; rml:referenceFormulation ql:CSV .
<person> rml:logicalSource <source> ; rr:subjectMap [ rr:template "https://e.be/{id}" ] ;
  rr:predicateObjectMap [ rr:predicateMap [ rr:constant "https://e.be/p" ; rr:termType rr:IRI ] ;
    rr:objectMap [ rr:constant "https://e.be/C" ; rr:termType rr:IRI ] ,
      [ fnml:functionValue [ rml:logicalSource <source> ;
        rr:predicateObjectMap [ rr:predicate fno:executes ; rr:object grel:toUpperCase ] ,
          [ rr:predicate grel:valueParam ; rr:objectMap [ rml:reference "n" ] ] ] ] ] .
"""


def foreign(folder: Path, text: str = FOREIGN) -> MappingDocument:
    (folder / "m.ttl").write_text(text, encoding="utf-8")
    return rml.read(folder / "m.ttl", folder)


def test_what_other_tools_write_is_read_as_they_mean_it(tmp_path: Path) -> None:
    (person,) = foreign(tmp_path).triples_maps
    assert person.source.kind == "excel"
    (po,) = person.predicate_objects
    assert [(p.constant, p.term_type) for p in po.predicates] == [("https://e.be/p", "iri")]
    constant, call = po.objects
    assert isinstance(constant, TermMap) and isinstance(call, TermMap)
    assert (constant.constant, constant.term_type) == ("https://e.be/C", "iri")
    assert isinstance(call.expression, Call)


def test_a_link_may_compare_with_a_call_of_equal(tmp_path: Path) -> None:
    link = """
    <person> rr:predicateObjectMap [ rr:predicate <p> ; rr:objectMap [
      rr:parentTriplesMap <person> ; rml:joinCondition [ fnml:functionValue [
        rr:predicateObjectMap [ rr:predicate fno:executes ; rr:object grel:FUNCTION ] ,
          [ rr:predicate grel:valueParameter ; rr:objectMap [ rml:reference "boss" ] ] ,
          [ rr:predicate grel:valueParameter2 ;
            rr:objectMap [ rml:parentTermMap [ rml:reference "id" ] ] ] ] ] ] ] .
    """
    (person,) = foreign(tmp_path, FOREIGN + link.replace("FUNCTION", "equal")).triples_maps
    (join,) = [o for po in person.predicate_objects for o in po.objects if isinstance(o, Join)]
    (pair,) = join.conditions
    assert (pair.child, pair.parent) == (Reference("boss"), Reference("id"))
    with pytest.raises(MappingError, match="compares with equal"):
        foreign(tmp_path, FOREIGN + link.replace("FUNCTION", "contains"))


def test_a_function_that_reads_another_source_is_refused(tmp_path: Path) -> None:
    text = FOREIGN.replace("[ rml:logicalSource <source>", "[ rml:logicalSource <other>")
    with pytest.raises(MappingError, match="reads another source"):
        foreign(tmp_path, text)
