"""What a request to /sparql asks for: SPARQL 1.1 Protocol 2.1, formats, entity tags."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.store.errors import QuerySyntaxError, QueryTooLarge, UpdateRefused
from kg.store.query_text.mistakes import SyntaxHint
from server.sparql import faults, limits, reply
from server.sparql.formats import (
    GRAPHS,
    NAMES,
    TABULAR,
    choose_by_accept,
    choose_by_name,
    content_type,
)
from server.sparql.protocol import MAX_BODY, ForPeople, Preflight, QueryRequest, Request, plan

JSON_ROWS = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


def get(query_string: str, **headers: str) -> Request:
    return Request("GET", query_string, {k.replace("_", "-"): v for k, v in headers.items()})


def post(body: bytes, content_type: str, query_string: str = "") -> Request:
    return Request("POST", query_string, {"content-type": content_type}, body)


def planned(request: Request) -> QueryRequest:
    outcome = plan(request)
    assert isinstance(outcome, QueryRequest)
    return outcome


def test_the_three_ways_to_ask_are_one() -> None:
    graph = "default-graph-uri=http%3A%2F%2Fe%2Fg&named-graph-uri=http%3A%2F%2Fe%2Fn"
    text = "ASK { ?s ?p 'é+ &' }"
    asked = [
        planned(get(f"query={quote(text)}&{graph}")),
        planned(post(f"query={quote(text)}&{graph}".encode(), FORM)),
        planned(post(text.encode(), QUERY, graph)),
    ]
    assert len({found.job for found in asked}) == 1
    assert asked[0].job.text == text
    assert asked[0].job.default_graphs == ("http://e/g",)
    assert asked[0].job.named_graphs == ("http://e/n",)


@pytest.mark.parametrize(
    ("request_", "fault", "status"),
    [
        (get("query=ASK%7B%7D&query=ASK%7B%7D"), faults.BadParameter, 400),
        (get("update=CLEAR%20ALL"), UpdateRefused, 400),
        (post(b"update=CLEAR+ALL", FORM), UpdateRefused, 400),
        (post(b"CLEAR ALL", "application/sparql-update"), UpdateRefused, 400),
        (get("query=ASK%7B%7D&using-graph-uri=http://e/"), UpdateRefused, 400),
        (post(b"", FORM), faults.NoQuery, 400),
        (get("format=json"), faults.NoQuery, 400),
        (get("", accept=JSON_ROWS), faults.NoQuery, 400),
        (post(b"ASK {}", "text/plain"), faults.MediaTypeUnknown, 415),
        (post(b"ASK {}", ""), faults.MediaTypeUnknown, 415),
        (post("ASK {}".encode("utf-16"), QUERY + "; charset=UTF-16"), faults.BodyUnreadable, 400),
        (post(b"ASK { ?s ?p '\xff' }", QUERY), faults.BodyUnreadable, 400),
        (get("query=%FF"), faults.BodyUnreadable, 400),
        (post(b"x" * (MAX_BODY + 1), QUERY), QueryTooLarge, 413),
        (get("query=ASK%7B%7D&format=docx"), faults.BadParameter, 400),
        (get("query=ASK%7B%7D&default-graph-uri=not%20an%20iri"), faults.BadParameter, 400),
        (get("query=ASK%7B%7D", accept="image/png"), faults.NothingAcceptable, 406),
        (Request("PUT", "query=ASK%7B%7D"), faults.MethodNotAllowed, 405),
    ],
)
def test_faulty_request_is_refused(request_: Request, fault: type[QueryError], status: int) -> None:
    with pytest.raises(fault) as caught:
        plan(request_)
    assert caught.value.status == status


def test_bare_address_is_a_page_for_people_and_a_description_for_machines() -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert isinstance(plan(get("", accept=browser)), ForPeople)
    assert isinstance(plan(get("lang=fr", accept="text/html")), ForPeople)
    assert planned(get("", accept="application/ld+json")).choice.graph == "application/ld+json"
    assert planned(get("")).choice.graph == "text/turtle"
    assert "sd:Service" in planned(get("", accept="*/*")).job.text
    assert isinstance(plan(Request("OPTIONS", "")), Preflight)


@pytest.mark.parametrize(
    ("accept", "tabular", "graph"),
    [
        (None, JSON_ROWS, "text/turtle"),
        ("*/*", JSON_ROWS, "text/turtle"),
        ("text/csv", "text/csv", None),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values", None),
        ("text/*", "text/csv", "text/turtle"),
        ("application/rdf+xml;q=0.9, */*;q=0.1", JSON_ROWS, "application/rdf+xml"),
        ("application/json", "application/json", None),
        ("application/sparql-results+xml;q=0, */*", JSON_ROWS, "text/turtle"),
        ("text/turtle;q=0, text/*", "text/csv", "text/plain"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", JSON_ROWS, "text/turtle"),
    ],
)  # fmt: skip
def test_formats_follow_the_weights(
    accept: str | None, tabular: str | None, graph: str | None
) -> None:
    assert choose_by_accept(accept) == (tabular, graph)


@given(st.text(alphabet="textcsv/*;q=0.15,+jsonml aplicin-", max_size=60))
@settings(max_examples=300)
def test_any_accept_header_gives_something_offered_or_nothing(accept: str) -> None:
    choice = choose_by_accept(accept)
    assert choice.tabular is None or choice.tabular in TABULAR
    assert choice.graph is None or choice.graph in GRAPHS


@given(
    st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "DELETE"]),
    st.text(max_size=60),
    st.binary(max_size=60),
    st.sampled_from([FORM, QUERY, "text/plain", "application/sparql-query;charset=x", ""]),
    st.text(max_size=20),
)
@settings(max_examples=300)
def test_any_request_is_planned_or_refused(
    method: str, query_string: str, body: bytes, media_type: str, accept: str
) -> None:
    headers = {"content-type": media_type, "accept": accept}
    request = Request(method, query_string, headers, body)
    try:
        plan(request)
    except QueryError as error:
        told = json.loads(reply.problem(error, request).body)
        assert told["status"] == error.status >= 400
        assert told["title"]


@pytest.mark.parametrize("name", NAMES)
def test_every_short_name_chooses_something(name: str) -> None:
    choice = choose_by_name(name.upper())
    assert choice is not None
    assert choice.tabular or choice.graph


def test_media_type_in_format_parameter_survives_its_plus() -> None:
    found = planned(get("query=ASK%7B%7D&format=application/sparql-results+xml"))
    assert found.choice.tabular == "application/sparql-results+xml"


def test_entity_tag_depends_on_query_graphs_and_format() -> None:
    base = "query=ASK%7B%7D"
    others = ["", "&format=xml", "&default-graph-uri=http://e/", "&named-graph-uri=http://e/"]
    assert len({planned(get(base + other)).etag_parts for other in others}) == 4
    assert planned(get("query=SELECT%20(NOW()%20AS%20?n)%7B%7D")).etag_parts is None


def test_known_entity_tag_gives_304_without_a_body() -> None:
    request = get("query=ASK%7B%7D", if_none_match='"x", W/"r1"')
    known = reply.unchanged(request, [None, "r0", "r1"])
    assert known is not None
    assert (known.status, known.body) == (304, b"")
    assert reply.unchanged(request, ["r2", None]) is None
    assert reply.unchanged(get("query=ASK%7B%7D"), ["r1", None, ""]) is None


@pytest.mark.parametrize(("language", "fix"), [("nl", "komma"), ("en", "comma"), ("fr", "virgule")])
def test_problem_speaks_the_language_of_the_reader(language: str, fix: str) -> None:
    error = QuerySyntaxError(line=1, column=10, near=", ?x", syntax_hint=SyntaxHint("comma", 9))
    answer = reply.problem(error, get("query=x", accept_language=f"{language}-BE"))
    told = json.loads(answer.body)
    assert (told["type"], told["status"]) == ("/errors/SAM-Q001", 400)
    assert (told["line"], told["column"]) == (1, 10)
    assert fix in told["fix"]
    assert dict(answer.headers)["Content-Language"] == language
    assert dict(answer.headers)["Content-Type"] == "application/problem+json"


def test_problem_is_a_page_for_people() -> None:
    asked = get("", accept="text/html,application/xml;q=0.9,*/*;q=0.8", accept_language="nl")
    answer = reply.problem(faults.BadParameter("<b>", "is no graph"), asked, root="/graaf")
    page = answer.body.decode()
    assert dict(answer.headers)["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="nl">' in page and 'href="/graaf/errors/SAM-P002"' in page
    assert "&lt;b&gt;" in page and "<b>" not in page
    assert json.loads(reply.problem(faults.HeadUnreadable(), get("", accept="*/*")).body)


def test_csv_says_its_character_set_and_header() -> None:
    assert content_type("text/csv") == "text/csv; charset=utf-8; header=present"
    assert content_type("application/ld+json") == "application/ld+json"


def test_limits_are_data() -> None:
    assert limits()["deadline_seconds"] == 10.0
    assert limits()["query_bytes"] == 256 * 1024
