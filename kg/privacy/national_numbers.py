"""Numbers that the state gives to a person: Belgian national and bis numbers, Dutch BSN."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from stdnum.be import bis, nn
from stdnum.nl import bsn

_GAP = r"[^0-9A-Za-z]{0,3}"
_NUMBER = re.compile(
    rf"(?<![0-9])([0-9]{{2}})({_GAP})([0-9]{{2}})({_GAP})([0-9]{{2}})({_GAP})([0-9]{{3}})({_GAP})"
    r"([0-9]{2})(?![0-9])"
)
"""Eleven digits as date, counter and check, with anything short between them."""
_IN_DECIMALS = re.compile(r"[0-9][.,]$"), re.compile(r"[.,][0-9]")
_BSN = re.compile(r"(?<![0-9])([0-9]{4})[ .-]?([0-9]{2})[ .-]?([0-9]{3})(?![0-9])")
_BSN_WORD = re.compile(r"(?i)bsn|burgerservice|sofi")
_BEFORE = 30
"""Characters before a number in which its name is looked for."""
HEXADECIMAL = re.compile(
    r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?<![0-9a-f])(?=[0-9]*[a-f])[0-9a-f]{20,}"
)
"""UUIDs and digests: any digits stand in them."""


def find_national_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where Belgian national or bis numbers with right check digits stand in a plain text."""
    start = 0
    while found := _NUMBER.search(text, start):
        start = found.start() + 1
        if is_national("".join(found.group(1, 3, 5, 7, 9))) and not _is_part(text, found):
            start = found.end()
            yield found.span()


def is_national(digits: str) -> bool:
    """Whether eleven digits are a national or bis number of somebody."""
    return bool(nn.is_valid(digits) or bis.is_valid(digits))


def _is_part(text: str, found: re.Match[str]) -> bool:
    """Whether the digits are some of a decimal number, which has them in one piece."""
    if any(found.group(2, 4, 6, 8)):
        return False
    behind, before = text[found.end() :], text[: found.start()]
    return bool(_IN_DECIMALS[0].search(before[-2:]) or _IN_DECIMALS[1].match(behind))


def find_citizen_numbers(text: str, *, named: bool) -> Iterator[tuple[int, int]]:
    """Where Dutch citizen service numbers stand: one of eleven numbers passes their test.

    So they count only where a word before them, or the column (`named`), says what they are.
    """
    for found in _BSN.finditer(text):
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        if (named or _BSN_WORD.search(before)) and _is_citizen("".join(found.groups())):
            yield found.span()


def _is_citizen(digits: str) -> bool:
    valid: Any = bsn.is_valid(digits)
    return bool(valid)
