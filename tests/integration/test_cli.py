"""The command line as a first-time steward meets it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from command import SAMENSPEL, run


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication that `init` made."""
    folder = tmp_path_factory.mktemp("first") / "publication"
    run("init", folder, "--base", "https://data.mytown.be")
    return folder


def test_help_lists_every_verb_without_a_store() -> None:
    text = run("--help")
    for verb in (
        "init",
        "inspect",
        "check",
        "build",
        "publish",
        "serve",
        "query",
        "export",
        "doctor",
    ):
        assert verb in text
    code = "import sys, kg.cli; sys.exit('pyoxigraph' in sys.modules or 'duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "verb", ["init", "inspect", "check", "build", "publish", "query", "export", "doctor"]
)
def test_each_verb_explains_itself(verb: str) -> None:
    assert "Usage: samenspel" in run(verb, "--help") or "Usage:" in run(verb, "--help")


def test_misspelt_verb_is_suggested() -> None:
    assert "Did you mean 'publish'?" in run("pubilsh", code=2)


def test_way_of_a_new_publication(first: Path) -> None:
    assert "No findings." in run("check", first)
    assert not (first / ".samenspel").exists()
    assert "Next step: samenspel publish" in run("build", first)
    assert "is published" in run("publish", first)
    query = (
        "PREFIX sam: <https://w3id.org/samenspel/ns#> "
        "SELECT ?s { ?s a sam:SocialService } ORDER BY ?s"
    )
    answer = run("query", query, first, "--format", "csv")
    assert answer.split()[1] == "https://data.mytown.be/id/service/buurtkeuken"
    target = first / "all.nq.gz"
    assert "written" in run("export", target, first)
    assert target.stat().st_size > 1000
    assert "'.ttl' does not say" in run("export", first / "all.ttl.gz", first, code=2)
    assert not (first / "all.ttl.gz").exists()


def test_second_init_in_the_same_folder_is_refused(first: Path) -> None:
    assert "there is one already" in run("init", first, code=2)


@pytest.mark.parametrize(
    "base", ["data.mytown.be", "ftp://mytown.be/", "https://[x", "https:///id"]
)
def test_base_that_is_no_web_address_is_refused_at_once(base: str, tmp_path: Path) -> None:
    assert "is no web address" in run("init", tmp_path / "new", "--base", base, code=2)
    assert not (tmp_path / "new").exists()


def test_draft_from_files_of_ones_own_runs_and_finds_what_is_wrong(tmp_path: Path) -> None:
    aid, towns = tmp_path / "hulp (2026).csv", tmp_path / "gemeenten.json"
    aid.write_text(
        "Lijst;;;;;\ncode;naam kort;gemeente;doelgroep;sinds;mail\n"
        "H1;Café;G1;gezinnen;31/12/2019;a@x.example\n"
        "H2;Huis;G2;ouderen;31/02/2019;b@x.example\n"
        "H3;Keuken;G1;gezinnen, ouderen;01/01/2020;c@x.example\n",
        encoding="windows-1252",
    )
    towns.write_text('{"list": [{"id": "G1", "naam": "Molen"}, {"id": "G2", "naam": "Linde"}]}')
    folder = tmp_path / "drafted"
    assert "is guessed" in run("init", folder, "--from", aid, "--from", towns)
    mapping = (folder / "mappings" / "hulp-2026.yml").read_text(encoding="utf-8")
    assert "'mail' holds personal data and is left out" in mapping
    assert "{mapping: gemeenten, condition:" in mapping
    report = json.loads(run("check", folder, "--json", code=1))
    assert report["findings"]["SAM-M002"] == 1
    assert set(report["findings"]) <= {"SAM-M002", "SAM-M005"}
    assert report["rows"]["hulp-2026"] == {
        "sources/hulp (2026).csv": 3,
        "sources/gemeenten.json": 2,
    }


def test_draft_from_a_workbook_links_its_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    services, towns = book.active, book.create_sheet("Towns")
    services.title = "Services"
    for row in (["List"], ["code", "start", "town"], ["a", date(2020, 1, 2), "T1"]):
        services.append(row)
    towns.append(["id", "name"])
    for number in range(20):  # a column whose values nearly all are keys of a sheet is a link
        services.append([f"b{number}", date(2020, 2, 2), f"T{number}"])
        towns.append([f"T{number}", f"x{number}"])
    services.append(["c", date(2020, 3, 2), "T99"])
    book.save(tmp_path / "list.xlsx")
    run("init", tmp_path / "drafted", "--from", tmp_path / "list.xlsx")
    output = run("check", tmp_path / "drafted", code=1)
    assert "SAM-M006" in output and "row 24, column 'town': \"T99\"" in output
    assert "1 error, 0 warnings" in output
    assert "42 rows read from 1 file" in output, "of both sheets together"


def test_report_for_machines(first: Path) -> None:
    report = json.loads(run("check", first, "--json"))
    assert report["findings"] == {}
    assert report["quads"] > 5000


@pytest.mark.parametrize(("lang", "word"), [("nl", "Volgende stap"), ("fr", "Étape suivante")])
def test_speaks_the_readers_language(first: Path, lang: str, word: str) -> None:
    assert word in run("check", first, lang=lang)


@pytest.fixture
def faulty(first: Path, tmp_path: Path) -> Path:
    """That publication with a date that does not exist."""
    folder = shutil.copytree(first, tmp_path / "p", ignore=shutil.ignore_patterns(".samenspel"))
    source = folder / "sources" / "diensten.csv"
    source.write_text(source.read_text().replace("15/03/2019", "31/02/2019"))
    return folder


