"""No mapping, look-up list or RDF source of ours states what only reasoning may conclude."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from vocabulary_graph import ROOT, SAM

from kg.inference.asserted_inferences import find_in_constants, inferred_only_terms
from kg.inference.expressions import Tbox
from kg.resources import vocabulary_files

MAPPINGS = ROOT / "mappings"
FULL = re.compile(re.escape(str(SAM)) + r"\w+")
SHORT = re.compile(r"\bsam:(\w+)")


@cache
def forbidden() -> frozenset[str]:
    return inferred_only_terms(Tbox.read(vocabulary_files()))


def constants(path: Path) -> Iterator[str]:
    """Give every term of ours that the file names, comments left out."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            text = "\n".join(cell for row in csv.reader(file) for cell in row)
    else:
        lines = path.read_text(encoding="utf-8").splitlines()
        text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    yield from FULL.findall(text)
    yield from (str(SAM[name]) for name in SHORT.findall(text))


def mapping_files() -> list[Path]:
    found = [*MAPPINGS.glob("**/mappings/*.*"), *MAPPINGS.glob("**/lookups/*.csv")]
    return sorted(path for path in found if path.suffix in (".yml", ".yaml", ".ttl", ".csv"))


def name(path: Path) -> str:
    return str(path.relative_to(MAPPINGS))


@pytest.mark.parametrize("path", mapping_files(), ids=name)
def test_mapping_names_no_inferred_only_term(path: Path) -> None:
    assert find_in_constants(constants(path), forbidden()) == []


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("**/sources/*.ttl")), ids=name)
def test_rdf_source_states_no_inferred_only_term(path: Path) -> None:
    stated = (node for triple in Graph().parse(path) for node in triple)
    terms = (str(node) for node in stated if isinstance(node, URIRef))
    assert find_in_constants(terms, forbidden()) == []


def test_scan_finds_a_planted_claim(tmp_path: Path) -> None:
    planted = tmp_path / "planted.yml"
    planted.write_text(
        "po:\n  # sam:inZone in a comment is no claim\n  - [a, sam:HybridOrganisation~iri]\n",
        encoding="utf-8",
    )
    assert find_in_constants(constants(planted), forbidden()) == [str(SAM.HybridOrganisation)]


def test_there_is_something_to_scan() -> None:
    assert len(forbidden()) >= 15
    assert mapping_files()
