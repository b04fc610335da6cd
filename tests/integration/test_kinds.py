"""The pages made for their kind, on a small case where gaps and counter-examples are planted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from command import run
from flask.testing import FlaskClient

from server import create_app

CASE = Path(__file__).parent / "kinds_case"
Page = Callable[..., str]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of the site of the small case."""
    state = tmp_path_factory.mktemp("case")
    for verb in ("build", "publish"):
        run(verb, CASE, "--state", state)
    app = create_app(state / ".samenspel", workers=1)
    yield app.test_client()
    app.extensions["samenspel"].close()


@pytest.fixture(scope="module")
def html(client: FlaskClient) -> Page:
    """The markup of a page by the path after /doc/."""

    def get(path: str, lang: str = "en") -> str:
        answer = client.get(f"/doc/{path}?lang={lang}", headers={"Accept": "text/html"})
        assert answer.status_code == 200, path
        return " ".join(answer.get_data(as_text=True).split())

    return get


def words(markup: str) -> str:
    """The text of a page as a reader meets it."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup))).replace(" ,", ",")


def section(markup: str, title: str) -> str:
    """The markup of the section with a heading."""
    parts = [p for p in markup.split("<section") if f"<h2>{title}</h2>" in p]
    assert len(parts) == 1, f"{title}: {len(parts)} sections"
    return parts[0].split("</section>")[0]


def cells(markup: str) -> list[list[str]]:
    """The rows of the tables in some markup, as text."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", markup, re.S)
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [[words(cell).strip() for cell in row] for row in found]


def test_an_organisation_shows_its_zone_with_the_evidence(html: Page) -> None:
    page = html("organisation/mengvorm")
    why = section(page, "Why this zone?")
    assert "belongs first to civil society and also shows traits of state" in words(why)
    assert "Zone 8 of 12." in words(why)
    assert 'class="here"' in why
    rows = {row[0].split(" Why?")[0]: row[1:] for row in cells(why)[1:]}
    governance = next(row for name, row in rows.items() if name.startswith("governance"))
    assert governance == ["yes", "not found", "not found"]
    assert "according to statuten, art. 4, confidence: high" in words(why)


def test_an_inferred_zone_is_dashed_and_can_say_why(html: Page) -> None:
    page = html("organisation/mengvorm")
    assert re.search(r'class="inferred"[^>]*>civil society, with traits of state', page)
    assert "/why?s=https%3A%2F%2Fcase.example%2Fid%2Forganisation%2Fmengvorm" in page


def test_without_a_prime_sector_no_zone_is_guessed(html: Page) -> None:
    why = section(html("organisation/zonder-hoofd"), "Why this zone?")
    assert "we name none. We do not guess." in words(why)
    assert 'class="here"' not in why


def test_an_organisation_shows_what_it_offers_and_says_what_the_source_leaves_out(
    html: Page,
) -> None:
    offer = words(section(html("organisation/mengvorm"), "What it offers"))
    assert "3 services" in offer
    assert "Dienst zonder recht" in offer
    assert "No right filled in at the source." in offer


def test_an_inferred_right_follows_the_stated_one(html: Page) -> None:
    offer = section(html("organisation/caw"), "What it offers")
    assert "and so also to" in words(offer)
    assert re.search(r'class="inferred"[^>]*><a [^>]*>right to assistance', offer)


def test_an_address_is_one_line(html: Page) -> None:
    assert "Beekstraat 7, 9980 Aalbeek" in words(html("organisation/mengvorm"))


def test_names_are_escaped(html: Page) -> None:
    page = html("organisation/mengvorm")
    assert "<De Mengvorm>" not in page
    assert "Atelier &lt;De Mengvorm&gt; &amp; co" in page


def test_an_organisation_without_services_is_not_said_to_offer_nothing(html: Page) -> None:
    offer = words(section(html("organisation/zonder-hoofd"), "What it offers"))
    assert "That is not the same as no service." in offer


def test_a_former_membership_is_marked(html: Page) -> None:
    together = words(section(html("organisation/dmw"), "With whom"))
    assert "from 1 January 2019 until 31 March 2024" in together
    assert "(former)" in together


def test_a_service_names_its_rights_providers_and_places(html: Page) -> None:
    page = html("service/advies")
    rights = words(section(page, "Rights"))
    assert "right to legal assistance" in rights
    assert "because right to legal assistance is part of it" in rights
    assert "CAW De Proef" in words(section(page, "Who provides it"))
    assert "Aalbeek" in words(section(page, "For whom and where"))


def test_a_municipality_lists_gaps_first_with_who_nearby_can_help(html: Page) -> None:
    rows = cells(section(html("area/99801"), "Rights"))[1:]
    states = [row[1] for row in rows]
    order = ["nothing found", "announced", "one actor", "together with citizens"]
    told = [re.split(" Why\\?| begins", state)[0] for state in states]
    assert list(dict.fromkeys(told)) == order
    housing = next(row for row in rows if row[0] == "right to decent housing")
    assert housing[1:] == ["nothing found", "Nearby: civil society: DMW De Proef ( Bolhoek )"]
    culture = next(row for row in rows if row[0].startswith("right to cultural"))
    assert culture[1].startswith("together with citizens")
    education = next(row for row in rows if row[0] == "right to education")
    assert education[1] == "announced begins on 1 January 2199"


