"""SHACL results carry code, languages and place, and pySHACL finds the same."""

from pathlib import Path

import pytest

from kg.errors import OntologyError, SamenspelError
from kg.validation.shapes import Shapes, validate

SHAPES = """
@prefix : <https://example.org/> .
@prefix tool: <https://w3id.org/samenspel/ns/tool#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

:ProjectShape a sh:NodeShape ; sh:targetClass :Project ; tool:code "SAM-S100" ;
  sh:property [
    sh:path :name ; sh:minCount 1 ; tool:code "SAM-S101" ;
    sh:message "een naam ontbreekt"@nl, "a name is missing"@en, "il manque un nom"@fr ] ;
  sh:property [
    sh:path :start ; sh:datatype xsd:date ; sh:severity sh:Warning ; tool:code "SAM-S102" ;
    sh:message "geen datum"@nl, "no date"@en, "pas de date"@fr ] ;
  sh:property [
    sh:path [ sh:inversePath :partOf ] ; sh:class :Event ; sh:severity sh:Info ;
    sh:message "geen gebeurtenis"@nl, "no event"@en ] ;
  sh:property :Address ;
  sh:sparql [
    sh:message "twee keer hetzelfde"@nl, "twice the same"@en ;
    sh:select "SELECT $this WHERE { $this <https://example.org/same> $this }" ] .
:Address sh:path :address ; sh:nodeKind sh:IRI ; sh:message "geen IRI"@nl ;
  tool:code "SAM-S103" .
"""
DATA = """
<https://example.org/x> <{type}> <https://example.org/Project> .
<https://example.org/x> <https://example.org/start> "gisteren" .
<https://example.org/x> <https://example.org/address> "straat 1"@nl .
<https://example.org/x> <https://example.org/same> <https://example.org/x> .
<https://example.org/e> <https://example.org/partOf> <https://example.org/x> .
<https://example.org/good> <{type}> <https://example.org/Project> .
<https://example.org/good> <https://example.org/name> "Buurtmoestuin"@nl .
<https://example.org/good> <https://example.org/start> "2026-01-01"^^<{xsd}date> .
""".format(
    type="http://www.w3.org/1999/02/22-rdf-syntax-ns#type", xsd="http://www.w3.org/2001/XMLSchema#"
)


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES, encoding="utf-8")
    return path


def test_results_carry_code_severity_path_and_kind_of_value(shapes: Path) -> None:
    found = {
        (r.code, r.severity, r.path, r.component, r.value_kind)
        for r in validate(DATA.encode(), [shapes])
    }
    assert found == {
        ("SAM-S101", "error", "https://example.org/name", "MinCount", None),
        ("SAM-S102", "warning", "https://example.org/start", "Datatype", "xsd:string"),
        ("SAM-S100", "tip", "^<https://example.org/partOf>", "Class", "IRI"),
        ("SAM-S103", "error", "https://example.org/address", "NodeKind", "rdf:langString"),
        ("SAM-S100", "error", None, "SPARQL", "IRI"),
    }


def test_only_the_faulty_thing_is_named(shapes: Path) -> None:
    assert {r.focus for r in validate(DATA.encode(), [shapes])} == {"https://example.org/x"}


def test_messages_have_their_language(shapes: Path) -> None:
    by_component = {r.component: r.messages for r in validate(DATA.encode(), [shapes])}
    assert by_component["MinCount"] == {
        "nl": "een naam ontbreekt",
        "en": "a name is missing",
        "fr": "il manque un nom",
    }
    assert by_component["SPARQL"] == {"nl": "twee keer hetzelfde", "en": "twice the same"}


def test_result_never_holds_the_value(shapes: Path) -> None:
    assert not any("gisteren" in str(r) for r in validate(DATA.encode(), [shapes]))


def test_file_gives_the_same_as_text(shapes: Path, tmp_path: Path) -> None:
    data = tmp_path / "data.nt"
    data.write_text(DATA, encoding="utf-8")
    compiled = Shapes([shapes])
    assert compiled.validate(data) == compiled.validate(DATA.encode())


def test_shapes_of_two_files_do_not_mix_their_blank_nodes(shapes: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text(SHAPES.replace("SAM-S1", "SAM-S2").replace(":ProjectShape", ":OtherShape"))
    codes = {r.code for r in validate(DATA.encode(), [shapes, other])}
    assert {"SAM-S101", "SAM-S201", "SAM-S202"} <= codes


def test_pyshacl_reports_the_same(shapes: Path) -> None:
    assert _by_pyshacl(SHAPES, DATA) == {
        (r.focus, r.component) for r in validate(DATA.encode(), [shapes])
    }


def test_unreadable_shapes_and_data_are_named(shapes: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<x> a", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"broken\.ttl"):
        Shapes([broken])
    with pytest.raises(SamenspelError, match="cannot be read"):
        validate(b"<x> a", [shapes])


def _by_pyshacl(shapes: str, data: str) -> set[tuple[str, str]]:
    import pyshacl
    import rdflib

    _, report, _ = pyshacl.validate(
        rdflib.Graph().parse(data=data, format="nt"),
        shacl_graph=rdflib.Graph().parse(data=shapes, format="turtle"),
        advanced=True,
    )
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    assert isinstance(report, rdflib.Graph)
    return {
        (
            str(report.value(result, sh.focusNode)),
            str(report.value(result, sh.sourceConstraintComponent))
            .rsplit("#", 1)[1]
            .removesuffix("ConstraintComponent"),
        )
        for result in report.subjects(rdflib.RDF.type, sh.ValidationResult)
    }
