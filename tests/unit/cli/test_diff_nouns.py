"""Each class that datasets have things of is counted by a noun of its own, in three languages."""

from __future__ import annotations

import os
from unittest.mock import patch

import pyoxigraph as ox
import pytest

from kg.cli.diff_words import things
from kg.model.terms import RDFS, SAM
from kg.resources import vocabulary_files

ROOTS = ("Organisation", "Partnership", "Project", "SocialService", "Area")


@pytest.fixture(scope="module")
def classes() -> list[str]:
    """The classes below the roots, and these."""
    store = ox.Store()
    for path in vocabulary_files():
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    roots = " ".join(f"<{SAM}{name}>" for name in ROOTS)
    found = store.query(
        f"SELECT DISTINCT ?class {{ VALUES ?root {{ {roots} }} ?class <{RDFS}subClassOf>* ?root"
        f' FILTER(STRSTARTS(STR(?class), "{SAM}")) }}'
    )
    assert isinstance(found, ox.QuerySolutions)
    return sorted(str(row["class"].value) for row in found)  # type: ignore[union-attr]


@pytest.mark.parametrize("lang", ["nl", "en", "fr"])
def test_every_class_has_a_noun_of_its_own(classes: list[str], lang: str) -> None:
    with patch.dict(os.environ, SAMENSPEL_LANG=lang):
        said = {cls: things(cls, 2) for cls in classes}
    assert len(classes) > 40 and None not in said.values()
    alike = {"QualifiedBroadReception", "VitalCoalition", "VitalCoalitionCandidate"}
    alike |= {"CompleteLivingLab", "SocialInnovation"}
    own = [text for cls, text in said.items() if cls.removeprefix(SAM) not in alike]
    assert len(own) == len(set(own))


def test_one_and_several_are_told_apart() -> None:
    with patch.dict(os.environ, SAMENSPEL_LANG="nl"):
        told = [things(SAM + "OCMWAssociation", number) for number in (1, 3)]
    assert told == ["1 OCMW-vereniging", "3 OCMW-verenigingen"]
