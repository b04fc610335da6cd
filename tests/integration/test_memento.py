"""Memento (RFC 7089) over the kept releases of a small town: TimeGate, mementos, TimeMap."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from difference_case import BASE
from kept_case import make_months
from serving import Reply, Served, heading, serving

from kg.release.release import Release
from server.pages.memento import write_date

Town = tuple[Path, list[str], str]
LINK = re.compile(r'<([^>]*)>((?:;\s*[a-z]+="[^"]*")+)')


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return make_months(tmp_path_factory.mktemp("dorp") / "dorp")


@pytest.fixture(scope="module")
def served(town: Town) -> Iterator[Served]:
    with serving(town[0]) as running:
        yield running


@pytest.fixture(scope="module")
def moments(town: Town) -> list[datetime]:
    """When the releases were made."""
    made = []
    for name in town[1]:
        told = Release.open(town[0] / ".samenspel" / "releases" / name).manifest["created"]
        made.append(datetime.fromisoformat(told).astimezone(UTC))
    return made


def links(text: str) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """The links of a header or a TimeMap by each of their relations."""
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for target, rest in LINK.findall(text):
        told = dict(re.findall(r'([a-z]+)="([^"]*)"', rest))
        for relation in told["rel"].split():
            found.setdefault(relation, []).append((target, told))
    return found


def at(served: Served, moment: datetime | str, place: str = "/doc/organisation/1") -> Reply:
    asked = moment if isinstance(moment, str) else write_date(moment)
    return served.request("GET", place, {"Accept-Datetime": asked, "Accept": "text/html"})


@pytest.mark.parametrize(
    ("which", "seconds", "wanted"),
    [(0, -86_400, 0), (0, 0, 0), (1, -1, 0), (1, 0, 1), (2, 0, 2), (2, 86_400, 2)],
)
def test_gate_leads_to_the_version_of_that_moment(
    served: Served, town: Town, moments: list[datetime], which: int, seconds: int, wanted: int
) -> None:
    reply = at(served, moments[which] + timedelta(seconds=seconds))
    assert reply.status == 302
    assert reply.headers["location"] == f"/releases/{town[1][wanted]}/doc/organisation/1"
    assert "accept-datetime" in reply.headers["vary"].lower()
    assert "memento-datetime" not in reply.headers
    told = links(reply.headers["link"])
    host = f"http://127.0.0.1:{served.port}"
    assert [target for target, _ in told["original"]] == [f"{host}/doc/organisation/1"]
    assert told["timegate"] == told["original"]
    assert told["timemap"][0][1]["type"] == "application/link-format"
    assert told["first"][0][1]["datetime"] == write_date(moments[0])
    assert told["last"][0][0] == f"{host}/releases/{town[1][2]}/doc/organisation/1"
    beside = [(told.get(name) or [("", {})])[0][0] for name in ("prev", "next")]
    known = ["", *(f"{host}/releases/{name}/doc/organisation/1" for name in town[1]), ""]
    assert beside == [known[wanted], known[wanted + 2]]


def test_memento_says_its_time_and_asks_nothing_of_the_gate(
    served: Served, town: Town, moments: list[datetime]
) -> None:
    for name, moment, label in zip(
        town[1], moments, ("Harmonie", "Fanfare", "Brassband"), strict=True
    ):
        for accept in ("text/html", "text/turtle"):
            asked = {"Accept": accept, "Accept-Datetime": write_date(moments[0])}
            reply = served.request("GET", f"/releases/{name}/doc/organisation/1", asked)
            assert reply.status == 200
            assert label in reply.text
            assert reply.headers["memento-datetime"] == write_date(moment)
            told = links(reply.headers["link"])
            assert urlsplit(told["original"][0][0]).path == "/doc/organisation/1"
            assert {"timegate", "timemap", "first", "last"} <= set(told)


def test_original_without_a_date_names_gate_and_map(served: Served) -> None:
    reply = served.request("GET", "/doc/organisation/1", {"Accept": "text/html"})
    assert (reply.status, heading(reply)) == (200, "Brassband")
    assert "accept-datetime" in reply.headers["vary"].lower()
    assert "memento-datetime" not in reply.headers
    told = links(reply.headers["link"])
    assert told["original"] == told["timegate"]
    place = urlsplit(told["timemap"][0][0])
    assert served.request("GET", f"{place.path}?{place.query}").status == 200


@pytest.mark.parametrize(
    "date",
    [
        "yesterday",
        "",
        "2026-11-30T10:00:00Z",
        "Thu, 31 May 2007 20:35:00 CET",
        "Mon, 31 May 2007 20:35:00 GMT",
        "Thu, 32 May 2007 20:35:00 GMT",
        "Thursday, 31-May-07 20:35:00 GMT",
    ],
)
def test_date_that_is_none_of_http_is_refused(served: Served, date: str) -> None:
    for place in ("/doc/organisation/1", "/doc/organisation/1.ttl"):
        reply = at(served, date, place)
        assert reply.status == 400
    told = served.request("GET", "/doc/organisation/1", {"Accept-Datetime": date})
    assert json.loads(told.body)["code"] == "SAM-H415"


def test_format_and_foreign_address_come_along(
    served: Served, town: Town, moments: list[datetime]
) -> None:
    first = town[1][0]
    reply = at(served, moments[0], "/doc/organisation/1.ttl")
    assert reply.headers["location"] == f"/releases/{first}/doc/organisation/1.ttl"
    iri = quote(f"{BASE}id/organisation/1", safe="")
    led = served.request("GET", f"/resource?iri={iri}", {"Accept-Datetime": write_date(moments[0])})
    assert led.headers["location"] == "/doc/organisation/1"
    led = served.request("GET", "/id/organisation/1", {"Accept-Datetime": write_date(moments[0])})
    assert (led.status, led.headers["location"]) == (303, "/doc/organisation/1")


def test_what_vanished_is_found_as_it_was(
    served: Served, town: Town, moments: list[datetime]
) -> None:
    assert served.request("GET", "/doc/organisation/2").status == 404
    reply = at(served, moments[2], "/doc/organisation/2")
    # It did not change in the second month, so its only version is that of the first.
    assert reply.headers["location"] == f"/releases/{town[1][0]}/doc/organisation/2"
    again = served.request("GET", f"/releases/{town[1][1]}/doc/organisation/2.ttl")
    assert again.headers["memento-datetime"] == write_date(moments[0])
    assert at(served, moments[0], "/doc/organisation/nobody").status == 404


def test_missing_page_leads_to_the_release_that_had_it(served: Served, town: Town) -> None:
    _, made, candidate = town
    page = served.request("GET", "/doc/organisation/2", {"Accept": "text/html"})
    assert page.status == 404
    assert f"/releases/{made[1]}/doc/organisation/2" in page.text
    assert candidate not in page.text
    told = json.loads(served.request("GET", "/doc/organisation/2", {"Accept": "*/*"}).text)
    assert told["lastRelease"] == made[1]
    never = served.request("GET", "/doc/organisation/77", {"Accept": "text/html"})
    assert never.status == 404
    assert "/releases/2" not in never.text.replace(f"/releases/{made[-1]}", "")


def test_map_lists_versions_and_no_release_without_a_change(
    served: Served, town: Town, moments: list[datetime]
) -> None:
    expected = {"1": [0, 1, 2], "2": [0], "3": [1]}
    for number, wanted in expected.items():
        iri = quote(f"{BASE}id/organisation/{number}", safe="")
        reply = served.request("GET", f"/timemap?iri={iri}")
        assert reply.headers["content-type"] == "application/link-format"
        told = links(reply.text)
        assert [one["datetime"] for _, one in told["memento"]] == [
            write_date(moments[n]) for n in wanted
        ]
        assert told["self"][0][1]["from"] == write_date(moments[wanted[0]])
        listed = json.loads(served.request("GET", f"/timemap?iri={iri}&format=json").body)
        assert [one["uri"] for one in listed["mementos"]] == [one for one, _ in told["memento"]]
        for target, one in told["memento"]:
            memento = served.request("GET", urlsplit(target).path)
            assert memento.headers["memento-datetime"] == one["datetime"]
    assert served.request("GET", "/timemap?iri=urn:nothing").status == 404
    assert served.request("GET", "/timemap").status == 400
    workers = served.workers()
    assert len(workers) <= 9  # those of the published release, and one of each kept one


@pytest.mark.parametrize("suffix", ["html", "ttl", "jsonld", "nt", "rdf"])
def test_documents_say_when_they_changed_and_are_not_sent_twice(
    served: Served, moments: list[datetime], suffix: str
) -> None:
    place = f"/doc/organisation/3.{suffix}"
    reply = served.request("GET", place)
    assert reply.headers["last-modified"] == write_date(moments[1])
    for seconds, status in ((0, 304), (60, 304), (-1, 200)):
        since = write_date(moments[1] + timedelta(seconds=seconds))
        again = served.request("GET", place, {"If-Modified-Since": since})
        assert again.status == status
        assert bool(again.body) == (status == 200)
    asked = {"If-Modified-Since": write_date(moments[2]), "If-None-Match": '"another"'}
    assert served.request("GET", place, asked).status == 200
    tag = {"If-None-Match": reply.headers["etag"]}
    assert served.request("GET", place, tag).status == 304
