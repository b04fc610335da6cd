"""The documents of modules lie where their IRIs say, each whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.release.vocabulary import documents_of, write_documents

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NS = "https://w3id.org/samenspel/ns"


def module(name: str, thing: str) -> bytes:
    header = (
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2002/07/owl#Ontology>"
    )
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    return (
        f'<{NS}/{name}> {header} <{NS}> .\n<{NS}#{thing}> {label} "{thing}" <{NS}> .\n'
    ).encode()


@pytest.mark.parametrize("name", ["../../x", "..", "a/../../../b", "/etc/x", "a//b", "./a"])
def test_module_whose_name_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with pytest.raises(OntologyError, match="leads elsewhere"):
        write_documents(documents_of([module(name, "x")]), folder)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_files_of_one_module_are_one_document(tmp_path: Path) -> None:
    texts = [module("zorg", "een"), module("zorg", "twee"), module("a.b/c", "x")]
    write_documents(documents_of(texts), tmp_path)
    text = (tmp_path / "vocabulary" / "ns" / "zorg.nt").read_text(encoding="utf-8")
    assert '"een"' in text and '"twee"' in text
    assert (tmp_path / "vocabulary" / "ns" / "a.b" / "c.ttl").is_file()
