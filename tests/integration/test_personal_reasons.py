"""What a steward types names nobody: reasons of each verb, and addresses that hold a number."""

from __future__ import annotations

from pathlib import Path

import pytest
from club_case import BASE, MAPPING, write_clubs
from command import run
from publishing import configure, publish

CLUB, OTHER = f"{BASE}id/organisation/7", f"{BASE}id/organisation/8"
NUMBER = "85073099932"
PERSON = f"{BASE}id/persoon/{NUMBER}"
NAMES = ("op vraag van dhr. Schildwacht", f"dossier {NUMBER}", "bel 0470 12 34 56")
OWN_FILES = ("withdrawn.csv", "replaced.csv", "erased.csv", "accepted.csv")


@pytest.fixture(scope="module")
def dorp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dorp")
    (folder / "club.yml").write_text(MAPPING, encoding="utf-8")
    for turn in range(2):
        configure(folder, BASE, "club", modified=f"2026-01-{15 + turn}")
        write_clubs(folder, f"Harmonie {turn}", "Fanfare")
        publish(folder)
    return folder


def state_of(folder: Path) -> dict[str, str | bytes]:
    """What is published, the log, and the files of the publication that verbs write."""
    state = folder / ".samenspel"
    own = {name: (folder / name).exists() for name in OWN_FILES}
    log = (state / "published.jsonl").read_bytes()
    return {"current": (state / "current").resolve().name, "log": log, **own}


@pytest.mark.parametrize("reason", NAMES)
@pytest.mark.parametrize("verb", ["withdraw", "replace", "rollback"])
def test_a_reason_that_names_a_person_is_refused_by_each_verb(
    dorp: Path, verb: str, reason: str
) -> None:
    commands = {
        "withdraw": ("withdraw", CLUB, "--publication", dorp),
        "replace": ("replace", CLUB, OTHER, "--publication", dorp),
        "rollback": ("rollback", dorp),
    }
    before = state_of(dorp)
    said = run(*commands[verb], "--reason", reason, code=1)
    assert "SAM-L043" in said
    assert reason not in said and NUMBER not in said and "Schildwacht" not in said
    assert state_of(dorp) == before


def test_a_reason_to_accept_names_nobody(dorp: Path) -> None:
    write_clubs(dorp, "Harmonie", "Kring")
    run("build", dorp)  # the day it was modified stays, which is asked about
    before = state_of(dorp)
    said = run("publish", dorp, code=1)
    fingerprint = said.partition("--accept ")[2].split()[0]
    for reason in NAMES:
        told = run("publish", dorp, "--accept", fingerprint, "--why", reason, code=1)
        assert "SAM-L043" in told and reason not in told
        assert state_of(dorp) == before


@pytest.mark.parametrize(
    "command",
    [
        ("withdraw", PERSON, "--reason", "dubbel"),
        ("withdraw", f"persoon {NUMBER}", "--erase"),
        ("withdraw", f"persoon {NUMBER}", "--reason", "dubbel"),
        ("replace", PERSON, CLUB),
        ("replace", CLUB, PERSON),
        ("replace", CLUB, f"persoon {NUMBER}"),
    ],
)
def test_an_address_that_holds_a_number_is_refused_without_spelling_it(
    dorp: Path, command: tuple[str, ...]
) -> None:
    before = state_of(dorp)
    said = run(*command, "--publication", dorp, code=2)
    assert "SAM-L041" in said and NUMBER not in said
    assert state_of(dorp) == before


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("withdrawn.csv", f"iri,date,reason,who\n{PERSON},2026-01-01,dubbel,An\n"),
        ("withdrawn.csv", f"iri,date,reason,who\npersoon {NUMBER},2026-01-01,dubbel,An\n"),
        ("replaced.csv", f"old,new,date,reason\n{PERSON},{CLUB},2026-01-01,\n"),
        ("replaced.csv", f"old,new,date,reason\n{CLUB},{PERSON},2026-01-01,\n"),
    ],
)
def test_so_is_one_that_was_typed_into_a_file(dorp: Path, file: str, row: str) -> None:
    (dorp / file).write_text(row, encoding="utf-8")
    try:
        for verb in ("check", "build"):
            said = run(verb, dorp, code=1)
            assert f"{file}, row 2" in said and NUMBER not in said
    finally:
        (dorp / file).unlink()


def test_what_has_a_personal_address_can_be_erased(dorp: Path) -> None:
    said = run("withdraw", PERSON, "--erase", "--publication", dorp)
    assert NUMBER not in said
    told = "".join(path.read_text() for path in dorp.glob("*.csv"))
    assert NUMBER not in told
    assert (dorp / "erased.csv").exists()
