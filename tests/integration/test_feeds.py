"""Streams of changes: followed by a client of others, from page to page and over releases."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard
from command import run
from feeds_case import BASE, MEMBERS, ORG, Copy, Row, follow, publish, rows_of, said
from made_once import made_once
from serving import Served, serving

from kg.release.release import Release, current_release

TRIG, NQUADS = {"Accept": "application/trig"}, {"Accept": "application/n-quads"}
TREE = "https://w3id.org/tree#"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A publication that is published once."""
    return made_once(
        tmp_path_factory, "feeds", worker_id, lambda folder: publish(folder, rows_of())
    )


@pytest.fixture
def village(published: Path, tmp_path: Path) -> Iterator[tuple[Path, Served]]:
    """A publication of its own for each test, and its server."""
    folder = tmp_path / "dorp"
    shutil.copytree(published, folder, symlinks=True)
    with serving(folder) as served:
        yield folder, served


def node(served: Served, path: str) -> set[str]:
    """The addresses of the nodes that a node names, from the root of the site."""
    reply = served.request("GET", path, NQUADS)
    assert reply.status == 200, reply.text
    quads = ox.parse(reply.body, format=ox.RdfFormat.N_QUADS)
    found = {q.object.value for q in quads if q.predicate.value == TREE + "node"}
    return {one.removeprefix(f"http://127.0.0.1:{served.port}") for one in found}


def settled(served: Served, folder: Path) -> None:
    """Wait until the server shows what is published."""
    current = (folder / ".samenspel" / "current").resolve().name
    while json.loads(served.request("GET", "/health").body)["release"] != current:
        pass


def test_a_client_of_others_follows_releases_and_a_withdrawal(
    village: tuple[Path, Served], tmp_path: Path
) -> None:
    folder, served = village
    urls = {name: f"http://127.0.0.1:{served.port}/feeds/{name}" for name in ("all", "club")}
    copies = {name: Copy() for name in urls}
    graphs = {"all": ("club", "extra"), "club": ("club",)}

    def catch_up() -> dict[str, int]:
        settled(served, folder)
        release = current(folder)
        found = {
            name: copies[name].take(follow(url, tmp_path / name)) for name, url in urls.items()
        }
        for name, copy in copies.items():
            assert copy.things == said(release, *graphs[name]), name
        return found

    assert catch_up() == {"all": MEMBERS, "club": MEMBERS}
    rows = rows_of()
    del rows["17"]
    rows["5"] = Row("Andere naam", "nieuw", "AN")
    rows["9"] = rows["9"]._replace(short="anders")  # which only the other dataset says
    rows["nieuw"] = Row("Nieuwe club", "er is meer")
    run("replace", f"{ORG}17", f"{ORG}nieuw", "--publication", folder)
    publish(folder, rows)
    assert catch_up() == {"all": 4, "club": 3}
    run("withdraw", f"{ORG}23", "--publication", folder, "--reason", "Bestaat niet meer")
    publish(folder, {**rows, "6": Row("Hernoemd", "nu")})
    assert catch_up() == {"all": 2, "club": 2}
    assert copies["all"].kinds[MEMBERS:].count("Delete") == 2
    assert catch_up() == {"all": 0, "club": 0}
    run("rollback", folder)
    told = catch_up()
    assert told["all"] == told["club"] > 0


def current(folder: Path) -> Release:
    return current_release(folder / ".samenspel")


