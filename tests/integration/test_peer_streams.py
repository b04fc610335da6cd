"""A hub follows streams (LDES) and SPARQL services: what is new, in whatever order it comes."""

from __future__ import annotations

import random
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from command import SAMENSPEL, run
from peers_case import Hub, Page, Publisher, make_hub, organisations, publishing
from serving import free_port, serving

HEAD = """\
@prefix tree: <https://w3id.org/tree#> . @prefix ldes: <https://w3id.org/ldes#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix as: <https://www.w3.org/ns/activitystreams#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{base}s> a ldes:EventStream ; tree:view <{base}stream> ; ldes:timestampPath dct:created ;
  ldes:versionOfPath dct:isVersionOf ; ldes:versionDeleteObject as:Delete .
"""


def member(thing: int, version: int, *, kind: str = "Update", more: str = "") -> str:
    """A version of a thing as Turtle; the higher the version, the later."""
    label = "" if kind == "Delete" else f'skos:prefLabel "Club {thing}, {version}"@nl ;'
    node = f"<{{base}}v/{thing}-{version}>"
    return (
        f"<{{base}}s> tree:member {node} . {node} a as:{kind} ; {label} {more}"
        f" dct:isVersionOf <{{base}}id/club/{thing}> ;"
        f' dct:created "2026-10-{version:02}T10:00:00+02:00"^^xsd:dateTime .\n'
    )


def page(name: str, *members: str, to: tuple[str, ...] = (), fixed: bool = False) -> str:
    """A page of the stream that leads to others."""
    node = f"<{{base}}{name}>"
    relations = "".join(
        f"{node} tree:relation [ a tree:Relation ; tree:node <{{base}}{other}> ] .\n"
        for other in to
    )
    told = f"{node} ldes:immutable true .\n" if fixed else ""
    return f"{HEAD}{node} a tree:Node .\n{relations}{told}{''.join(members)}"


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as running:
        yield running


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_hub(tmp_path / "hub")


def labels(hub: Hub) -> set[str]:
    return {line.split('"')[1] for line in hub.taken() if '"' in line}


def test_newest_version_counts_in_whatever_order_members_come(
    hub: Hub, publisher: Publisher
) -> None:
    members = [member(thing, version) for thing in range(8) for version in (1, 2, 3)]
    members += [member(7, 4, kind="Delete"), member(7, 4, kind="Delete")]
    random.Random(5).shuffle(members)
    publisher.put("/stream", page("stream", *members[:5], to=("p1", "p2")))
    publisher.put("/p1", page("p1", *members[5:15], *members[:3], to=("p2", "stream")))
    publisher.put("/p2", page("p2", *members[12:], to=("p1",)))
    hub.follow(f"{publisher.base}stream")
    assert hub.take()["state"] == "taken"
    assert labels(hub) == {f"Club {thing}, 3" for thing in range(7)}
    assert not [line for line in hub.taken() if "isVersionOf" in line or "/v/" in line]
    assert hub.take()["state"] == "same"


def test_only_what_may_change_is_asked_again(hub: Hub, publisher: Publisher) -> None:
    publisher.put("/stream", page("stream", to=("old", "open")), etag='"r1"')
    publisher.put("/old", page("old", *(member(n, 1) for n in range(9)), fixed=True))
    publisher.put("/open", page("open", member(1, 2)), etag='"o1"')
    hub.follow(f"{publisher.base}stream")
    hub.take()
    publisher.asked.clear()
    publisher.put("/open", page("open", member(1, 2), member(10, 3)), etag='"o2"')
    assert hub.take()["state"] == "taken"
    assert "/old" not in publisher.asked
    assert {"Club 10, 3", "Club 1, 2", "Club 8, 1"} <= labels(hub)


def test_sync_that_broke_off_goes_on_where_it_was(hub: Hub, publisher: Publisher) -> None:
    names = [f"p{n}" for n in range(6)]
    for n, name in enumerate(names):
        publisher.put(
            f"/{name}", page(name, member(n, 1), to=tuple(names[n + 1 : n + 2]), fixed=True)
        )
    publisher.put("/stream", page("stream", to=("p0",)))
    good = publisher.pages["/p4"]
    publisher.pages["/p4"] = Page(status=503)
    hub.follow(f"{publisher.base}stream")
    broken = hub.take(code=1)
    assert broken["state"] == "kept" and broken["reasons"][0]["code"] == "SAM-N001"
    assert hub.taken() == []
    publisher.pages["/p4"] = good
    publisher.asked.clear()
    assert hub.take()["state"] == "taken"
    assert sorted(publisher.asked) == ["/p4", "/p5", "/stream"]
    assert labels(hub) == {f"Club {n}, 1" for n in range(6)}


def test_sync_that_was_killed_goes_on_where_it_was(hub: Hub, publisher: Publisher) -> None:
    names = [f"p{n}" for n in range(5)]
    for n, name in enumerate(names):
        to = tuple(names[n + 1 : n + 2])
        publisher.put(f"/{name}", page(name, member(n, 1), to=to, fixed=True))
    publisher.put("/stream", page("stream", to=("p0",)))
    good, reached, go_on = publisher.pages["/p3"], threading.Event(), threading.Event()

    def waiting(path: str) -> Page:
        reached.set()
        go_on.wait(60)
        return Page(status=503)

    publisher.pages["/p3"] = waiting
    hub.follow(f"{publisher.base}stream")
    process = subprocess.Popen(
        [SAMENSPEL, "peers", "sync", "--no-build", "--publication", hub.folder]
    )
    assert reached.wait(60)
    process.kill()
    process.wait()
    go_on.set()
    publisher.pages["/p3"] = good
    publisher.asked.clear()
    assert hub.take()["state"] == "taken"
    assert sorted(publisher.asked) == ["/p3", "/p4", "/stream"]
    assert labels(hub) == {f"Club {n}, 1" for n in range(5)}


