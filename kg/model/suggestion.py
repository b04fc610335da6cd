"""The names that a mistaken one is probably meant to be: never that name itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

from kg.texts import Message

SHORT = 3
"""Letters of a word that says too little to be recognised in a longer name."""
WHOLE_WORDS = 80
"""The likeness, of 100, of a name with all words of another."""
FEW = 5
"""Columns that nothing reads, up to which one of them may be the one that is sought."""
_BETWEEN = re.compile(r"[\W_]+")


def nearest(word: str, known: Iterable[str], *, least: float = 70, most: int = 1) -> list[str]:
    """The known names that are most like a word, `least` of 100 alike, the nearest first."""
    others = sorted({name for name in known if name != word})
    found = process.extract(word, others, scorer=_likeness, limit=most, score_cutoff=least)
    alike = [name for name in others if other_signs(word, name)]
    return list(dict.fromkeys([*alike, *(name for name, _, _ in found)]))[:most]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A sentence with the nearest other word that is known, or with all when none is near."""
    choices = sorted(set(known) - {word})
    for name in nearest(word, choices):
        if signs := other_signs(word, name):
            return Message(
                "Did you mean '{name}', which looks the same and has other signs ({signs})?",
                name=name,
                signs=signs,
            )
        return Message("Did you mean '{name}'?", name=name)
    return Message("Known here: {names}.", names=", ".join(choices)) if choices else None


def renamed(column: str, known: Iterable[str], *, wanted: Iterable[str]) -> str | None:
    """What a column that is gone is probably called now: a name like it, or one no rule reads."""
    names = list(known)
    unread = [name for name in names if name not in set(wanted)]
    if nearest(column, names) or not 0 < len(unread) <= FEW:
        return did_you_mean(column, names)
    return Message(
        "Was it renamed? No rule reads {names}.", names=", ".join(f"'{name}'" for name in unread)
    )


def _likeness(word: str, name: str, *, score_cutoff: float | None = None) -> float:
    """How like two names are, of 100: letter by letter, or because one has all words of the other.

    A few letters somewhere inside a longer word ("art" in "departure") are no likeness.
    """
    alike: float = max(fuzz.ratio(word, name), fuzz.token_sort_ratio(word, name))
    fewer, more = sorted((_words(word), _words(name)), key=len)
    if fewer <= more and len("".join(fewer)) > SHORT:
        alike = max(alike, WHOLE_WORDS)
    return alike if alike >= (score_cutoff or 0) else 0.0


def _words(name: str) -> set[str]:
    return set(_BETWEEN.split(name.lower())) - {""}


def other_signs(word: str, name: str) -> str:
    """The code points in which a name differs from a word that looks the same; else nothing."""
    if word == name or _seen(word) != _seen(name):
        return ""
    differ = sorted(set(name) ^ set(word)) or sorted(set(name) - set(" "))
    return " ".join(f"U+{ord(sign):04X}" for sign in differ)


@lru_cache(maxsize=4096)
def _seen(text: str) -> str:
    """A text without what the eye does not tell apart."""
    whole = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in whole if unicodedata.category(sign) != "Cf")
