"""Practice of FAIR vocabularies: `ontology/checklist.csv` names what is kept and its test."""

from __future__ import annotations

import csv
import hashlib
import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Namespace, URIRef
from vocabulary_graph import (
    LANGUAGES,
    MODULE,
    MODULES,
    ONTOLOGY,
    ROOT,
    SAM,
    concepts,
    own_terms,
    parse,
    rdf_files,
    short,
    whole,
)

from kg.model.prefixes import PREFIXES
from kg.release.manifest import ONTOLOGY_VERSION
from kg.release.versions import frozen_documents, frozen_versions

ADMS = Namespace("http://www.w3.org/ns/adms#")
# The bytes of each version that was published; a new version adds a line.
FROZEN = {"0.1.0": "9f8ca56ac3fbc2bc2dba378afea8fd4f2904e17d08b5cc4eda6e181051d32f38"}
MEANING = (SKOS.definition, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
"""What a term means; a change of it is noted (of texts, the Dutch one is looked at)."""
PICTURES = {7, 8, 9, 12}
"""Slides of the lecture of which only pictures were, so that their text is lost."""
LAST_SLIDE = 20
_PREFIX = re.compile(r"(?im)^\s*@?prefix\s+([\w-]+):\s*<([^>]+)>")


@cache
def ontologies() -> list[URIRef]:
    found = whole().subjects(RDF.type, OWL.Ontology)
    return sorted(iri for iri in found if isinstance(iri, URIRef))


def deprecated() -> set[URIRef]:
    found = whole().subjects(OWL.deprecated, rdflib.Literal(True))
    return {term for term in found if isinstance(term, URIRef)}


def test_each_practice_has_a_test_that_is_there() -> None:
    with (ONTOLOGY / "checklist.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len({row["id"] for row in rows})
    for row in rows:
        path, _, name = row["test"].partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), row["id"]
    here = re.findall(r"(?m)^def (test_[a-z]+)\(", Path(__file__).read_text(encoding="utf-8"))
    listed = {row["test"].partition("::")[2] for row in rows}
    assert set(here) <= listed, "a check that the list does not name"


def test_identifier() -> None:
    for iri in ontologies():
        assert iri.startswith(MODULE.rstrip("/"))
        version = str(whole().value(iri, OWL.versionInfo))
        assert whole().value(iri, OWL.versionIRI) == URIRef(f"{iri}/{version}")
        assert version == ONTOLOGY_VERSION


def test_metadata() -> None:
    one = (
        DCTERMS.creator, DCTERMS.publisher, DCTERMS.created, DCTERMS.issued, DCTERMS.modified,
        DCTERMS.license, DCTERMS.bibliographicCitation, ADMS.status,
    )  # fmt: skip
    for iri in ontologies():
        assert not [name for name in one if whole().value(iri, name) is None], iri
        titles = whole().objects(iri, DCTERMS.title)
        assert {getattr(title, "language", None) for title in titles} == LANGUAGES
        assert str(whole().value(iri, OWL.versionIRI)) in str(
            whole().value(iri, DCTERMS.bibliographicCitation)
        )
        before = {v for v in frozen_versions() if f"{iri}/{v}" in frozen_documents()}
        prior = whole().value(iri, OWL.priorVersion)
        assert prior == (URIRef(f"{iri}/{max(before)}") if before else None)
    for name in MODULES:
        prefix = str(whole().value(URIRef(MODULE + name), VANN.preferredNamespacePrefix))
        namespace = str(whole().value(URIRef(MODULE + name), VANN.preferredNamespaceUri))
        assert PREFIXES[prefix] == namespace


def test_alternatives() -> None:
    for term in [*own_terms(), *concepts()]:
        names = {*whole().objects(term, SKOS.prefLabel), *whole().objects(term, RDFS.label)}
        assert not names & set(whole().objects(term, SKOS.altLabel)), short(term)


def test_frozen() -> None:
    files = sorted((ONTOLOGY / "versions").iterdir())
    digests = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert digests == FROZEN


def test_prefixes() -> None:
    known = dict(PREFIXES)
    for path in sorted([*ONTOLOGY.rglob("*.ttl"), *ONTOLOGY.rglob("*.rq")]):
        for prefix, namespace in _PREFIX.findall(path.read_text(encoding="utf-8")):
            if prefix in PREFIXES or namespace in PREFIXES.values():
                assert known.get(prefix) == namespace, f"{path.name}: {prefix}"


def test_successors() -> None:
    assert deprecated()
    for term in deprecated():
        (successor,) = whole().objects(term, DCTERMS.isReplacedBy)
        assert (successor, RDF.type, whole().value(term, RDF.type)) in whole(), short(term)
        assert successor not in deprecated()
    for path in rdf_files():
        for subject, predicate, value in parse(path):
            old = {predicate, value} & deprecated()
            assert not old or subject in deprecated(), f"{path.name}: {old}"
    names = {f"sam:{str(term).removeprefix(str(SAM))}" for term in deprecated()}
    for path in ONTOLOGY.rglob("*.rq"):
        used = set(re.findall(r"\bsam:\w+", path.read_text(encoding="utf-8")))
        assert not used & names, path.name


def test_licence() -> None:
    schemes = set(whole().subjects(RDF.type, SKOS.ConceptScheme))
    assert len(schemes) > 30
    licences = {whole().value(iri, DCTERMS.license) for iri in (*ontologies(), *schemes)}
    assert licences == {URIRef("https://creativecommons.org/licenses/by/4.0/")}


def test_schemes_are_of_the_version_and_publisher_of_the_vocabulary() -> None:
    for scheme in whole().subjects(RDF.type, SKOS.ConceptScheme):
        assert str(whole().value(scheme, OWL.versionInfo)) == ONTOLOGY_VERSION, scheme
        assert whole().value(scheme, DCTERMS.publisher) == URIRef("https://w3id.org/samenspel/")


def test_changes() -> None:
    changed = set(whole().subjects(SKOS.changeNote))
    assert changed
    for term in changed:
        notes = list(whole().objects(term, SKOS.changeNote))
        assert {getattr(note, "language", None) for note in notes} == LANGUAGES
        for note in notes:
            assert re.match(r"\d+\.\d+\.\d+ ?: \w", str(note)), f"{short(term)}: {note}"
            assert str(note).split(":")[0].strip() not in frozen_versions()


def test_noted() -> None:
    latest = frozen_documents()[f"{MODULE.rstrip('/')}/{frozen_versions()[-1]}"]
    then: dict[str, set[tuple[str, str]]] = {}
    for triple in latest:
        said = (
            isinstance(triple.object, ox.NamedNode)
            or getattr(triple.object, "language", "") == "nl"
        )
        if said and URIRef(triple.predicate.value) in MEANING:
            subject, value = str(triple.subject)[1:-1], triple.object.value
            then.setdefault(subject, set()).add((triple.predicate.value, value))
    silent = []
    for term in {*own_terms(), *concepts()} - deprecated():
        now = {(str(p), str(o)) for p in MEANING for o in whole().objects(term, p)}
        if then.get(str(term), set()) - now and not any(whole().objects(term, SKOS.changeNote)):
            silent.append(short(term))
    assert sorted(silent) == [], "say in a skos:changeNote what they mean now"


def test_slides() -> None:
    for term, number in whole().subject_objects(SAM.slide):
        assert 1 <= int(str(number)) <= LAST_SLIDE, short(term)
        elsewhere = {int(str(n)) for n in whole().objects(term, SAM.slide)} - PICTURES
        if not elsewhere:
            assert (term, SAM.reconstructed, rdflib.Literal(True)) in whole(), short(term)