def test_page_that_shrinks_takes_nothing_away(hub: Hub, publisher: Publisher) -> None:
    publisher.put("/stream", page("stream", *(member(n, 1) for n in range(20))))
    hub.follow(f"{publisher.base}stream")
    hub.take()
    publisher.put("/stream", page("stream", member(3, 1)))
    assert hub.take()["state"] == "same"
    assert len(labels(hub)) == 20


def test_withdrawal_on_the_stream_is_one_here(hub: Hub, publisher: Publisher) -> None:
    publisher.put("/stream", page("stream", *(member(n, 1) for n in range(30))))
    hub.follow(f"{publisher.base}stream")
    hub.take()
    why = 'adms:status <http://purl.org/adms/status/Withdrawn> ; skos:changeNote "Opgeheven." ;'
    gone = member(4, 2, kind="Delete", more=why)
    publisher.put("/stream", page("stream", *(member(n, 1) for n in range(30)), gone))
    told = hub.sync("--no-build")
    assert told["withdrawn"] == [f"{publisher.base}id/club/4"]
    assert "Opgeheven." in (hub.folder / "withdrawn.csv").read_text()


def test_stream_that_ended_keeps_what_was(hub: Hub, publisher: Publisher) -> None:
    publisher.put("/stream", page("stream", member(1, 1)))
    hub.follow(f"{publisher.base}stream")
    hub.take()
    publisher.pages["/stream"] = Page(status=410)
    assert hub.take(code=1)["reasons"][0]["code"] == "SAM-N007"
    assert labels(hub) == {"Club 1, 1"}


@pytest.mark.parametrize("count", [1, 450])
def test_service_is_followed_by_the_order_of_its_things(
    hub: Hub, publisher: Publisher, count: int
) -> None:
    import pyoxigraph as ox

    store = ox.Store()
    store.load(organisations(publisher.base, *range(count)).encode(), format=ox.RdfFormat.N_TRIPLES)
    tricky = f'<{publisher.base}id/x"> <urn:p>'.replace('"', "%22")
    store.load(f'{tricky} "een \\"a\\"\\nb\\\\" , _:b .'.encode(), format=ox.RdfFormat.TURTLE)

    def answer(path: str) -> Page:
        query = parse_qs(urlsplit(path).query).get("query")
        if query is None:
            return Page(status=400)
        results = store.query(query[0]).serialize(format=ox.QueryResultsFormat.JSON)
        return Page(results, headers={"Content-Type": "application/sparql-results+json"})

    publisher.pages["/sparql"] = answer
    assert "SPARQL service" in hub.follow(f"{publisher.base}sparql")
    assert hub.take()["quads"] == 2 * count + 1
    assert f'{tricky} "een \\"a\\"\\nb\\\\"' in hub.taken()


def test_follows_a_samenspel_server_by_its_stream(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setattr("serving.free_port", lambda: port)
    base = f"http://127.0.0.1:{port}/"
    town = tmp_path / "town"
    (town / "sources").mkdir(parents=True)
    (town / "samenspel.toml").write_text(
        f"""base = "{base}"
languages = ["nl"]
[title]
nl = "Stad"
[publisher]
iri = "{base}id/organisation/stad"
name.nl = "Stad"
[[dataset]]
id = "clubs"
title.nl = "Clubs"
description.nl = "Clubs van de stad."
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
legal_basis = "geen"
contact = "dienst"
review = "2030-06-30"
modified = "2026-01-15"
rdf = ["sources/clubs.nt"]
"""
    )
    numbers = range(30)

    def state(*gone: int) -> None:
        kept = [n for n in numbers if n not in gone]
        (town / "sources/clubs.nt").write_text(organisations(base, *kept))
        run("build", town)

    state()
    run("publish", town)
    with serving(town):
        said = hub.follow(base, "stad", "--all", "--no-licence")
        assert "event stream" in said, said
        assert hub.take()["quads"] == 60
        run("withdraw", f"{base}id/organisation/3", "--reason", "Opgeheven.", "--publication", town)
        told = hub.sync("--no-build")
        assert f"{base}id/organisation/3" not in hub.subjects("stad")
        assert told["withdrawn"] == [f"{base}id/organisation/3"]
        assert told["datasets"][0]["quads"] == 58
        assert "Opgeheven." in (hub.folder / "withdrawn.csv").read_text()
        # Erasing ends the stream, and the catalogue names another.
        run("withdraw", f"{base}id/organisation/5", "--erase", "--publication", town)
        told = hub.sync("--no-build")
        assert told["erased"] == 1 and told["datasets"][0]["quads"] == 56
        state_of_stream = (hub.folder / ".samenspel/peers/stad/clubs/stream.sqlite").read_bytes()
        assert b"organisation/5>" not in state_of_stream
        assert b"organisation/6>" in state_of_stream
