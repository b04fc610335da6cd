"""Reports of findings: nothing is lost, nothing runs, each owner gets what is theirs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.report import SHOWN, as_csv, as_html, as_json, as_text, formatter, letters
from kg.errors import UsageError
from kg.model.findings import Finding
from kg.release.publication import DatasetConfig, Owner, Publication
from kg.texts import LANGUAGES

DATASET = DatasetConfig(
    "d", {}, {}, "", "", "data team, data@town.example", "", "", mappings=("m.yml",)
)
PUBLICATION = Publication(
    Path(),
    "https://e.be/",
    {"nl": "Onze stad", "en": "Our town"},
    "https://e.be/p",
    {"nl": "Stad"},
    (DATASET,),
    owners=(Owner("Logement", "logement@town.example", "fr", ("sources/housing/*.xlsx",)),),
)
FINDINGS = [
    Finding("SAM-R005", "d", "a.csv", expected="delimiter: ';'"),
    Finding("SAM-M002", "d", "a.csv", 9, 11, "since", "31/02/2019", "s dct:issued", "%d/%m/%Y"),
    Finding("SAM-M002", "d", "a.csv", 3, 3, "since", "<b>x</b>"),
    Finding("SAM-M005", "d", "housing/2026.xlsx", 4, None, "kind", "=1+1", sheet="Lijst"),
]


def test_page_says_where_and_what_and_escapes_values() -> None:
    page = lxml.html.document_fromstring(as_html(FINDINGS, PUBLICATION, "en"))
    groups = page.findall(".//details")
    assert [group.get("class") for group in groups] == ["error", "error", "tip"]
    cells = [[cell.text_content() for cell in row] for row in groups[0].findall(".//tbody/tr")]
    assert [row[0] for row in cells] == ["3", "9"]
    assert cells[0][3] == "<b>x</b>"
    assert "sheet Lijst" in groups[1].find("summary").text_content()
    assert page.get("lang") == "en"
    assert not page.xpath("//@src | //link")


def test_page_counts_what_it_does_not_show() -> None:
    many = [replace(FINDINGS[1], row=row) for row in range(SHOWN + 7)]
    page = as_html(many, PUBLICATION, "en")
    assert f"({SHOWN + 7})" in page and "7 more" in page
    assert page.count("<tr>") == SHOWN + 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_without_findings_says_so_in_each_language(lang: str) -> None:
    words = {"nl": "Geen bevindingen", "en": "No findings", "fr": "Aucun constat"}
    assert words[lang] in as_html([], PUBLICATION, lang)  # type: ignore[arg-type]


def test_json_holds_all_with_values() -> None:
    records = json.loads(as_json(FINDINGS, PUBLICATION, "en"))
    assert [record["row"] for record in records] == [3, 9, 4, None]
    assert records[2]["sheet"] == "Lijst" and records[2]["raw"] == "=1+1"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_no_cell_of_the_table_is_a_formula_and_none_is_lost(value: str) -> None:
    text = as_csv([replace(FINDINGS[1], raw=value)], PUBLICATION, "en")
    assert text.startswith("\ufeff")
    (head, row) = csv.reader(io.StringIO(text[1:], newline=""), delimiter=";")
    assert len(head) == len(row)
    cell = row[head.index("value")]
    assert cell.replace("'", "") == value.replace("'", "")
    for part in cell.split(";"):
        number = part.startswith("-") and not part[1:].strip("0123456789.eE+-")
        assert number or not part.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_each_owner_gets_own_findings_in_own_language() -> None:
    texts = letters(FINDINGS, PUBLICATION)
    assert set(texts) == {"data-town-example.txt", "logement-town-example.txt"}
    french = texts["logement-town-example.txt"]
    assert french.startswith("À : Logement <logement@town.example>\nObjet : 1 ")
    assert "feuille 'Lijst', ligne 4, colonne 'kind': \"=1+1\"" in french
    dutch = texts["data-town-example.txt"]
    assert dutch.startswith("Aan: data team, data@town.example\n")
    assert "rij 9, regel 11, kolom 'since': \"31/02/2019\"" in dutch
    assert "SAM-R005" not in dutch


def test_text_has_all_owners_in_the_readers_language() -> None:
    text = as_text(FINDINGS, PUBLICATION, "nl")
    assert text.startswith("Bevindingen in Onze stad\n")
    first, second = text.split("Logement <logement@town.example>\n")
    assert "data team, data@town.example\n" in first
    assert "- rij 9, regel 11, kolom 'since': \"31/02/2019\"" in first and "SAM-R005" in first
    assert "- blad 'Lijst', rij 4, kolom 'kind': \"=1+1\"" in second
    assert "Geen bevindingen." in as_text([], PUBLICATION, "nl")


def test_unknown_suffix_names_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"\.docx") as caught:
        formatter(Path("x.docx"))
    assert ".html" in str(caught.value.hint)
