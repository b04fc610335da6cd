"""Social Houses and who helps over HTTP: the nearest is the nearest, and how it is reached."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from server.draw.places import kilometres, read_point

HTML = {"Accept": "text/html", "Accept-Language": "nl"}
BASE = "https://data.example.be/id/"
SAM = "https://w3id.org/samenspel/ns#"
GEO = "http://www.opengis.net/ont/geosparql#"
IRI = "Adres in de gegevens (IRI)"


def listed(client: FlaskClient, view: str = "social-house", **asked: str) -> list[dict[str, str]]:
    answer = client.get(f"/views/{view}.csv", query_string=asked, headers=HTML)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def text(client: FlaskClient, path: str, **asked: str) -> str:
    answer = client.get(path, query_string=asked, headers=HTML)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.get_data(as_text=True)))


def points(client: FlaskClient, cls: str) -> dict[str, str]:
    pool = client.application.extensions["samenspel"].pool
    rows = pool.select(
        f"SELECT ?x ?wkt {{ ?x a <{SAM}{cls}> ; <{GEO}hasGeometry>/<{GEO}asWKT> ?wkt }}"
    )
    return {row["x"].value: row["wkt"].value for row in rows}


def test_all_houses_of_the_graph_are_listed(client: FlaskClient) -> None:
    pool = client.application.extensions["samenspel"].pool
    houses = {r["h"].value for r in pool.select(f"SELECT ?h {{ ?h a <{SAM}SocialHouse> }}")}
    rows = listed(client)
    assert {row[IRI] for row in rows} == houses
    assert f"We kennen {len(houses)} Sociale Huizen" in text(client, "/views/social-house")


def test_from_every_village_the_nearest_point_comes_first(client: FlaskClient) -> None:
    houses, villages = points(client, "SocialHouse"), points(client, "SubMunicipality")
    assert len(villages) > 5
    for village, wkt in villages.items():
        here = read_point(wkt)
        assert here is not None
        far = {
            iri: kilometres(here, place) for iri, w in houses.items() if (place := read_point(w))
        }
        order = [row[IRI] for row in listed(client, area=village) if row[IRI] in far]
        assert order == sorted(far, key=lambda iri: far[iri])


def test_a_house_without_a_point_stands_in_its_municipality(client: FlaskClient) -> None:
    rows = listed(client, place="Molenvoorde-dorp")
    names = [row["Sociaal Huis"] for row in rows]
    assert names[:2] == ["Sociaal Huis Molenvoorde", "Sociaal Huis Broekdam"]
    assert rows[1]["Afstand"] == ""
    assert rows[1]["Hoe dichtbij"] == "in dezelfde gemeente"


@pytest.mark.parametrize("typed", ["Hoogmeers", "hoogmeers", "HOOGMEERS ", "hoogmers"])
def test_a_village_is_found_however_it_is_typed(client: FlaskClient, typed: str) -> None:
    said = text(client, "/views/social-house", place=typed)
    assert "Het dichtstbijzijnde Sociaal Huis voor Hoogmeers is Sociaal Huis Molenvoorde" in said
    assert "Molenplein 12, 9910 Molenvoorde" in said
    page = client.get("/views/social-house", query_string={"place": typed}, headers=HTML).text
    assert 'href="tel:090005000"' in page
    assert re.search(r"maandag</th><td>09:00–12:00, 17:00–19:00", page)


def test_of_several_places_one_is_chosen_and_an_unknown_one_is_said(client: FlaskClient) -> None:
    page = client.get("/views/social-house?place=molenv", headers=HTML).text
    assert "Welke plaats bedoelt u?" in page
    assert f"area={BASE}area/99002".replace(":", "%3A").replace("/", "%2F") in page
    assert "De gegevens kennen geen plaats" in text(client, "/views/social-house", place="Xyzzyq")
    for area in ("no iri", f"{BASE}area/90000", f"{BASE}organisation/0999507596"):
        answer = client.get("/views/social-house", query_string={"area": area}, headers=HTML)
        assert answer.status_code == 400


def test_the_map_has_the_houses_that_have_a_point(client: FlaskClient) -> None:
    placed = points(client, "SocialHouse")
    told = json.loads(client.get("/views/social-house.geojson", headers=HTML).data)
    assert {one["id"] for one in told["features"]} == set(placed)
    picture = ElementTree.fromstring(client.get("/views/social-house.svg", headers=HTML).data)
    assert sum(one.tag.endswith("circle") for one in picture.iter()) == len(placed)
    assert client.get("/views/social-house.pdf", headers=HTML).status_code == 404


def test_pages_of_places_lead_to_their_nearest_house(client: FlaskClient) -> None:
    for code in ("99002", "99002C", "99001-vlasveld"):
        page = client.get(f"/doc/area/{code}", headers=HTML).text
        assert "/views/social-house?area=https%3A//data.example.be/id/area/" + code in page
    assert "/views/social-house?area=" not in client.get("/doc/area/90000", headers=HTML).text
    assert 'href="/views/social-house"' in client.get("/", headers=HTML).text


def test_who_helps_is_ordered_by_nearness_and_reached(client: FlaskClient) -> None:
    rows = listed(client, "help", need="schuldbemiddeling", place="Molenvoorde")
    assert [row["Aangeboden door"] for row in rows] == ["OCMW Kastanjeveld", "OCMW Lindewater"]
    assert all(row["Telefoon"] and row["Adres"] for row in rows)
    said = text(client, "/views/help", need="schuldbemiddeling", place="Molenvoorde")
    assert "In Molenvoorde vonden we niemand voor “schuldbemiddeling”" in said
    assert "Sociaal Huis Molenvoorde" in said
    home = listed(client, "help", need="schuldbemiddeling", place="Kastanjeveld")
    assert home[0]["Hoe dichtbij"] == "hier"
    said = text(client, "/views/help", need="schuldbemiddeling", place="Kastanjeveld")
    assert "kunt u terecht bij OCMW Kastanjeveld" in said


@pytest.mark.parametrize(
    "asked", [{}, {"need": "zzqxj"}, {"need": "schuld"}, {"place": "Broekdam"}]
)
def test_who_helps_answers_whatever_is_filled_in(
    client: FlaskClient, asked: dict[str, str]
) -> None:
    assert client.get("/views/help", query_string=asked, headers=HTML).status_code == 200
    assert client.get("/views/help.xlsx", query_string=asked, headers=HTML).status_code == 200


def test_an_organisation_says_how_it_is_reached(client: FlaskClient) -> None:
    page = client.get("/doc/organisation/0999245203", headers=HTML).text
    assert page.count('href="tel:090001400"') == 1
    assert "Hoe u er terechtkunt" in page


@pytest.mark.parametrize(
    "view", ["rights", "life-course", "social-house", "hybrids", "playing-field"]
)
def test_a_figure_may_stand_in_another_site_and_its_page_not(
    client: FlaskClient, view: str
) -> None:
    alone = client.get(f"/views/{view}?embed=1&lang=fr", headers=HTML)
    assert "frame-ancestors *" in alone.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in alone.headers
    assert alone.text.count("<svg") == 1
    assert "CC0 1.0" in alone.text
    assert f'href="/views/{view}"' in alone.text
    assert "<nav" not in alone.text
    whole = client.get(f"/views/{view}", headers=HTML)
    assert "frame-ancestors 'self'" in whole.headers["Content-Security-Policy"]
    line = re.search(r"&lt;iframe src=&#34;([^&]*)&amp;amp;lang=nl", whole.text)
    assert line is not None
    assert line[1] == f"https://data.example.be/views/{view}?embed=1"
    for other in ("0", "2", "yes"):
        page = client.get(f"/views/{view}?embed={other}", headers=HTML)
        assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]


def test_what_has_no_figure_cannot_be_framed(client: FlaskClient) -> None:
    for path in ("/?embed=1", "/search?q=a&embed=1", "/compare?embed=1", "/doc/area/99001?embed=1"):
        answer = client.get(path, headers=HTML)
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"], path
