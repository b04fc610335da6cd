"""A program that builds again after a failure finds nothing of the failed build in its way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from publishing import configure

from kg.release import build as building


def test_a_kept_traceback_of_a_failed_build_does_not_lock_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(publication: object, work: Path, **_: object) -> Any:
        store = pyoxigraph.Store(str(work / "store"))
        raise KeyboardInterrupt(store)

    monkeypatch.setattr(building, "assemble", interrupted)
    configure(tmp_path, "https://a.example/", "one")
    kept = []
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt) as raised:
            building.build(tmp_path)
        kept.append(raised)
    assert not (tmp_path / ".samenspel" / "staging").exists()