def test_full_pages_stay_as_they_are_and_are_called_after_their_content(
    village: tuple[Path, Served],
) -> None:
    folder, served = village
    (full,) = node(served, "/feeds/club/1")
    before = served.request("GET", full, TRIG)
    opened = served.request("GET", "/feeds/club/1", TRIG)
    assert before.headers["cache-control"] == "public, max-age=86400, immutable"
    assert opened.headers["cache-control"] == "no-cache"
    assert "Accept" in before.headers["vary"]
    stored = folder / ".samenspel" / "feeds" / full.removeprefix("/feeds/")
    text = zstandard.ZstdDecompressor().decompress(stored.with_suffix(".nq.zst").read_bytes())
    assert blake2b(text, digest_size=16).hexdigest() == stored.name
    tag = opened.headers["etag"]
    same = served.request("GET", "/feeds/club/1", {**TRIG, "If-None-Match": tag})
    assert same.status == 304 and same.body == b""
    publish(folder, {**rows_of(), "4": Row("Vier", "x")})
    settled(served, folder)
    assert node(served, "/feeds/club/1") == {full}
    again = served.request("GET", full, TRIG)
    assert (again.body, again.headers["etag"]) == (before.body, before.headers["etag"])
    now = served.request("GET", "/feeds/club/1", {**TRIG, "If-None-Match": tag})
    assert now.status == 200 and now.headers["etag"] != tag


