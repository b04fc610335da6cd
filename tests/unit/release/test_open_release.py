"""A release that is not there: what is said of where it was looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ReleaseError
from kg.release.release import open_release


def test_nothing_is_published_yet(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="nothing is published yet") as raised:
        open_release(tmp_path)
    assert "samenspel publish" in str(raised.value.hint)


@pytest.mark.parametrize("named", ["publication", "state"])
def test_the_folder_of_releases_itself_is_not_what_is_asked_for(tmp_path: Path, named: str) -> None:
    folder = tmp_path / ".samenspel"
    (folder / "current").mkdir(parents=True)
    with pytest.raises(ReleaseError) as raised:
        if named == "state":
            open_release(tmp_path / "mine", state=folder)
        else:
            open_release(folder)
    assert raised.value.hint == "Give the folder that holds .samenspel, not .samenspel itself."
