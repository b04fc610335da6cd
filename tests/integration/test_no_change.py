"""A second build of the same makes no release and says so; whatever it reads counts as a change."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from command import run
from publishing import configure

from kg.release.build import build
from kg.release.configuration import open_publication
from kg.release.pointer import releases, switch

BASE = "https://dorp.example.org/"
MAPPING = """prefixes: {ex: "https://dorp.example.org/id/organisation/"}
mappings:
  club:
    sources: [["sources/club-*.csv~csv"]]
    s: ex:$(nr)
    po:
      - [a, sam:Organisation]
      - [skos:prefLabel, $(naam), nl~lang]
      - [dct:issued, $(sinds), xsd:date]
      - p: org:classification
        o: {value: $(soort), type: iri, samenspel: {lookup: lookups/soort.csv}}
"""
MORE = '[[dataset.rdf]]\nfile = "sources/meer.ttl"\n[ontology]\nextensions = ["eigen.ttl"]\n'
ROWS = "nr,naam,soort,sinds\n1,Harmonie,vzw,2001-02-03\n2,Schaakclub,vzw,geen dag\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("zelfde") / "dorp"
    for name in ("sources", "lookups"):
        (folder / name).mkdir(parents=True)
    configure(folder, BASE, "club", max_errors=0)
    with (folder / "samenspel.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    head = 'reference_date = "2026-06-30"\n'
    path = folder / "samenspel.toml"
    path.write_text(head + path.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "club.yml").write_text(MAPPING, encoding="utf-8")
    (folder / "sources/club-1.csv").write_text(ROWS, encoding="utf-8")
    (folder / "sources/meer.ttl").write_text(
        f'<{BASE}id/organisation/1> <http://purl.org/dc/terms/title> "H"@nl .', encoding="utf-8"
    )
    (folder / "lookups/soort.csv").write_text(
        "from,to\nvzw,https://w3id.org/samenspel/id/concept/kind/association\n", encoding="utf-8"
    )
    (folder / "eigen.ttl").write_text(
        "# nog niets\n<https://dorp.example.org/ns#a> a <http://www.w3.org/2002/07/owl#Class> .\n",
        encoding="utf-8",
    )
    run("build", folder, code=1)
    return folder


@pytest.fixture
def town(made: Path, tmp_path: Path) -> Path:
    # With its moments: a copy of a sealed release is the same release.
    return Path(shutil.copytree(made, tmp_path / "dorp", symlinks=True))


def count(folder: Path) -> int:
    return len(releases(folder / ".samenspel"))


def test_no_change_makes_no_release_and_says_which_it_is(town: Path) -> None:
    (newest,) = releases(town / ".samenspel")
    told = run("build", town, code=1)  # as the build that made it: there is an error in a row
    assert f"Nothing changed since release {newest}" in told and "--anew" in told
    again = json.loads(run("build", town, "--json", code=1))
    assert again["release"] == newest and again["changed"] is False
    assert count(town) == 1
    first = json.loads(run("build", town, "--json", "--anew", code=1))
    assert first["changed"] is True and count(town) == 2
    for key in ("rows", "quads", "graphs", "inferred", "findings", "classes", "before_publishing"):
        assert again[key] == first[key], key


def test_the_result_for_python_tells_what_was_found(town: Path) -> None:
    made = build(town, anew=True)
    same = build(town)
    assert made.changed and not same.changed
    assert same.release.id == made.release.id
    assert [
        (f.code, f.row, f.raw, f.severity, f.fingerprint, f.title("nl")) for f in same.findings
    ] == [(f.code, f.row, f.raw, f.severity, f.fingerprint, f.title("nl")) for f in made.findings]
    assert same.errors and same.row_count == 2


def append(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


@pytest.mark.parametrize(
    "change",
    [
        append("sources/club-1.csv", "3,Kring,vzw,2001-01-01\n"),
        append("sources/club-2.csv", ROWS.replace("1,", "7,").replace("2,Sch", "8,Sch")),
        append("sources/meer.ttl", "# niets\n"),
        append(
            "lookups/soort.csv", "bond,https://w3id.org/samenspel/id/concept/kind/association\n"
        ),
        append("club.yml", "# niets\n"),
        append("samenspel.toml", "# niets\n"),
        append("eigen.ttl", "# niets\n"),
        append("accepted.csv", "fingerprint,code,place,reason,who,until\n"),
        append("withdrawn.csv", f"iri,date,reason\n{BASE}id/organisation/9,2026-01-01,weg\n"),
        append(
            "replaced.csv",
            f"old,new\n{BASE}id/a,{BASE}id/b\n".replace("new", "new,date").replace(
                "id/b\n", "id/b,2026-01-01\n"
            ),
        ),
    ],
)
def test_whatever_is_read_counts(town: Path, change: Callable[[Path], None]) -> None:
    change(town)
    build(town)
    assert count(town) == 2
    assert not build(town).changed


def test_another_day_and_other_sources_count(town: Path, tmp_path: Path) -> None:
    run("build", town, "--reference-date", "2026-07-01", code=1)
    assert count(town) == 2
    shutil.copytree(town / "sources", tmp_path / "elders")
    same = open_publication(town, sources=tmp_path / "elders", reference_date=None)
    build(same)
    assert count(town) == 3  # the day is that of the file again
    assert not build(town).changed  # the same bytes at another place
    append("elders/club-1.csv", "4,Vierde,vzw,\n")(tmp_path)
    assert build(same).changed


def test_a_file_beside_what_is_read_counts_for_nothing(town: Path) -> None:
    append("README.md", "Wie dit leest.\n")(town)
    append("sources/elders.csv", "a\n1\n")(town)
    assert not build(town).changed


@pytest.mark.parametrize("lost", ["cache/last-build.json", "reports", "releases"])
def test_without_its_record_or_its_files_a_release_is_made(town: Path, lost: str) -> None:
    path = town / ".samenspel" / lost
    for each in [path, *path.rglob("*")]:
        each.chmod(0o755)
    path.unlink() if path.is_file() else shutil.rmtree(path)
    assert build(town).changed


def test_a_file_of_the_release_that_is_not_as_it_was_makes_one(town: Path) -> None:
    (newest,) = releases(town / ".samenspel")
    path = town / ".samenspel" / "releases" / newest / "inference.json"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[::-1])
    assert build(town).changed


def test_publishing_is_no_change_and_going_back_is_one(town: Path) -> None:
    state = town / ".samenspel"
    first = build(town).release.id
    switch(state, first)  # what publishing asks first is not looked at here
    assert "samenspel serve" in run("build", town, code=1)
    append("sources/club-1.csv", "3,Kring,vzw,2001-01-01\n")(town)
    second = build(town).release.id
    switch(state, second)
    assert build(town).release.id == second
    switch(state, first)
    assert not build(town).changed  # the second was made beside the first, which is served again
    switch(state, build(town, anew=True).release.id)
    assert count(town) == 3
    switch(state, second)
    assert build(town).changed


def test_what_only_asking_gives_makes_a_release_and_says_so(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "clubs.sqlite") as database:
        database.execute("CREATE TABLE club (nr TEXT, naam TEXT)")
        database.execute("INSERT INTO club VALUES ('1', 'Harmonie')")
    configure(tmp_path, BASE, "club")
    (tmp_path / "club.yml").write_text(
        """prefixes: {ex: "https://dorp.example.org/id/organisation/"}
mappings:
  club:
    sources:
      - access: sqlite:///clubs.sqlite
        referenceFormulation: sql
        query: SELECT nr, naam FROM club
    s: ex:$(nr)
    po: [[a, sam:Organisation], [skos:prefLabel, $(naam), nl~lang]]
""",
        encoding="utf-8",
    )
    assert "only known by asking" not in run("build", tmp_path)
    assert "only known by asking them: sqlite:///clubs.sqlite" in run("build", tmp_path)
    assert count(tmp_path) == 2
