"""What a person is told about the common mistakes: the place and the fix, in three languages."""

from __future__ import annotations

import string
import time

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.store.query_text.mistake_texts import TEXTS
from kg.store.query_text.mistakes import MOST_WORDS, find_hint
from kg.store.query_text.syntax_error import explain_engine_error, explain_syntax
from kg.store.query_text.tokens import Places

CASES = [
    ("known-prefix", "SELECT * {\n ?s skos:prefLabel ?o }", (2, 5), "<http://www.w3.org/2004/02/"),
    ("known-prefix", "SELECT * { ?s a sam:Actor }", (1, 17), "PREFIX sam: <https://w3id.org/"),
    ("unknown-prefix", "SELECT * { ?s xyz:p ?o }", (1, 15), "PREFIX xyz: <"),
    ("missing-dot", "SELECT * {\n ?s a <x:a>\n ?s a <x:b> }", (3, 2), "full stop"),
    ("open-bracket", "SELECT * {\n ?s a <x:a> ", (1, 10), "add }"),
    ("extra-bracket", "SELECT * {\n ?s a <x:a> }}", (2, 14), "closes nothing"),
    ("wrong-bracket", "SELECT * { FILTER(?x } )", (1, 22), ") must come first"),
    ("open-string", 'SELECT * {\n ?s a "x }', (2, 7), "Close the text"),
    ("curly-quotes", "SELECT * {\n ?s ?p “abc” }", (2, 8), "straight"),
    ("keyword", "SELECT * {\n ?s a ?x } LIMI 10", (2, 12), "LIMIT"),
    ("keyword", "SELCT * {\n ?s a ?x }", (1, 1), "SELECT"),
    ("keyword", "SELECT * { ?s ?p ?o FILTR(?o > 1) }", (1, 21), "FILTER"),
    ("keyword", "SELECT * { ?s ?p ?o . OPTINAL { ?o ?p ?s } }", (1, 23), "OPTIONAL"),
    ("keyword", "SELECT * { ?s ?p ?o FILTER(CONTIANS(?o, 'a')) }", (1, 28), "CONTAINS"),
    ("comma", "SELECT ?s, ?x {\n ?s a ?x }", (1, 10), "comma"),
    ("double-equals", "SELECT ?s {\n ?s a ?x FILTER(?x == 1) }", (2, 20), "single ="),
    ("word-operator", "SELECT * { ?s ?p ?o FILTER(?o > 1 AND ?o < 3) }", (1, 35), "&&"),
    ("filter-parentheses", "SELECT ?s { ?s a ?x FILTER ?x = 1 }", (1, 28), "parentheses"),
    ("order-parentheses", "SELECT ?x { ?s a ?x } ORDER BY DESC ?x", (1, 37), "DESC("),
    ("bare-aggregate", "SELECT COUNT(?s) { ?s a ?x }", (1, 8), "(COUNT("),
    ("no-as", "SELECT (COUNT(?s)) { ?s a ?x }", (1, 8), "AS ?name"),
    ("ungrouped", "SELECT ?x ?s (COUNT(?s) AS ?n) { ?s a ?x } GROUP BY ?x", (1, 1), "GROUP BY"),
    ("no-variables", "SELECT WHERE { ?s ?p ?o }", (1, 8), "after SELECT"),
    ("no-question-mark", "SELECT s { ?s a ?x }", (1, 8), "?s"),
    ("clause-order", "SELECT ?x { ?s a ?x } LIMIT 10 ORDER BY ?x", (1, 32), "too late"),
    ("limit-number", "SELECT ?x { ?s a ?x } LIMIT", (1, 23), "number"),
    ("bare-iri", "SELECT ?x { ?s http://xmlns.com/foaf/0.1/name ?x }", (1, 16), "<http://xmlns"),
    ("bare-iri", "PREFIX foaf: http://xmlns.com/foaf/0.1/\nASK {}", (1, 14), "angle brackets"),
    ("prefix-dot", "PREFIX f: <http://x/> .\nASK {}", (1, 23), "Leave out the ."),
    ("prefix-colon", "PREFIX f <http://x/>\nASK {}", (1, 8), "PREFIX f: <"),
    ("turtle-prefix", "@prefix f: <http://x/> .\nASK {}", (1, 1), "without @"),
    ("iri-space", "SELECT ?x { ?s <http://a b> ?x }", (1, 16), "%20"),
    ("empty", "# only a comment", (1, 1), "no query"),
]


