"""The register of processing is made of samenspel.toml, and says what it lacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import run
from publishing import configure

BASE = "https://dorp.example.org/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    configure(tmp_path, BASE, "lijst")
    return tmp_path


def test_what_is_missing_is_said(folder: Path) -> None:
    told = json.loads(run("doctor", folder, "--privacy", "--json"))
    assert {"purpose", "data", "people", "recipients", "officer"} == set(told["missing"])
    said = {entry["key"]: entry["text"] for entry in told["register"]}
    assert said["controller"] == f"Uitgever <{BASE}id/organisation/uitgever>"
    assert said["legal_basis.lijst"] == "geen"
    assert "2030-06-30" in said["review"]


@pytest.mark.parametrize(
    ("lang", "word", "data"), [("nl", "doel", "gegevens"), ("en", "purpose", "data")]
)
def test_texts_are_told_in_the_readers_language(
    folder: Path, lang: str, word: str, data: str
) -> None:
    config = folder / "samenspel.toml"
    table = '[privacy]\npurpose = "tonen"\ndata.nl = "gegevens"\ndata.en = "data"\n'
    days = "[retention]\nreports_days = 17\n"
    config.write_text(config.read_text() + table + days)
    said = run("doctor", folder, "--privacy", lang=lang)
    assert f"{word}: tonen" in said
    assert f": {data}\n" in said
    assert " 17 " in said


@pytest.mark.parametrize("wrong", ["purpose = 3", 'doel = "x"', 'data.de = "Daten"'])
def test_a_wrong_table_is_refused(folder: Path, wrong: str) -> None:
    config = folder / "samenspel.toml"
    config.write_text(f"{config.read_text()}[privacy]\n{wrong}\n")
    assert "SAM-C003" in run("doctor", folder, "--privacy", code=1)
