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
from rdflib.compare import isomorphic
from vocabulary_graph import MODULES, ROOT, module_file, parse, whole

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
