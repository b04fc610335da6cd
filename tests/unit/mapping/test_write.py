"""What a document says is the same after writing and reading it again."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from absent import SUITES, needs_suite
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import MappingError
from kg.mapping.document import (
    Call,
    Constant,
    Expression,
    MappingDocument,
    Place,
    PredicateObject,
    Reference,
    Source,
    Template,
    TermMap,
    TriplesMap,
)
from kg.mapping.functions import FUNCTIONS
from kg.mapping.rml import reader as rml
from kg.mapping.rml import writer as write_rml
from kg.mapping.yarrrml import reader as yarrrml
from kg.mapping.yarrrml import writer as write_yarrrml

pytestmark = pytest.mark.slow  # each case maps, reads or infers from files of its own

ROOT = Path(__file__).parents[3]
DOCUMENTS = sorted((ROOT / "mappings").glob("**/mappings/*.yml"))
CASES = sorted(SUITES.glob("rml-*/*/mapping.ttl"))
NOWHERE = Place("m.ttl")


def said(value: object) -> object:
    """A part of a document without places, names of sources, and outputs that need no name."""
    if isinstance(value, Place):
        return None
    if isinstance(value, Source):
        value = replace(value, name="")
    if isinstance(value, Call) and value.returns in FUNCTIONS[value.function].returns:
        value = replace(value, returns=None)  # a function has one output
    if is_dataclass(value):
        return (type(value).__name__, *(said(getattr(value, f.name)) for f in fields(value)))
    return tuple(said(v) for v in value) if isinstance(value, tuple) else value


def again(document: MappingDocument, folder: Path, root: Path) -> MappingDocument:
    path = folder / "again.ttl"
    path.write_text(write_rml.write(document), encoding="utf-8")
    return rml.read(path, root)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.stem)
def test_mappings_here_are_the_same_in_rml(path: Path, tmp_path: Path) -> None:
    root = path.parent.parent
    document = yarrrml.read(path, root)
    found = again(document, tmp_path, root)
    assert said(found.triples_maps) == said(document.triples_maps)
    assert (found.base, found.lookups) == (document.base, document.lookups)


@needs_suite("RML test cases", ".", "rml-*/*/mapping.ttl")
def test_conformance_mappings_are_the_same_when_written(tmp_path: Path) -> None:
    wrong = []
    for path in CASES:
        try:
            document = rml.read(path, path.parent)
        except MappingError:
            continue
        today = replace(document, notes=())
        found = again(today, tmp_path, path.parent)
        if said(found.triples_maps) != said(document.triples_maps) or found.base != document.base:
            wrong.append(path.parent.name)
    assert not wrong


# YAML folds the control characters that other standards take for line ends.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1)
INPUT = st.builds(Constant, TEXT) | st.builds(Reference, TEXT)
TRIM = "https://w3id.org/samenspel/fn#trim"
VALUE = "https://w3id.org/samenspel/fn#value"
CALL = st.builds(lambda value: Call(TRIM, ((VALUE, value),), NOWHERE), INPUT)


def template(parts: list[str | Expression]) -> Template:
    """Texts that stand side by side are one text."""
    joined: list[str | Expression] = [Reference("id")]
    for part in parts:
        if isinstance(part, str) and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return Template(tuple(joined))


TEMPLATE = st.lists(TEXT | st.builds(Reference, TEXT) | CALL, max_size=4).map(template)
OBJECT = st.builds(
    TermMap,
    st.builds(Reference, TEXT) | TEMPLATE | CALL,
    st.sampled_from(["iri", "unsafe-iri", "literal", "blank"]),
    st.just(NOWHERE),
    required=st.booleans(),
    decimal=st.none() | TEXT,
)


@given(st.lists(OBJECT, min_size=1, max_size=4), TEXT, TEXT)
def test_any_text_and_term_is_the_same_when_written(
    tmp_path_factory: pytest.TempPathFactory, objects: list[TermMap], name: str, file: str
) -> None:
    predicate = TermMap(Constant("https://e.be/p"), "iri", NOWHERE)
    po = PredicateObject((predicate,), tuple(objects), NOWHERE)
    subject = TermMap(Template(("https://e.be/", Reference("id"))), "iri", NOWHERE)
    source = Source(name, f"sources/{file}", "csv", NOWHERE)
    document = MappingDocument("m.ttl", (TriplesMap(name, source, subject, (po,), NOWHERE),))
    folder = tmp_path_factory.mktemp("written")
    assert said(again(document, folder, folder).triples_maps) == said(document.triples_maps)


def test_writing_is_the_same_each_time() -> None:
    path = DOCUMENTS[0]
    document = yarrrml.read(path, path.parent.parent)
    assert write_rml.write(document) == write_rml.write(document)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.stem)
def test_mappings_here_are_the_same_in_yarrrml(path: Path, tmp_path: Path) -> None:
    root = path.parent.parent
    document = yarrrml.read(path, root)
    (tmp_path / "again.yml").write_text(write_yarrrml.write(document), encoding="utf-8")
    found = yarrrml.read(tmp_path / "again.yml", root)
    assert said(found.triples_maps) == said(document.triples_maps)
    assert (found.base, found.lookups) == (document.base, document.lookups)


@given(st.lists(OBJECT, min_size=1, max_size=4))
def test_yarrrml_says_the_same_or_says_that_it_cannot(
    tmp_path_factory: pytest.TempPathFactory, objects: list[TermMap]
) -> None:
    predicate = TermMap(Constant("https://e.be/p"), "iri", NOWHERE)
    po = PredicateObject((predicate,), tuple(objects), NOWHERE)
    subject = TermMap(Template(("https://e.be/", Reference("id"))), "iri", NOWHERE)
    source = Source("p", "p.csv", "csv", NOWHERE)
    document = MappingDocument("m.ttl", (TriplesMap("p", source, subject, (po,), NOWHERE),))
    try:
        text = write_yarrrml.write(document)
    except MappingError as error:
        assert error.code == "SAM-Y031"
        return
    folder = tmp_path_factory.mktemp("written")
    (folder / "again.yml").write_text(text, encoding="utf-8")
    found = yarrrml.read(folder / "again.yml", folder)
    assert said(found.triples_maps) == said(document.triples_maps)


def test_lists_are_said_to_have_no_words_in_yarrrml(tmp_path: Path) -> None:
    path = tmp_path / "m.ttl"
    path.write_text(
        """@base <https://e.be/m> . @prefix rml: <http://w3id.org/rml/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
