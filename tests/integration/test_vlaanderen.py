"""The Flemish files, mapped as they are: what comes out, and what is reported about them.

The files are not part of the project. Numbers here were counted in the files by other means (csv,
rdflib, grep) before the mapping was run; some are counted again beside the result.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from absent import FLEMISH_FILES, needs_flemish_files
from dcat_ap import lacking, violations
from rdflib.namespace import SKOS
from vlaanderen import PUBLICATION, found, run

from server import create_app

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://vlaanderen.data.example.be/id/"
CODE = "http://data.vlaanderen.be/id/concept/BestuurseenheidClassificatieCode/"
MUNICIPALITY = CODE + "5ab0e9b8a3b2ca7c5e000001"
BESLUIT = rdflib.Namespace("http://data.vlaanderen.be/ns/besluit#")
EXT = rdflib.Namespace("http://mu.semte.ch/vocabularies/ext/")
PREFIXES = """
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX locn: <http://www.w3.org/ns/locn#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX cpsv: <http://purl.org/vocab/cpsv#>
PREFIX lpdc: <https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#>
PREFIX m8g: <http://data.europa.eu/m8g/>
PREFIX schema: <http://schema.org/>
PREFIX regorg: <http://www.w3.org/ns/regorg#>
PREFIX sam: <https://w3id.org/samenspel/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX area: <https://vlaanderen.data.example.be/id/area/>
PREFIX o: <https://vlaanderen.data.example.be/id/organisation/>
PREFIX kind: <https://w3id.org/samenspel/id/concept/kind/>
PREFIX trait: <https://w3id.org/samenspel/id/concept/trait/>
PREFIX zone: <https://w3id.org/samenspel/id/concept/zone/>
"""

pytestmark = [pytest.mark.slow, needs_flemish_files]
Ask = Callable[[str], list[tuple[str, ...]]]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with the publication built and published, and what the build said."""
    folder = tmp_path_factory.mktemp("vlaanderen")
    summary = run("build", "--sources", FLEMISH_FILES, "--state", folder, "--json")
    run("publish", "--state", folder)
    (folder / "summary.json").write_text(summary, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def report(state: Path) -> dict[str, Any]:
    """What the build counted, and its findings."""
    summary: dict[str, Any] = json.loads((state / "summary.json").read_text(encoding="utf-8"))
    findings = state / ".samenspel" / "reports" / f"{summary['release']}.json"
    return {**summary, "list": json.loads(findings.read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def ask(state: Path) -> Ask:
    store = pyoxigraph.Store.read_only(str(state / ".samenspel" / "current" / "store"))

    def answers(query: str) -> list[tuple[str, ...]]:
        found = store.query(PREFIXES + query)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return [tuple("" if v is None else v.value for v in row) for row in found]

    return answers


@pytest.fixture(scope="module")
def bodies() -> rdflib.Graph:
    """The list of local bodies, read by another library than the one that maps it."""
    return rdflib.Graph().parse(FLEMISH_FILES / "lblod-bestuurseenheden.ttl")


def number(ask: Ask, pattern: str, what: str = "?x") -> int:
    return int(ask(f"SELECT (COUNT(DISTINCT {what}) AS ?n) {{ {pattern} }}")[0][0])


def rows_of(file: str, encoding: str = "utf-8-sig", skip: int = 1) -> list[list[str]]:
    with (FLEMISH_FILES / file).open(encoding=encoding, newline="") as lines:
        return list(csv.reader(lines, delimiter=";"))[skip:]


# --- rows read --------------------------------------------------------------------------------


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


# --- local bodies -----------------------------------------------------------------------------


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


# --- areas and mergers ------------------------------------------------------------------------


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


# --- associations, participants, addresses -----------------------------------------------------


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


# --- agencies and hybrids -----------------------------------------------------------------------


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


# --- the catalogue's list and the services -------------------------------------------------------


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


def test_an_invalid_enterprise_number_is_one_row(ask: Ask) -> None:
    text = (ROOT / "ontology" / "questions" / "q07-invalid-enterprise-numbers.rq").read_text()
    rows = ask(text)  # prefixes that are declared twice are no fault
    assert len(rows) == 1
    assert rows[0][4] == "", "without a row in its place, no organisation is named"
