"""Rights over HTTP: the page, its files and its figure say the same as the graph."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html", "Accept-Language": "nl"}
LEGAL = "https://w3id.org/samenspel/id/concept/right/legal-assistance"


def rows(client: FlaskClient) -> list[dict[str, str]]:
    data = client.get("/views/rights.csv", headers=HTML).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(data)))


def test_cells_are_what_the_rules_concluded(client: FlaskClient) -> None:
    """A right that the rules say is covered is no gap in the figure, and the other way round."""
    service = client.application.extensions["samenspel"]
    covered = {
        (row["m"].value, row["r"].value)
        for row in service.pool.select(
            "PREFIX sam: <https://w3id.org/samenspel/ns#> SELECT ?m ?r"
            " { ?m a sam:MunicipalArea ; sam:coversRight ?r }"
        )
    }
    figures = json.loads((service.release.path / "figures.json").read_text(encoding="utf-8"))
    assert figures["coverage"]["municipalities"]
    for municipality in figures["coverage"]["municipalities"]:
        for right, cell in municipality["cells"].items():
            offered = cell["state"] in ("ONE", "SEVERAL", "WITH_CITIZENS")
            if offered:
                assert (municipality["iri"], right) in covered


def test_page_and_files_count_the_same_gaps(client: FlaskClient) -> None:
    text = client.get("/views/rights", headers=HTML).get_data(as_text=True)
    gaps = [row for row in rows(client) if row["Stand"] in ("niets gevonden", "afgelopen")]
    assert f"{len(gaps)} leemten op {len(rows(client))}" in text
    assert len(client.get("/views/rights.json", headers=HTML).get_json()) == len(rows(client))


def test_the_figure_is_a_picture_of_its_own(client: FlaskClient) -> None:
    answer = client.get("/views/rights.svg", headers=HTML)
    assert answer.mimetype == "image/svg+xml"
    picture = ElementTree.fromstring(answer.data)
    assert picture.get("width")
    assert not [one for one in picture.iter() if one.get("style")]


def test_one_right_tells_who_lacks_it_and_who_is_near(client: FlaskClient) -> None:
    text = client.get("/views/rights/legal-assistance", headers=HTML).get_data(as_text=True)
    lacking = [
        row["Gemeente"]
        for row in rows(client)
        if row["Recht"] == "recht op juridische bijstand" and row["Stand"] == "niets gevonden"
    ]
    assert lacking
    assert all(name in text for name in lacking)
    assert "in dezelfde eerstelijnszone" in text


def test_a_home_question_leads_to_its_answer(client: FlaskClient) -> None:
    home = client.get("/", headers=HTML).get_data(as_text=True)
    assert 'href="/views/rights/legal-assistance"' in home
    assert 'href="/views/rights"' in home


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/views/rights/no-such-right", 404),
        ("/views/rights.docx", 404),
        ("/views/rights?area=https://elders.example/nowhere", 400),
    ],
)
def test_what_is_not_there_is_said(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path, headers=HTML).status_code == status


def test_filters_narrow_and_sort(client: FlaskClient) -> None:
    names = [row["Gemeente"] for row in rows(client)]
    data = client.get("/views/rights.csv?sort=name", headers=HTML).data.decode("utf-8-sig")
    by_name = [row["Gemeente"] for row in csv.DictReader(io.StringIO(data))]
    assert sorted(set(names)) == list(dict.fromkeys(by_name))
    kept = client.get("/views/rights?only=one", headers=HTML).get_data(as_text=True)
    assert kept.count('<th scope="row">') <= len(set(names))


def test_two_municipalities_stand_beside_each_other(client: FlaskClient) -> None:
    base = "https://data.example.be/id/area/"
    asked = {"a": f"{base}99001", "b": f"{base}99002"}
    text = client.get("/compare", query_string=asked, headers=HTML).get_data(as_text=True)
    assert "Lindewater en Molenvoorde" in text
    data = client.get("/compare.csv", query_string=asked, headers=HTML).data.decode("utf-8-sig")
    listed = list(csv.DictReader(io.StringIO(data)))
    told = {(row["Gemeente"], row["Recht"]): row["Stand"] for row in rows(client)}
    assert len(listed) == len({right for _name, right in told})
    for row in listed:
        assert row["Lindewater"] == told["Lindewater", row["Recht"]]
        assert row["Molenvoorde"] == told["Molenvoorde", row["Recht"]]
    page = client.get("/doc/area/99001", headers=HTML).get_data(as_text=True)
    assert 'href="/compare?a=' in page


def test_a_comparison_asks_which_and_refuses_what_it_does_not_know(client: FlaskClient) -> None:
    assert client.get("/compare", headers=HTML).status_code == 200
    wrong = {"a": "https://elders.example/x", "b": "https://data.example.be/id/area/99001"}
    assert client.get("/compare", query_string=wrong, headers=HTML).status_code == 400
    assert client.get("/compare.csv", headers=HTML).status_code == 404
