"""The page of findings in a real browser: it fits a telephone, is accessible, and is filtered."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kg.cli.report import as_html
from kg.model.findings import Finding
from kg.release.publication import DatasetConfig, Publication
from kg.texts import LANGUAGES, Language

pytestmark = pytest.mark.browser

DATASET = DatasetConfig("d", {}, {}, "", "", "team", "", "", mappings=("m.yml",))
PUBLICATION = Publication(
    Path(), "https://e.be/", {"nl": "Stad"}, "https://e.be/p", {"nl": "Stad"}, (DATASET,)
)
LONG = "https://www.town.example/" + "a-long-path-without-blanks/" * 9
FINDINGS = [
    *(Finding("SAM-M002", "d", "a.csv", n, n, "since", f"31/02/{n}", "s ex:p") for n in (3, 4, 5)),
    Finding("SAM-M005", "d", "b.xlsx", 120043, None, "kind", LONG, guess="x", sheet="Lijst"),
    Finding("SAM-M003", "d", "b.csv", 4, 4, "number", rule="s ex:n", withheld=True),
    Finding("SAM-R005", "d", "a.csv", expected="delimiter: ';'"),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_report_fits_and_is_accessible(
    browser: Browser, axe: str, tmp_path: Path, lang: Language, width: int
) -> None:
    path = tmp_path / "report.html"
    path.write_text(as_html(FINDINGS, PUBLICATION, lang), encoding="utf-8")
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        try:
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
            page.evaluate(axe)
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        finally:
            page.close()


def test_filter_leaves_what_holds_the_text(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(as_html(FINDINGS, PUBLICATION, "en"), encoding="utf-8")
    page = browser.new_page(viewport={"width": 360, "height": 800})
    try:
        page.goto(path.as_uri())
        page.fill("#filter", "31/02/4")
        assert page.locator("tbody tr:visible").count() == 1
        assert page.locator("details:visible").count() == 1
    finally:
        page.close()
