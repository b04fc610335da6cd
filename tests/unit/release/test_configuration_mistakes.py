"""What samenspel.toml says in the wrong form is named with its place, before anything is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.errors import ConfigError
from kg.release.configuration import open_publication
from kg.release.publication import Publication

TEXT = """\
base = "https://e.be/"
languages = ["nl", "fr"]
title.nl = "T"
publisher = {iri = "https://e.be/p", name = {nl = "P"}}
[[dataset]]
id = "d"
title.nl = "D"
description.nl = "D"
licence = "https://e.be/l"
legal_basis = "x"
contact = "team"
review = "2027-01-01"
modified = 2026-01-01
mappings = ["m.yml"]
"""


def read(folder: Path, old: str = "", new: str = "") -> Publication:
    text = TEXT.replace(old, new, 1)
    (folder / "samenspel.toml").write_text(text, encoding="utf-8")
    return open_publication(folder)


def test_a_day_is_written_as_text_or_as_a_day_of_toml(tmp_path: Path) -> None:
    (dataset,) = read(tmp_path).datasets
    assert (dataset.review, dataset.modified) == ("2027-01-01", "2026-01-01")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert read(tmp_path, "base", "\N{ZERO WIDTH NO-BREAK SPACE}base").base == "https://e.be/"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("https://e.be/", "https://e .be/", "'base' of samenspel.toml is 'https://e .be/'"),
        ("https://e.be/", "https://e.be/<x>/", "which is no web address"),
        ("https://e.be/", "https://e.be/#", "has a '?' or '#'"),
        ("https://e.be/l", "urn:x:{l}", "'licence' of [[dataset]] d"),
        ('["nl", "fr"]', '"nl"', "'languages' of samenspel.toml is no list"),
        ('["m.yml"]', '"m.yml"', "'mappings' of [[dataset]] d is no list"),
        ('["m.yml"]', "[3]", "'mappings' of [[dataset]] d holds what is no text"),
        ('mappings = ["m.yml"]', 'rdf = "a.ttl"', "'rdf' of [[dataset]] d is no list"),
        ('mappings = ["m.yml"]', "rdf = [3]", "rdf of [[dataset]] d is no table"),
        ("title.nl", 'ontology.extensions = "a.ttl"\ntitle.nl', "'extensions' of [ontology]"),
        ("title.nl", "ontology.extension = []\ntitle.nl", "'extension' is not a key of [ontology]"),
        ("title.nl", 'ontology = "a.ttl"\ntitle.nl', "[ontology] is no table"),
        ("title.nl", "limits = 3\ntitle.nl", "[limits] is no table"),
        ("title.nl", 'web = "e.be"\ntitle.nl', "[web] is no table"),
        ("title.nl", 'owner = "A"\ntitle.nl', "'owner' of samenspel.toml is no list"),
        ("title.nl", 'owner = ["A"]\ntitle.nl', "[[owner]] is no table"),
        ("2026-01-01", '"yesterday"', "'modified' of [[dataset]] d is 'yesterday'"),
        ("2027-01-01", "2027-02-31", "'review' of [[dataset]] d is '2027-02-31'"),
        ('title.nl = "D"', "title.nl = 3", "'title.nl' of [[dataset]] d is no text"),
        ('title.nl = "D"', 'title = {nl = "D", "en us" = "D"}', "'title.en us' of [[dataset]] d"),
    ],
)
def test_a_value_of_another_form_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(says)):
        read(tmp_path, old, new)
