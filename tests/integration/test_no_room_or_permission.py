"""Each verb on a disk that is full, and in folders in which nothing can be written.

What is published stays whole, the error says where and what to do, and the next run finishes.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from club_case import BASE, GONE, MAPPING, STAYS, leave_agenda, write_clubs
from command import SAMENSPEL, run
from publishing import configure

from kg.release.publish_log import read_log
from kg.release.release import Release

Case = tuple[Path, str, str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Two published releases and a candidate that the gate refuses, by which fingerprint."""
    folder = tmp_path_factory.mktemp("dorp")
    (folder / "club.yml").write_text(MAPPING, encoding="utf-8")
    for turn in range(3):
        configure(folder, BASE, "club", modified=f"2026-01-{15 + min(turn, 1)}")
        with (folder / "samenspel.toml").open("a") as file:
            file.write("[retention]\nlast = 1\nmonths = 0\n")
        write_clubs(folder, f"Harmonie {turn}", "Wegwezelaar")
        run("build", folder)
        if turn < 2:
            run("publish", folder)
    (folder / "nieuw.csv").write_text("code,dienst\n1,Les\n2,Zang\n", encoding="utf-8")
    (reason,) = json.loads(run("publish", folder, "--json", code=1))["before_publishing"]
    return folder, str(reason["fingerprint"]), whole(folder)


@pytest.fixture
def copy(made: Case, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "dorp"
    shutil.copytree(made[0], folder, symlinks=True)
    yield folder
    close(folder, mode=0o755)


def whole(folder: Path) -> str:
    """The id of the published release, each of whose files is as it was sealed."""
    release = Release.open(folder / ".samenspel" / "current")
    assert release.damaged_files() == []
    return release.id


def close(folder: Path, *, mode: int = 0o555) -> None:
    """Let nothing be written in a folder and those below it."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(mode)


def old_release(folder: Path) -> Path:
    """A release more, which retention does not keep."""
    oldest = folder / ".samenspel/releases/2020-01-01-1-0123456789"
    shutil.copytree(folder / ".samenspel/current", oldest)
    return oldest


def full() -> None:
    """No file takes a byte more, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def obedient() -> None:
    """Let also the administrator write only where it is allowed (CAP_DAC_OVERRIDE)."""
    if os.geteuid() == 0:
        for capability in (1, 2):
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


def words(case: Case, folder: Path, verb: str) -> list[str]:
    about = ["--publication", str(folder)]
    return {
        "check": ["check", str(folder)],
        "build": ["build", str(folder), "--anew"],
        "publish": ["publish", str(folder), "--accept", case[1], "--why", "zo is het"],
        "rollback": ["rollback", str(folder)],
        "withdraw": ["withdraw", GONE, "--reason", "dubbel", *about],
        "erase": ["withdraw", GONE, "--erase", *about],
        "replace": ["replace", GONE, STAYS, *about],
        "prune": ["releases", "prune", *about],
        "diff": ["diff", *about, "--patch", str(folder / "patch.ru")],
        "add": ["add", str(folder / "nieuw.csv"), *about],
    }[verb]


def refused(command: list[str], *, before: Callable[[], None]) -> str:
    """What a verb says that cannot write, in a process of its own."""
    done = subprocess.run(
        [str(SAMENSPEL), *command],
        capture_output=True,
        text=True,
        preexec_fn=before,
        env={**os.environ, "SAMENSPEL_LANG": "en"},
        timeout=120,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


VERBS = ["build", "publish", "rollback", "withdraw", "erase", "replace", "diff", "add"]


@pytest.mark.parametrize("verb", ["check", *VERBS])
def test_a_full_disk_is_said_and_what_is_published_stays(made: Case, copy: Path, verb: str) -> None:
    said = refused(words(made, copy, verb), before=full)
    assert "File too large" in said or "Using a temporary folder" in said
    assert "Make room" in said or "disk is full" in said
    assert whole(copy) == made[2]
    own = {path.name for path in copy.iterdir()} - {".samenspel"}
    assert own == {path.name for path in made[0].iterdir()} - {".samenspel"}
    run(*words(made, copy, verb))
    state = {path.name for path in (copy / ".samenspel").iterdir()}
    assert not [name for name in state if name.startswith(("trash", "staging", "leaving", "."))]
    assert [entry.release for entry in read_log(copy / ".samenspel")][-1] == whole(copy)


@pytest.mark.parametrize("verb", VERBS)
def test_a_folder_without_permission_is_named_and_what_is_published_stays(
    made: Case, copy: Path, verb: str
) -> None:
    close(copy)
    said = refused(words(made, copy, verb), before=obedient)
    assert "SAM-E005" in said or "SAM-L044" in said
    assert str(copy) in said
    assert whole(copy) == made[2]
    close(copy, mode=0o755)
    run(*words(made, copy, verb))


def test_prune_in_a_folder_without_permission_takes_nothing_away(made: Case, copy: Path) -> None:
    old_release(copy)
    close(copy / ".samenspel")
    kept = sorted((copy / ".samenspel/releases").iterdir())
    said = refused(["releases", "prune", "--publication", str(copy)], before=obedient)
    assert "SAM-E005" in said
    assert sorted((copy / ".samenspel/releases").iterdir()) == kept and whole(copy) == made[2]


def test_prune_makes_room_for_what_another_verb_could_not_finish(made: Case, copy: Path) -> None:
    state = copy / ".samenspel"
    oldest = old_release(copy)
    leave_agenda(copy)
    said = refused(["releases", "prune", "--publication", str(copy)], before=full)
    assert "SAM-L022" in said and whole(copy) == made[2]
    assert not oldest.exists()
    run("releases", "prune", "--publication", copy)
    assert not (state / "leaving.json").exists()
    assert GONE in (copy / "withdrawn.csv").read_text()
