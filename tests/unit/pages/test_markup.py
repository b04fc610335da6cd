"""Texts of problems as a page of problem types shows them."""

from __future__ import annotations

import pytest

from server.view.markup import with_gaps


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{group} at line {line}", "‹group› at line ‹line›"),
        ("Put it in braces, as in ${{1}}c.", "Put it in braces, as in ${1}c."),
        ("No gap.", "No gap."),
        ("a { that is no gap", "a { that is no gap"),
    ],
)
def test_gaps_are_shown_by_their_names(template: str, shown: str) -> None:
    assert with_gaps(template) == shown
