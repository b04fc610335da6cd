"""Projects over HTTP: the page, its files and its figure have the same projects."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html", "Accept-Language": "nl"}
SAM = "https://w3id.org/samenspel/ns#"


def listed(client: FlaskClient, **asked: str) -> list[dict[str, str]]:
    answer = client.get("/views/life-course.csv", query_string=asked, headers=HTML)
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_list_is_what_the_graph_says(client: FlaskClient) -> None:
    pool = client.application.extensions["samenspel"].pool
    begun = pool.select(f"SELECT DISTINCT ?p {{ ?p a <{SAM}CitizenInitiative> }}")
    rows = listed(client)
    assert {row["Adres in de gegevens (IRI)"] for row in rows} == {r["p"].value for r in begun}
    handed = pool.select(
        f"SELECT DISTINCT ?p {{ ?p a <{SAM}CitizenInitiative> . ?e a <{SAM}Handover> ;"
        f" <{SAM}eventOf> ?p }}"
    )
    assert sum(bool(row["Overgenomen door"]) for row in rows) == len(handed)
    assert len(listed(client, begun="all")) > len(rows)


def test_the_page_says_the_numbers_of_its_rows(client: FlaskClient) -> None:
    text = client.get("/views/life-course", headers=HTML).get_data(as_text=True)
    assert f"Burgers begonnen {len(listed(client))} projecten" in text
    home = client.get("/", headers=HTML).get_data(as_text=True)
    assert 'href="/views/life-course"' in home


def test_the_figure_is_a_picture_and_an_area_narrows_it(client: FlaskClient) -> None:
    picture = ElementTree.fromstring(client.get("/views/life-course.svg").data)
    assert len([one for one in picture.iter() if one.tag.endswith("circle")]) == sum(
        bool(row["Begonnen"]) for row in listed(client)
    )
    here = listed(client, area="https://data.example.be/id/area/99003")
    assert here
    assert {row["Gemeente"] for row in here} == {"Kastanjeveld"}


@pytest.mark.parametrize("asked", ["?begun=somebody", "?area=no%20iri"])
def test_what_cannot_be_asked_is_refused(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/views/life-course{asked}", headers=HTML).status_code == 400