def test_formats_say_the_same(village: tuple[Path, Served]) -> None:
    _, served = village
    formats = {
        "trig": ox.RdfFormat.TRIG,
        "nq": ox.RdfFormat.N_QUADS,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    for path in ("/feeds/all/1", *node(served, "/feeds/all/1")):
        told = {}
        for suffix, form in formats.items():
            reply = served.request("GET", f"{path}?format={suffix}")
            data = ox.Dataset(ox.parse(reply.body, format=form, base_iri="http://x.example/"))
            data.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
            told[suffix] = {str(quad) for quad in data}
        assert told["trig"] == told["nq"] == told["jsonld"], path
    refused = served.request("GET", "/feeds/all/1", {"Accept": "text/turtle"})
    assert refused.status == 406 and "application/trig" in refused.text
    people = served.request("GET", "/feeds/all", {"Accept": "text/html", "Accept-Language": "en"})
    assert people.status == 200 and "/feeds/all" in people.text
    machines = served.request("GET", "/feeds/all", {"Accept": "*/*"})
    assert (machines.status, machines.headers["location"]) == (302, "/feeds/all/1")


def test_erasure_ends_the_streams_and_tells_where_they_go_on(
    village: tuple[Path, Served], tmp_path: Path
) -> None:
    folder, served = village
    pages = ["/feeds/club/1", *node(served, "/feeds/club/1"), "/feeds/all/1"]
    name = rows_of()["31"].name
    run("withdraw", f"{ORG}31", "--publication", folder, "--erase")
    settled(served, folder)
    for path in pages:
        reply = served.request("GET", path, TRIG)
        told = json.loads(reply.body)
        assert (reply.status, told["code"]) == (410, "SAM-H416")
        assert told["instead"] == path[: path.rindex("1", 0, 13)] + "2", path
    stream = f"{BASE}feeds/club/2#stream"
    catalogue = served.request("GET", "/catalog.nt").text
    void = served.request("GET", "/.well-known/void?format=nt").text
    listed = served.request("GET", "/feeds?format=nt").text
    for text in (catalogue, void, listed):
        assert f"<{stream}>" in text and "feeds/club/1" not in text
    copy = Copy()
    members = follow(f"http://127.0.0.1:{served.port}/feeds/club", tmp_path / "state")
    assert copy.take(members) == MEMBERS - 1
    assert copy.things == said(current(folder), "club")
    packed = (folder / ".samenspel" / "feeds").rglob("*.zst")
    texts = [zstandard.ZstdDecompressor().decompress(path.read_bytes()) for path in packed]
    assert texts and not any(f'"{name}"'.encode() in text for text in texts)
    policy = served.request("GET", "/feeds/club/2", NQUADS).text
    assert "410 Gone" in policy and "startingFrom" in policy


def test_only_what_is_published_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "dorp"
    folder.mkdir()
    publish(folder, dict(list(rows_of().items())[:12]))
    with serving(folder, "--prefix", "/graaf") as served:
        before = served.request("GET", "/graaf/feeds/club/1", NQUADS).body
        (folder / "sources/club.csv").write_text(
            "nr,naam,over\n1,Eén,\n2,Twee,\n", encoding="utf-8"
        )
        run("build", folder)
        assert served.request("GET", "/graaf/feeds/club/1", NQUADS).body == before
        view = f"<http://127.0.0.1:{served.port}/graaf/feeds/club/1>"
        assert f"<{TREE}view> {view}" in before.decode()
        assert served.request("GET", "/graaf/feeds/club/1/" + "0" * 32, TRIG).status == 404
        assert served.request("GET", "/graaf/feeds/club/7", TRIG).status == 404
        assert served.request("GET", "/graaf/feeds/ergens", TRIG).status == 404
        kept = (folder / ".samenspel" / "current").resolve().name
        led = served.request("GET", f"/graaf/releases/{kept}/feeds", {"Accept": "text/turtle"})
        assert (led.status, led.headers["location"]) == (302, "/graaf/feeds")
        event = served.request("GET", f"/graaf/feeds/club/1/1.{kept}")
        assert event.headers["location"] == f"/graaf/releases/{kept}"


def test_patches_between_kept_releases_stay_at_their_address(village: tuple[Path, Served]) -> None:
    folder, served = village
    first = current(folder)
    second = publish(folder, {**rows_of(), "4": Row("Vier", "x")})
    settled(served, folder)
    (told,) = json.loads(served.request("GET", "/patches?format=json").body)
    assert (told["old"], told["new"]) == (first.id, second.id)
    reply = served.request("GET", told["patch"])
    assert reply.status == 200 and "immutable" in reply.headers["cache-control"]
    known = served.request("GET", told["patch"], {"If-None-Match": reply.headers["etag"]})
    assert known.status == 304
    run("withdraw", f"{ORG}4", "--publication", folder, "--reason", "Bestaat niet meer")
    settled(served, folder)
    assert served.request("GET", told["patch"]).status == 410
    (now,) = json.loads(served.request("GET", "/patches?format=json").body)
    assert now["old"].endswith("-w1") and now["new"].endswith("-w1")


def test_dumps_and_catalogue_say_when_they_last_changed(village: tuple[Path, Served]) -> None:
    folder, served = village
    path = "/dumps/extra.nq.gz"
    first = served.request("GET", path)
    publish(folder, {**rows_of(), "4": Row("Vier", "x")})  # `extra` says what it said
    settled(served, folder)
    same = served.request("GET", path)
    assert same.headers["last-modified"] == first.headers["last-modified"]
    assert same.headers["etag"] == first.headers["etag"]
    since = {"If-Modified-Since": first.headers["last-modified"]}
    assert served.request("GET", path, since).status == 304
    changed = served.request("GET", "/dumps/club.nq.gz")
    run("rollback", folder)
    settled(served, folder)
    # Going back changes it again, though the file is older.
    back = served.request("GET", "/dumps/club.nq.gz")
    assert back.headers["etag"] != changed.headers["etag"]
    assert back.headers["last-modified"] >= changed.headers["last-modified"]
    catalogue = served.request("GET", "/catalog.ttl")
    asked = {"If-Modified-Since": catalogue.headers["last-modified"]}
    assert served.request("GET", "/catalog.ttl", asked).status == 304


def test_catalogue_and_well_known_addresses_name_the_streams(village: tuple[Path, Served]) -> None:
    _, served = village
    data = served.request("GET", "/catalog.nt").body
    triples = {str(quad.triple) for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)}
    dcat, own = "http://www.w3.org/ns/dcat#", f"<{BASE}id/data-service/feed/club>"
    assert f"{own} <{dcat}servesDataset> <{BASE}id/dataset/club>" in triples
    assert f"{own} <{dcat}endpointURL> <{BASE}feeds/club/1>" in triples
    assert f"<{BASE}id/catalog> <{dcat}service> {own}" in triples
    reply = served.request("GET", "/.well-known/api-catalog")
    assert reply.headers["content-type"].startswith("application/linkset+json")
    links = json.loads(reply.body)["linkset"]
    listed = {item["href"] for entry in links for item in entry.get("item", ())}
    for href in listed:
        path = href.removeprefix(f"http://127.0.0.1:{served.port}")
        assert served.request("GET", path).status < 400, href
    assert f"http://127.0.0.1:{served.port}/feeds/club" in listed
