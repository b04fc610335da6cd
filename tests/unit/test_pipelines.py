"""The pipelines of deploy/ci: valid, without secrets, and with nothing strangers could use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[2] / "deploy" / "ci"
FILES = sorted(FOLDER.glob("*.yml"))


def read(path: Path) -> dict[Any, Any]:
    loaded: dict[Any, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return loaded


def commands(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(commands(each) for each in value.values())
    if isinstance(value, list):
        return "\n".join(commands(each) for each in value)
    return str(value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_pipeline_shows_no_value_and_uses_no_secret(path: Path) -> None:
    said = commands(read(path))
    assert "samenspel check --public" in said
    assert "--require-hashes" in said
    assert "secrets." not in said and "token" not in said.lower()


def test_proposals_of_forks_run_with_a_token_that_can_only_read() -> None:
    github = read(FOLDER / "github.yml")
    assert "pull_request_target" not in github["on"]
    assert "pull_request" in github["on"]
    assert github["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in github["jobs"].values())


def test_there_are_pipelines() -> None:
    assert {path.name for path in FILES} == {"github.yml", "gitlab.yml"}
