"""Search understands a need or a group together with places, and leads to that answer."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html", "Accept-Language": "nl"}


def leads(client: FlaskClient, text: str) -> dict[str, str]:
    """What search proposes for what was typed: words and address."""
    page = client.get("/search", query_string={"q": text}, headers=HTML).text
    found = re.search(r'<ul class="plain leads".*?</ul>', page, re.S)
    links = re.findall(r'href="([^"]+)">([^<]+)</a>', found[0]) if found else []
    return {words: html.unescape(address) for address, words in links}


@pytest.mark.parametrize(
    "typed",
    ["daklozen Lindewater Molenvoorde", "diensten voor daklozen in molenvoorde en LINDEWATER"],
)
def test_a_group_and_places_lead_to_the_services(client: FlaskClient, typed: str) -> None:
    found = leads(client, typed)
    words = next(one for one in found if one.startswith("Diensten voor dak- en thuislozen in"))
    assert found[words].count("municipality=") == 2
    page = client.get(found[words], headers=HTML).text
    assert page.count("<li><div><h3>") > 5
    answer = client.get("/search", query_string={"q": typed}, headers=HTML).text
    number = re.search(r"Diensten voor dak[^<]*</a> <span class=\"num\">(\d+)", answer)
    assert number is not None
    assert number[1] == str(page.count("<li><div><h3>"))


def test_a_need_and_a_place_lead_to_who_helps(client: FlaskClient) -> None:
    found = leads(client, "schuldbemiddeling Molenvoorde")
    assert list(found) == ["Wie helpt in Molenvoorde met “schuldbemiddeling”?"]
    page = client.get(next(iter(found.values())), headers=HTML)
    assert "OCMW Kastanjeveld" in page.text


@pytest.mark.parametrize(
    "typed", ["Molenvoorde", "OCMW Molenvoorde", "", "zzqxj", "CAW De Wissel", "  , ", "in en van"]
)
def test_what_asks_for_nothing_more_has_no_lead(client: FlaskClient, typed: str) -> None:
    assert "Diensten voor" not in str(leads(client, typed))
    assert " in Molenvoorde met " not in str(leads(client, typed))
