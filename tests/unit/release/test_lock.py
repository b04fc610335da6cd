"""Two writers never are at work in one folder of releases, however they came there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from publishing import configure

from kg.errors import ReleaseError
from kg.release.build import build
from kg.release.lock import lock_state
from kg.release.publish import publish


@pytest.mark.parametrize("write", [build, publish])
def test_a_second_writer_is_refused(write: Callable[..., object], tmp_path: Path) -> None:
    configure(tmp_path, "https://a.example/", "one")
    with (
        lock_state(tmp_path / ".samenspel"),
        pytest.raises(ReleaseError, match=r"process \d+ is at work") as raised,
    ):
        write(tmp_path)
    assert raised.value.code == "SAM-L007"


@pytest.mark.parametrize("write", [build, publish])
def test_the_lock_is_that_of_the_folder_given(write: Callable[..., object], tmp_path: Path) -> None:
    configure(tmp_path, "https://a.example/", "one")
    other = tmp_path / "other"
    with lock_state(other / ".samenspel"), pytest.raises(ReleaseError, match="at work"):
        write(str(tmp_path), state=str(other))
