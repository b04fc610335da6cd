"""Where a publication looks for a file that a mapping names."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.release.publication import Publication


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    own, elsewhere = tmp_path / "own", tmp_path / "elsewhere"
    for folder in (own / "tables", own / "sources", elsewhere / "tables"):
        folder.mkdir(parents=True)
    (own / "tables" / "reviewed.csv").touch()
    (own / "sources" / "x.csv").touch()
    return own, elsewhere


def publication(folder: Path, sources: Path | None) -> Publication:
    return Publication(folder, "https://e.be/", {}, "https://e.be/p", {}, (), sources=sources)


def test_without_another_folder_all_lies_in_the_publication(folders: tuple[Path, Path]) -> None:
    own, _ = folders
    assert publication(own, None).find_file("sources/x.csv") == own / "sources" / "x.csv"
    assert publication(own, None).find_file("tables/no.csv") == own / "tables" / "no.csv"


def test_sources_stand_for_the_other_folder(folders: tuple[Path, Path]) -> None:
    own, elsewhere = folders
    # also when the publication has a file of that name: --sources decides
    assert publication(own, elsewhere).find_file("sources/x.csv") == elsewhere / "x.csv"


def test_a_table_of_the_publication_is_its_own(folders: tuple[Path, Path]) -> None:
    own, elsewhere = folders
    found = publication(own, elsewhere)
    assert found.find_file("tables/reviewed.csv") == own / "tables" / "reviewed.csv"
    assert found.find_file("tables/other.csv") == elsewhere / "tables" / "other.csv"
