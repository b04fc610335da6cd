"""What `publish` refuses, and how a steward accepts it: a small publication from month to month."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command import run
from publishing import configure

from kg.release.release import Release

BASE = "https://dorp.example.org/"
SAM = "https://w3id.org/samenspel/ns#"
MAPPING = """prefixes: {ex: "https://dorp.example.org/id/organisation/"}
mappings:
  club:
    sources: [[clubs.csv~csv]]
    s: ex:$(nr)
    po:
      - [a, sam:Organisation]
      - [skos:prefLabel, $(naam), nl~lang]
"""


def rows(folder: Path, count: int) -> None:
    lines = [f"{number},Club {number}" for number in range(count)]
    (folder / "clubs.csv").write_text("\n".join(["nr,naam", *lines, ""]), encoding="utf-8")
    mended(folder, modified=f"2026-03-{count % 28 + 1:02}")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of forty clubs that is published."""
    folder = tmp_path_factory.mktemp("gate") / "dorp"
    folder.mkdir()
    configure(folder, BASE, "clubs")
    (folder / "clubs.yml").write_text(MAPPING, encoding="utf-8")
    rows(folder, 40)
    run("build", folder)
    run("publish", folder)
    return folder


@pytest.fixture
def month(first: Path, tmp_path: Path) -> Path:
    """The same in the next month: a copy to change."""
    return Path(shutil.copytree(first, tmp_path / "dorp", symlinks=True))


def mended(folder: Path, **values: str) -> None:
    path = folder / "samenspel.toml"
    lines = [
        next((f'{k} = "{v}"' for k, v in values.items() if line.startswith(f"{k} =")), line)
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def refused(folder: Path, *options: str) -> dict[str, dict[str, Any]]:
    told = json.loads(run("publish", folder, "--json", *options, code=1))
    return {reason["code"]: reason for reason in told["before_publishing"]}


def published(folder: Path) -> Release:
    return Release.open(folder / ".samenspel" / "current")


def test_first_publication_asks_nothing(first: Path) -> None:
    assert published(first).json("reasons.json") == []
    assert published(first).json("accepted.json") == []


def test_a_lost_third_is_refused_and_what_is_published_stays(month: Path) -> None:
    before = published(month).id
    rows(month, 27)
    checked = json.loads(run("check", month, "--json"))
    assert {r["code"] for r in checked["before_publishing"]} == {"SAM-G001", "SAM-G002", "SAM-G003"}
    run("build", month)
    reasons = refused(month)
    assert {code: reason["count"] for code, reason in reasons.items()} == {
        "SAM-G001": 13,
        "SAM-G002": 13,
        "SAM-G003": 13,
    }
    assert reasons["SAM-G003"]["file"] == "clubs.csv"
    assert published(month).id == before


def test_refusal_tells_people_what_where_and_how_to_accept(month: Path) -> None:
    rows(month, 38)
    run("build", month)
    told = run("publish", month, code=1)
    assert "SAM-G001" in told
    assert "clubs · addresses: 2" in told
    assert f"{BASE}id/organisation/38" in told
    assert "--accept FINGERPRINT --why" in told


def test_what_was_accepted_is_published_and_stands_in_the_release_and_the_log(month: Path) -> None:
    rows(month, 27)
    run("build", month)
    prints = [reason["fingerprint"] for reason in refused(month).values()]
    options = [word for each in prints for word in ("--accept", each)]
    run("publish", month, *options, "--why", "the federation stopped", "--who", "data service")
    kept = published(month).json("accepted.json")
    assert [(each["code"], each["reason"]) for each in kept] == [
        (code, "the federation stopped") for code in ("SAM-G003", "SAM-G002", "SAM-G001")
    ]
    assert published(month).damaged_files() == []
    assert published(month).id == published(month).path.name
    accepted = (month / "accepted.csv").read_text(encoding="utf-8")
    assert all(each in accepted for each in [*prints, "data service"])
    assert "data service" not in (published(month).path / "accepted.json").read_text()
    log = (month / ".samenspel" / "published.jsonl").read_text(encoding="utf-8").splitlines()
    assert {each["code"] for each in json.loads(log[-1])["accepted"]} == {
        "SAM-G001",
        "SAM-G002",
        "SAM-G003",
    }
    names = {path.name for path in (month / ".samenspel" / "releases").iterdir()}
    reports = {path.stem for path in (month / ".samenspel" / "reports").iterdir()}
    assert len(names) == 2 and reports == names
    assert "27" in run("query", f"SELECT (COUNT(?s) AS ?n) {{ ?s a <{SAM}Organisation> }}", month)


def test_an_acceptance_holds_for_what_vanished_and_not_for_what_vanishes_next(month: Path) -> None:
    rows(month, 39)
    run("build", month)
    (reason,) = refused(month).values()
    run("publish", month, "--accept", reason["fingerprint"], "--why", "moved away")
    rows(month, 38)
    run("build", month)
    (next_reason,) = refused(month).values()
    assert next_reason["place" if "place" in next_reason else "dataset"] == "clubs"
    assert next_reason["fingerprint"] != reason["fingerprint"]


def test_an_acceptance_ends_with_its_day(month: Path) -> None:
    mended(month, review="2021-06-30")
    run("build", month)
    (reason,) = refused(month).values()
    assert reason["code"] == "SAM-G007"
    mark, why = reason["fingerprint"], ["--why", "the review is planned"]
    refused(month, "--accept", mark, *why, "--until", "2021-07-31")
    run("publish", month, "--accept", mark, *why, "--until", "2999-01-01")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"licence": "https://creativecommons.org/licenses/by/4.0/"}, "SAM-G009"),
        ({"legal_basis": "consent"}, "SAM-G010"),
        ({"contact": 'service" # guess: "'}, "SAM-G005"),
    ],
)
def test_what_samenspel_toml_says_otherwise_is_asked(
    month: Path, values: dict[str, str], code: str
) -> None:
    mended(month, **values)
    run("build", month)
    assert list(refused(month)) == [code]


