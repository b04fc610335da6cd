"""Graphs that are said to have no statement in common have none, to the engine as well."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.release.shares import find_shares

XSD = "http://www.w3.org/2001/XMLSchema#"
OBJECTS = [
    *(f'"{n}"^^<{XSD}integer>' for n in ("5", "05", "6")),
    f'"5"^^<{XSD}byte>', f'"5.0"^^<{XSD}decimal>', f'"5.00"^^<{XSD}decimal>',
    f'"1"^^<{XSD}boolean>', f'"true"^^<{XSD}boolean>',
    f'"24:00:00"^^<{XSD}time>', f'"00:00:00"^^<{XSD}time>',
    '"a"@NL', '"a"@nl', '"A"@nl', '"a"', '"5"', "<urn:5>",
]  # fmt: skip
LINES = [f"<urn:s> <urn:p> {value}" for value in OBJECTS]
CONNECTION = duckdb.connect()
ANY_GRAPH = st.sets(st.sampled_from(LINES), min_size=1, max_size=4)


@pytest.mark.slow
@given(st.lists(ANY_GRAPH, min_size=2, max_size=3))
def test_graphs_apart_hold_no_triple_twice(graphs: list[set[str]]) -> None:
    store = ox.Store()
    names = [f"urn:g{number}" for number in range(len(graphs))]
    with TemporaryDirectory() as folder:
        files = {name: Path(folder) / name for name in names}
        for name, said in zip(names, graphs, strict=True):
            text = "".join(f"{line} <{name}> .\n" for line in sorted(said))
            files[name].write_text(text, encoding="utf-8")
            store.load(text.encode(), ox.RdfFormat.N_QUADS, lenient=True)
        shares = find_shares(CONNECTION, files)
    held = {
        name: {q.triple for q in store.quads_for_pattern(None, None, None, ox.NamedNode(name))}
        for name in names
    }
    for one, other in permutations(names, 2):
        assert other in shares[one] or not held[one] & held[other]
        if not any('"^^<' in line or '"@' in line for line in graphs[names.index(one)]):
            assert (other in shares[one]) == bool(held[one] & held[other])
