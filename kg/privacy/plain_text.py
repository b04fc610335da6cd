"""A text as it is meant, so that unusual characters hide nothing."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

_INVISIBLE = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x2060, 0x2065)]
)
"""Characters without a form of their own: soft hyphen, joiners, marks of direction and order."""
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_DECODED = 3
"""How often an IRI is decoded: what was encoded once may be encoded again on its way."""


def plain_text(text: str) -> str:
    """A text with ASCII digits, usual letters and signs, without what cannot be seen.

    Compatibility forms become what they stand for (Unicode Standard Annex 15, NFKC), digits of all
    scripts those of ASCII, and character references of HTML what they name.
    """
    if text.isascii() and "&" not in text:
        return text
    if "&" in text:
        text = html.unescape(text)
    text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    if text.isascii():
        return text
    return "".join(map(_plain, text))


def _plain(char: str) -> str:
    if char.isascii() or not char.isdecimal():
        return "-" if unicodedata.category(char) == "Pd" else char
    return str(unicodedata.digit(char))


def plain_iri(iri: str) -> str:
    """An IRI without percent-encoding, as a plain text."""
    for _ in range(_DECODED):
        if not _PERCENT.search(iri):
            break
        iri = unquote(iri, errors="replace")
    return plain_text(iri)
