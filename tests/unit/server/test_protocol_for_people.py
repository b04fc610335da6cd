"""Who gets the query page: a browser that follows a link with a query, and nobody else."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from server.sparql.protocol import ForPeople, QueryRequest, Request, plan

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def request(accept: str, **more: str) -> Request:
    parameters = urlencode({"query": "ASK {}", **more})
    return Request("GET", parameters, {"accept": accept}, b"", "https://e.be/sparql")


@pytest.mark.parametrize("accept", [BROWSER, "text/html"])
def test_a_browser_gets_the_page(accept: str) -> None:
    assert isinstance(plan(request(accept)), ForPeople)


@pytest.mark.parametrize(
    "accept", ["", "*/*", "application/sparql-results+json, text/html;q=0.5", "text/csv"]
)
def test_a_program_gets_data(accept: str) -> None:
    assert isinstance(plan(request(accept)), QueryRequest)


def test_a_browser_that_names_a_format_gets_data() -> None:
    assert isinstance(plan(request(BROWSER, format="csv")), QueryRequest)
