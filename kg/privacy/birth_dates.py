"""Birth dates in texts: a day after a word that says somebody was born."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MONTHS = (
    r"jan\w*|feb\w*|f[ée]v\w*|maart|mrt|mars|march|apr\w*|avr\w*|mei|mai|may|jun[ie]?|juin|jul[iy]?"
    r"|juil\w*|aug\w*|ao[uû]t|sept?\w*|o[ck]t\w*|nov\w*|d[ée]c\w*"
)
_DAY = (
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
    r"|[0-9]{1,2} ?[-/.] ?[0-9]{1,2} ?[-/.] ?(?:[0-9]{4}|[0-9]{2})"
    rf"|[0-9]{{1,2}}(?:er|e|ste|de|st|nd|rd|th)? (?:of |de )?(?:{_MONTHS})\.?,? [0-9]{{4}}"
    rf"|(?:{_MONTHS})\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? [0-9]{{4}})"
)
_BORN = (
    r"geboren|geboorte(?:datum|dag)?|geb\.|geb(?=[ :])|n[ée]e?\(?e?s?\)?(?= )|n[ée]\(e\)"
    r"|naissance|born|birth ?(?:date|day)|date of birth|d\.?o\.?b\.?|verjaart|°"
)
_BIRTH = re.compile(
    rf"(?i)(?<!\w)(?:{_BORN})\s*:?(?:\s+(?:te|in|[àa]|at)\s+[\w’' -]{{2,30}}?,?)?"
    rf"\s*(?:op|den|le|on|the|du|du :|is|est)?\s*:?\s*{_DAY}(?![0-9])"
)


def find_birth_dates(text: str) -> Iterator[tuple[int, int]]:
    """Where a plain text says when somebody was born, in Dutch, French and English."""
    for found in _BIRTH.finditer(text):
        yield found.span()
