"""The lexical guard: what it refuses, that it never fails otherwise, and that it is linear."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.store.errors import (
    QueryRefused,
    QueryTooLarge,
    ServiceRefused,
    TooNested,
    UpdateRefused,
)
from kg.store.query_text import guard

SPARQL_PIECES = st.sampled_from(
    [
        "SELECT",
        "SERVICE",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        '"',
        "'",
        '"""',
        "'''",
        "\\",
        "<",
        ">",
        "#",
        "?x",
        "ex:a",
        "<http://e/>",
        ".",
        ";",
        "INSERT",
        "||",
        "!",
        "_:b",
        "@nl",
        "^^",
        "é",
        "\n",
        " ",
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {SERVICE <x:> {}}",
        "SELECT * {service<x:>{}}",
        "SELECT * {} #\rSERVICE <x:>{}",
        "SELECT*{SERVICE#x\n<y:>{}}",
        'SELECT*{?s?p"a"SERVICE<y:>{}}',
        "ASK{FILTER(?a<?b) SERVICE <y:> {} FILTER(?c>?d)}",
        "ASK{?s ?p 1.SERVICE <y:>{}}",
        "ASK{?s ?p true.SERVICE <y:>{}}",
        'ASK{?s ?p "a"@en.SERVICE <y:>{}}',
        "ASK{?s ?a ?b FILTER(?a<?b)SERVICE?x#>\n{?s ?p ?o}}",
    ],
)
def test_service_is_refused_wherever_it_hides(text: str) -> None:
    with pytest.raises(ServiceRefused):
        guard.check(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * {?s ?p "SERVICE"}',
        "SELECT ?service {?service ex:service service:x}",
        "#SERVICE\nSELECT*{}",
        "SELECT*{?s ?p <http://e/SERVICE>}",
        "ASK{<http://e/x_(service)> ?p ?o}",
        'SELECT * {?s ?p """a " SERVICE " b"""}',
        "SELECT ?insert { ?insert ex:delete 'DROP ALL' }",
        "SELECT * { ?s ?p ?o } # (((((((((((((((" + "(" * 500,
    ],
)
def test_words_in_strings_names_and_comments_are_let_through(text: str) -> None:
    guard.check(text)


def test_place_of_a_refusal_is_told() -> None:
    with pytest.raises(ServiceRefused) as caught:
        guard.check("SELECT * {\n  ?s ?p ?o .\n  SERVICE <x:> {} }")
    assert (caught.value.line, caught.value.column) == (3, 3)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
        "SELECT * { " + "{ SELECT * { " * 600 + "} }" * 600 + " }",
        "SELECT * {" + "[ ex:p " * 500 + "]" * 500 + "}",
        "SELECT * {} " + "UNION {} " * 2000,
        "ASK { FILTER(" + "!" * 5000 + "true) }",
        "SELECT * { ?s " + "/".join(["ex:p"] * 3000) + " ?o }",
    ],
)
def test_deep_texts_are_refused(text: str) -> None:
    with pytest.raises(TooNested):
        guard.check(text)


@pytest.mark.parametrize(
    "keyword", ["INSERT DATA", "delete where", "DROP ALL;", "CLEAR ALL", "LOAD"]
)
def test_updates_are_refused_by_name(keyword: str) -> None:
    with pytest.raises(UpdateRefused) as caught:
        guard.check(f"PREFIX ex: <http://e/>\n{keyword} {{ ex:a ex:b ex:c }}")
    assert caught.value.keyword == keyword.split()[0].upper()
    assert caught.value.line == 2


def test_bytes_and_not_characters_are_bounded() -> None:
    guard.check("é" * 10, max_bytes=20)
    with pytest.raises(QueryTooLarge):
        guard.check("é" * 11, max_bytes=20)


@pytest.mark.slow
@given(st.one_of(st.text(), st.lists(SPARQL_PIECES, max_size=60).map("".join)))
@settings(max_examples=300)
def test_any_text_is_accepted_or_refused_but_never_breaks_the_guard(text: str) -> None:
    try:
        guard._check_words(text, 5)
        guard.check(text, max_nesting=5)
    except QueryRefused:
        pass


@pytest.mark.parametrize(
    "unit",
    ['"', "'", '"""', "'''", '"\\', "<", "<a", "#", "é:", "(", "?x ", "a.", "_:", "!", "''a"],
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = (unit * guard.MAX_BYTES)[: guard.MAX_BYTES // 2]
    started = time.process_time()
    with suppress(QueryRefused):
        guard._check_words(text, 10**9)
    assert time.process_time() - started < 2.0
