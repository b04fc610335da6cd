"""Resources over HTTP: 303, five formats, language, ETag, 404, 410, and why a statement holds."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import RDF, SKOS

from kg.release.leaving.departures import Withdrawal, departures
from server.pages import departed as departed_pages

HTML = {"Accept": "text/html"}
FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}
KINDS = ("Organisation", "SocialService", "Project", "Partnership", "MunicipalArea")
SAM = "https://w3id.org/samenspel/ns#"


@pytest.fixture(scope="module")
def things(app: Flask) -> dict[str, str]:
    """One thing of each kind, and one shared concept, as IRIs."""
    pool = app.extensions["samenspel"].pool
    found = {}
    for kind in KINDS:
        rows = pool.select(f"SELECT ?s {{ ?s a <{SAM}{kind}> }} ORDER BY ?s LIMIT 1")
        found[kind] = rows[0]["s"].value
    return found | {"Concept": "https://w3id.org/samenspel/id/concept/sphere/state"}


def path_of(iri: str) -> str:
    return "/" + re.sub(r"^https://(data\.example\.be|w3id\.org/samenspel)/", "", iri)


@pytest.mark.parametrize("kind", [*KINDS, "Concept"])
def test_a_thing_leads_to_its_document(
    kind: str, client: FlaskClient, things: dict[str, str]
) -> None:
    path = path_of(things[kind])
    reply = client.get(path)
    assert reply.status_code == 303
    assert reply.headers["Location"] == path.replace("/id/", "/doc/", 1)


@pytest.mark.parametrize("kind", [*KINDS, "Concept"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_document_is_data_by_accept_and_by_suffix(
    kind: str, suffix: str, client: FlaskClient, things: dict[str, str]
) -> None:
    iri, (media_type, syntax) = things[kind], FORMATS[suffix]
    page = path_of(iri).replace("/id/", "/doc/", 1)
    by_accept = client.get(page, headers={"Accept": f"text/html;q=0.3, {media_type}"})
    by_suffix = client.get(f"{page}.{suffix}")
    assert by_accept.status_code == by_suffix.status_code == 200
    assert by_accept.mimetype == by_suffix.mimetype == media_type
    assert "Accept" in by_accept.vary
    assert by_accept.headers["Access-Control-Allow-Origin"] == "*"
    for reply in (by_accept, by_suffix):
        triples = list(ox.parse(reply.data, format=syntax))
        assert any(str(triple.subject) == f"<{iri}>" for triple in triples)


@pytest.mark.parametrize("kind", [*KINDS, "Concept"])
def test_a_document_is_a_page_for_people(
    kind: str, client: FlaskClient, things: dict[str, str]
) -> None:
    reply = client.get(path_of(things[kind]).replace("/id/", "/doc/", 1), headers=HTML)
    text = reply.get_data(as_text=True)
    assert reply.status_code == 200 and reply.mimetype == "text/html"
    assert things[kind] in text, "the IRI is one click away"
    assert 'rel="alternate"; type="text/turtle"' in reply.headers["Link"]
    assert f'<{things[kind]}>; rel="describes"' in reply.headers["Link"]
    types = re.findall(r'<link rel="alternate"\s+type="([^"]+)"', text)
    feed = ["application/atom+xml"] if kind in ("MunicipalArea", "Dataset") else []
    assert types == [*feed, *(media_type for media_type, _ in FORMATS.values())]


def test_an_unchanged_release_answers_304_per_format_and_language(
    client: FlaskClient, things: dict[str, str]
) -> None:
    page = path_of(things["Project"]).replace("/id/", "/doc/", 1)
    tags = set()
    for headers in (
        {"Accept": "text/html", "Accept-Language": "nl"},
        {"Accept": "text/html", "Accept-Language": "fr"},
        {"Accept": "text/turtle"},
    ):
        tag = client.get(page, headers=headers).headers["ETag"]
        again = client.get(page, headers={**headers, "If-None-Match": tag})
        assert again.status_code == 304 and not again.data
        tags.add(tag)
    assert len(tags) == 3


def test_what_no_format_satisfies_is_406(client: FlaskClient, things: dict[str, str]) -> None:
    page = path_of(things["Project"]).replace("/id/", "/doc/", 1)
    reply = client.get(page, headers={"Accept": "image/png"})
    assert reply.status_code == 406
    assert "text/turtle" in reply.get_data(as_text=True)


def test_a_slip_in_an_address_gets_the_nearest_names(client: FlaskClient) -> None:
    reply = client.get("/doc/concept/right/juridiche-bijstand", headers=HTML)
    assert reply.status_code == 404
    assert "/doc/concept/right/legal-assistance" in reply.get_data(as_text=True)
    told = client.get("/doc/area/nowhere-at-all", headers={"Accept": "text/turtle"})
    assert told.status_code == 404 and told.mimetype == "application/problem+json"
    assert json.loads(told.data)["type"] == "/errors/SAM-H404"


def test_the_formats_there_are_come_as_a_member_of_the_problem(client: FlaskClient) -> None:
    for path in ("/doc/area/99001", "/sparql?query=ASK{}"):
        told = json.loads(client.get(path, headers={"Accept": "image/png"}).data)
        assert told["code"] == "SAM-H406" and "text/turtle" in told["offered"], path


def test_a_withdrawn_address_is_410(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = "https://data.example.be/id/organisation/withdrawn-one"
    known = departures([Withdrawal(gone, "2026-11-30", "A double.")])
    monkeypatch.setattr(departed_pages, "departures", lambda service: known)
    page = client.get("/doc/organisation/withdrawn-one", headers=HTML)
    told = client.get("/doc/organisation/withdrawn-one", headers={"Accept": "application/json"})
    data = client.get("/doc/organisation/withdrawn-one.ttl")
    assert page.status_code == told.status_code == data.status_code == 410
    assert "A double." in page.text
    assert json.loads(told.data)["code"] == "SAM-H410"
    assert data.content_type.startswith("text/turtle")


def test_any_iri_in_the_graph_has_a_page(client: FlaskClient, things: dict[str, str]) -> None:
    other = client.get("/resource?iri=http://www.w3.org/ns/org%23Organization", headers=HTML)
    assert other.status_code == 200
    own = client.get(f"/resource?iri={quote(things['Project'], safe='')}", headers=HTML)
    assert own.status_code == 303 and own.headers["Location"].startswith("/doc/project/")
    assert client.get("/resource?iri=https://nowhere.example/x").status_code == 404
    assert client.get("/resource?iri=not an iri").status_code == 400


def test_the_explanation_of_a_delivered_statement_names_row_and_column(
    app: Flask, client: FlaskClient
) -> None:
    rows = app.extensions["samenspel"].pool.select(
        f"SELECT ?s ?o {{ ?s a <{SAM}Organisation> ; <{SAM}primeSector> ?o }} ORDER BY ?s LIMIT 1"
    )
    subject, value = rows[0]["s"].value, rows[0]["o"].value
    reply = client.get(
        "/why", query_string={"s": subject, "p": f"{SAM}primeSector", "o": value}, headers=HTML
    )
    text = reply.get_data(as_text=True)
    assert reply.status_code == 200
    assert re.search(r"rij \d+ van [\w-]+\.(csv|tsv|json)", text)
    assert "Kolom" in text and ".yml" in text


def test_the_explanation_of_an_inferred_statement_names_rule_and_premises(
    app: Flask, client: FlaskClient
) -> None:
    pool = app.extensions["samenspel"].pool
    for predicate in (f"{SAM}mixesSector", f"{SAM}inZone"):
        rows = pool.select(f"SELECT ?s ?o {{ ?s <{predicate}> ?o }} ORDER BY ?s LIMIT 1")
        subject, value = rows[0]["s"].value, rows[0]["o"].value
        reply = client.get(
            "/why", query_string={"s": subject, "p": predicate, "o": value}, headers=HTML
        )
        text = reply.get_data(as_text=True)
        assert "Afgeleid, niet door iemand ingevoerd" in text
        assert '<ol class="trace"' in text, f"the premises of {predicate}"


def test_a_hybrid_zone_is_not_explained_by_the_rule_of_pure_zones(
    app: Flask, client: FlaskClient
) -> None:
    zone = "https://w3id.org/samenspel/id/concept/zone/third-public"
    rows = app.extensions["samenspel"].pool.select(
        f"SELECT ?s {{ ?s <{SAM}inZone> <{zone}> }} ORDER BY ?s LIMIT 1"
    )
    reply = client.get(
        "/why",
        query_string={"s": rows[0]["s"].value, "p": f"{SAM}inZone", "o": zone, "lang": "en"},
        headers=HTML,
    )
    text = reply.get_data(as_text=True)
    assert "one of the nine hybrid zones" in text and "a pure zone" not in text


def test_data_of_a_much_used_property_say_that_they_hold_a_part(client: FlaskClient) -> None:
    for iri, told in ((str(RDF.type), True), (str(SKOS.closeMatch), False)):
        query = urlencode({"iri": iri})
        text = client.get(f"/resource?{query}", headers={"Accept": "text/turtle"}).text
        assert ("1000 of the statements with this property" in text) == told


def test_incoming_links_are_paged_without_gaps(app: Flask, client: FlaskClient) -> None:
    kind = f"{SAM}Organisation"
    service = app.extensions["samenspel"]
    expected = {
        row["s"].value for row in service.pool.select(f"SELECT DISTINCT ?s {{ ?s a <{kind}> }}")
    }
    seen: list[str] = []
    predicate = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    address: str | None = f"/incoming?{urlencode({'iri': kind, 'p': predicate})}"
    while address:
        text = client.get(address, headers=HTML).get_data(as_text=True)
        section = text[text.index('<ul class="list">') :]
        seen += re.findall(r'<li><div><a href="/doc/([^"]+)"', section)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen)) == len(expected)


def test_the_language_of_a_page_follows_the_reader(client: FlaskClient) -> None:
    def language(path: str, **headers: str) -> str:
        text = client.get(path, headers={**HTML, **headers}).get_data(as_text=True)
        found = re.search(r'<html lang="(\w+)"', text)
        assert found
        return found[1]

    header = "Accept-Language"
    assert language("/about") == "nl"
    assert language("/about", **{header: "de, fr-BE;q=0.8, en;q=0.5"}) == "fr"
    assert language("/about", **{header: "de"}) == "nl"
    assert language("/about?lang=en", **{header: "fr"}) == "en"
    assert language("/about") == "en", "a choice is remembered"


def test_a_theme_is_remembered_without_staying_in_the_address(client: FlaskClient) -> None:
    reply = client.get("/about?theme=dark", headers=HTML)
    assert reply.status_code == 303 and reply.headers["Location"] == "/about"
    assert 'data-theme="dark"' in client.get("/about", headers=HTML).get_data(as_text=True)
    client.get("/about?theme=system")
    assert "data-theme" not in client.get("/about", headers=HTML).get_data(as_text=True)