<#a> rml:logicalSource [ rml:source "a.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "https://e.be/{id}" ] ;
  rml:predicateObjectMap [ rml:predicate rdf:value ;
    rml:objectMap [ rml:gather ( [ rml:reference "x" ] ) ; rml:gatherAs rdf:List ] ] .
""",
        encoding="utf-8",
    )
    with pytest.raises(MappingError, match="lists and containers") as caught:
        write_yarrrml.write(rml.read(path, tmp_path))
    assert caught.value.line == 6


@needs_suite("RML test cases", ".", "rml-*/*/mapping.ttl")
def test_conformance_mappings_are_the_same_in_yarrrml_or_refused(tmp_path: Path) -> None:
    wrong, same = [], 0
    for path in CASES:
        try:
            document = rml.read(path, path.parent)
            maps = tuple(
                replace(m, source=replace(m.source, root="publication"))
                for m in document.triples_maps
            )
            text = write_yarrrml.write(replace(document, triples_maps=maps))
        except MappingError:
            continue
        (tmp_path / "again.yml").write_text(text, encoding="utf-8")
        found = yarrrml.read(tmp_path / "again.yml", path.parent)
        if said(found.triples_maps) == said(maps):
            same += 1
        else:
            wrong.append(path.parent.name)
    assert not wrong
    assert same > 70
