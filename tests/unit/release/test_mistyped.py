"""Values outside their list: each statement is found once, and goes from store and file alike."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.release.mistyped import find_mistyped, leave_out
from kg.store.load import load_files, open_empty

GRAPH = "https://e.be/id/dataset/d"
LISTS = """\
<https://e.be/p> <http://www.w3.org/2000/01/rdf-schema#range> <https://e.be/A>, <https://e.be/B> .
<https://e.be/A> <http://www.w3.org/2000/01/rdf-schema#subClassOf>
<http://www.w3.org/2004/02/skos/core#Concept> . <https://e.be/B>
<http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://www.w3.org/2004/02/skos/core#Concept> .
<https://e.be/c/ab> a <https://e.be/A>, <https://e.be/B> .
"""


def left(folder: Path, *said: str) -> tuple[list[str], list[str], int]:
    """The statements that stay in the store and in the file, and how many were taken out."""
    store = open_empty(folder / "store")
    store.load(LISTS.encode(), ox.RdfFormat.TURTLE)
    file = folder / "d.nq"
    file.write_text("".join(f"{line} <{GRAPH}> .\n" for line in said), encoding="utf-8")
    load_files(store, {GRAPH: file})
    wrong = find_mistyped(store, [GRAPH])
    leave_out(wrong, lines={GRAPH: file})
    store = open_empty(folder / "again")
    load_files(store, {GRAPH: file})
    kept = [
        str(quad.object) for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH))
    ]
    return sorted(kept), file.read_text(encoding="utf-8").splitlines(), len(wrong)


def test_a_value_outside_both_ranges_of_a_property_is_one_mistake(tmp_path: Path) -> None:
    right = "<https://e.be/x> <https://e.be/p> <https://e.be/c/ab>"
    found = left(tmp_path, right, '<https://e.be/x> <https://e.be/p> "a b"')
    assert found == (["<https://e.be/c/ab>"], [f"{right} <{GRAPH}> ."], 1)


def test_what_a_blank_node_says_is_taken_out_of_the_file_too(tmp_path: Path) -> None:
    right = "_:b1 <https://e.be/p> <https://e.be/c/ab>"
    found = left(tmp_path, right, '_:b1 <https://e.be/p> "a"', '_:b2 <https://e.be/p> "A"@NL-be')
    assert found == (["<https://e.be/c/ab>"], [f"{right} <{GRAPH}> ."], 2)