@pytest.mark.parametrize(("code", "text", "place", "fix"), CASES)
def test_slip_is_recognised_with_its_place_and_fix(
    code: str, text: str, place: tuple[int, int], fix: str
) -> None:
    with pytest.raises(SyntaxError) as refused:
        ox.Store().query(text)
    error = explain_syntax(text, str(refused.value))
    assert error.syntax_hint is not None
    assert error.syntax_hint.code == code
    assert (error.line, error.column) == place
    assert fix in (error.hint or "")


def test_texts_ask_only_for_what_mistakes_give() -> None:
    values = {"found", "mark", "word", "name", "iri", "sign", "meant", "prefix"}
    for key, text in TEXTS.items():
        used = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        assert used <= values, key


def test_unknown_mistake_still_has_line_and_column() -> None:
    text = "SELECT * {\n ?s ?p ?o .\n VALUES ?x ('a' 'b') }"
    with pytest.raises(SyntaxError) as refused:
        ox.Store().query(text)
    error = explain_syntax(text, str(refused.value))
    assert error.line == 3


def test_unknown_function_is_the_fault_of_the_query() -> None:
    said = "The custom function <x:foo> is not supported"
    error = explain_engine_error("ASK { FILTER(<x:foo>(1)) }", said)
    assert error is not None
    assert (error.status, error.code) == (400, "SAM-Q010")


PIECES = [
    "SELECT ",
    "SELECT (",
    "zqxwv ",
    "SELECT a, ",
    "<http: ",
    "( ",
    "PREFIX x: http://",
    '" ',
    "\n",
]


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("size", [8_000, 250_000])
def test_text_of_one_word_repeated_is_explained_at_once(piece: str, size: int) -> None:
    text = piece * (size // len(piece)) + "}"
    with pytest.raises(SyntaxError) as refused:
        ox.Store().query(text)
    started = time.process_time()
    error = explain_syntax(text, str(refused.value))
    assert time.process_time() - started < 1, "it looked back at every word"
    assert error.code == "SAM-Q001"
    assert error.line >= 1


def test_many_misspelt_words_are_not_all_compared() -> None:
    text = " ".join(f"word{i}" for i in range(500)) + " SELCT"
    hint = find_hint(text, 0)
    assert hint is not None
    assert hint.code == "bare-word"
    assert find_hint(" ".join(["SELCT"] * (MOST_WORDS + 1)), 0) is None


@given(st.text(alphabet="a\r\né", max_size=12), st.integers(0, 12))
def test_places_are_those_an_editor_shows(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    lines = text.replace("\r\n", "\v\n").replace("\r", "\n").replace("\v", "\r").split("\n")
    line, column = Places(text).at(offset)
    assert offset == sum(len(before) + 1 for before in lines[: line - 1]) + column - 1
    assert Places(text).offset(line, column) == offset


@given(st.text(alphabet="SELECT *{}()<>?:.,;'\"\\#\n@ab1=&|é“", max_size=60), st.integers(0, 80))
@settings(max_examples=200)
def test_looking_for_slips_never_fails_and_points_into_the_text(text: str, offset: int) -> None:
    hint = find_hint(text, offset)
    if hint is not None:
        assert 0 <= hint.offset <= len(text)
        assert all(hint.text(language) for language in ("nl", "en", "fr"))
        line, column = Places(text).at(hint.offset)
        assert Places(text).offset(line, column) == hint.offset
