"""Any literal comes out as it is in every format, or the format is refused with a reason."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from urllib.parse import quote
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import Reply, Served, serving

BASE = "https://data.halle.example/"
VALUE = f"{BASE}def/waarde"
SIGNS = (
    "a Z0\t\n\r\x0b\x00\x1f\x7f\x85\xa0\u2028\ufffe\uffff\ufeff\U0001fffe😀\"'<>&\\,;]@={}é\u0301"
)

texts = st.one_of(
    st.text(st.sampled_from(SIGNS), max_size=12),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["]]>", "\r\n", "-- >", "<![CDATA[", "&#13;", "\\u000D", "=1+1", " \t "]),
)
literals = st.one_of(
    texts.map(ox.Literal),
    st.builds(
        lambda text, tag: ox.Literal(text, language=tag), texts, st.sampled_from(["nl", "fr"])
    ),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(f"{BASE}def/{kind}")),
        texts,
        st.sampled_from(["maat", "code"]),
    ),
)


def forbidden(text: str) -> bool:
    """Whether XML 1.0, 2.2 has no way to write this."""
    return any((ord(sign) < 32 and sign not in "\t\n\r") or sign in "\ufffe\uffff" for sign in text)


def in_json(body: bytes) -> str:
    return str(json.loads(body)["results"]["bindings"][0]["v"]["value"])


def in_xml(body: bytes) -> str:
    found = ElementTree.fromstring(body).find(".//{*}literal")
    assert found is not None
    return found.text or ""


def in_csv(body: bytes) -> str:
    rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
    return rows[1][0] if rows[1] else ""


def in_tsv(body: bytes) -> str:
    rows = ox.parse_query_results(body, format=ox.QueryResultsFormat.TSV)
    assert isinstance(rows, ox.QuerySolutions)
    return next(rows)["v"].value  # type: ignore[union-attr]


READERS: dict[str, Callable[[bytes], str]] = {
    "json": in_json,
    "xml": in_xml,
    "csv": in_csv,
    "tsv": in_tsv,
}
SYNTAXES = {
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "nt": ("application/n-triples", "nt"),
    "rdf": ("application/rdf+xml", "xml"),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file = tmp_path_factory.mktemp("literals") / "ding.nt"
    file.write_text(f'<{BASE}id/ding> <{VALUE}> "x" .\n')
    with serving(file) as served:
        yield served


def refused(reply: Reply, code: str) -> bool:
    told = reply.headers["content-type"] == "application/problem+json"
    return told and reply.status == 406 and json.loads(reply.body)["code"] == code


@settings(max_examples=60)
@given(literals)
def test_any_literal_survives_any_format_of_results(served: Served, literal: ox.Literal) -> None:
    for name, read in READERS.items():
        reply = served.get(f"SELECT ({literal} AS ?v) {{}}", format=name)
        if name == "xml" and forbidden(literal.value):
            assert refused(reply, "SAM-H412")
        else:
            assert read(reply.body) == literal.value, name


@settings(max_examples=60)
@given(literals)
def test_any_literal_survives_any_syntax_of_a_graph(served: Served, literal: ox.Literal) -> None:
    for name, (media_type, _) in SYNTAXES.items():
        reply = served.get(f"CONSTRUCT {{ <{BASE}s> <{VALUE}> {literal} }} {{}}", format=name)
        if name == "rdf" and forbidden(literal.value):
            assert refused(reply, "SAM-H412")
            continue
        syntax = ox.RdfFormat.from_media_type(media_type)
        if name == "rdf":  # ElementTree, because the engine does not read line ends as XML does
            found = ElementTree.fromstring(reply.body).find(f".//{{{BASE}def/}}waarde")
            assert found is not None and (found.text or "") == literal.value
        else:
            assert [quad.object for quad in ox.parse(reply.body, format=syntax)] == [literal]


@settings(max_examples=3, suppress_health_check=list(HealthCheck))
@given(st.lists(literals, min_size=40, max_size=60))
def test_any_literal_survives_on_the_pages_of_data(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[ox.Literal]
) -> None:
    file = tmp_path_factory.mktemp("drawn") / "dingen.nt"
    lines = [f"<{BASE}id/n{number}> <{VALUE}> {text} ." for number, text in enumerate(drawn)]
    file.write_text("\n".join(lines) + "\n", newline="")
    with serving(file) as served:
        for number, literal in enumerate(drawn):
            for name, (_, syntax) in SYNTAXES.items():
                reply = served.request("GET", f"/doc/n{number}.{name}")
                if name == "rdf" and forbidden(literal.value):
                    assert refused(reply, "SAM-H412")
                    continue
                graph = rdflib.Graph().parse(data=reply.body, format=syntax)
                values = [str(found) for found in graph.objects(None, rdflib.URIRef(VALUE))]
                assert values == [literal.value], (name, literal)
            page = served.request("GET", f"/doc/n{number}", {"Accept": "text/html"})
            assert page.status == 200 and not forbidden(page.text)


FORMULAS = [
    "=1+1", "+32 9 123", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "a;=1+1", '=LINK("x";"y")',
    '"=1"',
    "＝1", "-5", "-1.5E-3", "a-b", "x=y", ";;=1", "", "' =",
]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.one_of(st.sampled_from(FORMULAS), texts), min_size=1, max_size=3))
def test_a_file_for_a_spreadsheet_holds_no_formula(served: Served, cells: list[str]) -> None:
    names = " ".join(f"({ox.Literal(text)} AS ?v{n})" for n, text in enumerate(cells))
    query = f"SELECT {names} {{}}"
    people, machines = (
        served.get(query, format="csv", **more).body.decode()
        for more in ({"bom": "1", "download": "1"}, {})
    )
    shown, exact = (
        list(csv.reader(io.StringIO(text, newline="")))[1] or [""]
        for text in (people.removeprefix("\ufeff"), machines)
    )
    assert exact == cells and people.startswith("\ufeff")
    for cell, text in zip(shown, cells, strict=True):
        assert cell.replace("'", "") == text.replace("'", "")
        for part in cell.split(";"):
            assert part[:1] not in tuple("=+@\t\r\n") or not part
            assert not part.startswith("-") or not part[1:].strip("0123456789.eE+-")


def test_a_whole_file_for_a_spreadsheet_is_all_there(served: Served) -> None:
    query = """SELECT ?a ?b ("=1" AS ?c) ?d {
      VALUES ?x { 0 1 2 3 4 5 6 7 8 9 } VALUES ?y { 0 1 2 3 4 5 6 7 8 9 }
      VALUES ?z { 0 1 2 3 4 5 6 7 8 9 } VALUES ?w { 0 1 2 3 4 5 6 7 8 9 }
      BIND(?x + ?y AS ?a) BIND(<https://halle.example/> AS ?b) }"""
    rows = list(csv.reader(io.StringIO(served.get(query, format="csv", bom="1").text[1:])))
    assert len(rows) == 10_001 and rows[0] == ["a", "b", "c", "d"]
    assert rows[-1][1:] == ["https://halle.example/", "'=1", ""]


PROPERTIES = st.builds(
    lambda start, end: start + "".join(end),
    st.sampled_from(["https://halle.example/", "urn:x:", "https://halle.example/a#"]),
    st.lists(st.sampled_from([*"ab1-._~/:()é字ß·", "%20", "%C3", "\u0301", "?"]), max_size=4),
)


@settings(max_examples=60)
@given(PROPERTIES)
def test_rdf_xml_writes_a_property_or_names_the_one_it_cannot(served: Served, iri: str) -> None:
    reply = served.get(f'CONSTRUCT {{ <{BASE}s> <{iri}> "o" }} {{}}', format="rdf")
    if reply.status == 200:
        graph = rdflib.Graph().parse(data=reply.body, format="xml")
        assert [str(found) for found in graph.predicates()] == [iri]
    else:
        assert refused(reply, "SAM-H411") and iri in reply.text
        assert not iri[-1:].isalpha(), "a name ends in a letter"


@pytest.mark.parametrize("local", ["li", "Description", "about", "bagID", "parseType"])
def test_words_of_rdf_xml_are_no_properties_in_it(served: Served, local: str) -> None:
    iri = f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{local}"
    query = f'CONSTRUCT {{ <{BASE}s> <{iri}> "o" }} {{}}'
    assert refused(served.get(query, format="rdf"), "SAM-H411")
    assert served.get(query, format="ttl").status == 200


def test_a_client_that_asks_for_xml_is_told_what_stands_in_the_way(served: Served) -> None:
    query = quote('SELECT ("tab\\u000Bhier" AS ?v) {}')
    reply = served.request(
        "GET", f"/sparql?query={query}", {"Accept": "application/sparql-results+xml"}
    )
    told = json.loads(reply.body)
    assert reply.status == 406 and "U+000B" in told["detail"] and "tab" in told["detail"]