def test_a_service_says_when_and_how_it_is_reached_and_what_it_asks(html: Page) -> None:
    page = html("service/zorgwijzer")
    contact = words(section(page, "Contact and hours"))
    assert "Monday 09:00–12:00 Tuesday 09:00–12:00, 13:00–16:30 25 December 2026: closed" in contact
    assert 'href="tel:090001122"' in page
    assert 'href="mailto:onthaal@deproef.example"' in page
    assert 'href="javascript:' not in page
    assert "javascript:alert(1)" in contact
    use = words(section(page, "How and at what cost"))
    assert "telephone. Bel voor de middag." in use.replace(" .", ".")
    assert "Cost free" in use
    assert "€7.50" in use
    assert "You are ill." in words(section(page, "Conditions"))
    assert "Attest van de arts." in section(page, "Conditions")
    where = words(section(page, "For whom and where"))
    for part in ("Zaal De Hoek, Beekstraat 7, 9980 Aalbeek", "Languages Dutch", "Waiting list yes"):
        assert part in where
    assert "Languages Nederlands" not in where
    assert "Talen Nederlands" in words(html("service/zorgwijzer", "nl"))
    assert "Status suspended" in words(section(page, "Status and sources"))


def test_a_public_service_without_a_social_side_is_not_asked_for_rights(html: Page) -> None:
    page = words(html("service/vergunning"))
    assert "The source does not say who provides it." in page
    assert "No right filled in" not in page


def test_a_right_may_be_covered_through_an_area_around_and_a_past_service_covers_none(
    html: Page,
) -> None:
    rights = section(html("area/99802"), "Rights")
    rows = {row[0]: row[1] for row in cells(rights)[1:]}
    assert rows["right to medical assistance"].endswith("via Eerstelijnszone De Hoek")
    assert "via" not in rows["right to decent housing"]
    assert rows["right to social security"] == "ended ended on 31 December 2024"
    assert rows["right to childcare"] == "announced"
    assert "for 1 of them one for the municipality itself" in words(rights)
    assert "This service has ended" in words(html("service/loket"))


def test_the_strip_has_a_cell_per_right_and_none_for_human_dignity(html: Page) -> None:
    page = html("area/99801")
    strip = re.search(r'<div class="strip".*?</div>', page, re.S)
    assert strip is not None
    rows = cells(section(page, "Rights"))[1:]
    assert strip.group().count("<i ") == len(rows) == 14
    assert "dignity" not in words(section(page, "Rights"))


def test_a_municipality_without_any_service_has_no_data_rather_than_gaps(html: Page) -> None:
    page = html("area/99803")
    rights = section(page, "Rights")
    assert "The data hold no service of this municipality" in words(rights)
    assert not cells(rights)
    assert 'class="strip"' not in page


def test_a_municipality_says_what_its_broad_reception_lacks(html: Page) -> None:
    reception = words(section(html("area/99801"), "Broad reception"))
    assert "one of the three core partners that the decree asks was not found." in reception
    assert "the membership of DMW De Proef ended on 31 March 2024" in reception


def test_a_municipality_shows_policy_keywords_and_citizens_in_its_parts(html: Page) -> None:
    page = html("area/99801")
    assert "2 of 6:" in words(section(page, "Policy"))
    voice = {row[0]: row[1:] for row in cells(section(page, "Citizens in projects"))[1:]}
    assert voice["initiator"] == ["1", "100 %", "9 %"]
    assert "Aalbeek-Dorp" in words(section(page, "Where it lies"))


def test_a_broad_reception_names_the_missing_core_partner(html: Page) -> None:
    core = words(section(html("partnership/gbo"), "Core partners"))
    assert "One of the three core partners that the decree asks was not found:" in core
    assert core.count("nothing found") == 1
    assert "ended on 31 March 2024" in core


def test_members_stand_with_their_roles_and_former_ones_apart(html: Page) -> None:
    members = section(html("partnership/gbo"), "Members")
    current = [row[:2] for row in cells(members)[1:]]
    assert current == [
        ["civil society: CAW De Proef", "core partner"],
        ["state: OCMW Aalbeek", "core partner"],
        ["state: OCMW Aalbeek", "director"],
    ]
    assert "DMW De Proef" in words(members.split("Former members")[1])


def test_a_member_for_a_term_is_a_current_one_and_one_to_come_stands_apart(html: Page) -> None:
    current, coming = section(html("partnership/kandidaat"), "Members").split("Members to come")
    assert "until 31 December 2198" in words(current) and "DMW De Proef" not in words(current)
    assert "DMW De Proef since 1 January 2199" in words(coming)


