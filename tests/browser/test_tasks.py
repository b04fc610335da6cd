"""What readers come for, by clicking from the home page: the answer is on the screen in few steps.

Each task counts its clicks, a search or a form that is sent among them; fields are filled before.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from absent import needs_flemish_files
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Locator, Page

pytestmark = pytest.mark.browser
MOST = 5
FEW = 3
"""Clicks of any task, and of those that people do most."""
_PATIENCE = 15_000
"""Milliseconds until something that should be there is missed."""


class Reader:
    """Somebody at a browser who counts clicks; the home page is where each task begins."""

    def __init__(self, context: BrowserContext, site: str, *, folder: Path) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(_PATIENCE)
        self.clicks = 0
        self._folder = folder
        self.page.goto(site)

    def click(
        self, name: str | re.Pattern[str], *, role: str = "link", within: str = "main"
    ) -> None:
        """Follow the first link, or push the first button, that is called so."""
        self._found(name, role, within).click()
        self.clicks += 1

    def search(self, text: str, *, field: str = "main input[name=q]") -> None:
        """Type and send it."""
        self.page.locator(field).first.fill(text)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile("[?]"))
        self.clicks += 1

    def take(self, name: str) -> bytes:
        """What a link to a file gives."""
        with self.page.expect_download() as waiting:
            self.click(name)
        place = self._folder / waiting.value.suggested_filename
        waiting.value.save_as(place)
        return place.read_bytes()

    def sees(self, *texts: str) -> None:
        """Fail unless all of these are on the screen."""
        said = re.sub(r"\s+", " ", self.page.locator("main").inner_text())
        for text in texts:
            assert text in said, f"{text!r} is not said by {self.page.url}: {said[:900]}"

    def answer(self) -> str:
        """The sentence that the page says first."""
        return re.sub(r"\s+", " ", self.page.locator(".answer").first.inner_text())

    def done(self, most: int = MOST) -> None:
        """Fail when it took too many clicks."""
        assert self.clicks <= most, f"{self.clicks} clicks"

    def _found(self, name: str | re.Pattern[str], role: str, within: str) -> Locator:
        place = self.page.locator(within)
        return place.get_by_role(role, name=name).first  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[tuple[str, int], BrowserContext]]:
    found = {
        (lang, width): browser.new_context(locale=lang, viewport={"width": width, "height": 800})
        for lang, width in (("nl", 1280), ("nl", 360), ("fr", 1280), ("en", 1280))
    }
    yield found
    for context in found.values():
        context.close()


@pytest.fixture
def reader(
    contexts: dict[tuple[str, int], BrowserContext], site: str, tmp_path: Path
) -> Iterator[Reader]:
    """Somebody at a desk who reads Dutch."""
    reader = Reader(contexts["nl", 1280], site, folder=tmp_path)
    yield reader
    reader.page.close()


def test_1_municipalities_without_legal_assistance_and_who_is_near(reader: Reader) -> None:
    reader.click("In welke gemeenten vonden we geen juridische bijstand?")
    assert "Molenvoorde" in reader.answer()
    reader.sees("Wie is in de buurt", "Huurdersunie Beekland")
    reader.done(FEW)


def test_2_all_of_a_municipality_on_two_sheets(reader: Reader) -> None:
    reader.click("Molenvoorde")
    reader.click("Alles op twee bladen papier")
    assert reader.page.locator(".council").count() or "Molenvoorde" in reader.answer()
    margins = dict.fromkeys(("top", "bottom", "left", "right"), "12mm")
    printed = reader.page.pdf(format="A4", margin=margins)  # type: ignore[arg-type]
    assert len(re.findall(rb"/Type /Page\b(?!s)", printed)) <= 2
    reader.done(FEW)


def test_3_two_municipalities_right_by_right(reader: Reader) -> None:
    reader.click("Molenvoorde")
    reader.click("Vergelijk met een gemeente in de buurt")
    reader.sees("Molenvoorde", "Kastanjeveld", "juridische bijstand")
    reader.done()


def test_4_what_changed_in_a_municipality(reader: Reader) -> None:
    reader.click("Molenvoorde")
    reader.click(re.compile("[Ww]at (er )?veranderde"))
    assert "Molenvoorde" in reader.page.locator("main").inner_text()
    reader.done(FEW)


def test_5_organisations_that_mix_public_and_private_in_french(
    contexts: dict[tuple[str, int], BrowserContext], site: str, tmp_path: Path
) -> None:
    reader = Reader(contexts["fr", 1280], site, folder=tmp_path)
    reader.click(re.compile("organisations mêlent|organisations mélangent"))
    reader.click(re.compile("^(Lindewater|commune Lindewater)"))
    assert reader.page.locator("main table tbody tr, main .list li").count() > 1
    reader.done(FEW)
    reader.page.close()


def test_6_who_offers_debt_mediation_where_and_how_to_reach_them(reader: Reader) -> None:
    reader.search("schuldbemiddeling in Molenvoorde")
    reader.click("Wie helpt in Molenvoorde met “schuldbemiddeling”?")
    assert "OCMW Kastanjeveld" in reader.answer()
    reader.sees("Kastanjelaan 3, 9920 Kastanjeveld", "Sociaal Huis Molenvoorde")
    assert reader.page.locator("main a[href='tel:090003000']").count()
    reader.done(FEW)


def test_7_the_nearest_social_house_of_a_village(reader: Reader) -> None:
    reader.click("In welke gemeenten kennen we een Sociaal Huis?")
    reader.search("Hoogmeers", field="main input[name=place]")
    assert "Sociaal Huis Molenvoorde" in reader.answer()
    reader.sees("Molenplein 12, 9910 Molenvoorde", "09 000 50 00", "09:00–12:00, 17:00–19:00")
    reader.done(FEW)


def test_8_core_partners_of_a_broad_reception_and_which_is_missing(reader: Reader) -> None:
    reader.click("Welk breed onthaal mist een kernpartner?")
    reader.click("Geïntegreerd breed onthaal Molenvoorde")
    reader.sees("OCMW Molenvoorde", "CAW De Wissel", "niets gevonden")
    reader.done()


def test_9_services_for_homeless_people_of_two_municipalities_as_a_spreadsheet(
    reader: Reader,
) -> None:
    reader.search("diensten voor daklozen in Lindewater en Molenvoorde")
    reader.click(re.compile("^Diensten voor dak- en thuislozen in"))
    shown = reader.page.locator("main .list > li").count()
    sheet = load_workbook(io.BytesIO(reader.take("Excel"))).active
    assert sheet is not None
    assert sheet.max_row == shown + 1 > 6
    assert sheet.print_title_rows
    reader.done(FEW)


def test_10_projects_that_citizens_began_and_who_took_them_over(reader: Reader) -> None:
    reader.click("Welke projecten begonnen bij burgers zelf?")
    assert re.search(
        r"Burgers begonnen \d+ projecten; een bestuur nam er \d+ van over", reader.answer()
    )
    reader.sees("Overgenomen door", "jaar")
    reader.done(FEW)


def test_11_complete_living_labs_and_what_the_others_lack(reader: Reader) -> None:
    reader.click("Welke living labs zijn volledig, en wat missen de andere?")
    assert re.search(r"[0-9]", reader.answer())
    assert reader.page.locator("main table tbody tr").count() > 1
    reader.done(FEW)


def test_12_the_coalition_on_informal_care_and_who_is_in_it(reader: Reader) -> None:
    reader.click(re.compile("."), within="main h3:has(a[href='/views/coalitions'])")
    coalition = reader.page.locator("main table tbody tr", has_text="antelzorg").first
    assert coalition.get_by_role("link").count() > 2
    reader.done(FEW)


def test_13_what_is_said_about_our_group(reader: Reader) -> None:
    reader.search("De Kantel")
    reader.click(re.compile("De Kantel"), within=".hits")
    reader.sees("De Kantel")
    assert reader.page.locator("main").get_by_text("Waarom?").count()
    reader.done()


def test_14_how_many_are_hybrid_of_which_kinds_and_why_this_one(reader: Reader) -> None:
    reader.click("Welke organisaties mengen twee of drie werelden?")
    assert re.search(r"\d+", reader.answer())
    reader.click(re.compile("."), within="main table tbody th, main .list h3")
    reader.sees("Waarom deze zone?")
    reader.done(FEW)


def test_15_from_a_number_to_the_cell_of_the_file(reader: Reader) -> None:
    reader.click("Welke projecten begonnen bij burgers zelf?")
    reader.click(re.compile("."), within="main table tbody th")
    why = reader.page.locator("main details.why", has=reader.page.locator(".cell")).first
    why.locator("summary").click()
    reader.clicks += 1
    why.locator(".cell a").first.click()
    reader.clicks += 1
    assert "%23cell%3D" in reader.page.url
    reader.done()


def test_16_a_chart_of_roles_with_its_licence(reader: Reader) -> None:
    reader.click(re.compile("."), within="main h3:has(a[href='/views/citizen-roles'])")
    reader.page.get_by_text("Zet dit op uw eigen site").click()
    reader.clicks += 1
    reader.sees("CC0 1.0", "<iframe src=")
    assert b"<svg" in reader.page.request.get(f"{reader.page.url}.svg").body()
    reader.done()


def test_18_what_a_word_means_in_both_senses(reader: Reader) -> None:
    reader.search("vermaatschappelijking")
    assert (
        reader.page.locator(".hits").get_by_role("link", name="vermaatschappelijking").count() > 1
    )
    reader.click(re.compile("vermaatschappelijking"), within=".hits")
    reader.sees("vermaatschappelijking")
    reader.done(FEW)


def test_19_the_condition_most_often_unmet_by_the_government(reader: Reader) -> None:
    reader.click("Welke voorwaarden voor samenwerken zijn vervuld?")
    assert reader.answer()
    assert reader.page.locator("main table tbody tr").count() > 3
    reader.done(FEW)


def test_20_cite_a_page_so_that_the_link_holds(
    contexts: dict[tuple[str, int], BrowserContext], site: str, tmp_path: Path
) -> None:
    reader = Reader(contexts["en", 1280], site, folder=tmp_path)
    reader.click("Molenvoorde")
    said = reader.page.locator("main").inner_text()
    assert re.search(r"https://data\.example\.be/\S*99002", said)
    assert "release" in said
    reader.done()
    reader.page.close()


def test_22_rights_are_heard_without_the_picture(reader: Reader) -> None:
    reader.click("Molenvoorde")
    table = reader.page.get_by_role("table", name=re.compile("Leemtes eerst|Lacunes eerst|eerst"))
    rows = table.first.get_by_role("row")
    assert rows.count() > 10
    assert table.first.get_by_role("rowheader", name="recht op juridische bijstand").count() == 1
    assert table.first.get_by_role("columnheader").count() == 3
    reader.done()


def test_23_the_tree_is_walked_with_the_keyboard(reader: Reader) -> None:
    reader.click("Begrippen", within="header")
    page = reader.page
    page.locator("main").get_by_role("link", name="doelgroepen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/doc/concept/"))
    summary = page.locator(".tree summary").first
    summary.focus()
    opened = page.locator(".tree details").first
    before = opened.get_attribute("open")
    page.keyboard.press("Space")
    assert opened.get_attribute("open") != before
    page.keyboard.press("Space")
    assert opened.get_attribute("open") == before
    leaf = page.locator(".tree a").last
    leaf.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/doc/concept/[a-z-]+/"))
    assert page.locator("h1").is_visible()


def test_24_call_an_organisation_that_is_found_by_its_abbreviation_on_a_phone(
    contexts: dict[tuple[str, int], BrowserContext], site: str, tmp_path: Path
) -> None:
    reader = Reader(contexts["nl", 360], site, folder=tmp_path)
    reader.search("CAW")
    reader.click("CAW De Wissel", within=".hits")
    call = reader.page.locator("main a[href^='tel:']").first
    call.scroll_into_view_if_needed()
    assert call.inner_text() == "09 000 77 00"
    box = call.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    reader.clicks += 1  # to call it, which a test does not
    reader.done(FEW)
    reader.page.close()


def test_25_where_an_address_comes_from(reader: Reader) -> None:
    reader.search("OCMW Molenvoorde")
    reader.click("OCMW Molenvoorde", within=".hits")
    reader.page.locator("main dl.facts div", has_text="Molenplein 12").first.get_by_text(
        re.compile("Waarom")
    ).first.click()
    reader.clicks += 1
    reader.sees("rij")
    reader.done(FEW)


def test_26_everything_of_a_dataset_in_one_file(reader: Reader) -> None:
    reader.click("Gegevens", within="header")
    reader.click(re.compile("Volledige bestanden"), within="body")
    assert reader.page.locator("main a[href$='.nq.gz']").count() > 10
    reader.done()


def test_27_from_a_page_to_its_query(reader: Reader) -> None:
    reader.click("Welke projecten begonnen bij burgers zelf?")
    reader.page.get_by_text("De vraag achter deze bladzijde").click()
    reader.clicks += 1
    reader.click("Stel ze zelf, of verander ze")
    assert "sparql" in reader.page.url
    assert "curl" in reader.page.content()
    reader.done()


def test_28_which_rows_were_rejected_and_what_to_mend(reader: Reader) -> None:
    reader.click("Diensten in Lindewater")
    reader.sees("Bevindingen", "Wat te doen")
    reader.done()


@pytest.fixture
def fleming(
    contexts: dict[tuple[str, int], BrowserContext], flemish_site: str, tmp_path: Path
) -> Iterator[Reader]:
    """The same with the Flemish publication."""
    fleming = Reader(contexts["nl", 1280], flemish_site, folder=tmp_path)
    yield fleming
    fleming.page.close()


@needs_flemish_files
def test_hybrids_in_my_province(fleming: Reader) -> None:
    fleming.click("Welke organisaties mengen twee of drie werelden?")
    areas = fleming.page.locator("main select[name=area]")
    mine = areas.locator("option", has_text="Provincie Limburg").get_attribute("value")
    areas.select_option(mine)
    fleming.click("Toon", role="button")
    assert "Limburg" in fleming.page.locator("main").inner_text()
    assert re.search(r"\d", fleming.answer())
    fleming.done(FEW)


@needs_flemish_files
def test_a_page_without_data_says_so_and_is_not_linked(fleming: Reader) -> None:
    assert fleming.page.locator("a[href*='/views/social-house']").count() == 0
    address = fleming.page.url.rstrip("/")
    fleming.page.goto(f"{address}/views/social-house?place=Gent")
    assert fleming.answer() == "Nog geen bron noemt een Sociaal Huis."


@needs_flemish_files
def test_a_body_is_found_and_says_where_its_number_comes_from(fleming: Reader) -> None:
    fleming.search("OCMW Aalter")
    fleming.click("OCMW Aalter", within=".hits")
    fleming.sees("OCMW Aalter", "Waarom?")
    fleming.done(FEW)


@needs_flemish_files
def test_everything_of_a_flemish_dataset_is_taken_home(fleming: Reader) -> None:
    fleming.click("Gegevens", within="header")
    fleming.click(re.compile("Volledige bestanden"), within="body")
    assert fleming.page.locator("main a[href$='.nq.gz']").count() > 8
    fleming.done(FEW)
