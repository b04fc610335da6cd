"""The words of the kinds' pages are there in all three languages, with the same placeholders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from server.view import common_terms

SERVER = Path(__file__).parents[3] / "server"
PARTS = [("pages/kinds/**.py", "python"), ("templates/kinds/**.html", "jinja2")]


def _texts(message: Message) -> list[str]:
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return [str(text) for text in strings]


def _holes(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def test_no_common_term_is_named_twice() -> None:
    terms = [line.partition("|")[0] for line in common_terms._TABLE.strip().splitlines()]
    assert len(terms) == len(set(terms))


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_every_word_is_translated(language: str) -> None:
    folder = SERVER / "translations" / language / "LC_MESSAGES"
    catalogue = Catalog(locale=language)
    for name in ("kinds.po", "messages.po"):  # what all pages share stands in the second
        with (folder / name).open("rb") as file:
            for message in read_po(file, locale=language):
                catalogue.add(message.id, message.string)
    used = {
        message if isinstance(message, str) else message[0]
        for _, _, message, *_ in extract_from_dir(
            SERVER, PARTS, options_map={"**.html": {"trimmed": "true"}}, keywords=KEYWORDS
        )
    }
    assert len(used) > 200
    found = {text: message for text in used if (message := catalogue.get(text)) is not None}
    assert sorted(used - found.keys()) == []
    for text, message in found.items():
        for told in _texts(message):
            assert told, text
            assert _holes(told) <= _holes(text) | {"num"}, text


KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2)}
