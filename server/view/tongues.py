"""In which language a text is, and which way it runs, as the attributes of its element.

HTML asks for `dir` where a text runs the other way than the page (HTML, 3.2.6.4).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from markupsafe import Markup

_LANGUAGES = "ar arc ckb dv fa he iw ks nqo ps rhg sd syr ug ur yi"
RIGHT_TO_LEFT = frozenset(_LANGUAGES.split(" "))
"""Languages that are written from right to left where no script is named (CLDR)."""
_SCRIPTS = frozenset(("adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"))
"""Scripts that run from right to left (ISO 15924)."""


class SpokenText(Protocol):
    """A text with its language; `mark` says that it is not the reader's."""

    @property
    def lang(self) -> str: ...

    @property
    def mark(self) -> bool: ...


def runs_leftward(lang: str) -> bool:
    """Whether a text in a language, as BCP 47 names it, runs from right to left."""
    first, *rest = lang.lower().replace("_", "-").split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    return script in _SCRIPTS if script else first in RIGHT_TO_LEFT


@lru_cache(500)
def tongue(lang: str) -> Markup:
    """The attributes of an element whose text is in a language; empty for none."""
    if not lang:
        return Markup("")
    way = Markup(' dir="rtl"') if runs_leftward(lang) else Markup("")
    return Markup(' lang="{}"{}').format(lang, way)


def spoken_plain(text: SpokenText) -> Markup:
    """The attributes of a text that is not marked, such as a proper name."""
    return tongue(text.lang)


def spoken(text: SpokenText) -> Markup:
    """The attributes of a text, which is marked where it is not in the reader's language."""
    return _marked(text.lang) if text.mark else tongue(text.lang)


@lru_cache(500)
def _marked(lang: str) -> Markup:
    return tongue(lang) + Markup(" data-mark")
