"""What a killed process was working with is taken away by the next, and by nobody before."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kg.work_folder import work_folder

HOLD = """
import sys, time
from kg.work_folder import work_folder
with work_folder() as work:
    (work / "names.csv").write_text("Schildwacht")
    print(work, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def files(place: Path) -> list[Path]:
    return list(place.rglob("*.csv"))


def test_what_a_killed_process_leaves_goes_with_the_next(place: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    held = Path(process.stdout.readline().strip())
    assert held.is_relative_to(place)
    with work_folder():
        assert files(place) == [held / "names.csv"]  # it works on
    process.kill()
    process.communicate()
    assert files(place)
    with work_folder() as own:
        assert files(place) == []
        assert own.is_dir()
    assert list(place.iterdir()) == []


def test_folders_of_others_stay(place: Path) -> None:
    other, linked = place / "samenspel-notes", place / "samenspel-linked"
    other.mkdir()
    (other / "a.csv").write_text("")
    linked.symlink_to(other)
    with work_folder():
        pass
    assert files(place) == [other / "a.csv"]
    assert linked.is_symlink()
