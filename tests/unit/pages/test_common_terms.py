"""The table of common terms of the pages."""

from __future__ import annotations

from server.view import common_terms


def test_no_common_term_is_named_twice() -> None:
    terms = [line.partition("|")[0] for line in common_terms._TABLE.strip().splitlines()]
    assert len(terms) == len(set(terms))
