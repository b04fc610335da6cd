"""A hub follows publishers by their files: it takes in what is good and keeps what was."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from peers_case import CC0, Hub, Page, Publisher, make_hub, organisations, publishing

CATALOGUE = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix void: <http://rdfs.org/ns/void#> .
<{base}catalog> a dcat:Catalog ; dct:title "Open data van Lindewater"@nl ;
  dcat:dataset <{base}id/dataset/clubs>, <{base}id/dataset/tabel> .
<{base}id/dataset/clubs> a dcat:Dataset ; dct:title "Clubs"@nl, "Clubs"@en ;
  dct:license <%s> ; dct:modified "2026-10-02" ; void:triples 40 ;
  dct:publisher <{base}id/stad> ; dcat:distribution [
    dcat:downloadURL <{base}clubs.nt.gz> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/application/n-triples> ] .
<{base}id/stad> foaf:name "Stad Lindewater" .
<{base}id/dataset/tabel> a dcat:Dataset ; dct:title "Een tabel" ; dcat:distribution [
    dcat:downloadURL <{base}t.csv> ; dct:format "CSV" ] .
"""


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as running:
        yield running


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_hub(tmp_path / "hub")


def test_catalogue_is_found_from_the_home_page(hub: Hub, publisher: Publisher) -> None:
    publisher.put(
        "/",
        '<html><link rel="alternate" type="text/turtle" href="/cat"></html>',
        headers={"Content-Type": "text/html"},
    )
    publisher.put("/cat", CATALOGUE % CC0)
    lines = organisations(publisher.base, *range(20))
    publisher.put("/clubs.nt.gz", gzip.compress(lines.encode()))
    said = hub.follow(publisher.base, "lw", "--no-licence", "--dataset", "clubs")
    assert "Open data van Lindewater" in said
    assert f"file · {CC0} · 40 statements · changed 2026-10-02" in said
    assert "1 datasets are not RDF: CSV" in said
    assert hub.sync()["datasets"] == [
        {"peer": "lw", "dataset": "clubs", "state": "taken", "quads": 40, "reasons": []}
    ]
    release = run("publish", hub.folder, "--json")
    manifest = next((hub.folder / ".samenspel/releases").glob("*/manifest.json"))
    (dataset,) = json.loads(manifest.read_text())["datasets"]
    assert dataset["id"] == "lw-clubs" and dataset["licence"] == CC0, release
    assert dataset["modified"] == "2026-10-02"
    assert dataset["publisher"] == f"{publisher.base}id/stad"


def test_graph_says_whose_it_is(hub: Hub, publisher: Publisher) -> None:
    publisher.put("/clubs.nt", organisations(publisher.base, 1, 2))
    hub.follow(f"{publisher.base}clubs.nt", "lw")
    hub.sync()
    run("publish", hub.folder)
    query = hub.folder / "q.rq"
    query.write_text(
        "PREFIX dct: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/>"
        " SELECT ?name ?source (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o }"
        " ?g dct:publisher/foaf:name ?name ; dct:source ?source } GROUP BY ?name ?source"
    )
    said = run("query", query, hub.folder, "--format", "csv")
    assert f"Lw,{publisher.base}clubs.nt,4" in said.replace("\r", "")


def test_file_is_fetched_again_only_when_it_changed(hub: Hub, publisher: Publisher) -> None:
    publisher.put("/a.nt", organisations(publisher.base, *range(30)), etag='"1"')
    hub.follow(f"{publisher.base}a.nt")
    assert hub.sync()["changed"]
    again = hub.sync()
    assert again["datasets"][0]["state"] == "same" and not again["changed"]
    publisher.put("/a.nt", organisations(publisher.base, *range(31)), etag='"2"')
    assert hub.sync()["datasets"][0] == {
        "peer": "buur",
        "dataset": "a",
        "state": "taken",
        "quads": 62,
        "reasons": [],
    }


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.ttl", "<{base}id/1> <urn:p> [ <urn:q> 'x' ], [ <urn:q> 'y' ] ."),
        ("a.trig", "<urn:g> {{ <{base}id/1> <urn:p> [ <urn:q> 'x' ], [ <urn:q> 'y' ] }}"),
        ("a.jsonld", '{{"@id": "{base}id/1", "urn:p": [{{"urn:q": "x"}}, {{"urn:q": "y"}}]}}'),
    ],
)
def test_blank_nodes_get_names_that_stay(
    hub: Hub, publisher: Publisher, name: str, body: str
) -> None:
    publisher.put(
        f"/{name}",
        body.format(base=publisher.base),
        headers={"Content-Type": "application/octet-stream"},
    )
    hub.follow(f"{publisher.base}{name}")
    hub.take()
    lines = hub.taken()
    assert len(lines) == 4 and not [line for line in lines if "_:" in line]
    genid = "<https://hub.example.be/.well-known/genid/buur-a/"
    assert len({line.split()[0] for line in lines if line.startswith(genid)}) == 2
    publisher.put(
        f"/{name}",
        body.format(base=publisher.base) + "\n",
        headers={"Content-Type": "application/octet-stream"},
    )
    assert hub.take()["state"] == "same"


