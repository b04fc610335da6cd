"""What samenspel.toml says of owners of sources and of how much may be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ConfigError
from kg.release.configuration import open_publication
from kg.release.publication import Publication

TEXT = """
base = "https://e.be/"
title.nl = "T"
publisher = {iri = "https://e.be/p", name = {nl = "P"}}
%s
[[dataset]]
id = "d"
title.nl = "D"
description.nl = "D"
licence = "https://e.be/l"
legal_basis = "x"
contact = "team, team@e.example"
review = "2027-01-01"
modified = "2026-01-01"
mappings = ["m.yml"]
"""


def read(folder: Path, more: str = "") -> Publication:
    (folder / "samenspel.toml").write_text(TEXT % more, encoding="utf-8")
    return open_publication(folder)


@pytest.mark.parametrize(
    ("value", "allowed"), [("", 0), ("max_errors = 7", 7), ('max_errors = "1.5%"', 15)]
)
def test_limit_is_a_number_or_a_share_of_rows(tmp_path: Path, value: str, allowed: int) -> None:
    assert read(tmp_path, f"[limits]\n{value}").errors_allowed(1000) == allowed


def test_first_owner_of_a_file_mends_it(tmp_path: Path) -> None:
    publication = read(
        tmp_path,
        '[[owner]]\nname = "A"\nemail = "a@e.example"\nfiles = ["sources/x/*.csv"]\n'
        '[[owner]]\nname = "B"\nemail = "b@e.example"\nfiles = ["*"]\nlanguage = "fr"',
    )
    assert publication.owner("d", "x/1.csv").name == "A"
    assert publication.owner("d", "y.csv").language == "fr"


def test_contact_of_the_dataset_is_the_owner_of_last_resort(tmp_path: Path) -> None:
    owner = read(tmp_path).owner("d", "y.csv")
    assert (owner.name, owner.email) == ("team, team@e.example", "team@e.example")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('[limits]\nmax_errors = "many"', "max_errors"),
        ("[limits]\nmax_error = 1", "max_error"),
        ('[[owner]]\nname = "A"\nemail = "a@e.example"', "files"),
        ('[[owner]]\nname = "A"\nemail = "a"\nfiles = ["x"]\nlanguage = "de"', "'de'"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, more: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        read(tmp_path, more)
