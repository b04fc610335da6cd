"""`samenspel why`: from a statement in the published release to the cell it was read from."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import samenspel
from kg.errors import UsageError

EXAMPLE = Path(__file__).parents[2] / "mappings" / "voorbeeld"
SERVICE = "https://data.example.be/id/service/lw-onthaal-caw"
SAM = "https://w3id.org/samenspel/ns#"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("state"))
    for verb in ("build", "publish"):
        done = CliRunner().invoke(samenspel, [verb, str(EXAMPLE), "--state", folder])
        assert done.exit_code == 0, done.output
    return folder


def test_each_statement_of_a_source_names_its_cell(state: str) -> None:
    command = ["why", SERVICE, str(EXAMPLE), "--state", state, "--json"]
    answer = json.loads(CliRunner().invoke(samenspel, command).output)
    by_graph: dict[str, list[dict[str, object]]] = {}
    for statement in answer["statements"]:
        by_graph.setdefault(statement["graph"], []).append(statement)
    assert all(statement["origins"] for statement in by_graph["dataset"])
    assert not any(s["origins"] for s in (*by_graph["inferred"], *by_graph["metadata"]))
    provided = next(s for s in by_graph["dataset"] if s["property"] == f"{SAM}providedBy")
    (origin,) = provided["origins"]
    assert origin["columns"] == ["aanbieder"]
    row, column = (int(n) for n in origin["place"].rpartition("#cell=")[2].split(","))
    text = (EXAMPLE / "sources" / origin["file"]).read_text("cp1252")
    records = list(csv.reader(text.splitlines(keepends=True), delimiter=";"))
    assert records[0][column - 1] == "aanbieder"
    assert records[row - 1][0] == SERVICE.rpartition("/")[2]


def test_unknown_and_broken_iris_are_refused(state: str) -> None:
    for iri in ("https://data.example.be/id/nowhere", "no iri", "a:b> ?p ?o"):
        command = ["why", iri, str(EXAMPLE), "--state", state]
        error = CliRunner().invoke(samenspel, command).exception
        assert isinstance(error, UsageError)
        assert error.hint
