"""What clients send in ways of their own: lists in lines, format parameters, byte order marks."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.store.errors import Busy
from server.clients import address_of, read_headers
from server.negotiate import choose, parse_accept
from server.sparql.formats import GRAPHS, TABULAR
from server.sparql.protocol import QueryRequest, Request, plan
from server.turns import WAITING, Turns

MEDIA_TYPES = [*TABULAR, *GRAPHS]
RANGES = st.lists(
    st.builds(
        lambda kind, weight: f"{kind};q={weight}",
        st.sampled_from([*MEDIA_TYPES, "text/*", "*/*", "application/trix", "a/b"]),
        st.sampled_from(["0", "0.1", "0.5", "0.8", "1"]),
    ),
    min_size=1,
    max_size=6,
)


def planned(query_string: str, accept: str = "", body: bytes = b"", kind: str = "") -> QueryRequest:
    headers = {"accept": accept, "content-type": kind}
    found = plan(Request("POST" if kind else "GET", query_string, headers, body))
    assert isinstance(found, QueryRequest)
    return found


@given(RANGES, st.integers(0, 6))
def test_lines_of_a_list_field_are_one_list(ranges: list[str], cut: int) -> None:
    lines = [", ".join(part) for part in (ranges[:cut], ranges[cut:]) if part]
    scope = {"headers": [(b"accept", line.encode()) for line in lines]}
    assert read_headers(scope) == {"accept": ", ".join(ranges)}


@given(RANGES)
def test_choice_is_that_of_the_most_precise_range(ranges: list[str]) -> None:
    def weight(offer: str) -> float:
        kind = offer.partition("/")[0]
        for wanted in (offer, f"{kind}/*", "*/*"):
            found = [
                r.weight
                for r in parse_accept(", ".join(ranges))
                if f"{r.type}/{r.subtype}" == wanted
            ]
            if found:
                return max(found)
        return 0.0

    chosen = choose(", ".join(ranges), MEDIA_TYPES)
    best = max(map(weight, MEDIA_TYPES))
    assert chosen == next((offer for offer in MEDIA_TYPES if weight(offer) == best > 0), None)


def test_cookies_in_lines_stay_cookies() -> None:
    scope = {"headers": [(b"cookie", b"theme=dark"), (b"cookie", b"lang=fr")]}
    assert read_headers(scope) == {"cookie": "theme=dark; lang=fr"}


@pytest.mark.parametrize("name", ["format", "output", "results"])
@pytest.mark.parametrize("unknown", ["trix", "application/x-unknown", "auto", "html", "JSONP"])
def test_unknown_format_does_not_refuse_a_right_accept(name: str, unknown: str) -> None:
    found = planned(urlencode({"query": "ASK {}", name: unknown}), "text/csv")
    assert found.choice.tabular == "text/csv"


@pytest.mark.parametrize(
    ("given_", "tabular"),
    [
        ([("format", "tsv"), ("format", "csv")], "text/tab-separated-values"),
        ([("format", "x"), ("output", "csv"), ("results", "tsv")], "text/csv"),
        (
            [("results", "sparql-results+json"), ("format", "csv")],
            "application/sparql-results+json",
        ),
        ([("output", ""), ("format", "text/csv; charset=utf-8")], "text/csv"),
    ],
)
def test_first_known_format_counts(given_: list[tuple[str, str]], tabular: str) -> None:
    found = planned(urlencode([("query", "ASK {}"), *given_]), "application/json")
    assert found.choice.tabular == tabular


def test_format_for_rows_does_not_refuse_triples_that_are_accepted() -> None:
    asked = urlencode({"query": "CONSTRUCT WHERE { ?s ?p ?o }", "format": "csv"})
    assert planned(asked, "text/turtle").choice.graph == "text/turtle"
    assert planned(asked, "*/*").choice.graph is None


@pytest.mark.parametrize("text", ["ASK {}", "# é\nASK {}", ""])
def test_byte_order_mark_before_a_query_is_passed_over(text: str) -> None:
    marked = "\ufeff" + text
    form = "application/x-www-form-urlencoded"
    for found in (
        planned(f"query={quote(marked)}"),
        planned("", body=f"query={quote(marked)}".encode(), kind=form),
        planned("", body=marked.encode(), kind="application/sparql-query"),
    ):
        assert found.job.text == text


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "client"),
    [
        ("10.0.0.1", "", True, "10.0.0.1"),
        ("10.0.0.1", "192.0.2.7", False, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, 192.0.2.7", True, "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "", False, "192.0.2.7"),
        ("10.0.0.1", "192.0.2.7:4711", True, "192.0.2.7"),
        ("10.0.0.1", "[2001:db8:1:2::9]:4711", True, "2001:db8:1:2::/64"),
        ("10.0.0.1", "unknown", True, "unknown"),
    ],
)
def test_what_counts_as_one_client(peer: str, forwarded: str, trusted: bool, client: str) -> None:
    headers = {"x-forwarded-for": forwarded}
    assert address_of({"client": (peer, 1)}, headers, trust_proxy=trusted) == client


def test_turns_leave_half_of_the_places_to_others() -> None:
    order: list[str] = []

    async def ask(turns: Turns, client: str) -> None:
        await turns.take(client)
        order.append(client)
        await asyncio.sleep(0.01)
        turns.give_back(client)

    async def run() -> None:
        turns = Turns(4)
        await asyncio.gather(
            *(ask(turns, "a") for _ in range(6)), *(ask(turns, "b") for _ in range(2))
        )
        waits = [asyncio.ensure_future(ask(turns, "a")) for _ in range(WAITING // 2 + 2)]
        await asyncio.sleep(0)
        waits[-1].cancel()
        with pytest.raises(Busy):
            await ask(turns, "a")
        await asyncio.gather(*waits, return_exceptions=True)
        await asyncio.wait_for(asyncio.gather(turns.take("a"), turns.take("a")), 1)
        await asyncio.wait_for(asyncio.gather(turns.take("b"), turns.take("b")), 1)

    # In a thread of its own: a browser that another test drives has a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run()).result()
    assert sorted(order[:4]) == ["a", "a", "b", "b"]


def test_unknown_format_without_any_accept_is_told() -> None:
    with pytest.raises(QueryError, match="docx"):
        plan(Request("GET", "query=ASK%7B%7D&format=docx"))
