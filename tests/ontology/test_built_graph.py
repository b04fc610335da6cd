"""The example publication, built: conclusions are concluded, never claimed, and stay apart."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from vocabulary_graph import ROOT, SAM

from kg.inference.asserted_inferences import find_asserted_inferences, inferred_only_terms
from kg.inference.expressions import Tbox
from kg.release.build import build
from kg.release.configuration import open_publication
from kg.release.results import BuildResult
from kg.resources import vocabulary_files

BASE = "https://data.example.be/"
INFERRED = ox.NamedNode(f"{BASE}id/graph/inferred")
CLOSED_WORLD = ox.NamedNode(f"{BASE}id/graph/closed-world")
# Written after the conclusions are drawn; it may say of a file what a rule says too.
METADATA = ox.NamedNode(f"{BASE}id/graph/metadata")
pytestmark = pytest.mark.slow  # builds the example publication once


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    publication = open_publication(ROOT / "mappings" / "voorbeeld")
    return build(publication, state=tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="module")
def store(built: BuildResult) -> Iterator[ox.Store]:
    yield ox.Store.read_only(str(Path(built.release.path) / "store"))


def test_no_source_claims_what_only_reasoning_may_conclude(store: ox.Store) -> None:
    own = (INFERRED, CLOSED_WORLD)
    graphs = [graph for graph in store.named_graphs() if graph not in own]
    named = [graph for graph in graphs if isinstance(graph, ox.NamedNode)]
    assert len(named) > 3
    terms = inferred_only_terms(Tbox.read(vocabulary_files()))
    assert find_asserted_inferences(store, terms, graphs=named) == []


@pytest.mark.parametrize("graph", [INFERRED, CLOSED_WORLD], ids=["inferred", "closed world"])
def test_conclusions_are_in_no_other_graph(graph: ox.NamedNode, store: ox.Store) -> None:
    quads = list(store.quads_for_pattern(None, None, None, graph))
    assert quads
    for quad in quads:
        same = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        assert {q.graph_name for q in same} - {METADATA} == {graph, ox.DefaultGraph()}
        assert isinstance(quad.subject, ox.NamedNode)


def test_each_organisation_has_at_most_one_zone_and_most_zones_occur(store: ox.Store) -> None:
    zone = ox.NamedNode(str(SAM.inZone))
    quads = list(store.quads_for_pattern(None, zone, None, ox.DefaultGraph()))
    organisations = [quad.subject for quad in quads]
    assert len(organisations) == len(set(organisations)) > 20
    assert len({quad.object for quad in quads}) >= 6


@pytest.mark.parametrize(
    "name",
    [
        "PublicThirdHybrid", "PublicInPrivateLawForm", "CitizenInitiative", "CoCreation",
        "SocialInnovation", "CompleteLivingLab", "HeterogeneousNetwork", "VitalCoalition",
        "QualifiedBroadReception",
    ],
)  # fmt: skip
def test_inferred_class_has_members(name: str, store: ox.Store) -> None:
    query = f"ASK {{ ?x a <{SAM[name]}> }}"
    assert bool(store.query(query))
