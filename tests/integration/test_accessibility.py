"""The accessibility statement: declared, declared in part, and not declared."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from command import run
from flask.testing import FlaskClient
from publishing import configure
from reading_case import make_meadow, write_meadow

from kg.release.configuration import open_publication
from kg.release.personal_texts import find_in_catalogue
from server import create_app

Site = Callable[[str], FlaskClient]
HTML = {"Accept": "text/html"}
DECLARED = """[accessibility]
status = "partial"
gaps.nl = "Brede tabellen"
gaps.en = "Wide tables"
exempt = "Kaarten van anderen"
prepared = 2026-03-19
reviewed = 2026-11-07
method = "other"
assessor = "Bureau Zicht"
contact = "dienst communicatie, toegang@weide.example"
enforcement.nl = "Ombudsdienst van Weide"
enforcement_link = "https://ombuds.example/klacht"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A client of a site whose samenspel.toml has such a table."""
    apps = []

    def serve(table: str) -> FlaskClient:
        folder = tmp_path_factory.mktemp("weide") / "weide"
        apps.append(create_app(make_meadow(folder, months=1, more=table)[0], workers=1))
        return apps[-1].test_client()

    yield serve
    for app in apps:
        app.extensions["samenspel"].close()


def page(client: FlaskClient, lang: str, path: str = "/accessibility") -> str:
    answer = client.get(f"{path}?lang={lang}", headers=HTML)
    assert answer.status_code == 200
    return " ".join(unescape(answer.get_data(as_text=True)).split())


def answer(markup: str) -> str:
    found = re.search(r'<p class="answer">(.*?)</p>', markup)
    assert found is not None
    return found[1]


def test_what_is_declared_stands_in_the_statement(site: Site) -> None:
    client = site(DECLARED)
    markup = page(client, "en")
    for told in ("Wide tables", "Kaarten van anderen", "Bureau Zicht", "19 March 2026"):
        assert told in markup
    assert "7 November 2026" in markup
    assert 'href="https://ombuds.example/klacht"' in markup
    letter = re.search(r'href="mailto:([^?"]*)', markup)
    assert letter is not None
    assert unquote(letter[1]) == "toegang@weide.example"
    assert "Brede tabellen" in page(client, "nl")
    assert 'lang="nl" data-mark>Ombudsdienst van Weide' in markup
    assert len({answer(page(client, lang)) for lang in ("nl", "en", "fr")}) == 3
    assert 'href="/accessibility"' in page(client, "en", "/about")


def test_what_is_not_declared_is_said_and_not_taken_for_compliance(site: Site) -> None:
    markup = page(site(""), "en")
    assert "has not declared" in answer(markup)
    assert "mailto:" not in markup
    assert markup.count("nothing declared") >= 4


def test_full_compliance_is_said_only_where_it_is_declared(site: Site) -> None:
    full, none = (
        site('[accessibility]\nstatus = "full"\n'),
        site("[accessibility]\nstatus = 'none'\n"),
    )
    assert "fully" in answer(page(full, "en"))
    assert "does not comply" in answer(page(none, "en"))


@pytest.mark.parametrize("wrong", [
    'status = "good"', 'status = "partial"', "gaps = 3", 'gaps.de = "x"', 'prepared = "spring"',
    'enforcement_link = "ombuds"', 'colour = "red"', 'contact = ""', 'method = ["self"]',
])  # fmt: skip
def test_wrong_table_is_refused_with_its_key(tmp_path: Path, wrong: str) -> None:
    write_meadow(tmp_path / "weide", [], f"[accessibility]\n{wrong}\n")
    said = run("build", tmp_path / "weide", code=1)
    assert "SAM-C003" in said
    assert "accessibility" in said


def test_mail_of_a_person_in_the_contact_is_asked_about(tmp_path: Path) -> None:
    configure(tmp_path, "https://weide.example.org/", "lijst")
    config = tmp_path / "samenspel.toml"
    before = list(find_in_catalogue(open_publication(tmp_path)))
    table = '[accessibility]\ncontact = "jan.peeters@weide.example"\n'
    config.write_text(config.read_text(encoding="utf-8") + table, encoding="utf-8")
    found = list(find_in_catalogue(open_publication(tmp_path)))
    assert [finding.column for finding in found if finding not in before] == ["contact"]


def test_devices_get_a_name_and_marks_that_are_there(site: Site) -> None:
    client = site("")
    markup = page(client, "fr")
    found = re.search(r'rel="manifest" href="([^"]+)"', markup)
    assert found is not None
    told = json.loads(client.get(found[1]).data)
    assert told["name"]
    mark = re.search(r'rel="apple-touch-icon" href="([^"]+)"', markup)
    assert mark is not None
    for place in (*(icon["src"] for icon in told["icons"]), mark[1]):
        assert client.get(place).status_code == 200
    policy = client.get("/accessibility", headers=HTML).headers["Content-Security-Policy"]
    assert "manifest-src 'self'" in policy
