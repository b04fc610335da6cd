"""Data and mappings that claim a conclusion are found."""

import pyoxigraph as ox
from worlds import DATA, INFERRED, PREFIXES

from kg.inference.asserted_inferences import (
    AssertedInference,
    find_asserted_inferences,
    find_in_constants,
    inferred_only_terms,
)
from kg.inference.expressions import Tbox

TERMS = """sam:HybridOrganisation sam:inferredOnly true . sam:inZone sam:inferredOnly true .
           sam:Organisation sam:inferredOnly false ."""
SAM = "https://w3id.org/samenspel/ns#"


def load(store: ox.Store, text: str, graph: ox.NamedNode) -> None:
    store.load((PREFIXES + text).encode(), ox.RdfFormat.TURTLE, to_graph=graph)


def test_terms_nobody_may_assert_are_read_from_the_ontology() -> None:
    store = ox.Store()
    load(store, TERMS, DATA)
    assert inferred_only_terms(Tbox(store)) == {SAM + "HybridOrganisation", SAM + "inZone"}


def test_claimed_class_and_property_are_found_in_a_dataset_graph_only() -> None:
    store = ox.Store()
    claims = ":x a sam:HybridOrganisation, sam:Organisation . :y sam:inZone zone:public ."
    load(store, claims, DATA)
    load(store, ":z a sam:HybridOrganisation .", INFERRED)
    terms = {SAM + "HybridOrganisation", SAM + "inZone"}
    assert find_asserted_inferences(store, terms, graphs=[DATA]) == [
        AssertedInference(DATA.value, SAM + "HybridOrganisation", "https://example.org/x", 1),
        AssertedInference(DATA.value, SAM + "inZone", "https://example.org/y", 1),
    ]


def test_claim_in_a_mapping_is_found_among_its_constants() -> None:
    constants = [SAM + "Organisation", SAM + "inZone", SAM + "inZone"]
    assert find_in_constants(constants, {SAM + "inZone"}) == [SAM + "inZone"]
