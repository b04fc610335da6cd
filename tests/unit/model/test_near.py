"""What is proposed for a mistaken name is another name, and said when it looks the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.suggestion import did_you_mean, nearest, other_signs, renamed

names = st.text(max_size=8)


@given(names, st.lists(names, max_size=6), st.integers(1, 4))
def test_a_name_is_never_proposed_for_itself(word: str, known: list[str], most: int) -> None:
    found = nearest(word, [*known, word], least=0, most=most)
    assert word not in found and len(found) <= most and set(found) <= set(known)
    assert f"'{word}'" not in (did_you_mean(word, [word]) or "")


@pytest.mark.parametrize(
    ("word", "name", "signs"),
    [
        ("é", unicodedata.normalize("NFD", "é"), "U+0065 U+00E9 U+0301"),
        ("naam straat", "naam\N{NO-BREAK SPACE}straat", "U+0020 U+00A0"),
        ("id", "\N{ZERO WIDTH NO-BREAK SPACE}id", "U+FEFF"),
        ("id", "ID", ""),
        ("id", "id", ""),
    ],
)
def test_names_that_look_the_same_are_told_apart(word: str, name: str, signs: str) -> None:
    assert other_signs(word, name) == signs
    said = did_you_mean(word, [name, "quite other"])
    assert (signs in (said or "")) and ("looks the same" in (said or "")) == bool(signs)


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("educatoin", "education"),
        ("assistance", "legal-assistance"),
        ("Education", "education"),
        ("art", None),
        ("in", None),
        ("sport", None),
        ("banana", None),
    ],
)
def test_only_what_is_like_a_word_is_near_it(word: str, near: str | None) -> None:
    names = ["education", "legal-assistance", "public-transport", "departure", "decent-housing"]
    assert nearest(word, names) == ([near] if near else [])


@pytest.mark.parametrize(
    ("known", "wanted", "said"),
    [
        (["code", "remark"], ["code", "note"], "Was it renamed? No rule reads 'remark'."),
        (["code", "notes", "x"], ["code", "note"], "Did you mean 'notes'?"),
        (["code", "name"], ["code", "name", "note"], "Known here: code, name."),
        (list("abcdef"), ["note"], "Known here: a, b, c, d, e, f."),
        ([], ["note"], None),
    ],
)
def test_a_column_that_is_gone_may_be_one_that_no_rule_reads(
    known: list[str], wanted: list[str], said: str | None
) -> None:
    assert renamed("note", known, wanted=wanted) == said
