"""Verbs that are killed, or have no room: what is published stays whole and served."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from club_case import BASE, GONE, MAPPING, leave_agenda, write_clubs
from command import SAMENSPEL, run
from publishing import configure

from kg.release.publish import publish
from kg.release.publish_log import read_log
from kg.release.release import Release

KILLS = int(os.environ.get("SAMENSPEL_KILLS", "4"))
"""Kills of each verb; set it higher for a long run."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dorp")
    (folder / "club.yml").write_text(MAPPING, encoding="utf-8")
    for turn in range(2):
        configure(folder, BASE, "club", modified=f"2026-01-{15 + turn}")
        write_clubs(folder, f"Harmonie {turn}", "Wegwezelaar")
        run("build", folder)
        run("publish", folder)
    return folder


@pytest.fixture(scope="module")
def refused(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A publication with a candidate that the gate refuses, and by which fingerprint."""
    folder = copied(kept, tmp_path_factory.mktemp("refused") / "dorp")
    write_clubs(folder, "Harmonie 3", "Wegwezelaar")
    run("build", folder)  # the source changed and `modified` did not
    (reason,) = json.loads(run("publish", folder, "--json", code=1))["before_publishing"]
    return folder, str(reason["fingerprint"])


def copied(kept: Path, target: Path) -> Path:
    shutil.copytree(kept, target, symlinks=True)
    return target


def whole(folder: Path) -> Release:
    """The published release, each of whose files is as it was sealed."""
    release = Release.open(folder / ".samenspel" / "current")
    assert release.damaged_files() == []
    return release


def holds(folder: Path) -> bool:
    release = whole(folder)
    text = release.to_rdflib("club").serialize(format="nquads")
    return "Wegwezelaar" in text


def killed(command: list[object], *, after: float) -> int:
    """Start a verb with all its processes in a group, and kill the group."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [SAMENSPEL, *map(str, command)], stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        return process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()


VERBS: dict[str, list[object]] = {
    "withdraw": ["withdraw", GONE, "--reason", "dubbel", "--publication"],
    "erase": ["withdraw", GONE, "--erase", "--publication"],
    "rollback": ["rollback"],
    "replace": ["replace", GONE, f"{BASE}id/organisation/7", "--publication"],
    "prune": ["releases", "prune", "--publication"],
    "build": ["build", "--anew"],
}


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_killed_verb_leaves_what_is_published_and_the_next_finishes(
    verb: str, kept: Path, tmp_path: Path
) -> None:
    chance = random.Random(verb)
    longest = 6.0 if verb in ("withdraw", "erase", "build") else 1.5
    for turn in range(KILLS):
        folder = copied(kept, tmp_path / str(turn))
        state = folder / ".samenspel"
        moment = chance.uniform(0.3, longest)
        killed([*VERBS[verb], folder], after=moment)
        agenda = (state / "leaving.json").exists()
        whole(folder)
        run("releases", "prune", "--publication", folder)  # the next that writes
        assert not (state / "leaving.json").exists(), moment
        assert not [p for p in state.iterdir() if p.name.startswith(("trash", "staging"))]
        for release in (state / "releases").iterdir():
            assert Release.open(release).damaged_files() == []
        if agenda or (folder / "withdrawn.csv").exists() or (folder / "erased.csv").exists():
            assert not holds(folder), moment
        shutil.rmtree(folder)


def numbers(folder: Path) -> list[str]:
    return sorted(path.name[:12] for path in (folder / ".samenspel/releases").iterdir())


@pytest.mark.slow
def test_killed_acceptance_leaves_one_release_of_a_number(
    refused: tuple[Path, str], tmp_path: Path
) -> None:
    chance, accept = random.Random("accept"), ["--accept", refused[1], "--why", "zo is het"]
    for turn in range(KILLS):
        folder = copied(refused[0], tmp_path / str(turn))
        killed(["publish", folder, *accept], after=chance.uniform(0.5, 2.5))
        whole(folder)
        run("publish", folder, *accept)
        assert len(set(numbers(folder))) == len(numbers(folder)) == 3
        assert whole(folder).json("accepted.json")[0]["fingerprint"] == refused[1]
        assert not list(folder.glob(".*.csv.*"))
        shutil.rmtree(folder)


@pytest.mark.parametrize("place", ["kg.release.reseal.discard", "kg.release.publish.switch"])
def test_acceptance_that_stops_between_two_steps_is_finished(
    refused: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    folder = copied(refused[0], tmp_path / "dorp")
    with monkeypatch.context() as patched:
        patched.setattr(place, stop)
        with pytest.raises(KeyboardInterrupt):
            publish(folder, accept=[refused[1]], why="zo is het")
    assert whole(folder).path.name[:12] == numbers(folder)[1]
    (folder / ".accepted.csv.77").write_text(GONE, encoding="utf-8")
    run("publish", folder)
    assert whole(folder).path.name[:12] == numbers(folder)[-1]
    assert len(set(numbers(folder))) == len(numbers(folder)) == 3
    reports = {path.stem for path in (folder / ".samenspel/reports").iterdir()}
    assert reports == {path.name for path in (folder / ".samenspel/releases").iterdir()}
    assert not list(folder.glob(".*.csv.*"))


def test_what_was_served_is_noted_by_the_next_when_a_crash_came_first(
    refused: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    folder = copied(refused[0], tmp_path / "dorp")
    with monkeypatch.context() as patched:
        patched.setattr("kg.release.publish.append", stop)
        with pytest.raises(KeyboardInterrupt):
            publish(folder, accept=[refused[1]], why="zo is het")
    served = whole(folder).id
    run("rollback", folder)
    run("publish", folder, "--release", served)
    run("rollback", folder)
    log = [entry.release for entry in read_log(folder / ".samenspel")]
    assert served in log and whole(folder).id != served


def test_no_room_for_an_acceptance_or_a_build_is_said_and_the_next_works(
    refused: tuple[Path, str], tmp_path: Path
) -> None:
    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    folder = copied(refused[0], tmp_path / "dorp")
    before = whole(folder).id
    accept = ["publish", folder, "--accept", refused[1], "--why", "zo is het"]
    for command in (accept, ["build", folder]):
        words = [str(SAMENSPEL), *map(str, command)]
        done = subprocess.run(words, capture_output=True, text=True, preexec_fn=narrow)
        assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
        assert whole(folder).id == before
        assert len(numbers(folder)) == 3
    run(*accept)
    assert whole(folder).id != before


def test_an_agenda_that_was_left_is_finished_by_whoever_is_next(kept: Path, tmp_path: Path) -> None:
    folder = copied(kept, tmp_path / "dorp")
    leave_agenda(folder)
    (folder / ".samenspel/.leaving.json.1").write_text(GONE)
    assert holds(folder)
    run("releases", "prune", "--publication", folder)
    assert not holds(folder)
    assert GONE in (folder / "withdrawn.csv").read_text()
    assert not list((folder / ".samenspel").glob("*leaving.json*"))


def test_no_room_leaves_what_is_published_and_the_next_finishes(kept: Path, tmp_path: Path) -> None:
    folder = copied(kept, tmp_path / "dorp")

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    command = [SAMENSPEL, "withdraw", GONE, "--reason", "dubbel", "--publication", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=narrow)
    assert done.returncode == 1, done.stderr
    assert "SAM-L0" in done.stderr and holds(folder)
    run("rollback", folder)
    assert not holds(folder)


def test_two_at_once_are_one_after_the_other(kept: Path, tmp_path: Path) -> None:
    folder = copied(kept, tmp_path / "dorp")
    command = [SAMENSPEL, "withdraw", GONE, "--reason", "dubbel", "--publication", str(folder)]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    end = time.monotonic() + 30
    while not (folder / ".samenspel/leaving.json").exists():
        assert time.monotonic() < end and first.poll() is None
        time.sleep(0.01)
    assert "SAM-L007" in run("rollback", folder, code=1)
    assert first.wait(60) == 0
    assert not holds(folder)


def test_a_killed_check_leaves_what_it_read_until_the_next_command(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    process = subprocess.Popen(
        [SAMENSPEL, "check", str(kept)], stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        end = time.monotonic() + 60
        while not any(path.is_file() and path.name != "lock" for path in tmp_path.glob("*/*/**/*")):
            assert time.monotonic() < end and process.poll() is None
            time.sleep(0.005)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert list(tmp_path.iterdir())
    run("check", kept)
    assert list(tmp_path.iterdir()) == []
