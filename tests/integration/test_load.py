"""Loading beside mapping: a process of its own, which says what is wrong."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pyoxigraph
import pytest

from kg.errors import ReleaseError
from kg.store import lines, load
from kg.store.load import Loader, load_beside

GRAPH = "urn:g"


def _file(folder: Path, number: int, quads: int) -> Path:
    path = folder / f"{number}\n.nq"  # a folder may be called anything
    path.write_text(
        "".join(f'<urn:s:{number}> <urn:p> "é{i}" <{GRAPH}> .\n' for i in range(quads)),
        encoding="utf-8",
    )
    return path


def test_everything_that_was_taken_is_there_when_the_context_is_left(tmp_path: Path) -> None:
    with Loader(tmp_path / "store") as loader:
        for number in range(30):
            loader.take(GRAPH, _file(tmp_path, number, number))
    store = pyoxigraph.Store(str(tmp_path / "store"))
    named = store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(GRAPH))
    default = store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
    assert len({quad.triple for quad in named}) == sum(range(30))
    assert len({quad.triple for quad in default}) == sum(range(30))


def test_nothing_taken_makes_an_empty_store(tmp_path: Path) -> None:
    with Loader(tmp_path / "store"):
        pass
    assert len(pyoxigraph.Store(str(tmp_path / "store"))) == 0


def test_a_file_that_cannot_be_loaded_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(ReleaseError, match=r"Loading quads into .*No such file") as told,
        Loader(tmp_path / "store") as loader,
    ):
        loader.take(GRAPH, tmp_path / "gone.nq")
    assert told.value.hint


def test_a_file_taken_after_a_failure_is_refused(tmp_path: Path) -> None:
    good = _file(tmp_path, 1, 10)
    with pytest.raises(ReleaseError), Loader(tmp_path / "store") as loader:
        loader.take(GRAPH, tmp_path / "gone.nq")
        for _ in range(600):
            loader.take(GRAPH, good)
            time.sleep(0.1)
        pytest.fail("the failure was not seen")


def test_an_error_of_mapping_stops_loading(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Loader(tmp_path / "store") as loader:
        loader.take(GRAPH, _file(tmp_path, 1, 10))
        raise KeyboardInterrupt
    assert loader.process.poll() is not None


def test_a_killed_process_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(ReleaseError, match="ended with -9"),
        Loader(tmp_path / "store") as loader,
    ):
        os.kill(loader.process.pid, signal.SIGKILL)
        loader.process.wait()


@pytest.mark.parametrize("few", [0, 1 << 20])
def test_few_and_many_lines_are_loaded_alike(
    few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "FEW", few)
    monkeypatch.setattr(lines, "AT_ONCE", 100)  # several loads of a file, in this process
    nodes = tmp_path / "nodes.nq"
    filling = "".join(f'<urn:s> <urn:p> "{i}" <urn:n> .\n' for i in range(50))
    nodes.write_text(
        f'_:a <urn:to> _:b <urn:n> .\n{filling}_:b <urn:is> "x" <urn:n> .\n', encoding="utf-8"
    )
    path = tmp_path / "store"
    load_beside(path, {GRAPH: _file(tmp_path, 1, 50), "urn:n": nodes})
    store = pyoxigraph.Store(str(path))
    for graph in ("FROM <urn:n>", ""):
        assert store.query(f'ASK {graph} {{ ?a <urn:to> ?b . ?b <urn:is> "x" }}')
    assert store.query("ASK { ?a <urn:to> ?b GRAPH <urn:n> { ?b <urn:is> ?x } }")
    assert len(list(store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()))) == 102
    assert len(store) == 204


def test_few_lines_that_cannot_be_loaded_are_said(tmp_path: Path) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text("no line\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match="Loading quads into"):
        load_beside(tmp_path / "store", {GRAPH: broken})
