"""Peers that lie, flood or break: each is refused with its reason, and no other is touched."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from peers_case import CC0, Hub, Page, Publisher, make_hub, organisations, publishing

from kg.federation import sync as syncing
from kg.federation.limits import PeerLimits
from kg.release.configuration import open_publication

NUMBER = "93.05.18-223.61"
"""A national register number that cannot be anybody's, but for its check digits."""


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as running:
        yield running


@pytest.fixture
def hub(tmp_path: Path, publisher: Publisher) -> Hub:
    """A hub that follows a good file, of which something was taken in already."""
    hub = make_hub(tmp_path / "hub")
    publisher.put("/a.nt", organisations(publisher.base, *range(20)))
    publisher.put("/good.nt", organisations(publisher.base, 100, 101))
    hub.follow(f"{publisher.base}a.nt")
    hub.follow(f"{publisher.base}good.nt", "ander")
    hub.sync("--no-build")
    return hub


def refused(hub: Hub, publisher: Publisher, limits: PeerLimits | None = None) -> str:
    """The code for which the next sync takes nothing in, while the other peer goes on."""
    before = sorted(hub.taken())
    publisher.put("/good.nt", organisations(publisher.base, 100, 101, 102))
    result = syncing.sync(
        open_publication(hub.folder), then_build=False, limits=limits or PeerLimits()
    )
    first, other = result.outcomes
    assert first.state == "kept" and other.state != "kept" and other.quads == 6
    assert sorted(hub.taken()) == before
    shown = hub.listed()["buur-a"]
    assert shown["quarantined_since"] and shown["reasons"][0]["message"]
    return str(first.reasons[0]["code"])


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("application/n-triples", b"<urn:a> <urn:b> .", "SAM-N003"),
        ("text/turtle", b"<urn:a> <urn:b> " + b"[ <urn:c> " * 5000, "SAM-R021"),
        ("text/turtle", b"\xff\xfe\x00", "SAM-N003"),
        (
            "application/ld+json",
            b'{"@context": "https://evil.example/c.jsonld", "@id": "urn:a", "name": "x"}',
            "SAM-N003",
        ),
        (
            "application/rdf+xml",
            b'<!DOCTYPE r [<!ENTITY a "0123456789"><!ENTITY b "&a;&a;&a;&a;">]>'
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF>',
            "SAM-R036",
        ),
        (
            "application/rdf+xml",
            b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&f;</rdf:RDF>',
            "SAM-R036",
        ),
        ("text/html", b"<p>Hello", "SAM-N003"),
        ("application/n-triples", b"", "SAM-N005"),
    ],
)
def test_what_is_no_sound_rdf_is_refused(
    hub: Hub, publisher: Publisher, kind: str, body: bytes, code: str
) -> None:
    publisher.pages["/a.nt"] = Page(body, headers={"Content-Type": kind})
    assert refused(hub, publisher) == code


@pytest.mark.parametrize("size", [200, 400])
def test_bombs_are_stopped(hub: Hub, publisher: Publisher, size: int) -> None:
    bomb = gzip.compress(b" " * (size << 16), 9)
    headers = {"Content-Type": "application/n-triples", "Content-Encoding": "gzip"}
    publisher.pages["/a.nt"] = Page(bomb, headers=headers)
    assert refused(hub, publisher, PeerLimits(growth_free=1 << 20)) == "SAM-N002"
    publisher.pages["/a.nt"] = Page(b"#" * 5000, headers={"Content-Type": "text/turtle"})
    assert refused(hub, publisher, PeerLimits(dump_bytes=4999)) == "SAM-N002"


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1:1/x",
        "http://169.254.169.254/latest",
        "http://[::1]:80/",
        "file:///etc/passwd",
    ],
)
def test_redirects_that_turn_inwards_are_not_followed(
    hub: Hub, publisher: Publisher, place: str
) -> None:
    publisher.pages["/a.nt"] = Page(status=302, headers={"Location": place})
    assert refused(hub, publisher) in ("SAM-R063", "SAM-R061")


def test_redirects_without_end_are_not_followed(hub: Hub, publisher: Publisher) -> None:
    publisher.pages["/a.nt"] = Page(status=302, headers={"Location": "/a.nt"})
    assert refused(hub, publisher) == "SAM-R061"


