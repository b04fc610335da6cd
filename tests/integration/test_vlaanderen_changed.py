"""Changed copies of the Flemish files: what went wrong is told at its row."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from absent import FLEMISH_FILES, needs_flemish_files
from vlaanderen import check, found

pytestmark = [pytest.mark.slow, needs_flemish_files]


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    folder = tmp_path / "real"
    shutil.copytree(FLEMISH_FILES, folder, copy_function=shutil.copyfile)
    folder.chmod(0o755)
    return folder


def test_participant_of_an_unknown_association_is_reported(copies: Path) -> None:
    file = copies / "lblod-ocmw-verenigingen-deelnemers.csv"
    text = file.read_bytes().replace(b"0222947570;0207215160", b"0999999922;0207215160")
    file.write_bytes(text)
    report = check(copies)
    (finding,) = found(report, "SAM-M006", "deelnemers.csv")
    assert (finding["row"], finding["line"], finding["raw"]) == (3, 3, "0999999922")


def test_municipality_that_no_list_knows_is_reported(copies: Path) -> None:
    file = copies / "lblod-bestuurseenheden.ttl"
    text = file.read_text(encoding="utf-8").replace('"Knesselare"', '"Knesselaere"')
    file.write_text(text, encoding="utf-8")
    report = check(copies)
    missed = found(report, "SAM-M006", "lblod-bestuurseenheden.ttl")
    assert [f["raw"] for f in missed] == ["Knesselaere", "Knesselaere"]  # municipality and OCMW
