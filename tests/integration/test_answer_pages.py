"""Pages that answer over HTTP: sentence, table and files have the same rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from server.pages.views import actors
from server.pages.views.answers import ANSWERS
from server.service import Service
from server.view.told_figures import ToldActor

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


@pytest.mark.parametrize("slug", ["hybrids", "playing-field"])
def test_an_area_where_nothing_is_stays_among_the_choices(
    client: FlaskClient, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = actors.read_actors

    def elsewhere(service: Service) -> Sequence[ToldActor]:
        return [actor for actor in every(service) if KASTANJEVELD not in actor.areas]

    monkeypatch.setattr(actors, "read_actors", elsewhere)
    page = shown(client, slug, area=KASTANJEVELD, another="page")
    boxes = page.partition('aria-label="Verfijn')[2].partition("</nav>")[0]
    assert re.search(r'aria-current="true">\s*Kastanjeveld|selected>Kastanjeveld', boxes)


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


def test_a_choice_that_holds_for_all_is_not_offered(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "/views/hybrids?kind=" in shown(client, "hybrids")
    every, found = actors.read_actors, set()

    def only_one(service: Service) -> Sequence[ToldActor]:
        one = next(actor for actor in every(service) if actor.hybrid)
        found.add(actors.kind_of(one))
        return [one]

    monkeypatch.setattr(actors, "read_actors", only_one)
    assert "/views/hybrids?kind=" not in shown(client, "hybrids", another="page")
    asked = shown(client, "hybrids", kind=found.pop(), another="page")
    boxes = asked.partition('aria-label="Verfijn"')[2].partition("</nav>")[0]
    assert 'aria-current="true"' in boxes


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


def test_each_seat_stands_under_its_kind_of_core_partner(client: FlaskClient) -> None:
    rows = listed(client, "broad-receptions")
    assert {row[IRI] for row in rows} == members(client, f"?x a <{SAM}BroadReception>")
    kind = "<https://w3id.org/samenspel/id/concept/kind/"
    skos, has = "<http://www.w3.org/2004/02/skos/core#prefLabel>", f"<{SAM}hasCorePartnerKind>"
    pool = client.application.extensions["samenspel"].pool
    for slug in ("ocmw", "caw", "mutuality-social-work"):
        name = pool.select(f"SELECT ?n {{ {kind}{slug}> {skos} ?n FILTER(lang(?n) = 'nl') }}")
        column = name[0]["n"].value
        filled = {row[IRI] for row in rows if not row[column].startswith("ontbreekt")}
        assert filled == members(client, f"?x a <{SAM}BroadReception> ; {has} {kind}{slug}>")
    lacking = [row for row in rows if any(v.startswith("ontbreekt") for v in row.values())]
    assert f"In {len(lacking)} van de {len(rows)} breed onthalen" in shown(
        client, "broad-receptions"
    )
    assert any("vertrok op" in value for row in lacking for value in row.values())


def test_complete_labs_lack_nothing_and_others_something(client: FlaskClient) -> None:
    rows = listed(client, "living-labs")
    complete = {row[IRI] for row in rows if row["Wat niet gevonden is"] == "volledig"}
    assert complete == members(client, f"?x a <{SAM}CompleteLivingLab>")
    assert all(row["Wat niet gevonden is"] for row in rows)
    assert f"{len(complete)} van de {len(rows)} living labs" in shown(client, "living-labs")


def test_conditions_are_counted_by_outcome_and_by_side(client: FlaskClient) -> None:
    rows = listed(client, "conditions")
    met = sum(int(row["vervuld"]) for row in rows)
    every = sum(int(row[key]) for row in rows for key in ("vervuld", "niet vervuld", "niet bekend"))
    assert f"{met} van de {every} bekeken voorwaarden" in shown(client, "conditions")
    sides = [listed(client, "conditions", side=s) for s in ("government-side", "citizen-side")]
    assert {row["Aan de kant van"] for row in sides[0]} == {"overheid"}
    assert {row["Aan de kant van"] for row in sides[1]} == {"burgers"}
    worst = max(sides[0], key=lambda row: int(row["niet vervuld"]))
    page = shown(client, "conditions", side="government-side")
    assert worst["Voorwaarde"] in page[: page.index("<svg", page.index('class="answer"'))]
    assert client.get("/views/conditions?side=left", headers=HTML).status_code == 400


def test_coalitions_of_a_theme_have_its_members_of_today(client: FlaskClient) -> None:
    theme = "https://w3id.org/samenspel/id/concept/issue/informal-care"
    rows = listed(client, "coalitions", issue=theme)
    pattern = f"?x a <{SAM}Partnership> ; <{SAM}aroundIssue> <{theme}>"
    assert {row[IRI] for row in rows} == members(client, pattern)
    for row in rows:
        inside = members(client, f"<{row[IRI]}> <{SAM}currentMember> ?x")
        assert len(row["Leden"].split("; ")) == len(inside)
    vital = {r[IRI] for r in listed(client, "coalitions") if r["Soort"] == "vitale coalitie"}
    assert vital == members(client, f"?x a <{SAM}VitalCoalition> ; <{SAM}aroundIssue> ?any")


def test_roles_of_citizens_stand_beside_the_literature(client: FlaskClient) -> None:
    rows = listed(client, "citizen-roles")
    total = sum(int(row["Bijdragen"]) for row in rows)
    most = max(int(row["Bijdragen"]) for row in rows)
    assert f"{most} van de {total} bijdragen" in shown(client, "citizen-roles")
    assert all(row["In de literatuur"].endswith("%") for row in rows)
    picture = ElementTree.fromstring(client.get("/views/citizen-roles.svg").data)
    assert sum(one.get("class") == "us" for one in picture.iter()) == len(rows) + 1


def test_the_home_page_leads_to_the_answers_it_has_data_for(client: FlaskClient) -> None:
    home = client.get("/", headers=HTML).get_data(as_text=True)
    for slug in sorted(ANSWERS.keys() - {"playing-field", "province"}):
        assert f'href="/views/{slug}' in home
    rows = listed(client, "broad-receptions")
    lacking = sum(any(value.startswith("ontbreekt") for value in row.values()) for row in rows)
    assert f"In {lacking} van de" in home
