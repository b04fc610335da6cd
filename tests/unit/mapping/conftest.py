"""Gives every test of this folder a way to run a mapping in a folder of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from mapping_run import Run, map_files


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a mapping on the files given by name (`f__csv` is sources/f.csv)."""
    return partial(map_files, tmp_path)
