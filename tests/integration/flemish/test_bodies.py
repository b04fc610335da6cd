"""The Flemish files, mapped as they are: what comes out, and what is reported about them.

The files are not part of the project. Numbers here were counted in the files by other means (csv,
rdflib, grep) before the mapping was run; some are counted again beside the result.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import rdflib
from absent import FLEMISH_FILES, needs_flemish_files
from vlaanderen import Ask, found, number, rows_of

ROOT = Path(__file__).resolve().parents[3]
BASE = "https://vlaanderen.data.example.be/id/"
EXT = rdflib.Namespace("http://mu.semte.ch/vocabularies/ext/")
pytestmark = [pytest.mark.slow, needs_flemish_files]


def test_every_row_of_every_file_is_read(report: dict[str, Any]) -> None:
    rows = report["rows"]
    assert rows["gebieden-2025"]["sources/belgif-refnis2025.ttl"] == 624
    assert rows["lokale-besturen"]["sources/lblod-bestuurseenheden.ttl"] == 1288
    assert rows["ocmw-verenigingen"]["sources/lblod-ocmw-verenigingen-publiek.ttl"] == 84
    assert rows["ocmw-verenigingen"]["sources/lblod-ocmw-verenigingen-deelnemers.csv"] == 356
    assert rows["ocmw-verenigingen"]["sources/lblod-ocmw-verenigingen-adressen.csv"] == 83
    assert rows["agentschappen"]["sources/lblod-pevas.ttl"] == 48
    assert rows["agentschappen"]["sources/lblod-pevas-oprichters.csv"] == 19
    assert rows["lpdc-organisaties"]["sources/lpdc-organisaties.csv"] == 1557


def test_no_finding_beyond_the_expected(report: dict[str, Any]) -> None:
    assert report["findings"] == {
        "SAM-M001": 1,
        "SAM-M006": 13,
        "SAM-M007": 1,
        "SAM-M010": 9,
        "SAM-S090": 24,
        "SAM-S091": 48,
        "SAM-S002": 1,
    }


@pytest.mark.parametrize(
    ("kind", "count"),
    # 1,288 bodies, one without a code; a number shared by two; 84 associations of which 80 are
    # among the 83 of the list of bodies; agencies: 196 + 30 of public law and 48 of private law.
    [("municipality", 315), ("ocmw", 315), ("province", 5), ("ocmw-association-public", 87),
     ("autonomous-agency", 274)],
)  # fmt: skip
def test_bodies_by_kind(ask: Ask, kind: str, count: int) -> None:
    assert number(ask, f"?x org:classification kind:{kind}") == count


def test_bodies_in_all(ask: Ask) -> None:
    assert number(ask, "?x a sam:Organisation") == 1288 - 1 + 4 + 48


def test_each_body_has_one_name_and_no_two_share_it(ask: Ask) -> None:
    names = ask("SELECT DISTINCT ?x ?n { ?x a sam:Organisation ; skos:prefLabel ?n }")
    # two records of the source share one number (a finding below) and so are one body
    twice = [x for x, times in Counter(x for x, _ in names).items() if times > 1]
    assert twice == [f"{BASE}organisation/0202082078"]
    # the body with the wrong number stands in the source a second time, with the right one
    shared = [n for n, times in Counter(n for _, n in names).items() if times > 1]
    assert shared == ["Projectvereniging Regionaal Landschap Schelde-Durme"]


def test_municipality_and_ocmw_of_one_name_are_told_apart(ask: Ask) -> None:
    query = (
        'SELECT DISTINCT ?k ?n { ?x skos:altLabel "Lommel"@nl ; sam:kboNumber ?k ;'
        " skos:prefLabel ?n }"
    )
    assert sorted(ask(query)) == [
        ("0207473102", "Lommel (gemeente)"),
        ("0212194230", "OCMW Lommel"),
    ]


def test_invalid_enterprise_number_is_reported_with_its_line(
    report: dict[str, Any], ask: Ask
) -> None:
    (finding,) = found(report, "SAM-M007")
    assert finding["file"] == "lblod-bestuurseenheden.ttl"
    lines = (FLEMISH_FILES / finding["file"]).read_text(encoding="utf-8").splitlines()
    assert finding["raw"] == "0680397589"
    assert finding["raw"] in lines[finding["line"] - 1]
    # the body itself is not lost: it keeps the IRI of the source
    body = "http://data.lblod.info/id/bestuurseenheden/894c9265-c1fe-4db3-a5d7-104f34f2cf18"
    assert ask(f"SELECT ?n {{ <{body}> skos:prefLabel ?n }}") == [
        ("Projectvereniging Regionaal Landschap Schelde-Durme",)
    ]
    assert number(ask, '?x sam:kboNumber "0680397589"') == 0


def test_numbers_are_valid_and_establishments_are_no_enterprises(
    ask: Ask, bodies: rdflib.Graph
) -> None:
    numbers = {str(value) for value in bodies.objects(None, EXT.kbonummer)}
    valid = {n for n in numbers if n[0] in "01" and 97 - int(n[:8]) % 97 == int(n[8:])}
    assert len(numbers - valid) == 10  # nine districts and the wrong one
    published = {n for (n,) in ask("SELECT ?n { ?x sam:kboNumber ?n }")}
    assert valid <= published
    assert number(ask, "?x sam:establishmentNumber ?n") == 9
    assert number(ask, "?x sam:establishmentNumber ?n ; sam:kboNumber ?k") == 0


def test_body_without_a_code_and_a_number_used_twice_are_reported(
    report: dict[str, Any], ask: Ask
) -> None:
    (missing,) = found(report, "SAM-M001")
    assert (missing["file"], missing["column"]) == ("lblod-bestuurseenheden.ttl", "code")
    (twice,) = found(report, "SAM-M010", "lblod-bestuurseenheden.ttl")
    assert twice["raw"] == f"{BASE}organisation/0202082078"
    assert (
        number(ask, "?x a sam:Organisation ; skos:prefLabel 'Agentschap Binnenlands Bestuur'@nl")
        == 1
    )


def test_participants_are_members_with_known_partners(ask: Ask) -> None:
    rows = rows_of("lblod-ocmw-verenigingen-deelnemers.csv")
    assert (len(rows), len({r[0] for r in rows}), len({r[1] for r in rows})) == (356, 70, 262)
    pairs = ask(
        "SELECT DISTINCT ?a ?b { ?m a sam:Membership ; org:organization/sam:kboNumber ?a ;"
        " org:member/sam:kboNumber ?b }"
    )
    assert sorted(pairs) == sorted((a, b) for a, b, _ in rows)


def test_public_law_associations_are_no_hybrids_and_the_build_says_so(
    report: dict[str, Any], ask: Ask
) -> None:
    assert number(ask, "?x a sam:PublicLawOCMWAssociation , sam:PublicLawOrganisation") == 87
    assert number(ask, "?x a sam:PublicLawOCMWAssociation , sam:HybridOrganisation") == 0
    assert report["public_not_hybrid"] == 70


def test_addresses_are_read_as_windows_1252_and_belong_to_organisations(ask: Ask) -> None:
    rows = rows_of("lblod-ocmw-verenigingen-adressen.csv", "windows-1252")
    assert len(rows) == 83
    assert number(ask, "?o locn:address ?x . ?o a sam:Organisation") == 83
    others = "?o locn:address ?x . FILTER NOT EXISTS { ?o a sam:Organisation }"
    assert number(ask, others) == number(ask, f"{others} ?o a m8g:ContactPoint") > 0
    streets = {
        street
        for (street,) in ask(
            "SELECT ?s { ?o a sam:Organisation ; locn:address/locn:thoroughfare ?s }"
        )
    }
    assert streets == {row[1] for row in rows}
    assert ask("SELECT ?n { o:0267393663 locn:address/locn:locatorDesignator ?n }") == [
        ("70 Bus 3",)
    ]


def test_agencies_in_private_law_form_are_the_hybrids(ask: Ask) -> None:
    agencies = number(ask, "?x a sam:AutonomousAgency , sam:PrivateLawOrganisation")
    assert agencies == 48
    assert number(ask, "?x a sam:PublicInPrivateLawForm") == 48
    assert number(ask, "?x a sam:HybridOrganisation") == 48
    # the partner sector is not in the source, so the zone is unknown, never a guess
    assert number(ask, "?x a sam:HybridOrganisation ; sam:inZone zone:unknown") == 48
    assert number(ask, "?x a sam:PublicThirdHybrid") == 0
    assert number(ask, "?x a sam:PublicPrivateHybrid") == 0


def test_founders_are_evidence_where_the_source_names_them(ask: Ask) -> None:
    rows = rows_of("lblod-pevas-oprichters.csv")
    pairs = ask(
        "SELECT DISTINCT ?a ?b { ?x sam:foundedBy ?y . ?x sam:kboNumber ?a . ?y sam:kboNumber ?b }"
    )
    assert sorted(pairs) == sorted((a, b) for a, b, _ in rows)
    # They point to ownership; by kind all 48 agencies are owned by a government.
    assert (
        number(ask, "?x a sam:HybridOrganisation ; sam:indicatesTrait trait:public-ownership") == 18
    )
    assert number(ask, "?x a sam:HybridOrganisation ; sam:hasTrait trait:public-ownership") == 48
    assert number(ask, "?x a sam:HybridOrganisation ; sam:hasTrait trait:public-governance") == 48


def test_a_name_is_a_proposal_and_never_evidence(report: dict[str, Any], ask: Ask) -> None:
    text = (FLEMISH_FILES / "lblod-pevas.ttl").read_text(encoding="utf-8")
    names = re.findall(r'prefLabel\s+"([^"]+)"', text)
    assert len(names) == 48
    hinted = [n for n in names if re.search(r"(?i)\b(vzw|nv|cv|cvba|bv|bvba)\b", n)]
    assert len(found(report, "SAM-S090")) == len(hinted) == 24
    assert {f["severity"] for f in found(report, "SAM-S090")} == {"tip"}
    assert number(ask, "?x a sam:PrivateLawOrganisation ; sam:legalForm ?f") == 0
    assert number(ask, "?x a sam:PrivateLawOrganisation ; sam:hasTrait trait:third-ownership") == 0


def test_each_applied_trait_has_evidence_with_source_and_confidence(ask: Ask) -> None:
    implied = ask("SELECT ?c ?t { ?c sam:impliesTrait ?t }")
    evidence = ask(
        "SELECT ?c ?t { ?e a sam:TraitEvidence ; sam:evidenceFor ?c ; sam:evidenceTrait ?t ;"
        " sam:evidenceConfidence ?s ; sam:evidenceSource ?w }"
    )
    assert set(implied) <= set(evidence)
    assert len(set(evidence) - set(implied)) == 4  # weighed, and not applied


def test_an_invalid_enterprise_number_is_one_row(ask: Ask) -> None:
    text = (ROOT / "ontology" / "questions" / "q07-invalid-enterprise-numbers.rq").read_text()
    rows = ask(text)  # prefixes that are declared twice are no fault
    assert len(rows) == 1
    assert rows[0][4] == "", "without a row in its place, no organisation is named"
