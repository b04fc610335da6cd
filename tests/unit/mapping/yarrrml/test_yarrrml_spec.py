"""What the specification of YARRRML says, section by section, and the paths that are no paths."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from kg.errors import MappingError
from kg.mapping.document import Constant, MappingDocument, Reference, TriplesMap
from kg.mapping.rml import reader as rml
from kg.mapping.yarrrml.reader import read

RML = """@prefix rml: <http://w3id.org/rml/> .
<https://e.be/m> rml:logicalSource [ rml:source 'a.xml' ; rml:referenceFormulation rml:XPath ;
    rml:iterator '%s' ] ;
  rml:subjectMap [ rml:template 'https://e.be/{id}' ] ;
  rml:predicateObjectMap [ rml:predicate <https://e.be/p> ; rml:objectMap [
    rml:reference '%s' ] ] .
"""
SOURCE = "sources: {p: [a.csv~csv]}"


def document(folder: Path, text: str) -> MappingDocument:
    (folder / "m.yml").write_text(dedent(text), encoding="utf-8")
    return read(folder / "m.yml", folder)


def with_po(folder: Path, po: str) -> list[TriplesMap]:
    text = (
        f"{SOURCE}\nmappings:\n  m:\n    sources: p\n    s: https://e.be/$(id)\n    po:\n      - "
    )
    return list(document(folder, text + po).triples_maps)


def test_prefixes_of_rdfa_are_known(tmp_path: Path) -> None:
    [found] = with_po(tmp_path, "[[dc:title, dc11:title, sioc:name, time:inside], $(name)]")
    assert [p.constant for p in found.predicate_objects[0].predicates] == [
        "http://purl.org/dc/terms/title",
        "http://purl.org/dc/elements/1.1/title",
        "http://rdfs.org/sioc/ns#name",
        "http://www.w3.org/2006/time#inside",
    ]


def test_a_property_may_go_both_ways(tmp_path: Path) -> None:
    po = "{predicates: foaf:made, inversepredicates: foaf:maker, objects: $(work), type: iri}"
    there, back = with_po(tmp_path, po)
    assert there.predicate_objects[0].predicates[0].constant == "http://xmlns.com/foaf/0.1/made"
    assert [o.term_type for o in there.predicate_objects[0].objects] == ["iri"]  # type: ignore[union-attr]
    assert back.predicate_objects[0].predicates[0].constant == "http://xmlns.com/foaf/0.1/maker"
    assert back.subject.expression == Reference("work")


def test_external_references_are_filled_in_where_they_are_given(tmp_path: Path) -> None:
    found = document(
        tmp_path,
        r"""
        external: {name: John}
        sources: {p: [a.csv~csv]}
        mappings:
          m:
            sources: p
            s: https://e.be/$(id)
            po: [[foaf:name, $(_name)], [foaf:nick, $(\_name)], [foaf:nick, $(_city)]]
        """,
    ).triples_maps[0]
    values = [po.objects[0].expression for po in found.predicate_objects]  # type: ignore[union-attr]
    assert values == [Constant("John"), Reference("_name"), Reference("_city")]


@pytest.mark.parametrize(
    ("said", "format_", "compression"),
    [
        ("[d.ttl.gz~void, turtle, gzip]", "Turtle", "gzip"),
        ("{access: d.n3, serialization: n3}", "N3", None),
        (
            "{access: d.rj.tar.gz, serialization: rdfjson, compression: targzip}",
            "RDF_JSON",
            "targz",
        ),
    ],
)
def test_targets_are_written_in_any_format_that_we_have(
    tmp_path: Path, said: str, format_: str, compression: str | None
) -> None:
    text = f"""
    targets:
      t: {said}
    {SOURCE}
    mappings:
      m: {{sources: p, s: {{value: "https://e.be/$(id)", targets: t}}}}
    """
    [target] = document(tmp_path, text).triples_maps[0].subject.targets
    assert target.serialization == f"http://www.w3.org/ns/formats/{format_}"
    assert target.compression == compression


@pytest.mark.parametrize(
    ("po", "wrong"),
    [
        ("[foaf:name, $(name), english~lang]", "'english' is no language tag"),
        ("[foaf:name, $(name), n~lang]", "'n' is no language tag"),
        ("{p: foaf:name, o: $(name), type: uri}", "'uri' is no type"),
    ],
)
def test_what_no_rdf_can_have_is_refused(tmp_path: Path, po: str, wrong: str) -> None:
    with pytest.raises(MappingError, match=wrong) as caught:
        with_po(tmp_path, po)
    assert caught.value.line == 7


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("{access: https://x.be/sparql, type: sparql, query: SELECT}", "SPARQL endpoint"),
        ("{access: a.xml, referenceFormulation: xquery}", "no reference formulation"),
    ],
)
def test_sources_that_cannot_be_are_refused(tmp_path: Path, source: str, wrong: str) -> None:
    with pytest.raises(MappingError, match=wrong):
        document(tmp_path, f"sources:\n  p: {source}\nmappings: {{m: {{sources: p, s: x}}}}")


@pytest.mark.parametrize(
    ("source", "value", "line", "wrong"),
    [
        ('"$.a[*"', "$(name)", 3, r"'\$.a\[\*' is not a JSONPath"),
        ('"$.a[*]"', "$(name[?)", 8, r"'\$.name\[\?' is not a JSONPath"),
        ('"$.a[*]"', "x $(name) $(a..[)", 8, "is not a JSONPath"),
    ],
)
def test_a_json_path_that_is_none_is_seen_before_the_source_is(
    tmp_path: Path, source: str, value: str, line: int, wrong: str
) -> None:
    text = f"""\
    sources:
      p:
        {{access: none.json, referenceFormulation: jsonpath, iterator: {source}}}
    mappings:
      m:
        sources: p
        s: "https://e.be/$(id)"
        po: [[foaf:name, "{value}"]]
    """
    with pytest.raises(MappingError, match=wrong) as caught:
        document(tmp_path, text)
    assert (caught.value.code, caught.value.line) == ("SAM-Y016", line)


@pytest.mark.parametrize(
    ("iterator", "value", "line", "wrong"),
    [
        ("/a/b[", "name", 2, r"'/a/b\[' is not an XPath"),
        ("/a/b", "name[", 6, r"'name\[' is not an XPath"),
        ("/a/b", "nosuch(name)", 6, "(?s)cannot be used.*XPath 1.0"),
    ],
)
def test_an_xpath_that_is_none_is_seen_in_rml_too(
    tmp_path: Path, iterator: str, value: str, line: int, wrong: str
) -> None:
    (tmp_path / "m.ttl").write_text(RML % (iterator, value), encoding="utf-8")
    with pytest.raises(MappingError, match=wrong) as caught:
        rml.read(tmp_path / "m.ttl", tmp_path)
    assert (caught.value.code, caught.value.line) == ("SAM-Y016", line)


def test_paths_of_links_are_seen_too(tmp_path: Path) -> None:
    text = """
    sources:
      p: [a.json~jsonpath, "$[*]"]
      q: [b.json~jsonpath, "$[*]"]
    mappings:
      one:
        sources: p
        s: https://e.be/$(id)
        po:
          - p: foaf:knows
            o: {mapping: two, condition: {function: equal, parameters: [[a, $(id)], [b, "$(x[)"]]}}
      two: {sources: q, s: https://e.be/$(id)}
    """
    with pytest.raises(MappingError, match=r"'\$.x\[' is not a JSONPath") as caught:
        document(tmp_path, text)
    assert caught.value.line == 11
