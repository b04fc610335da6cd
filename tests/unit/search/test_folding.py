"""Text as it is compared, abbreviations, and numbers as people write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.search.folding import LONGEST_ABBREVIATION, abbreviations, fold, number_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Sint-Niklaas", "sint niklaas"),
        ("Geïntegreerd Breed ONTHAAL", "geintegreerd breed onthaal"),
        ("Œuvre à l’œil", "oeuvre a loeil"),
        ("'t Verbond", "t verbond"),
        ("Straße", "strasse"),
        ("  a\t/b_c ", "a b c"),
        ("", ""),
    ],
)
def test_case_accents_and_signs_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcéèëïöABC -", max_size=40))
def test_a_text_without_its_accents_folds_to_the_same(text: str) -> None:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    assert fold(plain) == fold(text)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Centrum Algemeen Welzijnswerk Lindewater", "caw"),
        ("Huis van het Kind", "hvhk"),
        ("Huis van het Kind De Wiekslag", "hvk"),
        ("Dienst Maatschappelijk Werk", "dmw"),
        ("Openbaar Centrum voor Maatschappelijk Welzijn van Aalst", "ocmw"),
        ("Vlaamse Dienst voor Arbeidsbemiddeling en Beroepsopleiding", "vdab"),
        ("Stedelijk Initiatief Buitenschoolse Opvang", "ibo"),
    ],
)
def test_names_are_known_by_their_first_letters(name: str, short: str) -> None:
    assert short in abbreviations(name)


@given(st.text(max_size=80))
def test_abbreviations_are_short_and_of_letters(name: str) -> None:
    assert all(2 <= len(one) <= LONGEST_ABBREVIATION for one in abbreviations(name))


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0123.456.789", "0123456789"),
        ("BE 0123 456 789", "0123456789"),
        ("be0123456789", "0123456789"),
        ("2.123.456.789", "2123456789"),
        ("44021", "44021"),
        ("OVO001234", "ovo001234"),
        ("Gent", None),
        ("24 uur op 24", None),
        ("", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, digits: str | None) -> None:
    assert number_of(typed) == digits
