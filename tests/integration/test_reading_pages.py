"""What readers and programs get beside the facts: letters, references and words of schema.org."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal, URIRef
from reading_case import BASE, NASTY, make_meadow

from server import create_app

HTML = {"Accept": "text/html"}
SCHEMA = "https://schema.org/"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_meadow(tmp_path_factory.mktemp("weide") / "weide", months=1)[0]


@pytest.fixture(scope="module")
def client(state: Path) -> Iterator[FlaskClient]:
    app = create_app(state, workers=1)
    yield app.test_client()
    app.extensions["samenspel"].close()


def page(client: FlaskClient, path: str, lang: str = "en") -> str:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}", headers=HTML)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def letters(markup: str) -> list[tuple[str, dict[str, str]]]:
    """The letters of a page: to whom, and what they say."""
    found = []
    for address in re.findall(r'href="(mailto:[^"]+)"', markup):
        parts = urlsplit(unescape(address))
        said = {name: values[0] for name, values in parse_qs(parts.query).items()}
        found.append((unquote(parts.path), said))
    return found


def linked(markup: str) -> Graph:
    """What a page says in the words of schema.org, read as JSON-LD."""
    (text,) = SCRIPT.findall(markup)
    told = json.loads(text)
    assert told.pop("@context") == "https://schema.org"
    graph = Graph()
    graph.parse(data=json.dumps({"@context": {"@vocab": SCHEMA}, **told}), format="json-ld")
    return graph


@pytest.mark.parametrize("lang", ["nl", "en", "fr"])
def test_letter_about_a_statement_names_page_statement_and_cell(
    client: FlaskClient, lang: str
) -> None:
    found = letters(page(client, "/doc/area/1", lang))
    assert {to for to, _said in found} == {"kaarten@weide.example"}
    about_name = [said for _to, said in found if "naam" in said["body"] and "Weide" in said["body"]]
    assert about_name
    body = about_name[0]["body"]
    assert f"{BASE}doc/area/1" in body
    assert "gebieden.csv" in body
    assert re.search(r"\b2\b", body)
    assert "Weide" in about_name[0]["subject"]


def test_explanation_of_a_statement_has_the_letter_of_that_statement(client: FlaskClient) -> None:
    why = re.search(r'href="(/why\?[^"]*locatedIn[^"]*)"', page(client, "/doc/organisation/1"))
    assert why is not None
    found = letters(page(client, unescape(why[1])))
    assert [to for to, _said in found] == ["onthaal@weide.example"]
    assert "organisaties.csv" in found[0][1]["body"]


def test_letter_about_a_whole_page_names_its_address(client: FlaskClient) -> None:
    markup = page(client, "/doc/organisation/1")
    last = letters(markup)[-1]
    assert last[0] == "onthaal@weide.example"
    assert f"{BASE}doc/organisation/1" in last[1]["body"]


def test_contact_without_mail_leads_to_its_dataset_and_is_said(client: FlaskClient) -> None:
    markup = page(client, "/doc/service/les")
    assert not letters(markup)
    assert 'href="/doc/dataset/diensten"' in markup
    assert "loket welzijn" in markup


def test_what_no_dataset_says_leads_to_the_catalogue(client: FlaskClient) -> None:
    markup = page(client, "/doc/concept/sphere/state")
    assert not letters(markup)
    assert re.search(r'class="mend"><a href="/catalog"', markup)


@pytest.mark.parametrize(("path", "kind"), [
    ("organisation/1", "GovernmentOrganization"),
    ("service/les", "GovernmentService"),
    ("area/1", "City"),
    ("dataset/diensten", "Dataset"),
])  # fmt: skip
def test_page_says_in_schema_org_what_it_is(client: FlaskClient, path: str, kind: str) -> None:
    graph = linked(page(client, f"/doc/{path}"))
    assert (URIRef(f"{BASE}id/{path}"), RDF.type, URIRef(SCHEMA + kind)) in graph
    assert list(graph.objects(URIRef(f"{BASE}id/{path}"), URIRef(f"{SCHEMA}name")))


def test_name_with_markup_stays_data_in_the_script(client: FlaskClient) -> None:
    markup = page(client, "/doc/organisation/1")
    graph = linked(markup)
    assert Literal(NASTY, lang="nl") in set(graph.objects(None, URIRef(f"{SCHEMA}name")))
    assert "<script>alert" not in markup


def test_dataset_says_where_its_files_are_and_they_are_there(client: FlaskClient) -> None:
    graph = linked(page(client, "/doc/dataset/organisaties"))
    files = [str(url) for url in graph.objects(None, URIRef(f"{SCHEMA}contentUrl"))]
    assert len(files) == 3
    for url in files:
        answer = client.get(url.removeprefix(BASE.rstrip("/")))
        assert answer.status_code == 200, url
    licence = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")
    told = {str(value) for value in graph.objects(None, URIRef(f"{SCHEMA}license"))}
    assert told == {str(licence)}


def test_home_says_how_it_is_searched(client: FlaskClient) -> None:
    graph = linked(page(client, "/"))
    (template,) = graph.objects(None, URIRef(f"{SCHEMA}urlTemplate"))
    address = str(template).replace("{search_term_string}", "taalles").removeprefix(BASE[:-1])
    assert "/doc/service/les" in page(client, address)


def test_concepts_and_statements_say_nothing_in_schema_org(client: FlaskClient) -> None:
    assert not SCRIPT.findall(page(client, "/doc/concept/sphere/state"))


def test_text_from_right_to_left_says_so(client: FlaskClient) -> None:
    markup = page(client, "/doc/organisation/1")
    assert re.search(r'lang="ar" dir="rtl"[^>]*>بيت', markup)
    assert 'lang="nl" dir' not in markup


FORMS = {
    "bib": ("application/x-bibtex", r"url = \{(.*?)\}"),
    "ris": ("application/x-research-info-systems", r"UR  - (\S+)"),
    "json": ("application/vnd.citationstyles.csl+json", r'"URL": "(.*?)"'),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("thing", ["organisation/2", "dataset/diensten"])
def test_reference_leads_to_the_release_that_was_cited(
    client: FlaskClient, state: Path, thing: str, form: str
) -> None:
    media_type, where = FORMS[form]
    answer = client.get(f"/cite?{urlencode({'iri': f'{BASE}id/{thing}', 'format': form})}")
    assert answer.mimetype == media_type
    text = answer.get_data(as_text=True)
    assert "Dienst Welzijn van Weide" in text
    found = re.search(where, text)
    assert found is not None
    release = (state / "current").resolve().name
    assert found[1] == f"{BASE}releases/{release}/doc/{thing}"
    assert f"{found[1]}" in page(client, f"/doc/{thing}")
    again = client.get(answer.request.full_path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_reference_says_of_a_dataset_that_it_is_one(client: FlaskClient) -> None:
    def item(thing: str) -> dict[str, object]:
        query = urlencode({"iri": f"{BASE}id/{thing}", "format": "json"})
        (told,) = json.loads(client.get(f"/cite?{query}").get_data(as_text=True))
        return dict(told)

    assert item("dataset/diensten")["type"] == "dataset"
    assert item("organisation/2")["type"] == "webpage"


def test_signs_of_bibtex_in_a_name_are_escaped(client: FlaskClient) -> None:
    query = urlencode({"iri": f"{BASE}id/organisation/1"})
    text = client.get(f"/cite?{query}").get_data(as_text=True)
    assert r"\&" in text
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")


@pytest.mark.parametrize("query", ["", "?iri=x", f"?iri={BASE}id/organisation/2&format=doc"])
def test_reference_to_nothing_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/cite{query}").status_code == 400
    assert client.get(f"/cite?iri={BASE}id/organisation/99").status_code == 404
