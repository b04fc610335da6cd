"""What is said of a service must be usable: for each shape a world that fits and one that fails."""

from pathlib import Path

import pytest
import rdflib
from vocabulary_graph import ONTOLOGY, parse

from kg.validation.shapes import Shapes

PREFIXES = """
@prefix : <https://example.org/> .
@prefix sam: <https://w3id.org/samenspel/ns#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix locn: <http://www.w3.org/ns/locn#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <http://schema.org/> .
@prefix channel: <https://w3id.org/samenspel/id/concept/channel-kind/> .
@prefix status: <https://w3id.org/samenspel/id/concept/service-status/> .
@prefix life: <https://w3id.org/samenspel/id/concept/life-event/> .
@prefix currency: <http://publications.europa.eu/resource/authority/currency/> .
@prefix language: <http://publications.europa.eu/resource/authority/language/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CONTACT = ":c a m8g:ContactPoint ; m8g:telephone '09 000 11 22' ; "
PUBLIC = ":s a cpsv:PublicService ; "
HOURS = ":c schema:hoursAvailable :h . :h "
MONDAY = HOURS + "schema:dayOfWeek schema:Monday ; "
WORLDS = [
    ("SAM-S130", ":c a m8g:ContactPoint ; m8g:email 'a@b.example' .", ":c a m8g:ContactPoint ."),
    (
        "SAM-S131",
        CONTACT + "m8g:telephone '+32 9 000 11 22' .",
        CONTACT + "m8g:telephone 'bel ons' .",
    ),
    (
        "SAM-S132",
        CONTACT + "m8g:email 'mailto:onthaal@x.example' .",
        CONTACT + "m8g:email 'onthaal' .",
    ),
    (
        "SAM-S133",
        CONTACT + "m8g:email 'onthaal@x.example' .",
        CONTACT + "m8g:email 'an.peeters@x.example' .",
    ),
    (
        "SAM-S133",
        CONTACT + "m8g:email 'team1@x.example' .",
        CONTACT + "m8g:email 'mailto:A.Peeters@x.example' .",
    ),
    (
        "SAM-S134",
        HOURS + "schema:dayOfWeek schema:Monday .",
        HOURS + "schema:opens '09:00:00'^^xsd:time .",
    ),
    (
        "SAM-S134",
        HOURS + "schema:validFrom '2026-12-25'^^xsd:date .",
        HOURS + "a schema:OpeningHoursSpecification .",
    ),
    (
        "SAM-S135",
        HOURS + "schema:dayOfWeek schema:PublicHolidays .",
        HOURS + "schema:dayOfWeek :maandag .",
    ),
    ("SAM-S136", MONDAY + "schema:opens '09:00:00'^^xsd:time .", MONDAY + "schema:opens '9u' ."),
    (
        "SAM-S137",
        MONDAY + "schema:closes '12:00:00'^^xsd:time .",
        MONDAY + "schema:closes '12:00:00'^^xsd:time , '17:00:00'^^xsd:time .",
    ),
    (
        "SAM-S138",
        HOURS + "schema:validFrom '2026-12-25'^^xsd:date .",
        HOURS + "schema:validFrom '25/12' .",
    ),
    (
        "SAM-S139",
        ":k a m8g:Channel ; dct:type channel:counter .",
        ":k a m8g:Channel ; dct:type :loket .",
    ),
    ("SAM-S140", ":k a m8g:Cost ; dct:description 'naar inkomen'@nl .", ":k a m8g:Cost ."),
    ("SAM-S141", ":k a m8g:Cost ; m8g:hasValue 0.0 .", ":k a m8g:Cost ; m8g:hasValue -1.0 ."),
    (
        "SAM-S142",
        ":k a m8g:Cost ; m8g:hasValue 1.0 ; m8g:currency currency:EUR .",
        ":k a m8g:Cost ; m8g:hasValue 1.0 ; m8g:currency :euro .",
    ),
    ("SAM-S143", ":r a m8g:Requirement ; m8g:hasSupportingEvidence :e .", ":r a m8g:Requirement ."),
    ("SAM-S144", PUBLIC + "dct:language language:NLD .", PUBLIC + "dct:language :nl ."),
    ("SAM-S145", PUBLIC + "adms:status status:active .", PUBLIC + "adms:status channel:counter ."),
    (
        "SAM-S146",
        PUBLIC + "m8g:isGroupedBy life:having-debts .",
        PUBLIC + "m8g:isGroupedBy :verhuizen .",
    ),
    ("SAM-S147", PUBLIC + "sam:capacity 0 .", PUBLIC + "sam:capacity -3 ."),
    (
        "SAM-S148",
        PUBLIC + "sam:lastChecked '2026-05-04'^^xsd:date .",
        PUBLIC + "sam:lastChecked 'mei' .",
    ),
    (
        "SAM-S014",
        ":h a org:Site ; locn:address :a .",
        ":s a cpsv:PublicService ; locn:address :a .",
    ),
    ("SAM-S014", CONTACT + "locn:address :a .", ":g a sam:CitizenGroup ; locn:address :a ."),
]


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    folder = ONTOLOGY / "shapes"
    return Shapes([folder / "service-details.ttl", folder / "place.ttl"])


def codes(shapes: Shapes, world: str, file: Path) -> set[str]:
    data = rdflib.Graph().parse(data=PREFIXES + world, format="turtle")
    for scheme in ("channel-kind", "service-status", "life-event"):
        data += parse(ONTOLOGY / "concepts" / f"{scheme}.ttl")
    data += parse(ONTOLOGY / "modules" / "service.ttl")
    data.serialize(file, format="nt", encoding="utf-8")
    return {result.code for result in shapes.validate(file)}


@pytest.mark.parametrize(("code", "right", "wrong"), WORLDS)
def test_what_is_usable_passes_and_what_is_not_is_told(
    shapes: Shapes, tmp_path: Path, code: str, right: str, wrong: str
) -> None:
    assert codes(shapes, right, tmp_path / "right.nt") == set()
    assert codes(shapes, wrong, tmp_path / "wrong.nt") == {code}
