"""A text in the best language for the reader, with the language it is in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kg.model.naming import language_rank

if TYPE_CHECKING:
    from kg.store.results import Term


class LanguageText(NamedTuple):
    """A text and its language, empty when it has none or it is the reader's."""

    text: str
    lang: str


def spoken(terms: Iterable[Term], reader: str) -> LanguageText | None:
    """The best of some literals for a reader; None without any."""
    best = min(
        (term for term in terms if term.kind == "literal"),
        key=lambda term: (language_rank(term.lang or "", reader), term.value),
        default=None,
    )
    return None if best is None else LanguageText(best.value, best.lang or "")
