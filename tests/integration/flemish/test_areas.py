"""The Flemish areas as mapped: regions, municipalities and the mergers between them."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest
import rdflib
from absent import FLEMISH_FILES, needs_flemish_files
from rdflib.namespace import SKOS
from vlaanderen import PUBLICATION, Ask, found, number

BASE = "https://vlaanderen.data.example.be/id/"
CODE = "http://data.vlaanderen.be/id/concept/BestuurseenheidClassificatieCode/"
MUNICIPALITY = CODE + "5ab0e9b8a3b2ca7c5e000001"
BESLUIT = rdflib.Namespace("http://data.vlaanderen.be/ns/besluit#")
pytestmark = [pytest.mark.slow, needs_flemish_files]


def test_current_municipalities_of_flanders(ask: Ask) -> None:
    flemish = "?x a sam:MunicipalArea ; sam:withinArea area:02000"
    current = "FILTER NOT EXISTS { ?x sam:validUntil ?end }"
    assert number(ask, f"{flemish} {current}") == 285
    assert number(ask, f"?x a sam:MunicipalArea {current}") == 285 + 261 + 19


def test_leading_zero_of_regions_is_put_back(ask: Ask) -> None:
    assert ask("SELECT ?c ?n { ?x a sam:Region ; sam:nisCode ?c ; skos:prefLabel ?n "
               'FILTER(LANG(?n) = "nl") } ORDER BY ?c') == [
        ("02000", "Vlaams Gewest"),
        ("03000", "Waals Gewest"),
        ("04000", "Brussels Hoofdstedelijk Gewest"),
    ]  # fmt: skip


def test_every_municipality_and_ocmw_governs_a_territory(ask: Ask) -> None:
    for kind in ("MunicipalGovernment", "OCMW"):
        assert number(ask, f"?x a sam:{kind} ; sam:governs ?a") == 315


def test_the_35_names_that_are_gone_are_resolved_by_merger(ask: Ask, bodies: rdflib.Graph) -> None:
    areas = rdflib.Graph().parse(FLEMISH_FILES / "belgif-refnis2025.ttl")
    known = {str(n) for n in areas.objects(None, SKOS.prefLabel) if n.language == "nl"}
    municipalities = bodies.subjects(BESLUIT.classificatie, rdflib.URIRef(MUNICIPALITY))
    names = {str(bodies.value(body, SKOS.prefLabel)) for body in municipalities}
    gone = names - known
    assert len(gone) == 35
    resolved = ask(
        "SELECT DISTINCT ?name ?day { ?x a sam:MunicipalGovernment ; skos:altLabel ?name ;"
        " sam:governs ?a . ?a sam:validUntil ?day ; sam:mergedInto ?b . ?b skos:prefLabel ?new }"
    )
    assert gone <= {name for name, _ in resolved}
    assert {day for _, day in resolved} == {"2018-12-31", "2024-12-31"}


def test_the_reviewed_mergers_agree_with_the_list_of_areas() -> None:
    text = (FLEMISH_FILES / "belgif-refnis2025.ttl").read_text(encoding="utf-8")
    merged = {}
    for block in text.split("\n\n"):
        heading = re.match(r"<http://vocab\.belgif\.be/auth/refnis2025/(\d{5})> a", block)
        match = re.search(r"skos:narrowMatch (.*?) ;", block, re.DOTALL)
        if heading and match:
            for old in re.findall(r"refnis2019/(\d{5})>", match[1]):
                merged[old] = heading[1]
    merged = {old: new for old, new in merged.items() if old != new and not old.endswith("000")}
    with (PUBLICATION / "tables" / "gemeenten-voor-fusie.csv").open(encoding="utf-8") as file:
        table = {r["nis"]: r["opgegaan in"] for r in csv.DictReader(file, delimiter=";")
                 if r["fusiejaar"] != "2019"}  # fmt: skip
    assert table == merged


def test_contradictions_in_the_list_of_areas_are_left_out_and_reported(
    report: dict[str, Any], ask: Ask
) -> None:
    remarks = [f["raw"] for f in found(report, "SAM-S091", "belgif-refnis2025.ttl")]
    assert sorted(remarks) == [f"{BASE}area/{nis}" for nis in ("37021", "37022", "71071")]
    assert number(ask, "area:37022 sam:validUntil ?x") == 0
    # Wingene names no arrondissement; the arrondissement of Tielt names Wingene
    assert ("https://vlaanderen.data.example.be/id/area/37000",) in ask(
        "SELECT ?x { area:37021 sam:withinArea ?x }"
    )


def test_addresses_in_merged_municipalities_are_reported(report: dict[str, Any]) -> None:
    missed = found(report, "SAM-M006", "adressen.csv")
    lines = (FLEMISH_FILES / "lblod-ocmw-verenigingen-adressen.csv").read_bytes().splitlines()
    assert [(f["row"], f["raw"]) for f in sorted(missed, key=lambda f: f["row"])] == [
        (17, "Merelbeke"),
        (21, "Tongeren"),
        (24, "Nazareth"),
        (56, "Beveren"),
    ]
    assert all(f["raw"].encode() in lines[f["line"] - 1] for f in missed)
