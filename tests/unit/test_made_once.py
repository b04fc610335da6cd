"""A folder that all tests share is whole or is made anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_once import made_once


def test_what_a_failure_left_is_not_taken_for_the_whole(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    found: list[list[str]] = []

    def make(folder: Path) -> None:
        found.append([path.name for path in folder.iterdir()])
        (folder / "half").touch()
        if len(found) == 1:
            raise OSError("no space")
        (folder / "whole").touch()

    with pytest.raises(OSError, match="no space"):
        made_once(tmp_path_factory, "halved", "master", make)
    for _ in range(2):
        folder = made_once(tmp_path_factory, "halved", "master", make)
        assert sorted(path.name for path in folder.iterdir()) == ["half", "whole"]
    assert found == [[], []]
