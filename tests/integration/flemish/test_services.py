"""The Flemish catalogue of services as mapped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import rdflib
from absent import FLEMISH_FILES, needs_flemish_files
from dcat_ap import lacking, violations
from vlaanderen import Ask, found, rows_of

from server import create_app

BASE = "https://vlaanderen.data.example.be/id/"
pytestmark = [pytest.mark.slow, needs_flemish_files]


def test_catalogue_entries_and_their_bodies(report: dict[str, Any], ask: Ask) -> None:
    rows = rows_of("lpdc-organisaties.csv", skip=2)
    keys = {f"{BASE}catalogue-entry/{(r[5] or r[0]).rsplit('/', 1)[-1]}" for r in rows}
    scheme = "https://productencatalogus.data.vlaanderen.be/id/conceptscheme/IPDCOrganisaties"
    assert {x for (x,) in ask(f"SELECT ?x {{ ?x skos:inScheme <{scheme}> }}")} == keys
    unknown = found(report, "SAM-M006", "lpdc-organisaties.csv")
    assert len(unknown) == 9
    lines = (FLEMISH_FILES / "lpdc-organisaties.csv").read_text(encoding="utf-8").splitlines()
    assert all(f["raw"] in lines[f["line"] - 1] for f in unknown)
    # every other local body is linked, also the districts, which have no enterprise number
    linked = ask("SELECT DISTINCT ?b { ?e skos:exactMatch ?b . ?b a sam:Organisation }")
    local = {r[5] for r in rows if r[4]}
    # and one more: the agency without a class keeps the IRI that its entry names
    assert len(linked) == len(local) - 9 + 1 == 1286


def test_services_are_the_latest_snapshots_and_not_archived(ask: Ask) -> None:
    services = ask(
        "SELECT DISTINCT ?n { ?x a cpsv:PublicService ; skos:prefLabel ?n"
        ' FILTER(LANG(?n) = "nl") } ORDER BY ?n'
    )
    assert [n for (n,) in services] == [
        "Akte van Belgische nationaliteit",
        "Essentiële instantie",
        "Minimalistische instantie updatet",
        "Registerplicht",
        "Toelating voor losse standplaats op een openbare markt",
    ]
    texts = ask("SELECT ?t { ?x a cpsv:PublicService ; dct:description ?t }")
    assert not [t for (t,) in texts if re.search(r"</?[a-z]|&[a-z]+;", t)]


def test_the_richest_service_keeps_its_parts_and_their_order(ask: Ask) -> None:
    """Each part is twice in the file, in two languages; a row is what belongs together there."""
    service = "?x a cpsv:PublicService ; skos:prefLabel ?n FILTER(STRSTARTS(?n, 'Akte'))"
    parts = {
        "m8g:holdsRequirement/m8g:hasSupportingEvidence/dct:title": ["Bewijs - 1", "Bewijs - 2"],
        "cpsv:follows/lpdc:hasWebsite/dct:title": [
            f"Procedure website titel - {rule} - {site}" for rule in (1, 2) for site in (1, 2)
        ],
        "m8g:contactPoint/locn:address/locn:locatorDesignator": ["1 bus a", "15 bus b"],
        "schema:startDate": ["2020-08-26"],
    }
    for path, values in parts.items():
        rows = ask(
            f"SELECT DISTINCT ?v {{ {service} ?x {path} ?v"
            " FILTER(LANG(?v) IN ('', 'nl')) } ORDER BY ?v"
        )
        assert [v for (v,) in rows] == values, path
    paired = ask(
        f"SELECT DISTINCT ?a ?b {{ {service} ?x m8g:holdsRequirement ?r . ?r dct:title ?a ;"
        " m8g:hasSupportingEvidence/dct:title ?b"
        " FILTER(LANG(?a) = 'en' && LANG(?b) = 'en') } ORDER BY ?a"
    )
    assert paired == [("Requirements - 1", "Evidence - 1"), ("Requirements - 2", "Evidence - 2")]


def test_the_catalogue_is_what_dcat_ap_asks(state: Path) -> None:
    app = create_app(state / ".samenspel", workers=1)
    try:
        answer = app.test_client().get("/catalog.ttl").data
    finally:
        app.extensions["samenspel"].close()
    catalogue = rdflib.Graph().parse(data=answer, format="turtle")
    assert violations(catalogue) == []
    assert lacking(catalogue) == []
