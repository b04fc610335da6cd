"""/reconcile answers what OpenRefine asks, with the fields that the API's schemas require."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

BASE = "https://data.example.be/id/"
OCMW = BASE + "organisation/0999245203"
OTHER = BASE + "organisation/0999245104"
TOWN = BASE + "area/99001"


def ask(client: FlaskClient, lang: str = "nl", **queries: Any) -> dict[str, list[dict[str, Any]]]:
    sent = {"queries": json.dumps(queries)}
    response = client.post("/reconcile", data=sent, headers={"Accept-Language": lang})
    assert response.status_code == 200, response.text
    told = response.get_json()
    assert set(told) == set(queries)
    for one in told.values():
        for candidate in one["result"]:
            assert {"id", "name", "score", "match", "type", "description"} <= set(candidate)
            assert all({"id", "name"} <= set(kind) for kind in candidate["type"])
            assert 0 <= candidate["score"] <= 100
    return {key: one["result"] for key, one in told.items()}


def only(client: FlaskClient, **query: Any) -> list[dict[str, Any]]:
    return ask(client, q0=query)["q0"]


def test_manifest_has_what_programs_need_and_may_be_read_by_scripts(client: FlaskClient) -> None:
    response = client.get("/reconcile", headers={"Origin": "http://127.0.0.1:3333"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    manifest = response.get_json()
    assert "0.2" in manifest["versions"]
    assert {"name", "identifierSpace", "schemaSpace", "view"} <= set(manifest)
    assert "{{id}}" in manifest["view"]["url"]
    assert "{{id}}" in manifest["preview"]["url"]
    assert isinstance(manifest["preview"]["width"], int)
    assert isinstance(manifest["preview"]["height"], int)
    kinds = [kind["id"] for kind in manifest["defaultTypes"]]
    assert {"sam:Organisation", "sam:SocialService", "sam:Area", "skos:Concept"} <= set(kinds)
    # OpenRefine writes them in an address as they are.
    assert not any("#" in kind for kind in kinds)


def test_every_address_of_the_manifest_answers(client: FlaskClient) -> None:
    manifest = client.get("/reconcile").get_json()
    places = [*manifest["suggest"].values(), manifest["extend"]["propose_properties"]]
    for place in places:
        answer = client.get(place["service_url"] + place["service_path"], query_string="prefix=o")
        assert answer.status_code == 200
    for address in (manifest["view"]["url"], manifest["preview"]["url"]):
        assert client.get(address.replace("{{id}}", OCMW)).status_code in (200, 303)


@pytest.mark.parametrize("written", ["0999.245.203", "BE 0999 245 203", "0999245203", "999245203"])
def test_number_as_people_write_it_is_a_match(client: FlaskClient, written: str) -> None:
    [first] = only(client, query=written)
    assert (first["id"], first["score"], first["match"]) == (OCMW, 100, True)


@pytest.mark.parametrize(
    "value", [999245203, "0999245203", ["BE0999.245.203"], {"id": "0999245203"}]
)
@pytest.mark.parametrize("pid", ["kbo", "sam:kboNumber", "https://w3id.org/samenspel/ns#kboNumber"])
def test_known_number_in_another_column_wins_over_the_name(
    client: FlaskClient, value: Any, pid: str
) -> None:
    found = only(client, query="Huis Mozaïek", properties=[{"pid": pid, "v": value}])
    assert [(one["id"], one["match"]) for one in found] == [(OCMW, True)]
    assert {"id": "same_number", "value": True} in found[0]["features"]


def test_whole_name_is_a_match_without_case_and_accents(client: FlaskClient) -> None:
    first, *rest = only(client, query="huis MOZAIEK", type="sam:Organisation")
    assert (first["id"], first["score"], first["match"]) == (OTHER, 100, True)
    assert not any(one["match"] for one in rest)


def test_name_of_several_things_is_left_to_a_person(client: FlaskClient) -> None:
    found = only(client, query="wonen", type="skos:Concept")
    assert [one["score"] for one in found[:2]] == [100, 100]
    assert not any(one["match"] for one in found)


def test_like_name_is_a_candidate_but_no_match(client: FlaskClient) -> None:
    first, *_ = only(client, query="Huis Mozajek")
    assert first["id"] == OTHER
    assert 60 < first["score"] < 100
    assert not first["match"]


@pytest.mark.parametrize(
    "told", [{"pid": "kbo", "v": "0999245999"}, {"pid": "place", "v": "Nergenshuizen"}]
)
def test_unknown_number_or_place_keeps_a_name_from_matching(
    client: FlaskClient, told: dict[str, str]
) -> None:
    first, *_ = only(client, query="Huis Mozaïek", properties=[told])
    assert first["id"] == OTHER
    assert not first["match"]


@pytest.mark.parametrize("place", ["Lindewater", "99001", {"id": TOWN}])
def test_place_narrows(client: FlaskClient, place: Any) -> None:
    told = [{"pid": "sam:locatedIn", "v": place}]
    everywhere = [one["name"] for one in only(client, query="OCMW", type="sam:Organisation")]
    here = only(client, query="OCMW", type="sam:Organisation", properties=told)
    assert len(everywhere) > 1
    assert [one["id"] for one in here] == [OCMW]


def test_type_and_limit_narrow(client: FlaskClient) -> None:
    found = ask(
        client,
        area={"query": "Lindewater", "type": "sam:MunicipalArea"},
        several={"query": "OCMW", "type": ["sam:Organisation", "skos:Concept"], "limit": 2},
        none={"query": "Lindewater", "type": "Q5"},
        both={"query": "Lindewater", "type": ["sam:Area", "skos:Concept"], "type_strict": "all"},
    )
    assert [(one["id"], one["match"]) for one in found["area"]] == [(TOWN, True)]
    assert len(found["several"]) == 2
    assert found["none"] == found["both"] == []


def test_get_answers_as_post_does(client: FlaskClient) -> None:
    queries = {"q0": {"query": "OCMW Lindewater"}, "q1": {"query": ""}}
    told = client.get("/reconcile", query_string={"queries": json.dumps(queries)}).get_json()
    assert {key: one["result"] for key, one in told.items()} == ask(client, **queries)
    assert told["q1"] == {"result": []}


def test_words_are_in_the_language_that_is_asked(client: FlaskClient) -> None:
    names = {
        lang: client.get(f"/reconcile?lang={lang}").get_json()["defaultTypes"][0]["name"]
        for lang in ("nl", "en", "fr")
    }
    assert len(set(names.values())) > 1
    query = {"query": "OCMW Lindewater"}
    by_header = {lang: ask(client, lang, q0=query)["q0"][0]["description"] for lang in names}
    assert by_header["fr"] != by_header["nl"]


def test_suggestions_fit_what_was_typed(client: FlaskClient) -> None:
    entities = client.get("/reconcile/suggest/entity?prefix=ocmw lind").get_json()["result"]
    assert entities[0]["id"] == OCMW
    assert {"id", "name", "description", "notable"} <= set(entities[0])
    later = client.get("/reconcile/suggest/entity?prefix=ocmw lind&cursor=1").get_json()["result"]
    assert later == entities[1:] or later[: len(entities) - 1] == entities[1:]
    types = client.get("/reconcile/suggest/type?prefix=organisat&lang=en").get_json()["result"]
    assert "sam:Organisation" in [one["id"] for one in types]
    ways = client.get("/reconcile/suggest/property?prefix=kbo").get_json()["result"]
    assert ways[0]["id"] == "sam:kboNumber"


def test_columns_are_added(client: FlaskClient) -> None:
    proposed = client.get("/reconcile/properties?type=sam:Organisation").get_json()
    assert {"sam:kboNumber", "sam:locatedIn"} <= {one["id"] for one in proposed["properties"]}
    wanted = ["sam:kboNumber", "sam:locatedIn", "nonsense", "sam:capacity"]
    asked = {"ids": [OCMW, BASE + "none", "no iri"], "properties": [{"id": one} for one in wanted]}
    told = client.post("/reconcile", data={"extend": json.dumps(asked)}).get_json()
    assert [one["id"] for one in told["meta"]] == wanted
    assert all(one["name"] for one in told["meta"])
    row = told["rows"][OCMW]
    assert row["sam:kboNumber"] == [{"str": "0999245203"}]
    assert {"id": TOWN, "name": "Lindewater"} in row["sam:locatedIn"]
    assert row["nonsense"] == row["sam:capacity"] == []
    assert told["rows"]["no iri"] == told["rows"][BASE + "none"] == {one: [] for one in wanted}


def test_preview_may_stand_in_frames_and_runs_nothing(client: FlaskClient) -> None:
    response = client.get("/reconcile/preview", query_string={"id": OCMW})
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "OCMW Lindewater" in response.text
    assert "0999245203" in response.text
    assert not re.search("<script|<style| style=", response.text)
    other = client.get("/search?q=OCMW")
    assert "frame-ancestors 'self'" in other.headers["Content-Security-Policy"]
    assert client.get("/reconcile/preview", query_string={"id": BASE + "x/y"}).status_code == 404
    assert client.get("/reconcile/preview?id=a b").status_code == 400


_ONE = {"query": "x"}
_LARGE = {str(number): _ONE for number in range(51)}


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"queries": "{"}, 400),
        ({"queries": "[" * 50_000}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": json.dumps(_LARGE)}, 400),
        ({"queries": '{"q0": {}}'}, 400),
        ({"queries": '{"q0": {"query": 3}}'}, 400),
        ({"queries": '{"q0": {"query": "x", "limit": 1e999}}'}, 400),
        ({"queries": '{"q0": {"query": "x", "properties": [{"pid": "kbo"}]}}'}, 400),
        ({"queries": '{"q0": {"query": "x", "properties": [{"pid": "kbo", "v": null}]}}'}, 400),
        ({"queries": json.dumps({"q0": {"query": "x" * 3_000}})}, 400),
        ({"queries": json.dumps({"q0": {"query": "x" * 300_000}})}, 413),
        ({"extend": '{"ids": []}'}, 400),
        ({"extend": '{"ids": [1], "properties": []}'}, 400),
        ({"extend": '{"ids": [], "properties": ["kbo"]}'}, 400),
        ({"extend": json.dumps({"ids": [f"urn:{n}" for n in range(101)], "properties": []})}, 400),
        (
            {"extend": json.dumps({"ids": [], "properties": [{"id": str(n)} for n in range(21)]})},
            400,
        ),
    ],
)
def test_what_cannot_be_read_or_is_too_much_is_a_problem(
    client: FlaskClient, form: dict[str, str], status: int
) -> None:
    response = client.post("/reconcile", data=form)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.get_json()["code"] == "SAM-H417"


@pytest.mark.parametrize(("path", "posts"), [("/reconcile", True), ("/search", False)])
def test_only_this_address_lets_other_sites_post(
    client: FlaskClient, path: str, posts: bool
) -> None:
    response = client.options(path, headers={"Access-Control-Request-Method": "POST"})
    allowed = response.headers["Access-Control-Allow-Methods"].split(", ")
    assert ("POST" in allowed) is posts
    assert (client.post(path, data={"queries": "{}"}).status_code == 200) is posts


def test_catalogue_names_the_service(client: FlaskClient) -> None:
    catalogue = client.get("/catalog.nt").text
    own = f"<{BASE}data-service/reconcile>"
    dcat = "http://www.w3.org/ns/dcat#"
    assert f"<{BASE}catalog> <{dcat}service> {own}" in catalogue
    assert f"{own} <{dcat}endpointURL> <https://data.example.be/reconcile>" in catalogue