def test_name_that_turns_inwards_is_not_connected_to(
    hub: Hub, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = publisher.base.rstrip("/").rpartition(":")[2]
    asked = socket.getaddrinfo

    def turned(host: str, *more: object, **told: object) -> object:
        return asked("127.0.0.1" if host == "peer.example" else host, *more, **told)

    monkeypatch.setattr(socket, "getaddrinfo", turned)
    said = run(
        "peers",
        "add",
        f"http://peer.example:{port}/a.ttl",
        "--publication",
        hub.folder,
        "--yes",
        "--licence",
        CC0,
        code=1,
    )
    assert "SAM-R063" in said


def test_pages_without_end_are_stopped(hub: Hub, publisher: Publisher) -> None:
    def endless(path: str) -> Page:
        number = int(path.rpartition("=")[2]) if "=" in path else 0
        node = f"<{publisher.base}s?page={number + 1}>"
        text = f"<#n> <https://w3id.org/tree#relation> [ <https://w3id.org/tree#node> {node} ] ."
        return Page(text.encode(), headers={"Content-Type": "text/turtle"})

    publisher.pages["/s"] = endless
    config = hub.folder / "samenspel.toml"
    text = config.read_text().replace('kind = "dump"', 'kind = "ldes"', 1)
    config.write_text(text.replace(f"{publisher.base}a.nt", f"{publisher.base}s"))
    assert refused(hub, publisher, PeerLimits(requests=30)) == "SAM-N002"
    assert len([path for path in publisher.asked if path.startswith("/s")]) <= 31


def test_statements_about_our_things_are_left_out(hub: Hub, publisher: Publisher) -> None:
    ours = "https://hub.example.be/"
    shared = (
        "<https://w3id.org/samenspel/ns#Organisation>"
        ' <http://www.w3.org/2000/01/rdf-schema#label> "Iets anders"@nl .\n'
    )
    lines = organisations(publisher.base, *range(20)) + organisations(ours, 1, 2) + shared
    publisher.put("/a.nt", lines)
    hub.sync("--no-build")
    assert hub.listed()["buur-a"]["refused"] == 5
    assert not [line for line in hub.taken() if line.startswith((f"<{ours}", "<https://w3id.org/"))]


@pytest.mark.parametrize(
    "text", [f"Nummer {NUMBER}", "Bel Jan op 0478 12 34 56 of mail jan.peeters@gmail.com"]
)
def test_what_looks_personal_is_quarantined_until_somebody_agrees(
    hub: Hub, publisher: Publisher, text: str
) -> None:
    more = (
        f"<{publisher.base}id/organisation/1> <http://purl.org/dc/terms/description>"
        f' "{text}"@nl .\n'
    )
    publisher.put("/a.nt", organisations(publisher.base, *range(20)) + more)
    assert refused(hub, publisher).startswith("SAM-D")
    reasons = hub.listed()["buur-a"]["reasons"]
    accept = [word for one in reasons for word in ("--accept", one["fingerprint"])]
    told = hub.sync("--no-build", *accept, "--why", "Het is een voorbeeld.")
    assert told["datasets"][0]["state"] == "taken"
    assert hub.listed()["buur-a"]["reasons"] == []
    run("build", hub.folder)
    run("publish", hub.folder)  # what was accepted is not asked again


def test_sudden_loss_is_quarantined(hub: Hub, publisher: Publisher) -> None:
    publisher.put("/a.nt", organisations(publisher.base, *range(10)))
    assert refused(hub, publisher) == "SAM-G002"
    assert "buur-a of a peer is quarantined" in run("doctor", hub.folder, code=1)


def test_licence_that_changed_is_quarantined(hub: Hub, publisher: Publisher) -> None:
    config = hub.folder / "samenspel.toml"
    nc = "https://creativecommons.org/licenses/by-nc-sa/4.0/"
    config.write_text(config.read_text().replace(CC0, nc, 1))
    assert refused(hub, publisher) == "SAM-N004"


def test_html_in_texts_stays_text(hub: Hub, publisher: Publisher) -> None:
    evil = "<script>alert(1)</script>"
    publisher.put("/a.nt", organisations(publisher.base, *range(20), name=evil))
    hub.sync("--no-build")
    assert any(evil in line for line in hub.taken())
    assert "<script" not in (hub.folder / "samenspel.toml").read_text()