def test_errors_in_rows_exit_1_and_name_the_place(faulty: Path) -> None:
    output = run("check", faulty, code=1)
    assert "SAM-M002" in output
    assert "row 3, column 'sinds': \"31/02/2019\"" in output


def test_build_with_errors_makes_a_release_and_exits_1_beyond_the_limit(faulty: Path) -> None:
    output = run("build", faulty, code=1)
    assert "is ready and not yet public" in output and "more than the 0" in output
    config = faulty / "samenspel.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f"{text}\n[limits]\nmax_errors = 1\n", encoding="utf-8")
    assert "more than" not in run("build", faulty)


def test_reports_are_written_by_suffix_and_letters_by_owner(faulty: Path, tmp_path: Path) -> None:
    page, table = tmp_path / "new" / "found.html", tmp_path / "found.csv"
    mail = tmp_path / "mail"
    arguments = ("--report", page, "--report", table, "--mail", mail)
    run("check", faulty, *arguments, lang="fr", code=1)
    assert '<html lang="fr">' in page.read_text(encoding="utf-8")
    assert "31/02/2019" in table.read_text(encoding="utf-8-sig")
    (letter,) = mail.iterdir()
    assert letter.read_text(encoding="utf-8").startswith("Aan: dienst sociaal beleid\n")
    assert "says no format" in run("check", faulty, "--report", "found.docx", code=2)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("samenspel.toml", "licence =", "license =", "Did you mean 'licence'?"),
        ("samenspel.toml", 'base = "https://data.mytown.be/"', 'base = "x"', "no web address"),
        (
            "samenspel.toml",
            'base = "https://data.mytown.be/"',
            'base = "https://w3id.org/samenspel/"',
            "all publishers share",
        ),
        ("samenspel.toml", "[title]", "[title", "samenspel.toml"),
        ("mappings/diensten.yml", "$(naam)", "$(name)", "has no column 'name'"),
        ("mappings/diensten.yml", "sam:SocialService", "smm:SocialService", "prefix 'smm:'"),
        ("mappings/diensten.yml", "sam:SocialService", "sam:SocalService", "'SocialService'?"),
        ("mappings/diensten.yml", "service/$(code)", "service/$(code", "not closed"),
        ("lookups/rechten.csv", "right/work", "right/wrok", "'work'?"),
        ("samenspel.toml", 'id = "diensten"', 'id = "die nsten"', "file names"),
        ("mappings/diensten.yml", "access: sources/d", "access: sources/x", "is not there"),
    ],
)
def test_mistakes_of_a_steward_are_explained(
    first: Path, tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    folder = shutil.copytree(first, tmp_path / "p", ignore=shutil.ignore_patterns(".samenspel"))
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert says in run("check", folder, code=1)


def test_folder_without_publication_says_what_to_do(tmp_path: Path) -> None:
    assert "samenspel init" in run("check", tmp_path, code=1)


def test_publishing_before_building_says_what_to_do(first: Path, tmp_path: Path) -> None:
    assert "samenspel build" in run("publish", first, "--state", tmp_path, code=1)


def test_failed_build_leaves_the_published_release(first: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(first, tmp_path / "p", ignore=shutil.ignore_patterns(".samenspel"))
    run("build", folder)
    run("publish", folder)
    before = (folder / ".samenspel" / "current").readlink()
    (folder / "sources" / "diensten.csv").unlink()
    run("build", folder, code=1)
    assert (folder / ".samenspel" / "current").readlink() == before
    assert not (folder / ".samenspel" / "staging").exists()


def test_damaged_release_is_not_published(first: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(first, tmp_path / "p", ignore=shutil.ignore_patterns(".samenspel"))
    run("build", folder)
    (release,) = (folder / ".samenspel" / "releases").iterdir()
    table = next((release / "store").glob("*.sst"))
    table.chmod(0o644)
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 255
    table.write_bytes(data)
    assert "changed since it was sealed" in run("publish", folder, code=1)
    assert not (folder / ".samenspel" / "current").exists()


def test_second_writer_is_told_who_is_at_work(first: Path, tmp_path: Path) -> None:
    from kg.release.lock import lock_state

    with lock_state(tmp_path / ".samenspel"):
        output = run("build", first, "--state", tmp_path, code=1)
    assert f"process {os.getpid()}" in output


def test_a_source_that_claims_a_conclusion_is_reported(first: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(first, tmp_path / "p", ignore=shutil.ignore_patterns(".samenspel"))
    path = folder / "mappings" / "diensten.yml"
    path.write_text(path.read_text().replace("sam:Organisation]", "sam:HybridOrganisation]"))
    assert "SAM-O001" in run("check", folder, code=1)


def test_doctor_reports_the_walls_around_queries() -> None:
    report = json.loads(run("doctor", "--json"))
    assert report["problems"] == "none"
    assert report["reasoner"] == "ready"


def test_a_reader_that_stops_early_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("id\n1\n")
    (tmp_path / "m.yml").write_text(
        "sources: {x: [x.csv~csv]}\nmappings: {x: {sources: x, s: 'urn:x:$(id)', po: [[a, urn:y]]}}"
    )
    for arguments in (["--help"], ["map", "m.yml"]):
        reads, writes = os.pipe()
        os.close(reads)
        done = subprocess.run(
            [str(SAMENSPEL), *arguments], stdout=writes, stderr=subprocess.PIPE, cwd=tmp_path
        )
        os.close(writes)
        assert (done.returncode, done.stderr) == (0, b"")
