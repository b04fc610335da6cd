"""The rest of the site over HTTP: home, search, vocabulary, questions, catalogue, and all links."""

from __future__ import annotations

import gzip
import html
import re
from collections import deque
from hashlib import blake2b
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest
import rdflib
from dcat_ap import SPDX, lacking, violations
from flask import Flask
from flask.testing import FlaskClient
from rdflib.namespace import DCAT, RDF

from kg.store.results import Term
from kg.store.workers.worker_group import Limits
from server import create_app
from server.pages import home
from server.pages.kinds.postal import read_addresses
from server.pages.scheme import definitions
from server.service import Service
from server.view.page_query import PageQuery
from server.view.questions import questions

HTML = {"Accept": "text/html"}
PAGES = (
    "/", "/search", "/search?q=bijstand", "/browse/Organisation", "/concepts", "/ns", "/ns/core",
    "/sparql", "/catalog", "/dumps/", "/about", "/limits", "/errors/", "/errors/SAM-Q002",
    "/doc/concept/right", "/doc/concept/right/legal-assistance", "/doc/area/99001",
)  # fmt: skip
CRAWLED = 250
LIMITS = Path(__file__).parents[2] / "docs" / "reference" / "limits.md"
NUMBER = re.compile(r"[\d,]*\d")


def page(client: FlaskClient, path: str) -> str:
    reply = client.get(path, headers=HTML)
    assert reply.status_code == 200, f"{path}: {reply.status_code}"
    return reply.get_data(as_text=True)


@pytest.mark.parametrize("section", ["query", "request", "page"])
def test_limits_on_the_page_are_those_of_the_reference(section: str, client: FlaskClient) -> None:
    """The page takes them from the program, so what the reference says is what holds."""
    text = (
        page(client, "/limits?lang=en").partition(f'id="{section}"')[2].partition("</section>")[0]
    )
    shown = re.findall(r'<tr><th scope="row">.*?</th><td class="num">(.*?)</td>', text)
    told = LIMITS.read_text("utf-8").partition(f"## A {section}\n")[2].partition("\n## ")[0]
    rows = [line.split(" | ") for line in told.splitlines() if line.startswith("| ")][2:]
    assert len(shown) == len(rows) > 10
    for value, (name, expected, *rest) in zip(shown, rows, strict=True):
        if not rest[0].startswith("`--"):  # what an option sets, another test looks at
            assert NUMBER.findall(value) == NUMBER.findall(expected), name


def test_a_page_says_when_a_query_of_its_kind_could_not_read_all() -> None:
    row = {"event": Term("uri", "urn:a", None, None)}
    ask = "SELECT ?event WHERE { ?event ?p ?o } LIMIT 3"
    for count, cut in ((2, False), (3, True)):
        book = PageQuery(cast(Service, _Answers([row] * count)), "nl")
        assert len(book.rows(ask)) == count and book.cut == cut
    book = PageQuery(cast(Service, _Answers([row] * 3)), "nl")
    inner = "SELECT ?event ?x WHERE { { SELECT ?event WHERE { ?event ?p ?o } LIMIT $limit } }"
    assert book.rows(inner, limit=2) and not book.cut
    assert book.rows(inner, limit=1) and book.cut


class _Answers:
    """A service whose every query has the same answer."""

    limits = Limits(text=4096)

    def __init__(self, rows: list[dict[str, Term]]) -> None:
        self.pool, self._rows = self, rows
        self.asked: list[str] = []

    def select(self, query: str) -> list[dict[str, Term]]:
        self.asked.append(query)
        return self._rows


def test_definitions_of_many_things_are_asked_in_queries_that_are_not_too_long() -> None:
    service = _Answers([])
    iris = [f"https://data.example.be/id/concept/{number}" for number in range(200)]
    assert definitions(cast(Service, service), iris, lang="nl") == {}
    assert all(len(query) <= service.limits.text for query in service.asked)
    assert sum(query.count("/id/concept/") for query in service.asked) == len(iris)


def test_addresses_of_many_places_are_one_question() -> None:
    service = _Answers([])
    book = PageQuery(cast(Service, service), "nl")
    assert read_addresses(book, [f"urn:a:{number}" for number in range(40)]) == {}
    assert len(service.asked) == 1


