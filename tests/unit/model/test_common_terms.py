"""The table of names of common terms."""

from __future__ import annotations

from kg.model import common_terms


def test_no_common_term_is_named_twice() -> None:
    terms = [line.partition("|")[0] for line in common_terms._TABLE.strip().splitlines()]
    assert len(terms) == len(set(terms))
