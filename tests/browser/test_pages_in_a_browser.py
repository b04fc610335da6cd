"""The pages in a real browser: accessible, within the screen, asking nothing of other sites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from looking import Looker, language_of
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SAM = "https%3A%2F%2Fw3id.org%2Fsamenspel%2Fns%23"
FAULTY = quote("SELECT * WHERE {\n  ?s a foo:Bar .\n}")
PAGES = {
    "home": "/",
    "search": "/search?q=bijstand",
    "no hits": "/search?q=zzqx",
    "list": "/browse/SocialService",
    "search that leads on": "/search?q=daklozen+Molenvoorde",
    "social houses": "/views/social-house",
    "nearest social house": "/views/social-house?place=Hoogmeers",
    "who helps": "/views/help?need=schuldbemiddeling&place=Molenvoorde",
    "hybrids": "/views/hybrids",
    "playing field": "/views/playing-field",
    "province": "/views/province",
    "broad receptions": "/views/broad-receptions",
    "coalitions": "/views/coalitions",
    "living labs": "/views/living-labs",
    "conditions": "/views/conditions",
    "roles of citizens": "/views/citizen-roles",
    "accessibility": "/accessibility",
    "a figure alone": "/views/rights?embed=1",
    "a field alone": "/views/playing-field?embed=1",
    "rights": "/views/rights",
    "one right": "/views/rights/legal-assistance",
    "projects": "/views/life-course",
    "sheet": "/views/municipality?area=https%3A%2F%2Fdata.example.be%2Fid%2Farea%2F99002",
    "two municipalities": "/compare?a=https%3A%2F%2Fdata.example.be%2Fid%2Farea%2F99001"
    "&b=https%3A%2F%2Fdata.example.be%2Fid%2Farea%2F99002",
    "organisation": "/doc/organisation/0999859370",
    "area": "/doc/area/99001",
    "project": "/doc/project/mv-speelkaai",
    "partnership": "/doc/partnership/gbo-kastanjeveld",
    "service": "/doc/service/mv-eendracht-respijt",
    "policy": "/doc/policy/kastanjeveld-2026-2031",
    "right": "/doc/concept/right/legal-assistance",
    "concept": "/doc/concept/trait/public-ownership",
    "scheme": "/doc/concept/right",
    "schemes": "/concepts",
    "dataset": "/doc/dataset/organisaties-lindewater",
    "source file": "/doc/source/organisaties-lindewater/lindewater-organisaties.csv",
    "vocabulary": "/ns",
    "module": "/ns/hybridity",
    "why": f"/why?s=https%3A%2F%2Fdata.example.be%2Fid%2Forganisation%2F0999859370&p={SAM}inZone"
    "&o=https%3A%2F%2Fw3id.org%2Fsamenspel%2Fid%2Fconcept%2Fzone%2Fthird-public",
    "incoming": f"/incoming?iri={SAM}Organisation"
    "&p=http%3A%2F%2Fwww.w3.org%2F1999%2F02%2F22-rdf-syntax-ns%23type",
    "query": "/sparql?example=q05",
    "faulty query": f"/sparql?text={FAULTY}",
    "catalogue": "/catalog",
    "files": "/dumps/",
    "about": "/about",
    "limits": "/limits",
    "codes": "/errors/",
    "nothing here": "/doc/organisation/wijkatelier",
}


@pytest.fixture(scope="module")
def looker(browser: Browser, axe: str) -> Iterator[Looker]:
    looker = Looker(browser, axe)
    yield looker
    looker.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(name: str, site: str, looker: Looker) -> None:
    language = language_of(list(PAGES).index(name))
    assert not looker.complaints(PAGES[name], site=site, thoroughly_in=language)


MONTHS = {
    "releases": "/releases",
    "release": "/releases/{new}",
    "first release": "/releases/{old}",
    "home of a kept release": "/releases/{old}/",
    "page of a kept release": "/releases/{old}/doc/organisation/2",
    "no release": "/releases/none",
    "changed": "/doc/organisation/1",
    "withdrawn": "/doc/organisation/3",
    "erased": "/doc/organisation/4",
    "replaced": "/id/organisation/2",
    "vanished": "/doc/organisation/5",
}


@pytest.mark.parametrize("name", MONTHS)
def test_a_page_about_releases_is_accessible_and_fits(
    name: str, months: str, looker: Looker
) -> None:
    page = looker.page("nl")
    told = page.request.get(f"{months}/releases?format=json").json()
    page.close()
    new, old = (one["id"] for one in told)
    address = MONTHS[name].format(new=new, old=old)
    language = language_of(list(MONTHS).index(name))
    assert not looker.complaints(address, site=months, thoroughly_in=language)


def test_the_page_of_a_release_says_what_one_notices_first(months: str, looker: Looker) -> None:
    page = looker.page("nl")
    new = page.request.get(f"{months}/releases?format=json").json()[0]["id"]
    page.goto(f"{months}/releases/{new}")
    answer = page.locator(".answer").inner_text().replace("\xa0", " ")
    assert answer == "2 verenigingen verdwenen. 1 vereniging veranderde."
    assert page.locator(".chg").get_by_role("link", name="Vereniging 1").count()
    page.close()


@pytest.mark.parametrize("name", ["home", "organisation", "scheme", "query", "why", "catalogue"])
def test_a_page_is_whole_without_script(name: str, browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl")
    page = context.new_page()
    page.goto(site + PAGES[name])
    assert page.locator("h1").is_visible()
    assert page.locator("main section").count() >= 1
    context.close()


def test_a_question_is_asked_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl")
    page = context.new_page()
    page.goto(f"{site}/sparql")
    page.get_by_label("SPARQL").fill("SELECT ?s WHERE { ?s a sam:Sphere }")
    page.get_by_role("button", name="Vraag", exact=True).click()
    assert page.locator("#answer tbody tr").count() == 4
    context.close()


def test_the_editor_takes_text_and_lets_the_tab_key_out(browser: Browser, site: str) -> None:
    context = browser.new_context(locale="nl")
    page = context.new_page()
    page.goto(f"{site}/sparql")
    editor = page.get_by_role("textbox", name="SPARQL")
    page.locator(".cm-editor").wait_for(timeout=10_000)  # `make setup` bundles it
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("ASK { ?s a sam:Sphere ")  # the editor closes nothing by itself
    page.keyboard.type("}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Vraag"
    page.keyboard.press("Enter")
    assert page.locator("#answer .lead").inner_text() == "Ja."
    context.close()


def test_the_tree_is_walked_with_the_keyboard(browser: Browser, site: str) -> None:
    context = browser.new_context(locale="nl")
    page = context.new_page()
    page.goto(f"{site}/doc/concept/right")
    branch = page.locator(".tree summary").first
    branch.focus()
    opened = page.locator(".tree details").first
    before = opened.get_attribute("open")
    page.keyboard.press("Enter")
    assert opened.get_attribute("open") != before
    context.close()


def test_the_first_stop_leads_to_the_content(browser: Browser, site: str) -> None:
    context = browser.new_context(locale="nl")
    page = context.new_page()
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    context.close()


@pytest.mark.parametrize("code", ["99001", "99002", "99003"])
def test_the_sheet_of_a_municipality_prints_on_two_pages(
    code: str, browser: Browser, site: str
) -> None:
    page = browser.new_context(locale="nl").new_page()
    page.goto(f"{site}/views/municipality?area=https://data.example.be/id/area/{code}")
    margins = dict.fromkeys(("top", "bottom", "left", "right"), "12mm")
    printed = page.pdf(format="A4", margin=margins)  # type: ignore[arg-type]
    assert len(re.findall(rb"/Type /Page\b(?!s)", printed)) <= 2
