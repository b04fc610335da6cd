"""Text as it is compared: without case, accents and signs; abbreviations; numbers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

KEPT = 1 << 14
"""Texts that are remembered: the vocabulary is in every release."""
LONGEST_ABBREVIATION = 6
"""Words of which an abbreviation is made."""
SHORTEST_ABBREVIATION = 2
_WORD = re.compile(r"[^\W_]+")
_IS_APOSTROPHE = frozenset("'’‘`´")
_APOSTROPHES = dict.fromkeys(map(ord, _IS_APOSTROPHE))
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ĳ": "ij"})
_ARTICLES = frozenset("d das de den der des die een en het l la le les un une the".split())
_SMALL_WORDS = _ARTICLES | frozenset(
    "a aan and au aux bij by con da del di do door du e et for in met of om op over par per pour s"
    " t te ten ter to tot uit van voor vzw with".split()
)
_NUMBER = re.compile(r"[a-z]{0,3}[ .\-]?\d[\d .\-/]*\d")


class _MarkTable(dict[int, int | None]):
    """For `str.translate`: leaves out accents, each looked up once."""

    def __missing__(self, sign: int) -> int | None:
        self[sign] = None if unicodedata.combining(chr(sign)) else sign
        return self[sign]


_MARKS = _MarkTable()
_USUAL_MARKS = re.compile("[\u0300-\u036f]+")
"""Accents of Latin letters, which come apart from them (Unicode, Combining Diacritical Marks)."""


@lru_cache(KEPT)
def fold(text: str) -> str:
    """Text without case and accents, words apart by one space: "Sint-Niklaas" as "sint niklaas"."""
    return " ".join(words(text))


class FoldedTexts(dict[str, str]):
    """Texts folded, each once: of a build, which has many more than are kept."""

    def __missing__(self, text: str) -> str:
        self[text] = folded = " ".join(words(text))
        return folded


def words(text: str) -> list[str]:
    """The words of a text, folded, in their order."""
    plain = text.casefold()
    if not plain.isascii():
        plain = _USUAL_MARKS.sub("", unicodedata.normalize("NFKD", plain).casefold())
        if not plain.isascii():
            apart = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
            plain = apart.translate(_MARKS)
    if not _IS_APOSTROPHE.isdisjoint(plain):
        plain = plain.translate(_APOSTROPHES)
    return _WORD.findall(plain)


def number_of(text: str) -> str | None:
    """The digits of a number as people write it ("BE 0123.456.789"), None for anything else."""
    plain = text.strip().casefold()
    if not _NUMBER.fullmatch(plain):
        return None
    return re.sub(r"[ .\-/]", "", plain).removeprefix("be")


def abbreviations(text: str) -> set[str]:
    """What people shorten a name to: the first letters of words that follow each other.

    All words from the first on, then without articles, then without any small word, where a run of
    three may begin anywhere: "Huis van het Kind" gives hvhk, hvk and hk.
    """
    return abbreviations_of(words(text))


def abbreviations_of(found: list[str]) -> set[str]:
    """The same of the words of a name."""
    without_articles = [word for word in found if word not in _ARTICLES]
    large = [word for word in found if word not in _SMALL_WORDS]
    made = {run for some in (found, without_articles) for run in _runs(some, start=0)}
    for start in range(len(large)):
        made |= {run for run in _runs(large, start=start) if start == 0 or len(run) > 2}
    return made


def _runs(some: list[str], *, start: int) -> set[str]:
    letters = "".join(word[0] for word in some[start : start + LONGEST_ABBREVIATION])
    return {letters[:end] for end in range(SHORTEST_ABBREVIATION, len(letters) + 1)}