def test_the_figure_of_the_home_page_says_when_it_is_a_part(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Dit is een deel: er zijn meer actoren"
    assert words not in page(client, "/")
    monkeypatch.setattr(home, "ACTORS_READ", 3)
    monkeypatch.setattr(home, "per_release_cache", lambda service, name, make: make())
    reply = client.get("/", headers=HTML | {"Accept-Language": "nl", "Cache-Control": "no-cache"})
    assert words in reply.get_data(as_text=True)


@pytest.mark.parametrize("path", PAGES)
def test_pages_carry_no_inline_code_and_ask_nothing_of_other_sites(
    path: str, client: FlaskClient
) -> None:
    reply = client.get(path, headers=HTML)
    text = reply.get_data(as_text=True)
    assert reply.status_code == 200
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    run = re.sub(r'<script type="application/ld\+json">[^<]*</script>', "", text)  # data is not run
    assert not re.search(r"<script(?![^>]*\bsrc=)", run)
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", text)
    loaded = re.findall(r'<(?:script|img|iframe|source)[^>]+src="([^"]+)"', text)
    loaded += re.findall(r'<link rel="(?:stylesheet|icon)"[^>]+href="([^"]+)"', text)
    assert loaded and all(address.startswith("/static/") for address in loaded)


def test_every_link_leads_somewhere(client: FlaskClient) -> None:
    waiting, seen = deque(PAGES), set(PAGES)
    visited = 0
    while waiting and visited < CRAWLED:
        path = waiting.popleft()
        visited += 1
        reply = client.get(path, headers=HTML)
        assert reply.status_code in (200, 303), f"{path}: {reply.status_code}"
        if reply.mimetype != "text/html" or reply.status_code != 200:
            continue
        for found in re.findall(r'<a [^>]*?href="(/[^"#]*)', reply.get_data(as_text=True)):
            address = html.unescape(found)
            if address not in seen and "theme=" not in address and "format=" not in address:
                seen.add(address)
                waiting.append(address)
    assert visited == CRAWLED


def test_home_says_what_is_in_it_and_whose_it_is(client: FlaskClient, app: Flask) -> None:
    text = page(client, "/")
    manifest = app.extensions["samenspel"].release.manifest
    assert manifest["publisher"]["name"]["nl"] in html.unescape(text)
    assert "Voorbeeldgegevens: niets hiervan bestaat." in text
    assert 'class="field"' in text and text.count('<span class="big">') == 9
    assert all(f'href="{path}"' in text for path in ("/catalog", "/sparql", "/ns"))


@pytest.mark.parametrize("asked", ["juridische bijstand", "JURIDISCHE bijstand", "jurídische bij"])
def test_search_minds_neither_case_nor_accents(asked: str, client: FlaskClient) -> None:
    text = client.get("/search", query_string={"q": asked}, headers=HTML).get_data(as_text=True)
    assert "/doc/concept/right/legal-assistance" in text


def test_search_offers_the_nearest_names_for_a_slip(client: FlaskClient) -> None:
    assert "/doc/area/99001" in page(client, "/search?q=lindwater")


def test_a_class_is_listed_whole_by_name(client: FlaskClient, app: Flask) -> None:
    counts = app.extensions["samenspel"].release.manifest["counts"]["classes"]
    path: str | None = "/browse/SocialService?standing=all"
    seen: list[str] = []
    while path:
        text = page(client, path)
        seen += re.findall(r'<h3><a href="(/doc/[^"]+)"', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        path = html.unescape(following[1]) if following else None
    assert len(seen) == len(set(seen))
    assert len(seen) == counts["https://w3id.org/samenspel/ns#SocialService"]


def test_the_vocabulary_is_documented_and_given_as_data(client: FlaskClient) -> None:
    text = page(client, "/ns")
    for name in ("Organisation", "hasTrait", "SocialInnovation", "coversRight"):
        assert f'id="{name}"' in text
    module = page(client, "/ns/hybridity?lang=en")
    assert "Inferred for everything that has:" in module or "Every one of these has:" in module
    assert ">https://creativecommons.org/licenses/by/4.0/</a>" in module
    assert not re.search(r">\d{4}-\d{2}-\d{2}<", module), "days are in words"
    for path, mime in (("/ns.ttl", "text/turtle"), ("/ns/core.nt", "application/n-triples")):
        reply = client.get(path)
        assert reply.mimetype == mime
    quads = list(ox.parse(client.get("/ns.ttl").data, format=ox.RdfFormat.TURTLE))
    assert len(quads) > 3000
    reply = client.get("/ns/Organisation", headers=HTML)
    assert reply.status_code == 303 and reply.headers["Location"] == "/ns#Organisation"


def test_a_scheme_is_a_tree_of_nested_lists(client: FlaskClient) -> None:
    text = page(client, "/doc/concept/right")
    tree = text[text.index('<ul class="tree">') :]
    assert tree.index("menswaardig") < tree.index("<details") < tree.index("juridische bijstand")


def test_a_right_tells_its_other_names_once_beside_all_statements(client: FlaskClient) -> None:
    text = page(client, "/doc/concept/right/legal-assistance?lang=nl")
    assert text.count(">ook genoemd</a>") == 1 and "rechtsbijstand" in text


def test_axioms_are_no_use_of_a_concept_in_the_data(client: FlaskClient) -> None:
    text = page(client, "/doc/concept/trait/public-ownership?lang=nl")
    assert text.count("als met de waarde") == 1, "only among all that refers here"


def test_a_faulty_query_keeps_its_text_and_marks_the_line(client: FlaskClient) -> None:
    query = "SELECT * WHERE {\n  ?s a foo:Bar .\n}"
    reply = client.get("/sparql", query_string={"text": query, "lang": "en"}, headers=HTML)
    text = html.unescape(reply.get_data(as_text=True))
    assert reply.status_code == 400
    assert "<mark>  ?s a foo:Bar .</mark>" in text
    assert query in text, "the editor holds the query"
    assert "foo:" in text and "SAM-Q001" in text


def test_a_value_that_is_no_address_is_asked_as_it_was_typed(client: FlaskClient) -> None:
    text = html.unescape(page(client, "/sparql?example=q05&p.organisation=https://a%20b"))
    assert 'VALUES ?organisation { "https://a b" }' in text


def test_an_answer_has_names_its_files_and_a_line_for_curl(client: FlaskClient) -> None:
    query = "SELECT ?zone WHERE { ?x sam:inZone ?zone } GROUP BY ?zone ORDER BY ?zone"
    text = page(client, f"/sparql?text={query}".replace(" ", "+"))
    assert "overheid" in text or "publieke sector" in text
    assert "curl -H" in text
    files = [
        html.unescape(f)
        for f in re.findall(r'<a\s+href="([^"]+)"\s+rel="nofollow"\s+download', text)
    ]
    assert len(files) == 4
    table = client.get(files[0])
    assert table.status_code == 200 and table.mimetype == "text/csv"
    assert table.data.startswith(b"\xef\xbb\xbf"), "so that Excel reads the accents"
    assert "attachment" in table.headers["Content-Disposition"]


def test_an_answer_longer_than_the_page_says_so(client: FlaskClient) -> None:
    text = page(client, "/sparql?text=SELECT+*+{?s+?p+?o}&lang=en")
    assert "This is a part." in text and "rows 1 to 1,000" in text


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.id)
def test_every_question_runs_as_a_page(question: object, client: FlaskClient) -> None:
    identifier = question.id  # type: ignore[attr-defined]
    text = page(client, f"/sparql?example={identifier}&lang=en")
    assert 'id="answer"' in text
    assert client.get(f"/questions/{identifier}.rq").mimetype == "application/sparql-query"


def test_the_catalogue_is_what_dcat_ap_asks(client: FlaskClient, demo_state: Path) -> None:
    catalogue = rdflib.Graph().parse(data=client.get("/catalog.ttl").data, format="turtle")
    assert violations(catalogue) == []
    assert lacking(catalogue) == []
    for file in catalogue.subjects(RDF.type, DCAT.Distribution):
        address = str(catalogue.value(file, DCAT.downloadURL))
        dump = client.get(f"/dumps/{address.rsplit('/', 1)[1]}").data
        checksum = catalogue.value(file, SPDX.checksum)
        digest = catalogue.value(checksum, SPDX.checksumValue)
        assert str(digest).lower() == blake2b(dump, digest_size=32).hexdigest()
        assert int(str(catalogue.value(file, DCAT.byteSize))) == len(dump)


@pytest.mark.parametrize("path", ["/catalog.ttl", "/.well-known/void", "/catalog.jsonld"])
def test_harvesters_get_descriptions_as_data(path: str, client: FlaskClient) -> None:
    reply = client.get(path)
    syntax = ox.RdfFormat.JSON_LD if "json" in reply.mimetype else ox.RdfFormat.TURTLE
    triples = list(ox.parse(reply.data, format=syntax))
    classes = {str(t.object) for t in triples if str(t.predicate).endswith("#type>")}
    wanted = "void#Dataset" if "void" in path else "dcat#Dataset"
    assert any(wanted in found for found in classes)


def test_dumps_together_are_the_release(client: FlaskClient, app: Flask) -> None:
    manifest = app.extensions["samenspel"].release.manifest
    total = 0
    for name in re.findall(r'href="(/dumps/[^"]+\.nq\.gz)"', page(client, "/dumps/")):
        reply = client.get(name)
        assert reply.status_code == 200
        total += gzip.decompress(reply.data).count(b"\n")
    assert total == manifest["quads"]


def test_a_path_that_is_nothing_is_a_page_or_a_problem(client: FlaskClient) -> None:
    assert client.get("/nowhere", headers=HTML).mimetype == "text/html"
    told = client.get("/nowhere")
    assert told.status_code == 404 and told.mimetype == "application/problem+json"
    posted = client.post("/about", headers=HTML)
    assert posted.status_code == 405 and "GET" in posted.headers["Allow"]


def test_a_site_under_a_path_keeps_its_links_below_it(demo_state: Path) -> None:
    app = create_app(demo_state, workers=1, prefix="/graph")
    try:
        text = app.test_client().get("/graph/", headers=HTML).get_data(as_text=True)
    finally:
        app.extensions["samenspel"].close()
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', text)
    assert addresses and all(address.startswith("/graph/") for address in addresses)
