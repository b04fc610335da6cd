"""Refuses what the engine answers wrongly without a word, where a look at the words shows it.

What cannot be seen beforehand is told in docs/reference/sparql.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.store.errors import GroupMisread
from kg.store.tokens import Places, Token, scan

_GROUP = re.compile(r"\$[0-9]+[A-Za-z_]|\$[0-9]{2,}")


def refuse_misread(text: str) -> None:
    """Return if the engine reads the text as it is meant.

    Raises:
        GroupMisread: REPLACE puts a letter or a second digit after a group. XPath Functions 5.6.4
            takes `$1c` for the group 1 and a c; the engine for a group that is called 1c, which
            is empty.
    """
    if "$" not in text or "replace" not in text.lower():
        return
    open_calls: list[_Call] = []
    before = ""
    for token in scan(text):
        if token.text == "(":
            open_calls.append(_Call(before == "REPLACE"))
        elif not open_calls:
            pass
        elif token.text == ")":
            open_calls.pop()
        elif token.text == ",":
            open_calls[-1].commas += 1
        elif token.kind == "string" and open_calls[-1].is_replacement:
            _refuse_group(text, token)
        before = token.text.upper() if token.kind == "word" else ""


@dataclass
class _Call:
    """Brackets that are open, those of REPLACE or others."""

    of_replace: bool
    commas: int = 0

    @property
    def is_replacement(self) -> bool:
        return self.of_replace and self.commas == 2


def _refuse_group(text: str, token: Token) -> None:
    found = _GROUP.search(token.text)
    if found is not None:
        line, column = Places(text).at(token.start + found.start())
        raise GroupMisread(found[0], line=line, column=column)
