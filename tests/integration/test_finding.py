"""Finding over HTTP: search and its API, lists with facets, and the same lists as files."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

import openpyxl
import pytest
from flask.testing import FlaskClient
from rdflib import Graph

SAM = "https://w3id.org/samenspel/ns#"
BASE = "https://data.example.be/id/"
GROUP = "https://w3id.org/samenspel/id/concept/target-group/"
HTML = {"Accept": "text/html", "Accept-Language": "nl"}


def search(client: FlaskClient, **asked: object) -> dict[str, object]:
    answer = client.get("/api/search", query_string=asked, headers={"Accept-Language": "nl"})
    assert answer.status_code == 200
    told = answer.get_json()
    assert isinstance(told, dict)
    return told


def names(told: dict[str, object]) -> list[str]:
    results = told["results"]
    assert isinstance(results, list)
    return [result["label"] for result in results]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("CAW", "CAW De Wissel"),
        ("HvhK", "Huis van het Kind Lindewater"),
        ("gbo", "Geïntegreerd breed onthaal Lindewater"),
        ("0999.859.370", "Algemeen Ziekenhuis Lindewater"),
        ("99002", "Molenvoorde"),
        ("schuldbemidelling", "Schuldbemiddeling"),
        ("Molenvorde", "Molenvoorde"),
        ("Maison sociale", "Sociaal Huis Lindewater"),
        ("vermaatschapelijking", "vermaatschappelijking (beleidsdoel)"),
    ],
)
def test_the_api_finds_what_is_meant(client: FlaskClient, typed: str, wanted: str) -> None:
    assert wanted in names(search(client, q=typed, limit=5))


def test_page_and_api_find_the_same(client: FlaskClient) -> None:
    told = search(client, q="onthaal")
    text = client.get("/search?q=onthaal", headers=HTML).get_data(as_text=True)
    assert f"{told['total']} gevonden" in text
    places = [text.index(f">{name}</a>") for name in dict.fromkeys(names(told))]
    assert places == sorted(places)


def test_facets_of_a_search_narrow_it_to_their_count(client: FlaskClient) -> None:
    told = search(client, q="lindewater")
    facets = told["facets"]
    assert isinstance(facets, dict)
    assert facets["municipality"]
    for name, values in facets.items():
        for value in values[:3]:
            narrowed = search(client, q="lindewater", **{name: value["iri"]})
            assert narrowed["total"] == value["count"], (name, value)


def test_a_second_value_of_a_facet_may_be_chosen_beside_the_first(client: FlaskClient) -> None:
    every = search(client, q="lindewater")["facets"]
    assert isinstance(every, dict)
    first, second, *_ = (value["iri"] for value in every["municipality"])
    narrowed = search(client, q="lindewater", municipality=first)["facets"]
    assert isinstance(narrowed, dict)
    assert narrowed["municipality"] == every["municipality"]
    assert narrowed["kind"] != every["kind"]
    both = f"municipality={quote(first, safe='')}&municipality={quote(second, safe='')}"
    page = client.get(f"/browse/SocialService?municipality={quote(first, safe='')}")
    assert both in page.get_data(as_text=True).replace("&amp;", "&")
    counts = [
        len(client.get(f"/browse/SocialService.json?{some}").get_json())
        for some in (both, both.partition("&")[0], both.partition("&")[2])
    ]
    assert max(counts[1:]) < counts[0] <= sum(counts[1:])


def test_a_page_of_results_follows_the_other(client: FlaskClient) -> None:
    first, second = search(client, q="de", limit=5), search(client, q="de", limit=5, start=5)
    assert len(names(first)) == len(names(second)) == 5
    assert names(search(client, q="de", limit=10)) == names(first) + names(second)


@pytest.mark.parametrize(
    "path",
    [
        "/api/search?q=a&limit=0", "/api/search?q=a&limit=1000", "/search?q=a&start=-1",
        "/search?q=a&municipality=no%20iri", "/browse/Project?standing=never",
        "/browse/Project?letter=ab", "/browse/Project?format=docx", f"/search?q={'a' * 501}",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "application/problem+json"})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "SAM-H400")


def test_suggestions_are_few_and_lead_somewhere(client: FlaskClient) -> None:
    told = client.get("/api/suggest?q=linde").get_json()
    assert 0 < len(told) <= 8
    assert client.get(told[0]["path"], headers=HTML).status_code == 200


def test_services_for_homeless_people_in_two_municipalities_as_a_table(client: FlaskClient) -> None:
    asked = {
        "group": f"{GROUP}homeless-people",
        "municipality": [f"{BASE}area/99001", f"{BASE}area/99002"],
    }
    answer = client.get("/browse/SocialService.csv", query_string=asked, headers=HTML)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="SocialService-')
    assert answer.data.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows
    assert all("dak- en thuislozen" in row["Doelgroep"] for row in rows)
    assert {place for row in rows for place in row["Gemeente"].split("; ")} >= {
        "Lindewater",
        "Molenvoorde",
    }
    page = client.get("/browse/SocialService", query_string=asked, headers=HTML)
    assert f"{len(rows)} van deze soort" in page.get_data(as_text=True)


def test_every_form_of_a_list_has_the_same_things_in_the_same_order(client: FlaskClient) -> None:
    def get(form: str) -> bytes:
        answer = client.get(f"/browse/Partnership.{form}", headers=HTML)
        assert answer.status_code == 200
        return answer.data

    told = [record["iri"] for record in json.loads(get("json"))]
    rows = list(csv.reader(io.StringIO(get("csv").decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(get("xlsx"))).active
    assert sheet is not None
    cells = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert [row[-1] for row in rows[1:]] == told == [row[-1] for row in cells[1:]]
    assert rows[0] == [str(cell) for cell in cells[0]]
    graph = Graph().parse(data=get("ttl"), format="turtle")
    assert {str(subject) for subject in graph.subjects()} == set(told)


def test_a_list_is_in_the_readers_order_and_language(client: FlaskClient) -> None:
    for lang in ("nl", "fr"):
        answer = client.get("/browse/BasicRight.json", headers={"Accept-Language": lang})
        listed = [record["name"] for record in answer.get_json()]
        assert listed == sorted(
            listed, key=lambda name: name.casefold().replace("é", "e").replace("à", "a")
        )
