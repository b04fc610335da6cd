"""Bank accounts (IBAN) in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban

_BEGINS = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?=[ .-]{0,2}[0-9A-Za-z])")
_CHARACTERS = re.compile(r"[0-9A-Za-z]")
_LENGTHS = range(15, 35)
"""Characters of an IBAN, from Norway to the most that ISO 13616 allows."""
_WITHIN = 60
"""Characters in which one is looked for, blanks included."""


def find_accounts(text: str) -> Iterator[tuple[int, int]]:
    """Where bank accounts with right check digits stand in a plain text, of whatever bank."""
    for found in _BEGINS.finditer(text):
        places = _places(text, found.start())
        for length in _LENGTHS:
            if length > len(places):
                break
            whole = "".join(text[place] for place in places[:length])
            if iban.is_valid(whole.upper(), check_country=False):
                yield found.start(), places[length - 1] + 1
                break


def _places(text: str, start: int) -> list[int]:
    """Where the letters and digits of a group of them stand, with at most two signs between."""
    places = [start]
    for found in _CHARACTERS.finditer(text, start + 1, start + _WITHIN):
        if found.start() - places[-1] > 3:
            break
        places.append(found.start())
    return places
