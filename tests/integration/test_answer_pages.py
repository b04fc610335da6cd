"""Pages that answer over HTTP: sentence, table and files have the same rows."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from server.pages.views.answers import ANSWERS

HTML = {"Accept": "text/html", "Accept-Language": "nl"}
SAM = "https://w3id.org/samenspel/ns#"
IRI = "Adres in de gegevens (IRI)"
KASTANJEVELD = "https://data.example.be/id/area/99003"


def listed(client: FlaskClient, slug: str, **asked: str) -> list[dict[str, str]]:
    answer = client.get(f"/views/{slug}.csv", query_string=asked, headers=HTML)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def shown(client: FlaskClient, slug: str, **asked: str) -> str:
    return client.get(f"/views/{slug}", query_string=asked, headers=HTML).get_data(as_text=True)


def members(client: FlaskClient, pattern: str) -> set[str]:
    pool = client.application.extensions["samenspel"].pool
    return {row["x"].value for row in pool.select(f"SELECT DISTINCT ?x {{ {pattern} }}")}


@pytest.mark.parametrize("slug", sorted(ANSWERS))
def test_every_answer_has_a_sentence_files_and_its_question(client: FlaskClient, slug: str) -> None:
    page = shown(client, slug, all="1")
    assert re.search(r'<p class="answer">[^<]*\w[^<]*</p>', page)
    assert "De vraag achter deze bladzijde" in page
    assert page.index("<h1>") < page.index('class="answer"') < page.index("<table")
    for form in re.findall(rf'href="(/views/{slug}\.\w+)', page):
        assert client.get(form, headers=HTML).status_code == 200
    assert client.get(f"/views/{slug}.exe", headers=HTML).status_code == 404
    assert client.get(f"/views/{slug}?area=nowhere", headers=HTML).status_code == 400


@pytest.mark.parametrize("slug", sorted(ANSWERS))
def test_the_question_behind_an_answer_runs(client: FlaskClient, slug: str) -> None:
    page = shown(client, slug)
    path = re.search(r'href="(/sparql\?query=[^"]+)"', page)
    assert path is not None
    answer = client.get(path[1].replace("&amp;", "&"), headers={"Accept": "text/html"})
    assert answer.status_code == 200


def test_hybrids_are_those_of_the_graph(client: FlaskClient) -> None:
    rows = listed(client, "hybrids")
    assert {row[IRI] for row in rows} == members(client, f"?x a <{SAM}HybridOrganisation>")
    founded = members(
        client, f"?x a <{SAM}HybridOrganisation> ; <{SAM}foundedBy>|<{SAM}coFoundedBy> ?by"
    )
    assert {row[IRI] for row in rows if row["Opgericht door"] != "niet bekend"} == founded
    page = shown(client, "hybrids")
    assert f"{len(rows)} van de " in page
    assert f"Van {len(founded)} kennen we de oprichter" in page
    assert f"Van de andere {len(rows) - len(founded)} noemt geen bron" in page
    assert "/why?" in page


def test_an_area_and_a_kind_narrow_the_hybrids(client: FlaskClient) -> None:
    every = listed(client, "hybrids")
    here = listed(client, "hybrids", area=KASTANJEVELD)
    assert {row[IRI] for row in here} < {row[IRI] for row in every}
    assert all("Kastanjeveld" in row["Waar"] for row in here)
    kinds = ("public-private", "public-third", "private-third", "public-private-third", "unknown")
    parts = [listed(client, "hybrids", kind=kind) for kind in kinds]
    assert sorted(row[IRI] for part in parts for row in part) == sorted(row[IRI] for row in every)
    assert client.get("/views/hybrids?kind=both", headers=HTML).status_code == 400


def test_the_field_has_each_actor_once_and_counts_those_without_a_place(
    client: FlaskClient,
) -> None:
    rows = listed(client, "playing-field")
    actors = members(client, f"?x a <{SAM}Organisation>")
    assert sum(int(row["Aantal"]) for row in rows) == len(actors)
    unknown = int(rows[-1]["Aantal"])
    assert unknown
    page = shown(client, "playing-field")
    assert f"Van nog {unknown} is de hoofdsector niet bekend" in page
    assert 'href="#zone-unknown"' in page
    assert 'id="zone-unknown"' in page
    picture = client.get("/views/playing-field.svg").data
    assert ElementTree.fromstring(picture).tag.endswith("svg")


def test_a_province_lists_its_municipalities_and_its_hybrids(client: FlaskClient) -> None:
    pool = client.application.extensions["samenspel"].pool
    province = pool.select(f"SELECT ?x {{ ?x a <{SAM}Province> }}")[0]["x"].value
    rows = listed(client, "province", area=province)
    inside = members(client, f"?x a <{SAM}MunicipalArea> ; <{SAM}withinArea> <{province}>")
    assert {row[IRI] for row in rows} == inside
    page = shown(client, "province", area=province)
    assert "Oprichter niet bekend" in page
    for row in rows:
        here = listed(client, "hybrids", area=row[IRI])
        assert int(row["Die werelden mengen"]) == len(here)
