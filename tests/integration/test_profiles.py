"""A document in the words of another vocabulary: true ones, and only those of that one."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

BASE = "https://data.example.be/id/"
SCHEMA = "http://schema.org/"
HSDS = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/"
IPDC = "https://productencatalogus.data.vlaanderen.be/"
M8G = "http://data.europa.eu/m8g/"
CPSV = "http://purl.org/vocab/cpsv#"
DCT = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
BESLUIT = "http://data.vlaanderen.be/ns/besluit#"
# A meal service of the OCMW of Lindewater, and the OCMW itself.
QUERY = """
PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?service ?provider {
  ?service a sam:PublicSocialService ; sam:providedBy ?provider ; sam:forTargetGroup ?group ;
           sam:inServiceSector <https://w3id.org/samenspel/id/concept/service-sector/housing> .
  ?provider a sam:OCMW
} ORDER BY ?service LIMIT 1"""


@pytest.fixture(scope="module")
def service(app: Flask) -> tuple[str, str]:
    """A public social service in housing, and the OCMW that provides it."""
    (row,) = app.extensions["samenspel"].pool.select(QUERY)
    return row["service"].value, row["provider"].value


def said(client: FlaskClient, iri: str, profile: str) -> set[tuple[str, str, str]]:
    """The statements of a document in a profile, but for those about the document itself."""
    path = iri.replace(BASE, "/doc/")
    reply = client.get(f"{path}.nt?_profile={profile}")
    assert reply.status_code == 200, reply.text
    quads = ox.parse(reply.data, format=ox.RdfFormat.N_TRIPLES)
    return {
        (q.subject.value, q.predicate.value, q.object.value)  # type: ignore[union-attr]
        for q in quads
        if not q.subject.value.startswith("https://data.example.be/doc/")  # type: ignore[union-attr]
    }


TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.mark.parametrize(
    ("profile", "kind", "provider", "name"),
    [
        ("schema-org", f"{SCHEMA}GovernmentService", f"{SCHEMA}provider", f"{SCHEMA}name"),
        ("cpsv-ap", f"{CPSV}PublicService", None, f"{DCT}title"),
        ("ipdc", f"{IPDC}ns/ipdc-lpdc#InstancePublicService",
         f"{IPDC}ns/ipdc-lpdc#hasExecutingAuthority", None),
        ("open-referral", f"{HSDS}service.json", f"{HSDS}service.json#/properties/organization",
         f"{HSDS}service.json#/properties/name"),
    ],
)  # fmt: skip
def test_a_service_is_written_in_each_vocabulary_and_in_no_other(
    profile: str,
    kind: str,
    provider: str | None,
    name: str | None,
    client: FlaskClient,
    service: tuple[str, str],
) -> None:
    iri, ocmw = service
    found = said(client, iri, profile)
    assert (iri, TYPE, kind) in found
    assert provider is None or (iri, provider, ocmw) in found
    assert name is None or any(s == iri and p == name for s, p, _ in found)
    assert not any("samenspel/ns#" in p or "samenspel/ns#" in o for _, p, o in found)


def test_codes_are_written_as_the_wider_codes_of_others(
    client: FlaskClient, service: tuple[str, str]
) -> None:
    found = said(client, service[0], "ipdc")
    assert (service[0], f"{M8G}thematicArea", f"{IPDC}id/concept/Thema/BouwenWonen") in found
    targets = {o for _, p, o in found if p == f"{IPDC}ns/ipdc-lpdc#targetAudience"}
    assert targets == {f"{IPDC}id/concept/Doelgroep/Burger"}
    assert not any("samenspel/id/concept" in s for s, _, _ in found)


def test_what_a_document_points_to_has_its_kind_and_name(
    client: FlaskClient, service: tuple[str, str]
) -> None:
    iri, ocmw = service
    found = said(client, iri, "open-referral")
    assert (ocmw, TYPE, f"{HSDS}organization.json") in found
    about = {p for s, p, _ in found if s == ocmw}
    assert f"{HSDS}organization.json#/properties/name" in about
    assert f"{HSDS}service.json#/properties/name" not in about


def test_a_government_is_one_in_oslo(client: FlaskClient, service: tuple[str, str]) -> None:
    found = said(client, service[1], "oslo")
    assert (service[1], TYPE, f"{BESLUIT}Bestuurseenheid") in found
    assert any(s == service[1] and p == f"{BESLUIT}werkingsgebied" for s, p, _ in found)


def test_documents_in_other_words_are_offered_and_an_unknown_one_is_named(
    client: FlaskClient, service: tuple[str, str]
) -> None:
    path = service[0].replace(BASE, "/doc/")
    page = client.get(path, headers={"Accept": "text/html"})
    assert f'{path}.jsonld?_profile=schema-org"' in page.text
    assert 'profile="https://w3id.org/samenspel/ns/align/schema-org"' in page.headers["Link"]
    browser = client.get(f"{path}?_profile=schema-org", headers={"Accept": "text/html"})
    assert browser.mimetype == "application/ld+json"
    unknown = client.get(f"{path}.ttl?_profile=marc")
    assert unknown.status_code == 406
    assert "_profile=open-referral" in unknown.text


def test_a_document_without_terms_of_another_vocabulary_says_what_it_is(
    client: FlaskClient,
) -> None:
    reply = client.get("/doc/area/99001.nt?_profile=open-referral")
    assert f"<{BASE}area/99001>" in reply.text
    assert "https://w3id.org/samenspel/ns/align/open-referral" in reply.text
