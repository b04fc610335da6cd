"""Messages carry their template and values, and are translated before they are filled."""

from __future__ import annotations

import json
import pickle

import pytest

from kg.errors import MappingError, SamenspelError
from kg.texts import Language, Message, as_data, compose, from_data, join, translated


def test_a_message_is_its_english_text_and_knows_what_fills_it() -> None:
    message = Message("Reading {file}: {why}.", file="a.csv", why=ValueError("it is odd"))
    assert message == "Reading a.csv: it is odd."
    assert (message.template, message.values) == (
        "Reading {file}: {why}.",
        {"file": "a.csv", "why": "it is odd"},
    )


def test_a_text_without_values_keeps_its_braces() -> None:
    assert Message("a brace '{' is not closed") == "a brace '{' is not closed"
    assert Message("a brace '{' is not closed").in_language("nl") == (
        "een accolade '{' is niet gesloten"
    )


def test_what_fills_a_gap_is_translated_with_the_text_around_it() -> None:
    inside = ValueError(Message("'{path}' is not a JSONPath ({reason}).", path="$[", reason="x"))
    message = Message("Reading {file}: {why}", file="a.json", why=inside)
    assert message.in_language("nl") == "a.json lezen: '$[' is geen JSONPath (x)."
    assert message.in_language("fr") == (
        "Lecture de a.json\N{NO-BREAK SPACE}: '$[' n'est pas un JSONPath (x)."
    )
    assert message.in_language("en") == message


@pytest.mark.parametrize("name", ["a link", "a source", "none", "ready", "{file}"])
@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_names_of_the_user_stay_as_they_are(name: str, lang: Language) -> None:
    message = Message("Reading {file}: the file is empty.", file=name)
    assert name in message.in_language(lang) != message


def test_numbers_keep_the_form_that_the_template_gives_them() -> None:
    message = Message("the answer has more than {rows:,} rows", rows=12000)
    assert message.in_language("nl") == "het antwoord heeft meer dan 12,000 rijen"


def test_a_place_in_front_of_a_message_stays() -> None:
    text = Message("the source '{source}' ({file}) has no column '{column}'.",
                   source="a", file="a.csv", column="x")  # fmt: skip
    error = MappingError(text, file="m.yml", line=5, column=5)
    assert str(error) == "m.yml:5:5: the source 'a' (a.csv) has no column 'x'."
    assert error.message.in_language("nl") == (
        "m.yml:5:5: de bron 'a' (a.csv) heeft geen kolom 'x'."
    )


def test_parts_are_joined_and_each_is_translated() -> None:
    joined = join("; {", [Message("a link"), "b", Message("none")])
    assert joined == "a link; {b; {none"
    assert joined.in_language("nl") == "een verwijzing; {b; {geen"


def test_a_message_reaches_another_process_whole() -> None:
    message = compose("{place}: {why}", place="m.yml", why=Message("a link"))
    for other in (
        pickle.loads(pickle.dumps(message)),
        from_data(json.loads(json.dumps(as_data(message)))),
    ):
        assert (other, other.in_language("nl")) == ("m.yml: a link", "m.yml: een verwijzing")
    assert as_data("plain") == from_data("plain") == "plain"
    error = pickle.loads(pickle.dumps(SamenspelError(message)))
    assert error.message.in_language("nl") == "m.yml: een verwijzing"


def test_what_has_no_translation_stays_english() -> None:
    assert translated("Nothing like this is known.", "nl") == "Nothing like this is known."
    assert translated("", "nl") == ""
