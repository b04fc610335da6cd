"""Pages that are kept while their release is served."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.pages import kept_pages

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", ["/ns", "/concepts?lang=fr", "/views/rights"])
def test_second_reader_gets_the_same_page(path: str, client: FlaskClient) -> None:
    first, second = (client.get(path, headers=HTML) for _ in range(2))
    assert second.status_code == 200
    assert second.get_data() == first.get_data()
    assert sorted(second.headers.items()) == sorted(first.headers.items())


@pytest.mark.parametrize("path", ["/about", "/ns"])
def test_page_is_kept_for_each_language_and_theme(path: str, app: Flask) -> None:
    def languages(theme: str) -> set[str]:
        reader = app.test_client()
        reader.set_cookie("theme", theme)
        texts = [
            reader.get(path, headers={**HTML, "Accept-Language": lang}).get_data(as_text=True)
            for lang in ("nl", "fr", "en", "nl")
        ]
        assert texts[0] == texts[3]
        assert all(f'data-theme="{theme}"' in text for text in texts)
        return {match[1] for text in texts if (match := re.search(r'<html lang="(\w+)"', text))}

    assert languages("dark") == languages("light") == {"nl", "fr", "en"}


def test_who_has_a_kept_page_is_told_so(client: FlaskClient) -> None:
    tag = client.get("/ns", headers=HTML).headers["ETag"]
    again = client.get("/ns", headers={**HTML, "If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["ETag"] == tag


def test_oldest_pages_go_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "MOST_BYTES", 250)
    pages = kept_pages.KeptPages()
    for name in "abc":
        pages.keep(name, kept_pages.KeptPage([], bytes(100), name))
    assert [pages.get(name) is not None for name in "abc"] == [False, True, True]
    pages.get("b")
    pages.keep("d", kept_pages.KeptPage([], bytes(100), "d"))
    assert [pages.get(name) is not None for name in "bcd"] == [True, False, True]
