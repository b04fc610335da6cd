"""The example publication: every planted fault is found where it stands, and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kg.model.findings import CATALOGUE
from kg.release.release import Release
from kg.resources import example_folder

ROW = re.compile(r"^\| (?P<cells>.*) \|$")
ENCODINGS = {"lindewater-diensten.csv": "cp1252", "lindewater-organisaties.csv": "cp1252"}

Fault = tuple[str, str, str, str, str, str]


def table(header: str) -> list[list[str]]:
    """The rows of the README's table with this header."""
    lines = (example_folder() / "README.md").read_text(encoding="utf-8").splitlines()
    start = lines.index(header) + 2
    rows = []
    for line in lines[start:]:
        match = ROW.match(line)
        if match is None:
            break
        cells = re.split(r"(?<!\\) ?\| ?", line[1:-1])
        rows.append([cell.strip(" ").replace("\\|", "|") for cell in cells])
    return rows


def planted() -> list[Fault]:
    rows = table("| file | row | line | column | value | code |")
    return [tuple(row) for row in rows]  # type: ignore[misc]


@pytest.fixture(scope="module")
def report(demo_state: Path) -> list[dict[str, object]]:
    """The steward's report of the build, values included."""
    (path,) = (demo_state / "reports").glob("*.json")
    found: list[dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def as_row(finding: dict[str, object]) -> Fault:
    def text(name: str) -> str:
        value = finding[name]
        return "" if value is None else str(value).strip(" ")

    return text("file"), text("row"), text("line"), text("column"), text("raw"), text("code")


def test_readme_plants_at_least_twenty_faults() -> None:
    assert len(planted()) >= 20


def test_findings_are_exactly_the_planted_faults(report: list[dict[str, object]]) -> None:
    found = {as_row(f) for f in report if str(f["code"]).startswith(("SAM-R", "SAM-M"))}
    expected = set(planted())
    assert found - expected == set()
    assert expected - found == set()


def test_shape_findings_are_exactly_those_listed(report: list[dict[str, object]]) -> None:
    found = {
        (str(f["code"]), str(f["file"]), "" if f["row"] is None else str(f["row"]))
        for f in report
        if str(f["code"]).startswith("SAM-S")
    }
    assert found == {tuple(row) for row in table("| code | file | row |")}


def delimited() -> list[Fault]:
    return [f for f in planted() if f[0].endswith((".csv", ".tsv")) and f[2] and f[4]]


def test_at_least_thirty_faults_stand_in_delimited_text() -> None:
    assert len(delimited()) >= 30


@pytest.mark.parametrize("fault", delimited(), ids=lambda f: f"{f[0]}:{f[2]}:{f[5]}")
def test_the_file_shows_the_value_on_the_reported_line(fault: Fault) -> None:
    name, _, line, _, value, _ = fault
    data = (example_folder() / "sources" / name).read_bytes()
    text = data.decode(ENCODINGS.get(name, "utf-8"), errors="replace")
    shown = text.split("\n")[int(line) - 1].replace('""', '"')
    assert value.split("\n")[0] in shown.replace("\r", "")


def test_row_and_line_differ_after_quoted_line_breaks() -> None:
    assert sum(1 for _, row, line, *_ in delimited() if row and row != line) >= 2


def test_every_code_of_the_catalogue_that_a_source_can_give_is_planted() -> None:
    # Those from R030 on are of kinds of files that the example does not have, and no mapping of it
    # takes a language from a column. It has no row of totals and no keys that are alike, since
    # these would be things of it.
    codes = {code for code in CATALOGUE if code.startswith(("SAM-R00", "SAM-M"))} - {
        "SAM-M011",
        "SAM-M020",
        "SAM-M024",
        "SAM-M025",
        "SAM-M030",
    }
    assert codes - {fault[5] for fault in planted()} == set()


def test_the_release_holds_no_value_of_a_finding(demo_state: Path) -> None:
    public = (demo_state / "current" / "findings.json").read_text(encoding="utf-8")
    assert "0999.417.508" not in public
    assert all("raw" not in finding for finding in json.loads(public))


def test_the_example_is_large_enough_to_say_something(demo_state: Path) -> None:
    sam = "https://w3id.org/samenspel/ns#"
    classes = Release.open(demo_state / "current").manifest["counts"]["classes"]
    assert classes[f"{sam}Organisation"] >= 100
    assert classes[f"{sam}SocialService"] >= 250
    assert classes[f"{sam}Project"] >= 60


def test_a_release_is_whole_and_its_pointer_leads_to_it(demo_state: Path) -> None:
    release = Release.open(demo_state / "current")
    assert release.damaged_files() == []
    assert sum(g["quads"] for g in release.graphs) == release.manifest["quads"]
    assert {g["kind"] for g in release.graphs} == {
        "dataset",
        "vocabulary",
        "inferred",
        "closed-world",
        "metadata",
    }
