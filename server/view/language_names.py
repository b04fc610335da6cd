"""Names of languages and currencies that data name by the lists of the European Union.

Sources say that a service is given in `…/authority/language/NLD` and hold no name of it. The codes
are those of ISO 639-3 and ISO 4217, the names those of the Unicode CLDR.
"""

from __future__ import annotations

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name

LANGUAGE_LIST = "http://publications.europa.eu/resource/authority/language/"
CURRENCY_LIST = "http://publications.europa.eu/resource/authority/currency/"


def currency_code(iri: str) -> str | None:
    """The code of a currency of that list; None for any other IRI."""
    code = iri.removeprefix(CURRENCY_LIST)
    return code if code != iri and len(code) == 3 and code.isascii() and code.isupper() else None


def listed_name(iri: str, reader: str) -> str | None:
    """The name of a language or currency of these lists, in the reader's; None for any other."""
    code = currency_code(iri)
    if code is None:
        return language_name(iri, reader)
    name = str(get_currency_name(code, locale=reader))
    return None if name == code else name


def language_name(iri: str, reader: str) -> str | None:
    """The name of a language of that list, in the reader's; None for any other IRI."""
    if not iri.startswith(LANGUAGE_LIST):
        return None
    code = iri.removeprefix(LANGUAGE_LIST).lower()
    short = get_global("language_aliases").get(code, code)
    name = Locale.parse(reader).languages.get(short)
    return None if name is None else str(name)
