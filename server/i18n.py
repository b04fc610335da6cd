"""Words of the interface in the reader's language; names in the data have their own chain.

The words are English in the code (`_("Search")`) and are translated in `translations/<language>/
LC_MESSAGES/*.po`. Every `.po` file of a language is read when it is first asked for: there is
nothing to compile, and a part of the site may keep its words in a file of its own.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, localcontext
from pathlib import Path

from babel.numbers import format_decimal as babel_decimal
from babel.numbers import get_decimal_symbol
from babel.support import Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, format_date, format_datetime, format_decimal, get_locale

from kg.texts import load_catalogue
from server.negotiate import choose_language

LANGUAGES = ("nl", "en", "fr")
DEFAULT_LANGUAGE = "nl"
LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English", "fr": "Français"}
FOLDER = Path(__file__).parent / "translations"
LONGEST_NUMBER = 60
"""Signs of a number that is shown with groups of digits."""
_NUMBER = re.compile(r"([+-]?)(?=\.?[0-9])([0-9]*)(?:\.([0-9]+))?")
_ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}" + _ZONE)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?" + _ZONE
)


def reader_language() -> str:
    """The language of this request: `?lang=`, then an earlier choice, then `Accept-Language`."""
    asked = request.args.get("lang", "")
    chosen = asked if asked in LANGUAGES else request.cookies.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    return choose_language(
        request.headers.get("Accept-Language"), LANGUAGES, default=DEFAULT_LANGUAGE
    )


class PoDomain(Domain):  # type: ignore[misc]
    """A flask-babel domain that reads `.po` files, so that no compiled file can be stale."""

    def get_translations(self) -> Translations:
        """The words for the language of this request."""
        return load_catalogue(str(get_locale() or DEFAULT_LANGUAGE), FOLDER)


def format_number(value: int | float | Decimal) -> str:
    """A number as the reader's language writes it."""
    return str(format_decimal(value))


def format_lexical(number: str) -> str:
    """A number in the lexical form of XSD as the reader's language writes it, with every digit.

    Below five digits nothing is grouped: a year is not 2 026. What is no number, or longer than
    people read, stays as it is.
    """
    match = _NUMBER.fullmatch(number) if len(number) <= LONGEST_NUMBER else None
    if match is None:
        return number
    sign, whole, part = match.groups()
    if part is None and len(whole.lstrip("0")) < 5:
        return number
    locale = get_locale()
    with localcontext(prec=2 * LONGEST_NUMBER):
        exact = Decimal(whole or "0")
        grouped = babel_decimal(exact, locale=locale, decimal_quantization=False)
    fraction = "" if part is None else get_decimal_symbol(locale) + part
    return f"{sign.replace('+', '')}{grouped}{fraction}"


def format_day(text: str) -> str:
    """A date (ISO, with or without a time) in words; the text itself when it is no date."""
    try:
        if _MOMENT.fullmatch(text):
            moment = datetime.datetime.fromisoformat(text)
            return str(format_datetime(moment, "d MMMM y, HH:mm", rebase=False))
        if _DATE.fullmatch(text):
            return str(format_date(datetime.date.fromisoformat(text[:10]), "d MMMM y"))
    except (ValueError, OverflowError):
        return text
    return text


def in_language(texts: dict[str, str] | str | None, language: str | None = None) -> str:
    """The text of a `{language: text}` table along the chain reader, nl, en, fr, any."""
    if not isinstance(texts, dict):
        return texts or ""
    return texts.get(language_of(texts, language), "")


def language_of(texts: dict[str, str], language: str | None = None) -> str:
    """The language in which `in_language` gives a text; empty when there is none."""
    chain = (language or (g.lang if has_request_context() else DEFAULT_LANGUAGE), *LANGUAGES)
    return next((wanted for wanted in (*chain, *texts) if texts.get(wanted)), "")


def _say_quickly(app: Flask) -> None:
    """Let templates find words without the domain and the locale of each request.

    A page says hundreds of words, and finding where to look took longer than looking.
    """

    def words() -> Translations:
        return load_catalogue(getattr(g, "lang", DEFAULT_LANGUAGE), FOLDER)

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of jinja2.ext.i18n
        gettext=lambda text: words().ugettext(text),
        ngettext=lambda one, several, n: words().ungettext(one, several, n),
        pgettext=lambda context, text: words().upgettext(context, text),
        npgettext=lambda context, one, several, n: words().unpgettext(context, one, several, n),
        newstyle=True,
    )


def register(app: Flask) -> None:
    """Give the application its languages; `g.lang` is set for every request."""
    babel = Babel()
    babel.init_app(
        app, default_locale=DEFAULT_LANGUAGE, locale_selector=lambda: getattr(g, "lang", None)
    )
    app.extensions["babel"].instance.domain_instance = PoDomain()

    @app.before_request
    def set_language() -> None:
        g.lang = reader_language()

    _say_quickly(app)
    app.jinja_env.globals.update(
        reader=lambda: getattr(g, "lang", DEFAULT_LANGUAGE),
        languages=LANGUAGE_NAMES,
        number=format_number,
        day=format_day,
        in_language=in_language,
        language_of=language_of,
    )
