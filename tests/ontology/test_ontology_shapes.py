"""Every shape speaks three languages, has a code of its own and looks at terms that exist."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, URIRef
from rdflib.namespace import SH
from vocabulary_graph import LANGUAGES, ONTOLOGY, SAM, TOOL, own_terms, short, whole

from kg.validation.shapes import Shapes

FILES = sorted((ONTOLOGY / "shapes").glob("*.ttl"))
EMPTY_THINGS = """
<https://example.org/{name}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{kind}> .
"""


@cache
def graph() -> rdflib.Graph:
    merged = rdflib.Graph()
    for path in FILES:
        merged.parse(path)
    return merged


def speaking_shapes() -> list[rdflib.term.Node]:
    """Shapes whose results a person sees: those with a path or a query of their own."""
    found = {*graph().subjects(TOOL.code, None), *graph().objects(None, SH.property)}
    return sorted(found, key=str)


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return Shapes(FILES)


@pytest.mark.parametrize("shape", speaking_shapes(), ids=lambda node: str(node).rsplit("/", 1)[-1])
def test_shape_has_a_code_and_messages_in_three_languages(shape: rdflib.term.Node) -> None:
    messages = list(graph().objects(shape, SH.message))
    assert {getattr(message, "language", None) for message in messages} == LANGUAGES
    assert len(messages) == len(LANGUAGES)
    (code,) = graph().objects(shape, TOOL.code)
    assert str(code).startswith("SAM-S")


def test_no_two_shapes_share_a_code() -> None:
    codes = Counter(str(code) for code in graph().objects(None, TOOL.code))
    assert len(codes) > 30
    assert [code for code, times in codes.items() if times > 1] == []


def test_shapes_look_at_terms_that_exist() -> None:
    known = set(own_terms())
    named = {
        term
        for predicate in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.path)
        for term in graph().objects(None, predicate)
        if isinstance(term, URIRef) and str(term).startswith((SAM, TOOL))
    }
    assert sorted(short(term) for term in named - known) == []


def test_constants_in_shapes_are_concepts_that_exist() -> None:
    described = set(whole().subjects())
    used = {node for triple in graph() for node in triple if isinstance(node, URIRef)}
    ours = {node for node in used if "/samenspel/id/concept/" in node}
    assert sorted(short(node) for node in ours - described) == []


def test_pyshacl_reports_the_same_on_things_that_lack_everything(
    shapes: Shapes, tmp_path: Path
) -> None:
    classes = sorted({str(class_) for class_ in graph().objects(None, SH.targetClass)})
    data = "".join(
        EMPTY_THINGS.format(name=f"thing-{number}", kind=kind)
        for number, kind in enumerate(classes)
    )
    subjects = sorted(str(p) for p in graph().objects(None, SH.targetSubjectsOf))
    data += "".join(
        f'<https://example.org/thing-{number}> <{predicate}> "niet goed"@nl .\n'
        for number, predicate in enumerate(subjects)
    )
    file = tmp_path / "data.nt"
    file.write_text(data, encoding="utf-8")
    ours = Counter((r.focus, r.component) for r in shapes.validate(file))
    assert sum(ours.values()) > 20
    assert ours == _by_pyshacl(data)


def _by_pyshacl(data: str) -> "Counter[tuple[str, str]]":
    import pyshacl

    _, report, _ = pyshacl.validate(
        rdflib.Graph().parse(data=data, format="nt"), shacl_graph=graph(), advanced=True
    )
    assert isinstance(report, rdflib.Graph)
    return Counter(
        (
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.sourceConstraintComponent))
            .removeprefix(str(SH))
            .removesuffix("ConstraintComponent"),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    )
