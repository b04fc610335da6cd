"""The Flemish publication, built once for all tests of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from absent import FLEMISH_FILES
from made_once import made_once
from vlaanderen import PREFIXES, Ask, run


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Path:
    """A state folder with the publication built and published once, and what the build said."""

    def make(folder: Path) -> None:
        summary = run("build", "--sources", FLEMISH_FILES, "--state", folder, "--json")
        run("publish", "--state", folder)
        (folder / "summary.json").write_text(summary, encoding="utf-8")

    return made_once(tmp_path_factory, "vlaanderen", worker, make)


@pytest.fixture(scope="session")
def report(state: Path) -> dict[str, Any]:
    """What the build counted, and its findings."""
    summary: dict[str, Any] = json.loads((state / "summary.json").read_text(encoding="utf-8"))
    findings = state / ".samenspel" / "reports" / f"{summary['release']}.json"
    return {**summary, "list": json.loads(findings.read_text(encoding="utf-8"))}


@pytest.fixture(scope="session")
def ask(state: Path) -> Ask:
    store = pyoxigraph.Store.read_only(str(state / ".samenspel" / "current" / "store"))

    def answers(query: str) -> list[tuple[str, ...]]:
        found = store.query(PREFIXES + query)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return [tuple("" if v is None else v.value for v in row) for row in found]

    return answers


@pytest.fixture(scope="session")
def bodies() -> rdflib.Graph:
    """The list of local bodies, read by another library than the one that maps it."""
    return rdflib.Graph().parse(FLEMISH_FILES / "lblod-bestuurseenheden.ttl")
