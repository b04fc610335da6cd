"""What an OWL tool gets from the site are the axioms of the files, of each module and of all."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib import OWL, RDF, SKOS
from rdflib.compare import isomorphic
from vocabulary_graph import MODULES, ROOT, concepts, module_file, parse, schemes, whole

from kg.release.manifest import ONTOLOGY_VERSION
from kg.release.versions import frozen_documents
from server import create_app

SYNTAXES = {"ttl": "turtle", "rdf": "xml", "nt": "nt", "jsonld": "json-ld"}


@pytest.fixture(scope="module")
def client(demo_state: Path) -> Iterator[FlaskClient]:
    """A client of the site of the example."""
    app = create_app(demo_state, workers=1)
    yield app.test_client()
    app.extensions["samenspel"].close()


def axioms(*paths: Path) -> list[list[str]]:
    program = Path(__file__).with_name("axioms.py")
    command = [sys.executable, str(program), *map(str, paths)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, check=True, timeout=300
    )
    found: list[list[str]] = json.loads(done.stdout)
    return found


def test_an_owl_tool_gets_the_axioms_of_the_files(
    client: FlaskClient, demo_state: Path, tmp_path: Path
) -> None:
    pairs: list[tuple[Path, Path]] = []
    for name in MODULES:
        pairs.append((tmp_path / f"{name}-file.owl", tmp_path / f"{name}-site.owl"))
        parse(module_file(name)).serialize(pairs[-1][0], format="xml")
        pairs[-1][1].write_bytes(client.get(f"/ns/{name}.rdf").data)
    everything = tmp_path / "whole-file.owl"
    whole().serialize(everything, format="xml")
    served, dumped = tmp_path / "whole-site.owl", tmp_path / "whole-dump.owl"
    served.write_bytes(client.get("/ns", headers={"Accept": "application/rdf+xml"}).data)
    lines = gzip.decompress((demo_state / "current/dumps/vocabulary.nq.gz").read_bytes())
    triples = [quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS)]
    dumped.write_bytes(ox.serialize(triples, format=ox.RdfFormat.RDF_XML) or b"")
    pairs += [(everything, served), (everything, dumped)]
    found = axioms(*(path for pair in pairs for path in pair))
    for (_, site), wanted, seen in zip(pairs, found[::2], found[1::2], strict=True):
        assert seen == wanted, site.name
    general = [
        axiom for axiom in found[2 * MODULES.index("hybridity")] if "ObjectHasValue" in axiom
    ]
    assert len(general) >= 8, "the class axioms about what has no name are among them"


@pytest.mark.parametrize("suffix", SYNTAXES)
@pytest.mark.parametrize("name", ["hybridity", "decree"])
def test_a_module_is_the_same_graph_in_every_syntax(
    name: str, suffix: str, client: FlaskClient
) -> None:
    reply = client.get(f"/ns/{name}.{suffix}")
    graph = rdflib.Graph().parse(data=reply.data, format=SYNTAXES[suffix])
    assert isomorphic(graph, parse(module_file(name)))
    again = client.get(f"/ns/{name}.{suffix}", headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_a_version_iri_answers_with_the_document_of_that_version(
    accept: str, client: FlaskClient
) -> None:
    asked = {"Accept": accept}
    for name, today in (("", "ns"), ("rights/", "ns/rights")):
        now = client.get(f"/ns/{name}{ONTOLOGY_VERSION}", headers=asked)
        assert (now.status_code, now.data) == (200, client.get(f"/{today}", headers=asked).data)
    reply = client.get("/ns/rights/0.1.0", headers=asked)
    assert reply.content_type.partition(";")[0] == accept
    then = rdflib.Graph().parse(data=reply.data, format=accept)
    kept = frozen_documents()["https://w3id.org/samenspel/ns/rights/0.1.0"]
    assert len(then) == len(kept) < len(parse(module_file("rights")))
    assert (None, OWL.versionInfo, rdflib.Literal("0.1.0")) in then
    assert "/ns/rights" in client.get("/ns/rights/0.1.0").get_data(as_text=True)
    assert client.get("/ns/rights/9.9.9", headers=asked).status_code == 404


def test_the_schemes_are_given_as_skos_whole_and_one_by_one(client: FlaskClient) -> None:
    everything = rdflib.Graph().parse(data=client.get("/concepts.ttl").data, format="turtle")
    assert set(everything.subjects(RDF.type, SKOS.ConceptScheme)) >= set(schemes())
    assert set(everything.subjects(RDF.type, SKOS.Concept)) >= set(concepts())
    reply = client.get("/concepts/right", headers={"Accept": "application/ld+json"})
    one = rdflib.Graph().parse(data=reply.data, format="json-ld")
    (scheme,) = one.subjects(RDF.type, SKOS.ConceptScheme)
    members = set(one.subjects(SKOS.inScheme, scheme))
    assert members == set(whole().subjects(SKOS.inScheme, scheme))
    tops = set(one.objects(scheme, SKOS.hasTopConcept))
    assert tops == set(one.subjects(SKOS.topConceptOf, scheme)) != set()
    assert set(one.subject_objects(SKOS.narrower)) == {
        (above, below) for below, above in one.subject_objects(SKOS.broader)
    }
    assert client.get("/concepts/right").headers["Location"].endswith("/doc/concept/right")
    assert client.get("/concepts/nowhere.ttl").status_code == 404
