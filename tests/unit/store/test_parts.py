"""The parts of a document are found by the document's IRI, all of them and in order."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.release.parts import write_parts_of_lines
from kg.release.release import Release
from kg.store.parts import PARTS, Parts, write_parts
from server.service import warn_of_missing_parts

BASE = "https://data.mollem.example/"
DOCUMENTS = ("", "a", "a!", "ab", "lijst", "lijst$", "é")
NAMES = st.tuples(st.sampled_from(DOCUMENTS), st.sampled_from(["", "#", "#1", "#10", "#é", "$1"]))


@given(st.sets(NAMES.map("".join)), st.integers(0, 4))
def test_the_parts_of_every_document_are_found(
    tmp_path_factory: pytest.TempPathFactory, names: set[str], most: int
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    store, iris = ox.Store(), [BASE + name for name in names]
    for iri in [*iris, "https://elders.example/a#1"]:
        store.add(ox.Quad(ox.NamedNode(iri), ox.NamedNode("urn:p"), ox.Literal("x")))
    write_parts(store, BASE, path=folder / PARTS)
    lines = folder / "lines.nq"
    lines.write_text("".join(f"{quad} <urn:g> .\n" for quad in store), encoding="utf-8")
    with duckdb.connect() as connection:
        write_parts_of_lines(connection, [lines], base=BASE, target=folder / "of-lines.txt")
    assert (folder / "of-lines.txt").read_bytes() == (folder / PARTS).read_bytes()
    found = Parts(folder)
    for document in DOCUMENTS:
        own = sorted(iri for iri in iris if iri.startswith(f"{BASE}{document}#"))
        assert found.of(BASE + document, most) == (own[:most], len(own)), document


def test_a_release_without_the_file_has_no_parts(tmp_path: Path) -> None:
    assert Parts(tmp_path).of(BASE + "lijst", 5) == ([], 0)


def test_a_release_without_the_file_is_not_served_in_silence(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    release = Release(tmp_path, {"id": "old"})
    warn_of_missing_parts(release)
    assert "samenspel build" in caplog.text
    caplog.clear()
    (tmp_path / PARTS).touch()
    warn_of_missing_parts(release)
    assert not caplog.text
