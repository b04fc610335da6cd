"""What a graph says of some subjects is found, however their names lie beside each other."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sealed_lines import seal_lines

from kg.release.difference import statements
from kg.release.difference.statements import SaidStatement, statements_about

SUBJECTS = st.text("ab!~é/", min_size=1, max_size=4).map("urn:{}".format)
NAMES = st.sampled_from(["urn:p", "urn:p2", "urn:q"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(SUBJECTS, NAMES, st.integers(0, 9)), min_size=1, unique=True),
    st.sets(SUBJECTS),
    st.integers(1, 300),
)
def test_asked_statements_are_those_of_all_lines(
    said: list[tuple[str, str, int]], wanted: set[str], at_once: int
) -> None:
    wanted |= {said[0][0]}
    before, statements.READ_AT_ONCE = statements.READ_AT_ONCE, at_once
    try:
        with TemporaryDirectory() as room:
            made = seal_lines(
                Path(room) / "a", {"noord": [f'<{s}> <{p}> "{v}"' for s, p, v in said]}, index=False
            )
            found = list(
                statements_about(
                    made,
                    "noord",
                    subjects=wanted,
                    properties={"urn:p", "urn:q"},
                )
            )
    finally:
        statements.READ_AT_ONCE = before
    told = [SaidStatement(s, p, f'"{v}"') for s, p, v in said if s in wanted and p != "urn:p2"]
    assert sorted(found) == sorted(told)
