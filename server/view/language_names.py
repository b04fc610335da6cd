"""Names of languages that data name by the list of the European Union.

Sources say that a service is given in `…/authority/language/NLD` and hold no name of it. The codes
are those of ISO 639-3, the names those of the Unicode CLDR.
"""

from __future__ import annotations

from babel import Locale
from babel.core import get_global

LANGUAGE_LIST = "http://publications.europa.eu/resource/authority/language/"


def language_name(iri: str, reader: str) -> str | None:
    """The name of a language of that list, in the reader's; None for any other IRI."""
    if not iri.startswith(LANGUAGE_LIST):
        return None
    code = iri.removeprefix(LANGUAGE_LIST).lower()
    short = get_global("language_aliases").get(code, code)
    name = Locale.parse(reader).languages.get(short)
    return None if name is None else str(name)
