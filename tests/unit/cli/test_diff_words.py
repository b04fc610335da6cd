"""Counts of a difference are said with the right plurals, and without one where none is known."""

from __future__ import annotations

from collections import Counter

import pytest

from kg.cli.diff_words import count_words, headline

SAM, PHONE = "https://w3id.org/samenspel/ns#", "http://schema.org/telephone"


@pytest.mark.parametrize(
    ("lang", "count", "said"),
    [
        ("en", 1, "1 telephone number changed"),
        ("en", 2, "2 telephone numbers changed"),
        ("nl", 1, "1 telefoonnummer gewijzigd"),
        ("nl", 12, "12 telefoonnummers gewijzigd"),
        ("fr", 1, "modification : 1 numéro de téléphone"),
        ("fr", 3, "modification : 3 numéros de téléphone"),
    ],
)
def test_a_noun_has_its_plural(
    monkeypatch: pytest.MonkeyPatch, lang: str, count: int, said: str
) -> None:
    monkeypatch.setenv("SAMENSPEL_LANG", lang)
    assert count_words(PHONE, "telephone", counts={"added": 0, "changed": count}) == said


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Ding: 3 added, 1 withdrawn"), ("nl", "Ding: 3 erbij, 1 ingetrokken")]
)
def test_a_name_without_a_plural_stands_before_its_counts(
    monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    monkeypatch.setenv("SAMENSPEL_LANG", lang)
    counts = Counter({"withdrawn": 1, "added": 3})
    assert count_words("https://elders.example/Ding", "Ding", counts=counts) == said


def test_a_headline_says_rights_and_that_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMENSPEL_LANG", "en")
    classes = [count_words(f"{SAM}SocialService", "", counts={"added": 3, "changed": 4})]
    lost = Counter({("lost", "right to housing"): 2, ("renamed", ""): 1})
    assert headline(classes, lost, properties=[], most=2) == (
        "3 services added, 4 changed; 2 lost their right to housing; 1 has another name.",
        True,
    )
    cut, whole = headline(classes, lost, properties=["a", "b"], most=1)
    assert cut.endswith("2 lost their right to housing; a; other changes.") and not whole
