"""From the error of a query to the problem that a page or a machine is told."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from server.pages.problems import from_query_error


class _NamedError(QueryError):
    """An error that knows a value by the name of one of the problem's own parts."""

    def __init__(self, name: str) -> None:
        super().__init__("It went wrong.", code="SAM-Q001")
        setattr(self, name, "told")


@pytest.mark.parametrize("name", ["near", "page", "extra", "code_of"])
def test_every_value_of_an_error_fills_the_sentence_and_nothing_else(name: str) -> None:
    problem = from_query_error(_NamedError(name), example="people")
    assert problem.values == {name: "told"}
    assert (problem.page, problem.extra) == ({"example": "people"}, {})
