"""What crawlers and those who share a page read."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from server.pages import sitemap

HTML = {"Accept": "text/html", "Accept-Language": "nl"}
BASE = "https://data.example.be"


def places(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    found = [
        one.text or ""
        for one in ElementTree.fromstring(answer.data).iter()
        if one.tag.endswith("loc")
    ]
    return [place.removeprefix(BASE) for place in found]


def test_every_listed_page_is_there_and_listed_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "LISTED", 100)
    files = places(client, "/sitemap.xml")
    listed = [path for file in files for path in places(client, file)]
    assert len(files) > 3
    assert len(listed) == len(set(listed))
    assert "/doc/organisation/0999859370" in listed
    for path in [*places(client, files[0]), *listed[::97]]:
        assert client.get(path, headers=HTML).status_code == 200, path
    assert client.get(f"/sitemap-{len(files)}.xml").status_code == 404
    assert f"Sitemap: {BASE}/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/doc/area/99001", "/views/rights?sort=name"])
def test_a_page_says_its_own_address_and_name_to_who_shares_it(
    client: FlaskClient, path: str
) -> None:
    joined = f"{path}&lang=fr" if "?" in path else f"{path}?lang=fr"
    text = client.get(joined, headers=HTML).get_data(as_text=True)
    assert f'<link rel="canonical" href="{BASE}{path}">' in text
    title = re.search(r'<meta property="og:title" content="([^"]+)">', text)
    assert title is not None
    assert f"<title>{title[1]} · Samenspel</title>" in text
    assert 'content="fr_BE"' in text
