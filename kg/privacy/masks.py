"""Texts for a screen in which nobody's number or address can be read."""

from __future__ import annotations

from kg.privacy.mail_addresses import find_addresses, owner_of
from kg.privacy.national_numbers import find_national_numbers

MASK = "[…]"


def masked(text: str) -> str:
    """A text without national numbers and e-mail addresses of persons, as error texts are shown."""
    spans = list(find_national_numbers(text))
    spans += [
        (start, end)
        for start, end, local, domain in find_addresses(text)
        if owner_of(local, domain) == "person"
    ]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + MASK + text[end:]
    return text
