"""Every IRI leads to a page and to data about it, from its address as written and from its link."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from serving import Reply, Served, follow, heading, serving

from server.pages.data import PARTS_IN_DATA
from server.pages.resource import PARTS_SHOWN
from server.view.terms import is_iri as looks_like_iri

MANY = PARTS_IN_DATA + 1
BASE = "https://data.mollem.example/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SYNTAXES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
PIECES = (
    "a", "b", "%2B", "%2b", "+", "%26", "&", "%2F", "%2f", "/", "//", "%5B", "%25", "%0A", "%0D%0A",
    "%09", "%20", "?", "?x=1", "?lang=nl", "?theme=dark", "?format=ttl", "&b", "=", ".", "..", "/.",
    "/./", "/../", "%2E%2E", ".ttl", ".rdf", ".html", ".", "é", "%C3%A9", "%c3%a9", "e\u0301", "ß",
    "字", "😀",
    "%FF", "%00", "%7E", "~", "%41", "%3F", "%23", "%5C", "'", "(", ")", "*", ";v=1", ":",
    "@", "id/", "doc/", "concept/", "resource", "search", "%", "index.html",
)  # fmt: skip
HOMES = ("id/", "id/organisation/", "id/concept/", "", "lijst/", "doc/eigen/", "id/work/")
# Addresses at which this site has a page, file or service of its own.
TAKEN = re.compile(r"/*(?:search|resource|doc/?)?(?:[?#].*)?|doc/.*[?&](?:theme|lang)=.*")


def is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def same_address(iri: str) -> str:
    """The IRI as a client sends it: without fragment, and in ASCII (RFC 3987, 3.1)."""
    address = iri.partition("#")[0].encode("utf-8")
    return quote(address, safe=bytes(range(0x21, 0x7F)))


def told_apart(iri: str) -> bool:
    """Whether an address can say which letters the IRI escapes and which it does not."""
    return iri.isascii() or not re.search(r"%[89A-F][0-9A-F]", iri)


@given(st.lists(st.sampled_from([*PIECES, "http:", "urn:", "[", "]", "#", "\ue000", "\x85"])))
def test_an_iri_is_what_the_engine_takes_for_one(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert looks_like_iri(text) == is_iri(text) or "[" in text


iris = (
    st.tuples(st.sampled_from(HOMES), st.lists(st.sampled_from(PIECES), min_size=1, max_size=4))
    .map(lambda drawn: BASE + drawn[0] + "".join(drawn[1]))
    .filter(is_iri)
    .filter(told_apart)
    .filter(lambda iri: not TAKEN.fullmatch(iri.removeprefix(BASE)))
)
some_iris = st.lists(
    iris, min_size=40, max_size=80, unique_by=lambda iri: same_address(iri).rstrip("?")
)


def write(folder: Path, named: dict[str, str]) -> Path:
    file = folder / "dingen.nt"
    file.write_text("".join(f'<{iri}> <{LABEL}> "{name}" .\n' for iri, name in named.items()))
    return file


def says(reply: Reply, iri: str, name: str) -> bool:
    syntax = SYNTAXES[reply.headers["content-type"].partition(";")[0]]
    triples = ox.parse(reply.body, format=syntax)
    return ox.Triple(ox.NamedNode(iri), ox.NamedNode(LABEL), ox.Literal(name)) in {
        quad.triple for quad in triples
    }


def links(page: Reply) -> dict[str, str]:
    """The other formats of a page, by media type, as its head names them."""
    found = re.findall(r'<link rel="alternate"\s+type="([^"]+)" href="([^"]+)">', page.text)
    return {media_type: html.unescape(place) for media_type, place in found}


def check(served: Served, iri: str, name: str, prefix: str = "") -> None:
    """The address as written and its own link both give the page and the data of `iri`."""
    split = urlsplit(same_address(iri))
    as_written = prefix + split.path + (f"?{split.query}" if split.query else "")
    page = follow(served, as_written, "text/html")
    assert page.status == 200, f"{iri}: {page.status}"
    assert heading(page) == name, f"{iri} gives the page of {heading(page)}"
    assert says(follow(served, as_written, "text/turtle"), iri, name)
    own = f"{prefix}/resource?iri={quote(iri, safe='')}"
    mine = follow(served, own, "text/html")
    assert heading(mine) == name, f"the link of {iri} gives the page of {heading(mine)}"
    for media_type, place in links(mine).items():
        reply = follow(served, place, "*/*")
        assert reply.headers["content-type"].startswith(media_type), place
        assert says(reply, iri, name), f"{place} does not speak of {iri}"


# Each example serves a file of its own, so none is made smaller: the message names the IRI.
@settings(
    max_examples=4,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(some_iris)
def test_every_iri_leads_to_its_own_page(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[str]
) -> None:
    named = {iri: f"Ding {number}" for number, iri in enumerate(drawn)}
    named |= {f"{BASE}id/vast/{number}": f"Vast {number}" for number in range(200)}
    with serving(write(tmp_path_factory.mktemp("iris"), named)) as served:
        for iri in drawn:
            check(served, iri, named[iri])


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Things whose IRIs differ in little, parts of documents, and one with a format as its name."""
    named = {
        f"{BASE}id/ploeg/a%2Bb": "Gecodeerd",
        f"{BASE}id/ploeg/a+b": "Open",
        f"{BASE}id/ploeg/kaart": "Kaart",
        f"{BASE}id/ploeg/kaart.ttl": "Bestand",
        f"{BASE}id/boek#h1": "Eerste hoofdstuk",
        f"{BASE}id/boek#h2": "Tweede hoofdstuk",
        f"{BASE}id/gids": "Gids",
        f"{BASE}id/gids#deel": "Deel van de gids",
        f"{BASE}id/blad#enig": "Enig deel",
        f"{BASE}zonder/huis": "Zonder huis",
    } | {f"{BASE}id/reeks#{number}": f"Deel {number}" for number in range(1100, 1100 + MANY)}
    return write(tmp_path_factory.mktemp("odd"), named)


