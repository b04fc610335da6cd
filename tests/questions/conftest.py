"""The stores that the questions are asked: the example, and the example with cells changed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "integration"))  # for `serving`, a real server on loopback

from changed_cells import CHANGES  # noqa: E402
from question_answers import ROOT  # noqa: E402

from kg import resources  # noqa: E402
from kg.release.build import build  # noqa: E402
from kg.release.configuration import open_publication  # noqa: E402


@pytest.fixture(scope="session")
def store(demo_state: Path) -> Iterator[ox.Store]:
    """The example publication, built once."""
    yield ox.Store.read_only(str((demo_state / "current" / "store").resolve()))


@pytest.fixture(scope="session")
def changed_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ox.Store]:
    """The example with every change made at once: no change touches another question's answer."""
    folder = tmp_path_factory.mktemp("changed")
    skip = shutil.ignore_patterns(".samenspel")
    publication = shutil.copytree(
        ROOT / "mappings" / "voorbeeld", folder / "publication", ignore=skip
    )
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    for change in CHANGES:
        change.apply(folder / "ontology" if change.vocabulary else publication)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "data_folder", lambda name: folder / name)
        built = build(open_publication(publication), state=folder / "state")
    yield ox.Store.read_only(str(built.release.store_path))