def test_a_changed_source_wants_another_day_in_modified(month: Path) -> None:
    source = month / "clubs.csv"
    source.write_text(source.read_text().replace("Club 7", "Harmony"), encoding="utf-8")
    run("build", month)
    assert list(refused(month)) == ["SAM-G008"]
    mended(month, modified="2026-02-15")
    run("build", month)
    run("publish", month)


def test_guesses_in_a_mapping_are_told_by_their_lines(month: Path) -> None:
    mapping = month / "clubs.yml"
    mapping.write_text(MAPPING.replace("nl~lang]", "nl~lang] # guess: by its name"))
    told = json.loads(run("check", month, "--json"))["before_publishing"]
    assert [(each["code"], each["file"], each["count"]) for each in told] == [
        ("SAM-G005", "clubs.yml", 1)
    ]


def test_guesses_of_an_example_are_nobody_s_statement(month: Path) -> None:
    mended(month, contact='service" # guess: "')
    path = month / "samenspel.toml"
    path.write_text("example = true\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert json.loads(run("check", month, "--json"))["before_publishing"] == []


def test_more_errors_than_allowed_are_refused(month: Path) -> None:
    source = month / "clubs.csv"
    source.write_text(source.read_text() + ",without a key\n", encoding="utf-8")
    mended(month, modified="2026-02-15")
    path = month / "samenspel.toml"
    text = path.read_text(encoding="utf-8").replace("max_errors = 1000", "max_errors = 0")
    path.write_text(text, encoding="utf-8")
    run("build", month, code=1)
    assert list(refused(month)) == ["SAM-G006"]


def test_what_is_no_reason_is_not_accepted(month: Path) -> None:
    rows(month, 39)
    run("build", month)
    assert "no reason here" in run("publish", month, "--accept", "0" * 12, "--why", "x", code=2)
    (reason,) = refused(month).values()
    told = run("publish", month, "--accept", reason["fingerprint"], code=2)
    assert "no reason is given" in told
    assert not (month / "accepted.csv").exists()


def test_a_release_that_was_public_before_is_published_again_without_a_question(
    month: Path,
) -> None:
    before = published(month).id
    rows(month, 60)
    mended(month, modified="2026-02-15")
    run("build", month)
    run("publish", month)
    assert published(month).id != before
    run("publish", month, "--release", before)
    assert published(month).id == before


def test_shares_of_the_gate_are_settable(month: Path) -> None:
    path = month / "samenspel.toml"
    gate = '[gate]\nmax_vanished = "50%"\nmax_rows_lost = "50 %"\n[title]'
    path.write_text(path.read_text(encoding="utf-8").replace("[title]", gate), encoding="utf-8")
    rows(month, 27)
    told = json.loads(run("check", month, "--json"))["before_publishing"]
    assert [each["code"] for each in told] == ["SAM-G001"]
    path.write_text(path.read_text(encoding="utf-8").replace("50 %", "half"), encoding="utf-8")
    assert "max_rows_lost of [gate] is 'half'" in run("check", month, code=1)


def test_a_machine_without_the_publication_publishes_what_was_accepted_elsewhere(
    month: Path, tmp_path: Path
) -> None:
    rows(month, 39)
    run("build", month)
    (reason,) = refused(month).values()
    run("publish", month, "--accept", reason["fingerprint"], "--why", "moved away")
    replica = tmp_path / "replica"
    shutil.copytree(month / ".samenspel" / "releases", replica / ".samenspel" / "releases")
    run("publish", replica)
    assert published(replica).id == published(month).id


def test_nothing_of_a_value_is_shown_in_public(month: Path) -> None:
    source = month / "clubs.csv"
    source.write_text(source.read_text().replace("Club 0", "SECRETVALUE"), encoding="utf-8")
    mapping = month / "clubs.yml"
    mapping.write_text(MAPPING.replace("$(naam), nl~lang", "$(naam), xsd:integer"))
    assert "SECRETVALUE" in run("check", month, code=1)
    for options in ([], ["--json"]):
        told = run("check", month, "--public", *options, code=1)
        assert "SECRETVALUE" not in told
        assert "SAM-M003" in told
