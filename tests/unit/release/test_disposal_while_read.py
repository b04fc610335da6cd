"""The files of a release that is taken away stay until those who read it are done."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from kg.release.disposal import discard
from kg.store.in_use import InUse, wait_for_readers


@pytest.fixture
def state(tmp_path: Path) -> Path:
    store = tmp_path / "releases" / "2026-01-02-3" / "store"
    store.mkdir(parents=True)
    (store / "000009.sst").write_bytes(b"block")
    (tmp_path / "reports").mkdir()
    return tmp_path


def test_waits_for_each_reader(state: Path) -> None:
    store = state / "releases" / "2026-01-02-3" / "store"
    readers = [InUse(store), InUse(store)]
    taking = threading.Thread(target=discard, args=(state, "2026-01-02-3"), daemon=True)
    taking.start()
    for reader in readers:
        time.sleep(0.2)
        assert (store / "000009.sst").read_bytes() == b"block"
        reader.end()
        reader.end()
    taking.join(30)
    assert list((state / "releases").iterdir()) == []
    assert not taking.is_alive()


def test_does_not_wait_for_ever(state: Path) -> None:
    store = state / "releases" / "2026-01-02-3" / "store"
    reader = InUse(store)
    assert not wait_for_readers(store, seconds=0.1)
    reader.end()
    assert wait_for_readers(store, seconds=0)


def test_what_is_not_there_is_read_by_nobody(tmp_path: Path) -> None:
    reader = InUse(tmp_path / "gone")
    assert wait_for_readers(tmp_path / "gone", seconds=0)
    reader.end()
