"""Amounts and currencies as the reader's language writes them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from babel.numbers import format_currency, get_currency_name
from flask import Flask
from flask.testing import FlaskClient

from server.view.language_names import CURRENCY_LIST, listed_name

VALUE, CURRENCY = (f"http://data.europa.eu/m8g/{name}" for name in ("hasValue", "currency"))


@pytest.mark.parametrize("lang", ["nl", "en", "fr"])
def test_amount_of_a_cost_stands_with_its_currency(
    client: FlaskClient, app: Flask, lang: str
) -> None:
    rows = app.extensions["samenspel"].pool.select(
        f"SELECT ?s ?v {{ ?s <{VALUE}> ?v ; <{CURRENCY}> <{CURRENCY_LIST}EUR>"
        " FILTER(?v > 2 && ?v < 9) } ORDER BY ?s LIMIT 3"
    )
    assert rows
    for row in rows:
        path = row["s"].value.replace("https://data.example.be/id/", "/doc/")
        answer = client.get(f"{path}?lang={lang}", headers={"Accept": "text/html"})
        markup = unescape(answer.get_data(as_text=True))
        text = re.sub(r"<[^>]+>", " ", markup)
        assert format_currency(row["v"].value, "EUR", locale=lang) in text
        assert get_currency_name("EUR", locale=lang) in text


def test_only_currencies_of_the_list_get_a_name() -> None:
    assert listed_name(f"{CURRENCY_LIST}GBP", "nl") == "Britse pond"
    for other in (f"{CURRENCY_LIST}QQQ", f"{CURRENCY_LIST}eur", "https://x.example/EUR"):
        assert listed_name(other, "nl") is None