def test_a_vital_coalition_is_called_so_with_proof_and_another_told_what_it_lacks(
    html: Page,
) -> None:
    vital = section(html("partnership/coalitie"), "Spheres at the table")
    assert re.search(r'<span class="inferred">vital coalition</span> <a class="whylink"', vital)
    candidate = words(section(html("partnership/kandidaat"), "Spheres at the table"))
    assert "candidate for a vital coalition" in candidate
    assert "In the data we did not find: a central issue, shared ownership." in candidate
    lacking = words(section(html("partnership/gbo"), "Spheres at the table"))
    assert "it would also need, at the table: (informal) community" in lacking


def test_a_project_shows_its_life_course_as_figure_and_table(html: Page) -> None:
    course = section(html("project/keuken"), "Life course")
    figure = re.search(r"<svg class=\"course\".*?</svg>", course, re.S)
    assert figure is not None
    root = ElementTree.fromstring(figure.group())
    assert root.get("role") == "img"
    numbers = [e.text for e in root.iter("text") if e.get("class") == "n"]
    rows = cells(course)[1:]
    assert numbers == [row[0] for row in rows if row[0] != "–"] == ["1", "2", "3"]
    assert rows[-1][1:3] == ["funding", "date not known"]
    assert "waits" in figure.group()


def test_a_project_says_which_trait_was_not_found(html: Page) -> None:
    lacking = words(section(html("project/keuken"), "Social innovation?"))
    assert "we did not find: beyond one's own organisation ." in lacking
    assert "Not found is not the same as not there." in lacking


def test_a_project_without_citizens_is_no_social_innovation(html: Page) -> None:
    found = words(section(html("project/zonder-burgers"), "Social innovation?"))
    assert "we found no contribution of citizens" in found


def test_a_project_with_traits_and_citizens_is_one_with_proof(html: Page) -> None:
    found = section(html("project/volledig"), "Social innovation?")
    assert re.search(r'<span class="inferred">social innovation</span> <a class="whylink"', found)


def test_conditions_are_met_unmet_or_unknown_by_side(html: Page) -> None:
    conditions = section(html("project/keuken"), "Conditions")
    text = words(conditions)
    assert "1 met, 1 unmet, 6 unknown" in text
    assert "conditions on the government's side" in text
    assert re.search(r"oc-met.*?lasting relations", conditions, re.S)
    # A condition is met; a tension is there.
    (row,) = cells(section(html("project/keuken"), "Assessed"))[1:]
    assert row[0].startswith("clashing values") and row[1] == "present"


def test_a_right_names_the_municipalities_without_a_service(html: Page) -> None:
    there = section(html("concept/right/decent-housing"), "In the municipalities")
    assert "Nothing found in: Aalbeek" in words(there)
    assert "Of 1 municipality we have no services at all" in words(there)
    assert cells(there)[1][0] == "Bolhoek"


def test_a_right_stands_in_its_tree_and_names_its_ground(html: Page) -> None:
    page = html("concept/right/legal-assistance")
    assert '<a href="/doc/concept/right/legal-assistance" lang="en" aria-current="page">' in page
    assert "art. 23, 2°" in words(page)
    names = words(section(page, "Names"))
    assert "recht op juridische bijstand" in names
    assert "droit à l'aide juridique" in names


def test_a_concept_shows_its_use_and_terms_elsewhere(html: Page) -> None:
    page = html("concept/zone/third-public")
    assert "Atelier <De Mengvorm> & co" in words(section(page, "In the data"))
    assert "skos:broadMatch" in words(section(page, "Elsewhere"))


def test_codes_sort_as_people_count(html: Page) -> None:
    page = section(html("concept/condition/adapt-structures"), "Place")
    slugs = ("adapt-structures", "stimulating-policy", "discretionary-room", "incentives")
    order = [page.index(f'/condition/{slug}"') for slug in slugs]
    assert order == sorted(order)


def test_a_dataset_shows_its_card_and_sources(html: Page) -> None:
    page = html("dataset/case")
    assert "CC0 1.0" in words(page)
    assert "case.ttl" in words(section(page, "Sources and columns"))
    assert "The value itself is not published." in words(section(page, "Findings"))


@pytest.mark.parametrize("lang", ["nl", "en", "fr"])
@pytest.mark.parametrize(
    "path",
    [
        "organisation/mengvorm",
        "service/advies",
        "project/keuken",
        "partnership/gbo",
        "area/99801",
        "concept/right/work",
        "concept/zone/third",
        "dataset/case",
    ],
)
def test_every_kind_has_a_page_in_every_language(html: Page, path: str, lang: str) -> None:
    page = html(path, lang)
    assert f'<html lang="{lang}"' in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_figures_without_links_are_images_and_tables_stand_beside_them(html: Page) -> None:
    for path in ("organisation/mengvorm", "area/99801"):
        for figure in re.findall(r"<svg class=\"field\".*?</svg>", html(path), re.S):
            root = ElementTree.fromstring(figure)
            assert root.get("role") == "img"
            assert root.get("aria-label")
            assert not list(root.iter("a"))
