"""What is filled in in a workbook comes back as meant, in each language and after LibreOffice."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
from absent import not_installed_here
from command import run
from publishing import publish
from workbook_case import SAID, WILGENDAM, Row, fill, turtle

from kg.cli.workbook.write import LAST_ROW
from kg.release.configuration import open_publication
from kg.release.provenance import Provenance
from kg.release.publication import today

GRAPH = ox.NamedNode("https://data.example.be/id/dataset/werkboek")
PREFIXES = SAID.split("\n\n")[0]
# Per language: headings and words as that language has them, and what one row of each says.
OTHERS: dict[str, tuple[dict[str, list[Row]], str]] = {
    "en": (
        {
            "Organisations": [
                {"code": "club", "name": "Club", "kind of organisation": "association"},
                {
                    "publish?": "no",
                    "code": "later",
                    "name": "Later",
                    "kind of organisation": "firm",
                },
            ],
            "Assessments": [
                {
                    "assesses": "p",
                    "on criterion": "willing to try something new",
                    "outcome": "unmet",
                    "assessed on": date(2026, 2, 3),
                }
            ],
        },
        """<organisation/club> a sam:Organisation ; skos:prefLabel "Club"@en ;
             org:classification <c/kind/association> .
           <assessment/p-willing-to-try-something-new-2026-02-03> a sam:Assessment ;
             skos:prefLabel "willing to try something new – p"@en ; sam:assesses <project/p> ;
             sam:criterion <c/attitude/try-something-new> ; sam:outcome <c/outcome/unmet> ;
             sam:assessedOn "2026-02-03"^^xsd:date .""",
    ),
    "fr": (
        {
            "Organisations": [
                {"code": "asbl", "nom": "L'Abri", "type d'organisation": "association"},
                # Spreadsheets write a capital by themselves, and the check lets it pass.
                {"publier ?": "Non", "code": "x", "nom": "X", "type d'organisation": "école"},
            ],
            "Laboratoires vivants": [{"projet": "p", "usagers associés": "Oui"}],
            "Projets": [{"code": "q", "nom": "Q", "budget en euros": "1.234"}],
        },
        """<organisation/asbl> a sam:Organisation ; skos:prefLabel "L'Abri"@fr ;
             org:classification <c/kind/association> .
           <project/p> a sam:UrbanLivingLab ;
             sam:followsPrinciple <c/principle/users-included> .
           <project/q> a sam:Project ; skos:prefLabel "Q"@fr ;
             schema:amount "1234"^^xsd:decimal .""",
    ),
}


def made(folder: Path, lang: str) -> Path:
    """A publication with an empty workbook; gives the workbook."""
    run("init", "--workbook", "--lang", lang, folder)
    (book,) = (folder / "sources").iterdir()
    return book


def read_back(book: Path) -> set[ox.Triple]:
    """What the mapping beside a workbook makes of it."""
    folder = book.parents[1]
    # `map` counts paths from the mapping's own folder, a publication from its root.
    mapping = shutil.copy(folder / "mappings" / f"{book.stem}.yml", folder)
    run("map", mapping, "--output", folder / "read.nq")
    quads = ox.parse(path=str(folder / "read.nq"), format=ox.RdfFormat.N_QUADS)
    return {quad.triple for quad in quads}


def expected(said: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(turtle(said), format=ox.RdfFormat.TURTLE)}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the invented municipality."""
    book = made(tmp_path_factory.mktemp("wilgendam"), "nl")
    fill(book, WILGENDAM)
    return book


@pytest.mark.slow
def test_what_is_filled_in_is_published_statement_for_statement(filled: Path) -> None:
    release = publish(filled.parents[1])
    with_graph = ox.Store.read_only(str(release / "store"))
    found = {quad.triple for quad in with_graph.quads_for_pattern(None, None, None, GRAPH)}
    assert found == expected(SAID)
    # A row of a workbook is no place without its sheet: in findings, and behind a statement.
    (report,) = (filled.parents[1] / ".samenspel" / "reports").glob("*.json")
    findings = json.loads(report.read_text(encoding="utf-8"))
    told = {(finding["code"], finding["sheet"], finding["row"]) for finding in findings}
    assert ("SAM-S053", "Coalitiebeoordelingen", 3) in told
    about = Provenance(release, "https://data.example.be/").about
    service = about("https://data.example.be/id/service/woonclub")
    assert {place.rule.sheet for place in service.places} == {"Diensten"}


@pytest.mark.parametrize("lang", sorted(OTHERS))
def test_headings_and_words_of_a_language_are_read(lang: str, tmp_path: Path) -> None:
    rows, said = OTHERS[lang]
    book = made(tmp_path, lang)
    fill(book, rows)
    assert read_back(book) == expected(PREFIXES + said)


def test_an_empty_workbook_says_nothing(tmp_path: Path) -> None:
    assert read_back(made(tmp_path, "nl")) == set()
    (dataset,) = open_publication(tmp_path).datasets
    assert dataset.modified == today().isoformat() < dataset.review


def test_every_word_of_a_drop_down_is_read_as_what_it_is_called(tmp_path: Path) -> None:
    """No label of one concept is in another language that of another one of its list."""
    book = made(tmp_path, "fr")
    opened = openpyxl.load_workbook(book)
    words = [cell.value for cell in next(opened["listes"].iter_cols(min_col=2, max_col=2))][1:]
    offered = [str(word) for word in words if word]
    fill(
        book,
        {
            "Besoins": [
                {"code": f"n{i}", "nom": w, "concerne le droit": w} for i, w in enumerate(offered)
            ]
        },
    )
    read = read_back(book)
    concerns = {t.subject: t.object for t in read if str(t.predicate).endswith("#concernsRight>")}
    assert len(concerns) == len(offered) > 10
    assert len(set(concerns.values())) == len(offered)


@pytest.mark.parametrize("lang", ["nl", "en", "fr"])
def test_each_column_has_its_own_heading_help_and_check(lang: str, tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(made(tmp_path, lang))
    lists = opened.worksheets[-1]
    assert lists.sheet_state == "hidden"
    for page in opened.worksheets[1:-1]:
        headings = [cell.value for cell in page[1]]
        assert len(set(headings)) == len(headings) > 1
        assert all(cell.comment and len(cell.comment.text) > 20 for cell in page[1])
        checks = {str(c.sqref): c for c in page.data_validations.dataValidation}
        assert len(checks) == len(headings)
        assert all(c.prompt and len(c.prompt) <= 255 for c in checks.values())
        assert all(str(LAST_ROW) in place for place in checks)
        assert page["A2"].value in ("nee", "no", "non")


def test_libreoffice_opens_it_and_saves_the_same(filled: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice") or not_installed_here("LibreOffice (soffice)")
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    saved = tmp_path / "sources"
    subprocess.run(
        [office, home, "--headless", "--convert-to", "xlsx", "--outdir", str(saved), str(filled)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    shutil.copytree(filled.parents[1], tmp_path / "again")
    book = tmp_path / "again" / "sources" / filled.name
    shutil.copy(saved / filled.name, book)
    assert read_back(book) == expected(SAID)
    assert drop_downs(book) == drop_downs(filled) != set()


def drop_downs(book: Path) -> set[str]:
    """Where the choices of the services' drop-downs stand; programs quote sheets differently."""
    checks = openpyxl.load_workbook(book)["Diensten"].data_validations.dataValidation
    return {str(check.formula1).replace("'", "") for check in checks if check.type == "list"}
