"""Every word of the interface exists in nl, en and fr; and negotiation by weights."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from server.i18n import FOLDER, LANGUAGES
from server.negotiate import choose, choose_language
from server.pages.all_codes import all_codes

SERVER = Path(FOLDER).parent
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true"}
Message = str | tuple[str, ...]


def used_words() -> dict[Message, str]:
    """Every text to translate in code and templates, with a place where it is used."""
    found: dict[Message, str] = {}
    for name, line, text, _comments, _context in extract_from_dir(
        SERVER,
        method_map=[("pages/**.py", "python"), ("templates/**.html", "jinja2")],
        options_map={"templates/**.html": JINJA},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
    ):
        key = text if isinstance(text, str) else tuple(text)
        found.setdefault(key, f"{name}:{line}")
    return found


def translated(language: str) -> dict[Message, Message]:
    words: dict[Message, Message] = {}
    for path in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                key = message.id if isinstance(message.id, str) else tuple(message.id)
                value = message.string
                words[key] = value if isinstance(value, str) else tuple(value)
    return words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_pages_is_translated(language: str) -> None:
    words = translated(language)
    missing = [
        f"{place}: {text}"
        for text, place in used_words().items()
        if not words.get(text) or not all(words[text])
    ]
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_values_of_a_text(language: str) -> None:
    def values(text: str) -> set[str]:
        return {part.split(")")[0] for part in text.split("%(")[1:]}

    for text, found in translated(language).items():
        originals = (text,) if isinstance(text, str) else text
        versions = (found,) if isinstance(found, str) else found
        allowed = set().union(*(values(original) for original in originals))
        for version in versions:
            assert values(version) <= allowed, f"{version!r} for {text!r}"


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
    assert choose_language(header, LANGUAGES, "nl") == expected
