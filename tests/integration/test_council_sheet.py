"""The sheet for the council: conclusions first, all rights, the rest counted."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from server.pages.kinds import area

HTML = {"Accept": "text/html", "Accept-Language": "nl"}
AREA = "https://data.example.be/id/area/"


@pytest.mark.parametrize("code", ["99001", "99002", "99003"])
def test_it_says_first_what_its_table_counts(client: FlaskClient, code: str) -> None:
    asked = {"area": f"{AREA}{code}"}
    text = client.get("/views/municipality", query_string=asked, headers=HTML).get_data(
        as_text=True
    )
    said = re.search(r"dekt (\d+) van de (\d+) rechten", text)
    assert said is not None
    table = text.partition("Alle rechten")[2].partition("</table>")[0]
    states = re.findall(r'class="(c\d) cgw"', table)
    assert len(states) == int(said[2])
    assert sum(state in ("c3", "c4", "c5") for state in states) == int(said[1])
    missing = text.partition("Wat ontbreekt")[2].partition("</table>")[0]
    assert missing.count("<tr><th") - 1 == sum(state in ("c1", "c6") for state in states)


def test_the_page_of_a_municipality_leads_to_its_sheet_and_keeps_its_rights(
    client: FlaskClient,
) -> None:
    text = client.get("/doc/area/99001", headers=HTML).get_data(as_text=True)
    assert "/views/municipality?area=" in text
    assert text.count('<tr id="right-') == 14


@pytest.mark.parametrize(
    ("area", "status"), [("", 400), ("no iri", 400), (f"{AREA}90000", 404), (f"{AREA}1", 404)]
)
def test_only_a_municipality_has_a_sheet(client: FlaskClient, area: str, status: int) -> None:
    answer = client.get("/views/municipality", query_string={"area": area}, headers=HTML)
    assert answer.status_code == status


def test_a_publication_without_services_and_projects_leads_to_no_sheet(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area, "has_rights", lambda service: False)
    monkeypatch.setattr(area, "project_courses", lambda service: ())
    monkeypatch.setattr(area, "_known_spheres", lambda service: {"state"})
    asked = {"another": "page"}
    page = client.get("/doc/area/99001", query_string=asked, headers=HTML).get_data(as_text=True)
    assert "/views/municipality?area=" not in page
    table = page.partition("Wie is er</caption>")[2].partition("</table>")[0]
    assert table.count('class="tag"') == 1