def test_iris_lead_to_their_pages_below_a_prefix_too(odd: Path) -> None:
    with serving(odd, "--prefix", "/graaf") as served:
        for rest, name in (
            ("id/ploeg/a%2Bb", "Gecodeerd"),
            ("id/ploeg/a+b", "Open"),
            ("id/ploeg/kaart", "Kaart"),
            ("id/ploeg/kaart.ttl", "Bestand"),
            ("id/blad#enig", "Enig deel"),
            ("zonder/huis", "Zonder huis"),
        ):
            check(served, BASE + rest, name, prefix="/graaf")


def test_the_address_of_a_part_gives_the_whole_with_its_parts(odd: Path) -> None:
    with serving(odd) as served:
        for rest, names in (("id/boek", ("Eerste", "Tweede")), ("id/gids", ("Gids", "Deel van"))):
            page, data = (follow(served, f"/{rest}", kind) for kind in ("text/html", "text/turtle"))
            for name in names:
                assert name in page.text and name in data.text, (rest, name)
        assert says(follow(served, "/doc/ploeg/kaart.ttl", "*/*"), f"{BASE}id/ploeg/kaart", "Kaart")


def test_of_many_parts_the_page_and_the_data_say_how_many_there_are(own: Served) -> None:
    page, data = (follow(own, "/id/reeks", kind) for kind in ("text/html", "text/turtle"))
    assert page.text.count("Deel 1") == PARTS_SHOWN and f"van {MANY} delen" in page.text
    assert f"tells of {PARTS_IN_DATA} of its {MANY} parts" in data.text


def test_nothing_at_a_long_address_is_not_found(own: Served) -> None:
    for place in ("/id/" + "%C3%A9" * 9000, "/resource?iri=" + quote(BASE) + "%C3%A9" * 9000):
        assert follow(own, place, "text/turtle").status == 404


@pytest.mark.parametrize(
    "place",
    [
        "/%09/elders.example/?theme=dark", "//elders.example/?theme=dark",
        "/\\elders.example/?theme=dark", "/%0D%0ALocation:%20//elders.example/?theme=dark",
        "/%5Celders.example?theme=dark", "/.//elders.example/?theme=dark",
        "//elders.example/errors",
        "/search?q=https://elders.example/x&theme=dark", "/search?q=https://elders.example",
        "/id//elders.example/", "/id/%2F%2Felders.example?theme=dark", "/doc//elders.example/..",
        "http://elders.example/search?theme=dark", "/ns//elders.example", "/static//elders.example",
        "/search?theme=light&next=//elders.example", "/resource?iri=https://elders.example/x",
    ],
)  # fmt: skip
def test_no_answer_leads_to_another_host(own: Served, place: str) -> None:
    own_headers = {"Host": "elders.example", "X-Forwarded-Host": "elders.example"}
    for headers in ({}, own_headers, {"X-Forwarded-Prefix": "//elders.example"}):
        reply = own.request("GET", place, {"Accept": "text/html", **headers})
        assert reply.status < 500
        if led := reply.headers.get("location"):
            assert re.match(r"/(?![/\\])[\x21-\x7e]*$", led), led
        for link in re.findall(r'href="([^"]*)"', reply.text):
            assert not re.match(r"\s*[/\\]\s*[/\\]|https?://elders", html.unescape(link)), link


@pytest.fixture(scope="module")
def own(odd: Path) -> Iterator[Served]:
    with serving(odd, "--trust-proxy") as served:
        yield served
