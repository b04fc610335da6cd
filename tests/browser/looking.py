"""What is looked at on every kind of page, in as few loads as will do.

A page is loaded once in each language. In one of them, in turn, axe looks at it twice, each time
with all its rules: wide and light, then narrow and dark, without loading it again; templates are
the same in all languages, so what axe finds in one it would find in the others. How long words are
differs by language: whether they fit into 320 px (which is 1280 px at 400 %) is seen in all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

LANGUAGES = ("nl", "fr", "en")
NARROW, SMALL, WIDE, HIGH = 320, 360, 1280, 900
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SEEN = """() => document.querySelectorAll('details').forEach(d => { d.open = true })"""
_NAMELESS = """() => [...document.querySelectorAll('main table')].filter(table => !table.caption
  && !table.ariaLabel && !table.getAttribute('aria-labelledby')).map(table => table.outerHTML
  .slice(0, 120))"""
_WORD = r"/(?<![\p{L}\p{N}./:@_-])\p{L}{2,14}(?![\p{L}\p{N}/:@_-]|\.\p{L})/gu"
_LEFT_OUT = "svg, pre, code, .cm-editor, .sr, .mono"
_BROKEN = """() => {
  const broken = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, around = text.parentElement;
    if (!around.checkVisibility() || around.closest('LEFT_OUT')) continue;
    const heads = around.closest('thead');  // out of sight where a table is folded
    if (heads && getComputedStyle(heads).position === 'absolute') continue;
    for (const word of text.data.matchAll(WORD)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
      if (lines.size > 1) broken.push(word[0]);
    }
  }
  return broken;
}""".replace("WORD", _WORD).replace("LEFT_OUT", _LEFT_OUT)
"""Words of up to 14 letters that stand on two lines; parts of addresses may."""


class Looker:
    """A browser with one page for each language, which all tests of a file share."""

    def __init__(self, browser: Browser, axe: str) -> None:
        self._browser, self._axe = browser, axe
        self._contexts: dict[str, BrowserContext] = {}

    def page(self, language: str) -> Page:
        """A new page in that language; cookies and cache are those of the pages before it."""
        if language not in self._contexts:
            self._contexts[language] = self._browser.new_context(locale=language)
        return self._contexts[language].new_page()

    def close(self) -> None:
        """Close all pages."""
        for context in self._contexts.values():
            context.close()

    def complaints(self, address: str, *, site: str, thoroughly_in: str) -> list[str]:
        """All that is wrong with a page, in words; empty when nothing is."""
        return [
            complaint
            for language in LANGUAGES
            for complaint in self._in(
                language, address, site=site, thorough=language == thoroughly_in
            )
        ]

    def violations(self, page: Page) -> list[str]:
        """What axe finds on a page as it is."""
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(self._axe)
        report: dict[str, Any] = page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
        )
        return [
            f"{found['id']}: {found['help']}: {node['html'][:160]}"
            for found in report["violations"]
            for node in found["nodes"][:3]
        ]

    def _in(self, language: str, address: str, *, site: str, thorough: bool) -> list[str]:
        page, found = self.page(language), list[str]()
        page.on("pageerror", lambda error: found.append(f"error: {error}"))
        page.on("request", lambda asked: found.extend(_foreign(asked.url, site)))
        page.on("console", lambda said: found.extend(_said(said.type, said.text)))
        try:
            page.goto(site + address, wait_until="load")
            seen = self._one(page, language, thorough=thorough)
            return found + seen
        finally:
            page.close()

    def _one(self, page: Page, language: str, *, thorough: bool) -> list[str]:
        found = [] if page.locator("h1").count() == 1 else ["not one h1"]
        if page.locator("html").get_attribute("lang") != language:
            found.append(f"not in {language}")
        page.set_viewport_size({"width": NARROW, "height": HIGH})
        found += [f"{language}: broken at {NARROW}: {word}" for word in page.evaluate(_BROKEN)]
        page.evaluate(_SEEN)
        found += _too_wide(page, NARROW)
        if thorough:
            page.set_viewport_size({"width": WIDE, "height": HIGH})
            page.emulate_media(color_scheme="light")
            found += [f"wide and light: {one}" for one in self.violations(page)]
            found += [f"table without a name: {one}" for one in page.evaluate(_NAMELESS)]
            found += _too_wide(page, WIDE)
            page.set_viewport_size({"width": SMALL, "height": HIGH})
            page.emulate_media(color_scheme="dark")
            found += [f"small and dark: {one}" for one in self.violations(page)]
        return found


def language_of(place: int, languages: Sequence[str] = LANGUAGES) -> str:
    """The language in which axe looks at a page, by its place in the list: each in turn."""
    return languages[place % len(languages)]


def _too_wide(page: Page, width: int) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{wide} px wide at {width}"] if wide > width else []


def _foreign(url: str, site: str) -> list[str]:
    return [] if url.startswith((site, "data:")) else [f"asks {url}"]


def _said(kind: str, text: str) -> list[str]:
    return [f"console: {text}"] if kind == "error" and "status of 4" not in text else []
