"""`matches.csv`: which organisations people said are one, and what a build makes of it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kg.errors import InputError
from kg.model.terms import IriNames
from kg.release.matches import (
    DIFFERENT,
    FILE,
    SAME,
    MatchDecision,
    add_decisions,
    fingerprint,
    forget_decisions,
    read_decisions,
    write_match_lines,
)

A, B, C = (f"https://{name}.example/org/1" for name in "abc")


def decided(one: str, other: str, decision: str) -> MatchDecision:
    return MatchDecision(
        fingerprint(one, other), decision, one, other, "De Brug; vzw", "Brug", "0.9"
    )


def test_what_was_decided_is_read_again_and_replaced_by_later_decisions(tmp_path: Path) -> None:
    add_decisions(tmp_path, [decided(A, B, SAME), decided(A, C, DIFFERENT)])
    assert {row.decision for row in read_decisions(tmp_path).values()} == {SAME, DIFFERENT}
    add_decisions(tmp_path, [decided(B, A, DIFFERENT)])
    rows = read_decisions(tmp_path)
    assert len(rows) == 2 and rows[fingerprint(A, B)].decision == DIFFERENT


def test_a_row_by_hand_needs_two_iris_and_a_decision(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(f"Other;decision;one\n{A};Same;{B}\n;;\n", encoding="utf-8-sig")
    assert list(read_decisions(tmp_path)) == [fingerprint(A, B)]


@pytest.mark.parametrize(
    "text",
    [
        "one,other\na,b\n",
        f"one,other,decision\n{A},{A},same\n",
        f"one,other,decision\n{A},1,same\n",
        f"one,other,decision\n{A},{B},maybe\n",
    ],
)
def test_a_row_that_cannot_be_right_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="row"):
        read_decisions(tmp_path)


def test_only_accepted_pairs_of_things_that_are_there_become_lines(tmp_path: Path) -> None:
    add_decisions(tmp_path, [decided(A, B, SAME), decided(A, C, SAME), decided(B, C, DIFFERENT)])
    said, target = tmp_path / "said.nq", tmp_path / "matches.nq"
    said.write_text(f'<{A}> <p:p> "x" <g:g> .\n<{B}> <p:p> <{C}> <g:g> .\n', encoding="utf-8")
    publication: Any = SimpleNamespace(folder=tmp_path, names=IriNames("https://h.example/"))
    assert write_match_lines(publication, target, said=[said]) == 4
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)
    assert C not in target.read_text(encoding="utf-8")
    assert all(line.endswith(" <https://h.example/id/graph/matches> .") for line in lines)


def test_an_erased_thing_leaves_its_rows(tmp_path: Path) -> None:
    add_decisions(tmp_path, [decided(A, B, SAME), decided(A, C, SAME)])
    forget_decisions(tmp_path, [B])
    assert list(read_decisions(tmp_path)) == [fingerprint(A, C)]
    assert B not in (tmp_path / FILE).read_text(encoding="utf-8")
