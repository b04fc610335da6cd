"""Every code says what to do in nl, en and fr; and negotiation by weights."""

from __future__ import annotations

from string import Formatter

import pytest

from server.i18n import LANGUAGES
from server.negotiate import choose, choose_language
from server.pages.all_codes import all_codes


def test_every_error_code_says_what_to_do_in_three_languages() -> None:
    for code, entry in all_codes().items():
        for texts in (entry.title, entry.fix):
            assert set(texts) == set(LANGUAGES) and all(texts.values()), code
        fields = [
            sorted(name for _, name, _, _ in Formatter().parse(text) if name)
            for text in entry.text.values()
        ]
        assert fields.count(fields[0]) == len(fields), code


OFFERS = ["text/html", "text/turtle", "application/ld+json"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("text/*;q=0.5, application/ld+json", "application/ld+json"),
        ("text/html;q=0, */*;q=0.1", "text/turtle"),
        ("application/ld+json;q=0.9, text/turtle;q=0.91", "text/turtle"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("nonsense", None),
        ("text/turtle;version=9", None),
        ('application/ld+json;profile="x"', "application/ld+json"),
    ],
)
def test_the_best_offer_is_chosen_by_weight(accept: str | None, expected: str | None) -> None:
    assert choose(accept, OFFERS) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "nl"),
        ("fr-BE", "fr"),
        ("de, en;q=0.2", "en"),
        ("en;q=0.2, fr;q=0.9", "fr"),
        ("fr;q=0", "nl"),
        ("*", "nl"),
    ],
)
def test_the_language_is_chosen_by_weight(header: str | None, expected: str) -> None:
    assert choose_language(header, LANGUAGES, default="nl") == expected
