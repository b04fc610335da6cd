"""Fixtures for tests that ask a store or a server: a small release, made once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from made_once import made_once

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "mappings" / "voorbeeld"

# Tests run beside each other, so the time that one example takes says nothing.
settings.register_profile("beside-others", deadline=None)
settings.load_profile("beside-others")


@pytest.fixture(scope="session")
def make_release() -> Callable[[Path, str, int], Path]:
    """Makes a release in a state folder and points `current` at it."""

    def make(state: Path, release: str, things: int) -> Path:
        command = [sys.executable, str(HERE / "small_release.py"), str(state), release, str(things)]
        subprocess.run(command, check=True, timeout=60)
        return state

    return make


@pytest.fixture(scope="session")
def worker() -> str:
    """The id of this process among those that run tests side by side."""
    return os.environ.get("PYTEST_XDIST_WORKER", "master")


@pytest.fixture(scope="session")
def small_state(
    tmp_path_factory: pytest.TempPathFactory,
    worker: str,
    make_release: Callable[[Path, str, int], Path],
) -> Path:
    """A state folder with one release of 3,000 organisations (15,001 quads)."""

    def make(folder: Path) -> None:
        make_release(folder / ".samenspel", "2026-11-24-1", 3000)

    return made_once(tmp_path_factory, "small", worker, make) / ".samenspel"


@pytest.fixture(scope="session")
def small_store(small_state: Path) -> Path:
    """The store of that release."""
    return (small_state / "current" / "store").resolve()


@pytest.fixture(scope="session")
def demo_state(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Path:
    """The state folder of the example publication, built and published once by the command."""

    def make(folder: Path) -> None:
        samenspel = Path(sys.executable).with_name("samenspel")
        for verb in ("build", "publish"):
            command = [str(samenspel), verb, str(EXAMPLE), "--state", str(folder)]
            subprocess.run(command, check=True, timeout=240, capture_output=True)

    return made_once(tmp_path_factory, "demo", worker, make) / ".samenspel"
