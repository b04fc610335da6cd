"""Changed copies of the Flemish files: what went wrong is told at its row."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest
from absent import FLEMISH_FILES, needs_flemish_files
from vlaanderen import found, run

PARTICIPANTS = "lblod-ocmw-verenigingen-deelnemers.csv"
BODIES = "lblod-bestuurseenheden.ttl"
pytestmark = [pytest.mark.slow, needs_flemish_files]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `check` says of copies with a number and a name that no other file has."""
    copies = tmp_path_factory.mktemp("copies") / "real"
    shutil.copytree(FLEMISH_FILES, copies, copy_function=shutil.copyfile)
    copies.chmod(0o755)
    participants, bodies = copies / PARTICIPANTS, copies / BODIES
    text = participants.read_bytes().replace(b"0222947570;0207215160", b"0999999922;0207215160")
    participants.write_bytes(text)
    names = bodies.read_text(encoding="utf-8").replace('"Knesselare"', '"Knesselaere"')
    bodies.write_text(names, encoding="utf-8")
    answer: dict[str, Any] = json.loads(run("check", "--sources", copies, "--json", code=1))
    return answer


def test_participant_of_an_unknown_association_is_reported(report: dict[str, Any]) -> None:
    (finding,) = found(report, "SAM-M006", PARTICIPANTS)
    assert (finding["row"], finding["line"], finding["raw"]) == (3, 3, "0999999922")


def test_municipality_that_no_list_knows_is_reported(report: dict[str, Any]) -> None:
    missed = found(report, "SAM-M006", BODIES)
    assert [f["raw"] for f in missed] == ["Knesselaere", "Knesselaere"]  # municipality and OCMW
