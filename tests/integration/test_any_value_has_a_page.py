"""Numbers of any size, ill-typed literals and things with very much to say have pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st
from serving import Served, serving

from server import i18n

BASE = "https://data.zele.example/"
XSD = "http://www.w3.org/2001/XMLSchema#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
MANY = 6000
HANG = 60
"""Seconds after which a page counts as never ending; each takes far less than one."""

WRITTEN = {
    "integer": [
        "12345678901234567890123456789012345678", "-98765432109876543210", "5²", "٣٤٥", "1.000",
        "", "--5", "9" * 5000, "007", "+12000",
    ],
    "decimal": ["98765432109876543.21", "0.000000000000000000001", "1,5", ".", "1e3", "-.5"],
    "double": ["1.0E400", "NaN", "INF", "-INF", "1²E3"],
    "boolean": ["ja", "TRUE", "1"],
    "date": ["2026-02-30", "-0044-03-15", "12026-01-01", "2026-01-01+99:99", "20260101"],
    "dateTime": ["2026-01-01T24:00:00", "0000-00-00T00:00:00", "9999-12-31T23:59:60Z"],
    "gYear": ["2026", "²"],
}  # fmt: skip
VALUES = [(kind, text) for kind, texts in WRITTEN.items() for text in texts]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    lines = [
        f'<{BASE}id/v{number}> <{BASE}def/waarde> "{text}"^^<{XSD}{kind}> .'
        for number, (kind, text) in enumerate(VALUES)
    ]
    for number in range(MANY):
        other = f"<{BASE}id/ander/{number}>"
        language = ("nl", "fr", "en", "de")[number % 4]
        lines += [
            f'{other} <{LABEL}> "Ander {number}"@nl .',
            f"{other} <{BASE}def/wijst> <{BASE}id/doel> .",
            f"{other} <{BASE}def/wijst-{number % 400}> <{BASE}id/doel> .",
            f"<{BASE}id/wijzer> <{BASE}def/naar> {other} .",
            f'<{BASE}id/spreker> <{BASE}def/zegt> "tekst {number}"@{language} .',
            f'<{BASE}id/breed> <{BASE}def/eigenschap-{number}> "{number}" .',
        ]
    lines += [f"<{BASE}id/contact-{name}> {said} ." for name, said in CONTACTS.items()]
    lines += [f'<{BASE}id/{name}> <{LABEL}> "De {name}"@nl .' for name in WIDE]
    lines += [f"<{BASE}id/bron> <{BASE}def/zegt> <<( {REIFIED} )>> ."]
    file = tmp_path_factory.mktemp("values") / "waarden.nt"
    file.write_text("\n".join(lines) + "\n")
    with serving(file) as served:
        yield served


FOAF, SCHEMA = "http://xmlns.com/foaf/0.1/", "http://schema.org/"
CONTACTS = {
    "homepage": f"<{FOAF}homepage> <https://www.zele.example/>",
    "mail": f'<{SCHEMA}email> "info@zele.example"',
    "mbox": f"<{FOAF}mbox> <mailto:info@zele.example>",
    "telefoon": f'<{SCHEMA}telephone> "+32 (52) 12.34.56"',
    "script": f"<{FOAF}homepage> <javascript:alert(1)>",
    "tekst": f'<{SCHEMA}email> "info op zele.example"',
    "data": f'<{SCHEMA}url> "data:text/html,x"',
}
REIFIED = f'<{BASE}id/a> <{BASE}def/b> "c"@nl'
WIDE = ("doel", "wijzer", "spreker", "breed")


def page(served: Served, place: str, language: str = "nl") -> str:
    headers = {"Accept": "text/html", "Accept-Language": language}
    reply = served.request("GET", place, headers, timeout=HANG)
    assert reply.status == 200, place
    return html.unescape(reply.text)


@pytest.mark.parametrize(("number", "text"), [(n, text) for n, (_, text) in enumerate(VALUES)])
def test_any_value_has_a_page_with_all_its_signs(served: Served, number: int, text: str) -> None:
    for language in ("nl", "en", "fr"):
        shown = page(served, f"/doc/v{number}", language)
        found = re.search(r'<dl class="facts">.*?<dd><span>(.*?)</span>', shown, re.S)
        assert found
        if VALUES[number][0] in ("integer", "decimal"):
            digits = [re.sub(r"[^0-9²٣٤٥]", "", signs).lstrip("0") for signs in (found[1], text)]
            assert digits[0] == digits[1]


def test_an_ill_typed_boolean_is_no_no(served: Served) -> None:
    shown = page(served, f"/doc/v{VALUES.index(('boolean', 'ja'))}")
    assert "<span>ja</span>" in re.sub(r"<span[^>]*>", "<span>", shown)


@pytest.mark.parametrize(
    ("name", "leads"),
    [
        ("homepage", "https://www.zele.example/"), ("mail", "mailto:info@zele.example"),
        ("mbox", "mailto:info@zele.example"), ("telefoon", "tel:+3252123456"),
        ("script", None), ("tekst", None), ("data", None),
    ],
)  # fmt: skip
def test_website_mail_and_telephone_are_links_out(
    served: Served, name: str, leads: str | None
) -> None:
    shown = page(served, f"/doc/contact-{name}")
    found = re.findall(r'<a href="([^"]*)" rel="external noopener">', shown)
    assert found == ([leads] if leads else [])
    assert not re.search(r'href="\s*(?:javascript|data):', shown, re.IGNORECASE)


@given(st.decimals(-(10**40), 10**40, places=9).map(lambda number: f"{number:f}"))
@example("1" * 60)
def test_a_number_is_never_rounded(text: str) -> None:
    app = Flask("numbers")
    i18n.register(app)
    with app.test_request_context():
        shown = i18n.format_lexical(text)
    assert re.sub("[^0-9]", "", shown) == re.sub("[^0-9]", "", text)


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("suffix", ["", ".ttl", ".rdf", ".nt", ".jsonld"])
def test_a_thing_with_very_much_to_say_has_a_page(served: Served, name: str, suffix: str) -> None:
    reply = served.request("GET", f"/doc/{name}{suffix}", {"Accept": "text/html"}, timeout=HANG)
    assert reply.status == 200
    if not suffix:
        assert f"De {name}" in reply.text
        if name != "doel":
            assert "Dit is een deel" in reply.text, "what is left out is said"
    elif name == "wijzer":
        assert len(set(re.findall(r"ander/\d+", reply.text))) == MANY, "data have all"


def test_a_triple_as_a_value_has_a_page(served: Served) -> None:
    assert REIFIED in page(served, "/doc/bron")
