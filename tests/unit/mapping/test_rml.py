"""RML in Turtle gives the same model as YARRRML, in today's and in the legacy vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import MappingError
from kg.mapping import rml, yarrrml
from kg.mapping.document import Join, Reference, TermMap, Text

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


def shape(objects: tuple[TermMap | Join, ...]) -> list[object]:
    return [
        (o.parent, o.conditions)
        if isinstance(o, Join)
        else (o.parts, o.term_type, o.language, o.datatype)
        for o in objects
    ]


@pytest.mark.parametrize("text", [TODAY, LEGACY], ids=["today", "legacy"])
def test_same_model_as_yarrrml(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.ttl").write_text(f"@base <https://e.be/m> .\n{text}")
    (tmp_path / "m.yml").write_text(YAML)
    one = rml.read(tmp_path / "m.ttl", tmp_path).triples_maps[0]
    two = yarrrml.read(tmp_path / "m.yml", tmp_path).triples_maps[0]
    assert (one.name, one.source.access, one.subject.parts) == (
        two.name,
        two.source.access,
        two.subject.parts,
    )
    assert [(po.predicates, shape(po.objects)) for po in one.predicate_objects] == [
        (po.predicates, shape(po.objects)) for po in two.predicate_objects
    ]


def test_legacy_is_said(tmp_path: Path) -> None:
    (tmp_path / "m.ttl").write_text(f"@base <https://e.be/m> .\n{LEGACY}")
    assert "legacy" in rml.read(tmp_path / "m.ttl", tmp_path).notes[0]


def test_escaped_braces_are_text() -> None:
    assert rml.template_parts(r"a\{b\}{c}") == (Text("a{b}"), Reference("c"))


def test_broken_turtle_says_where(tmp_path: Path) -> None:
    (tmp_path / "m.ttl").write_text("@prefix rml: <http://w3id.org/rml/> .\n<#a> rml:x ;;; [\n")
    with pytest.raises(MappingError) as caught:
        rml.read(tmp_path / "m.ttl", tmp_path)
    assert caught.value.file == "m.ttl"
    assert caught.value.line is not None