def test_withdrawn_at_its_publisher_is_withdrawn_here_and_in_kept_releases(
    hub: Hub, publisher: Publisher
) -> None:
    gone = f"{publisher.base}id/organisation/3"
    publisher.put("/a.nt", organisations(publisher.base, *range(40)))
    hub.follow(f"{publisher.base}a.nt")
    hub.sync()
    run("publish", hub.folder)
    publisher.put("/a.nt", organisations(publisher.base, *(n for n in range(40) if n != 3)))
    publisher.put(
        "/id/organisation/3",
        f"<{gone}> <http://www.w3.org/ns/adms#status> <http://purl.org/adms/status/Withdrawn> ;"
        ' <http://www.w3.org/2004/02/skos/core#changeNote> "Zij stopte ermee."@nl .',
        status=410,
    )
    assert hub.sync()["withdrawn"] == [gone]
    assert "Zij stopte ermee." in (hub.folder / "withdrawn.csv").read_text()
    for dump in (hub.folder / ".samenspel/releases").glob("*/dumps/buur-a.nq.gz"):
        assert f"<{gone}>" not in gzip.decompress(dump.read_bytes()).decode()


def test_erased_at_its_publisher_is_named_nowhere(hub: Hub, publisher: Publisher) -> None:
    gone = f"{publisher.base}id/organisation/7"
    publisher.put("/a.nt", organisations(publisher.base, *range(40)))
    hub.follow(f"{publisher.base}a.nt")
    hub.sync()
    run("publish", hub.folder)
    publisher.put("/a.nt", organisations(publisher.base, *(n for n in range(40) if n != 7)))
    publisher.pages["/id/organisation/7"] = Page(status=410)
    told = hub.sync()
    assert told["erased"] == 1 and gone not in json.dumps(told)
    for path in hub.folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
            assert f"{gone}>".encode() not in raw and f'{gone}"'.encode() not in raw, path


def test_gone_from_the_data_alone_may_come_back(hub: Hub, publisher: Publisher) -> None:
    publisher.put("/a.nt", organisations(publisher.base, *range(40)))
    hub.follow(f"{publisher.base}a.nt")
    hub.sync("--no-build")
    publisher.put("/a.nt", organisations(publisher.base, *range(39)))
    told = hub.sync("--no-build")
    assert told["withdrawn"] == [] and told["erased"] == 0
    assert f"{publisher.base}id/organisation/39" not in hub.subjects()
    publisher.put("/a.nt", organisations(publisher.base, *range(40)))
    hub.sync("--no-build")
    assert f"{publisher.base}id/organisation/39" in hub.subjects()


def test_peer_is_not_believed_about_things_of_others(hub: Hub, publisher: Publisher) -> None:
    others = "http://127.0.0.1:9/"
    publisher.put("/a.nt", organisations(publisher.base, *range(40)) + organisations(others, 1))
    hub.follow(f"{publisher.base}a.nt")
    hub.sync("--no-build")
    assert hub.listed()["buur-a"]["about_others"] == 1
    publisher.put("/a.nt", organisations(publisher.base, *range(40)))
    told = hub.sync("--no-build")
    assert told["withdrawn"] == [] and told["erased"] == 0
    assert not [path for path in publisher.asked if "organisation" in path]


def test_remove_leaves_the_file_as_it_was(hub: Hub, publisher: Publisher) -> None:
    config = hub.folder / "samenspel.toml"
    publisher.put("/a.nt", organisations(publisher.base, 1))
    publisher.put("/b.nt", organisations(publisher.base, 2))
    before = config.read_text()
    hub.follow(f"{publisher.base}a.nt", "een")
    one = config.read_text()
    hub.follow(f"{publisher.base}b.nt", "twee")
    hub.sync("--no-build")
    run("peers", "remove", "een", "--publication", hub.folder)
    assert list(hub.listed()) == ["twee-b"]
    assert not (hub.folder / ".samenspel/peers/een").exists()
    run("peers", "remove", "twee", "--publication", hub.folder)
    assert config.read_text() == before and one.startswith(before)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--no-licence"], "SAM-N004"),
        (["--licence", "https://creativecommons.org/licenses/by-nc/4.0/"], "SAM-N004"),
        (["--dataset", "nietdaar"], "There are: a."),
    ],
)
def test_what_cannot_be_added_is_told(
    hub: Hub, publisher: Publisher, arguments: list[str], told: str
) -> None:
    publisher.put("/a.nt", organisations(publisher.base, 1))
    before = (hub.folder / "samenspel.toml").read_text()
    assert told in hub.follow(f"{publisher.base}a.nt", "buur", *arguments, code=2)
    assert (hub.folder / "samenspel.toml").read_text() == before


def test_peers_need_an_address_or_id(hub: Hub) -> None:
    assert "name one address or id" in run("peers", "add", "--publication", hub.folder, code=2)
    assert "no peer 'x'" in run("peers", "remove", "x", "--publication", hub.folder, code=2)
    assert "names none" in run("peers", "sync", "--publication", hub.folder, code=2)
    assert "No peers yet" in run("peers", "list", "--publication", hub.folder)
