"""Keys that differ in their spelling only are told with both places; other keys never are."""

from __future__ import annotations

import csv
import json
import re
from typing import Any

import pytest
from click.testing import CliRunner
from publishing import configure

from kg.cli import samenspel
from kg.release.spellings import MOST

BASE = "https://data.lebbeke.example/"
HEAD = f"""
prefixes: {{ ex: "{BASE}id/" }}
mappings:
"""
LINK = """
  koppel:
    sources:
      - access: koppel_0.csv
        referenceFormulation: csv
        samenspel: { encoding: utf-8 }
    s: ex:koppel/$(code)
    po:
      - p: org:linkedTo
        o:
          mapping: band_0
          condition:
            function: equal
            parameters: [[str1, $(van)], [str2, $(code)]]
"""
RULE = """
  {name}:
    sources:
      - access: {name}.csv
        referenceFormulation: csv
        samenspel: {{ encoding: utf-8 }}
    s: {subject}
    po:
      - [a, foaf:Group]
      - [rdfs:label, $(naam), nl~lang]
      - [dct:relation, ex:{kind}/$(van)~iri]
"""

PAIRS = [
    ("OCMW-01", "ocmw-01"),
    ("OCMW-01", "OCMW 01"),
    ("LW.O.9", "lw-o9"),
    ("Chiro Één", "chiro_één"),
    ("0206.731.645", "0206731645"),
    ("0206731645", "BE 0206 731 645"),
    ("206731645", "BE0206.731.645"),
    ("23 099", "23099"),
]
OTHERS = [
    ["1-11", "11-1", "111"],
    ["1.1", "11", "1.1.1", "111"],
    ["A+", "A-", "A"],
    ["-1", "1"],
    ["pre", "pré"],
    ["C#", "C++", "C"],
    ["2020-21", "2020-12", "202-120"],
    ["a1", "a2", "b1"],
    ["..", ".", "50%", "%E9"],
]
AROUND = ["#id", "/zetel"]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What `check` tells of the spelling of keys, each table being `KIND_N` with a path KIND."""
    folder = tmp_path_factory.mktemp("lebbeke")
    tables: dict[str, tuple[str, list[tuple[str, str]]]] = {}

    def table(kind: str, number: int, *codes: str, van: str = "", subject: str = "") -> None:
        rows = [(code, van if code == codes[-1] else "") for code in codes]
        tables[f"{kind}_{number}"] = subject or f"ex:{kind}/$(code)", rows

    for n, (one, other) in enumerate(PAIRS):
        table(f"paar{n}", 0, "z", one)
        table(f"paar{n}", 1, "y", "x", other)
    for n, codes in enumerate(OTHERS):
        table(f"ander{n}", 0, *codes)
    for n, around in enumerate(AROUND):
        keys = ("OCMW-01", "CAW", "ocmw-01")
        table(f"rond{n}", 0, *keys, subject=f"ex:rond{n}/$(code){around}")
    for n, code in enumerate(["kring", "Kring", "Kring"]):
        table("meest", n, code)
    table("band", 0, "OCMW-01")
    table("band", 1, "x", "y", van="ocmw 01")
    table("rij", 0, "Kring", "kring", subject="ex:rij/$(_sourceRow)")
    table("veel", 0, *(f"{letter}{n}" for n in range(MOST + 15) for letter in "Qq"))

    missed = [f"{letter}{n}" for n in range(MOST + 15) for letter in "Qq"]
    table("mis", 0, *missed[::2])
    tables["mis_1"] = "ex:misser/$(code)", [(f"{n}", key) for n, key in enumerate(missed[1::2])]

    rules = [
        RULE.format(name=name, kind=name.split("_")[0], subject=subject)
        for name, (subject, _) in tables.items()
    ]
    configure(folder, BASE, "lijsten")
    (folder / "lijsten.yml").write_text(HEAD + "".join(rules) + LINK, encoding="utf-8")
    tables["koppel_0"] = "", [("a", "OCMW-01"), ("b", "ocmw.01"), ("c", "CAW")]
    for name, (_, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                [("code", "naam", "van"), *((code, "Ploeg", van) for code, van in rows)]
            )
    report = folder / "report.json"
    done = CliRunner().invoke(samenspel, ["check", str(folder), "--report", str(report)])
    assert done.exit_code in (0, 1), done.output
    found = json.loads(report.read_text(encoding="utf-8"))
    return [f for f in found if f["code"] in ("SAM-M024", "SAM-M006")]


def of(told: list[dict[str, Any]], kind: str) -> list[tuple[Any, ...]]:
    """The file, row, column, value, other place and guess of what is told of a kind."""
    fields = ("file", "row", "column", "raw", "expected", "guess")
    return [tuple(f[k] for k in fields) for f in told if f["file"].startswith(f"{kind}_")]


@pytest.mark.parametrize("n", range(len(PAIRS)), ids=[" or ".join(pair) for pair in PAIRS])
def test_two_spellings_in_two_files(told: list[dict[str, Any]], n: int) -> None:
    one, other = PAIRS[n]
    place = f"= rij / row / ligne 3 paar{n}_0.csv"
    assert of(told, f"paar{n}") == [(f"paar{n}_1.csv", 4, "code", other, place, one)]


@pytest.mark.parametrize("n", range(len(OTHERS)), ids=map(" and ".join, OTHERS))
def test_keys_that_are_not_alike(told: list[dict[str, Any]], n: int) -> None:
    assert of(told, f"ander{n}") == []


def test_the_spelling_that_is_written_most_is_proposed(told: list[dict[str, Any]]) -> None:
    place = "= rij / row / ligne 2 meest_1.csv"
    assert of(told, "meest") == [("meest_0.csv", 2, "code", "kring", place, "Kring")]


def test_a_link_that_just_misses(told: list[dict[str, Any]]) -> None:
    place = "= rij / row / ligne 2 band_0.csv"
    assert of(told, "band") == [("band_1.csv", 3, "van", "ocmw 01", place, "OCMW-01")]


@pytest.mark.parametrize("n", range(len(AROUND)), ids=AROUND)
def test_what_stands_behind_a_key_is_no_part_of_it(told: list[dict[str, Any]], n: int) -> None:
    assert [finding[1:4] for finding in of(told, f"rond{n}")] == [(4, "code", "ocmw-01")]


def test_rows_without_keys_are_not_compared(told: list[dict[str, Any]]) -> None:
    assert of(told, "rij") == []


def test_many_are_told_in_part_and_counted(told: list[dict[str, Any]]) -> None:
    found = of(told, "veel")
    assert len([f for f in found if f[1] is not None]) == MOST
    assert [f[:4] for f in found if f[1] is None] == [("veel_0.csv", None, "code", None)]
    (counted,) = [f for f in told if f["file"] == "veel_0.csv" and f["row"] is None]
    assert "15" in json.dumps(counted)


def test_links_that_just_miss_are_counted_too(told: list[dict[str, Any]]) -> None:
    assert len([f for f in of(told, "mis") if f[1] is not None]) == MOST
    counted = [f for f in told if f["file"].startswith("mis_") and f["row"] is None]
    assert [re.findall(r"\d+", f["title"]) for f in counted] == [["15"]]


def test_it_warns_and_says_what_to_do(told: list[dict[str, Any]]) -> None:
    assert {f["severity"] for f in told if f["code"] == "SAM-M024"} == {"warning"}


def test_a_join_that_just_misses(told: list[dict[str, Any]]) -> None:
    found = [(f["row"], f["raw"], f["guess"]) for f in told if f["code"] == "SAM-M006"]
    assert found == [(3, "ocmw.01", "OCMW-01"), (4, "CAW", None)]
