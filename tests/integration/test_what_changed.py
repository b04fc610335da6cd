"""What changed in a municipality and in a dataset, as a page and as a feed of Atom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from reading_case import BASE, make_meadow

from kg.release.leaving.departures import Departures
from server import create_app
from server.view import area_change

HTML = {"Accept": "text/html"}
AREA = f"{BASE}id/area/1"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    return make_meadow(tmp_path_factory.mktemp("weide") / "weide")


@pytest.fixture(scope="module")
def client(made: tuple[Path, list[str]]) -> Iterator[FlaskClient]:
    app = create_app(made[0], workers=1)
    yield app.test_client()
    app.extensions["samenspel"].close()


def page(client: FlaskClient, path: str, lang: str = "en") -> str:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}", headers=HTML)
    assert answer.status_code == 200, path
    return " ".join(answer.get_data(as_text=True).split())


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def feed(client: FlaskClient, **query: str) -> ElementTree.Element:
    answer = client.get(f"/changes.atom?{urlencode({'lang': 'en', **query})}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    return ElementTree.fromstring(answer.data)


def entries(root: ElementTree.Element) -> list[str]:
    """What the entries say, the latest first."""
    return [words(entry.findtext(f"{ATOM}content") or "") for entry in root.iter(f"{ATOM}entry")]


def parts(markup: str) -> list[str]:
    """What the page tells of each release, the latest first."""
    return [words(part) for part in re.findall(r'<ul class="chg">(.*?)</ul>', markup)]


@pytest.mark.parametrize("lang", ["nl", "en", "fr"])
def test_page_tells_release_by_release_what_a_municipality_gained_and_lost(
    client: FlaskClient, lang: str
) -> None:
    latest, before = parts(page(client, f"/changes?{urlencode({'area': AREA})}", lang))
    assert "Juridisch loket" in latest
    assert "Taalles voor allen" in before
    assert "Woonhulp" in before
    assert "service/raad" in before
    for told in (latest, before):
        assert "Rechtsraad" not in told


def test_sentence_is_about_the_whole_time_that_is_told(client: FlaskClient) -> None:
    markup = page(client, f"/changes?{urlencode({'area': AREA})}")
    answer = re.search(r'<p class="answer">(.*?)</p>', markup)
    assert answer is not None
    # Legal assistance left and came again; only housing is new since the first release.
    assert "housing" in answer[1]
    assert "legal" not in answer[1]


def test_since_a_day_leaves_out_what_was_before(client: FlaskClient) -> None:
    query = {"area": AREA, "since": "2001-01-01"}
    assert len(parts(page(client, f"/changes?{urlencode(query)}"))) == 2
    query["since"] = "2999-01-01"
    markup = page(client, f"/changes?{urlencode(query)}")
    assert not parts(markup)
    assert re.search(r'<p class="answer">[^<]+</p>', markup)


def test_municipality_shows_its_changes_and_leads_to_page_and_feed(client: FlaskClient) -> None:
    markup = page(client, "/doc/area/1")
    assert len(parts(markup)) == 2
    assert 'rel="alternate" type="application/atom+xml"' in markup
    for place in ("/changes?area=", "/changes.atom?area="):
        found = re.search(rf'href="({re.escape(place)}[^"]*)"', markup)
        assert found is not None
        assert client.get(unescape(found[1])).status_code == 200


def test_page_of_a_kept_release_tells_no_changes(
    client: FlaskClient, made: tuple[Path, list[str]]
) -> None:
    markup = page(client, f"/releases/{made[1][0]}/doc/area/1")
    assert not parts(markup)
    assert "changes.atom" not in markup
    led = client.get(f"/releases/{made[1][0]}/changes?{urlencode({'area': AREA})}")
    assert led.headers["Location"] == f"/changes?{urlencode({'area': AREA})}"


@pytest.mark.parametrize("query", [{}, {"area": AREA}, {"dataset": "diensten"}])
def test_feed_has_what_the_standard_asks(client: FlaskClient, query: dict[str, str]) -> None:
    root = feed(client, **query)
    for element in (root, *root.iter(f"{ATOM}entry")):
        iri, updated = element.findtext(f"{ATOM}id"), element.findtext(f"{ATOM}updated")
        assert element.findtext(f"{ATOM}title")
        assert iri is not None
        assert iri.startswith(BASE)
        assert datetime.fromisoformat(updated or "").tzinfo is not None
        alternates = [
            link for link in element.iter(f"{ATOM}link") if link.get("rel") == "alternate"
        ]
        assert alternates[0].get("href", "").startswith(BASE)
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Dienst Welzijn van Weide"
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")].count("self") == 1
    iris = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(iris) == len(set(iris)) == 2
    moments = [entry.findtext(f"{ATOM}updated") or "" for entry in root.iter(f"{ATOM}entry")]
    assert moments == sorted(moments, reverse=True)
    assert root.findtext(f"{ATOM}updated") == moments[0]


def test_feeds_of_different_scope_are_not_the_same_feed(client: FlaskClient) -> None:
    roots = [feed(client), feed(client, area=AREA), feed(client, dataset="diensten")]
    assert len({root.findtext(f"{ATOM}id") for root in roots}) == 3
    assert (
        len({entry.findtext(f"{ATOM}id") for r in roots for entry in r.iter(f"{ATOM}entry")}) == 6
    )


def test_feed_tells_no_name_of_what_is_gone(client: FlaskClient) -> None:
    for query in ({}, {"area": AREA}, {"dataset": "diensten"}):
        told = " ".join(entries(feed(client, **query)))
        assert "Juridisch loket" in told
        assert "Rechtsraad" not in told
    assert f"{BASE}id/service/raad" in entries(feed(client, area=AREA))[1]


def test_erased_thing_is_not_even_named_by_its_iri(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Erased(Departures):
        def is_erased(self, iri: str) -> bool:
            return iri == f"{BASE}id/service/raad"

    monkeypatch.setattr(area_change, "of_release", lambda _folder: Erased())
    told = entries(feed(client, area=AREA))[1]
    assert "service/raad" not in told
    assert "Woonhulp" in told


def test_dataset_without_changes_has_a_feed_without_entries(client: FlaskClient) -> None:
    assert entries(feed(client, dataset="gebieden")) == []
    markup = page(client, "/changes?dataset=gebieden")
    assert not parts(markup)


def test_reader_of_feeds_gets_nothing_twice(client: FlaskClient) -> None:
    path = f"/changes.atom?{urlencode({'area': AREA})}"
    first = client.get(path)
    by_tag = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    by_time = client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (by_tag.status_code, by_time.status_code) == (304, 304)
    assert not by_tag.data
    other = client.get(f"{path}&lang=fr", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(("query", "status"), [
    ("area=x", 400), (f"area={BASE}id/area/77", 404), ("dataset=77", 404),
    (f"{urlencode({'area': AREA})}&since=spring", 400),
])  # fmt: skip
def test_changes_of_nothing_are_refused(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"/changes?{query}", headers=HTML).status_code == status


def test_one_release_has_nothing_to_compare(tmp_path: Path) -> None:
    app = create_app(make_meadow(tmp_path / "weide", months=1)[0], workers=1)
    try:
        client = app.test_client()
        assert entries(feed(client, area=AREA)) == []
        markup = page(client, f"/changes?{urlencode({'area': AREA})}")
        assert not parts(markup)
        assert not re.search(r'<p class="answer">[^<]*\d', markup)
        assert "no earlier release" in words(page(client, "/doc/area/1"))
    finally:
        app.extensions["samenspel"].close()
