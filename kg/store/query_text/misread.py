"""Refuses what the engine answers wrongly without a word, where a look at the words shows it.

What cannot be seen beforehand is told in docs/reference/sparql.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.store.errors import GroupMisread
from kg.store.query_text.tokens import Places, Token, scan

_LAST_GROUP = re.compile(r"""(\$[0-9]+)["']+$""")
_GROUP = re.compile(r"\$[0-9]+[A-Za-z_]|\$[0-9]{2,}")


def refuse_misread(text: str) -> None:
    """Return if the engine reads the text as it is meant.

    Raises:
        GroupMisread: REPLACE puts a letter or a second digit after a group. XPath Functions 5.6.4
            takes `$1c` for the group 1 and a c; the engine for a group that is called 1c, which
            is empty. So does CONCAT, of which it may not be known what comes after the group.
    """
    if "$" not in text or "replace" not in text.lower():
        return
    open_calls: list[_Call] = []
    before = ""
    last: Token | None = None
    for token in scan(text):
        if token.text == "(":
            open_calls.append(_Call(before))
        elif not open_calls:
            pass
        elif token.text == ")":
            open_calls.pop()
            last = None
        elif token.text == ",":
            open_calls[-1].commas += 1
        elif _in_replacement(open_calls):
            if before == "," and last is not None and open_calls[-1].name == "CONCAT":
                _refuse_joined(text, last, token)
                last = None
            if token.kind == "string":
                _refuse_group(text, token)
                last = token
        before = token.text.upper()


@dataclass
class _Call:
    """Brackets that are open, behind the name of a function or none."""

    name: str
    commas: int = 0


def _in_replacement(open_calls: list[_Call]) -> bool:
    """Whether the innermost REPLACE that is open is at its third argument."""
    innermost = next((call for call in reversed(open_calls) if call.name == "REPLACE"), None)
    return innermost is not None and innermost.commas == 2


def _refuse_group(text: str, token: Token) -> None:
    found = _GROUP.search(token.text)
    if found is not None:
        _refuse(text, token.start + found.start(), found[0])


def _refuse_joined(text: str, string: Token, following: Token) -> None:
    """Judge a group at the end of a string, with what CONCAT puts after it."""
    found = _LAST_GROUP.search(string.text)
    if found is None:
        return
    after = following.text.lstrip("\"'")[:1] if following.kind == "string" else "…"
    if after.isalnum() or after in ("_", "…"):
        _refuse(text, string.start + found.start(), found[1] + after)


def _refuse(text: str, offset: int, group: str) -> None:
    line, column = Places(text).at(offset)
    raise GroupMisread(group, line=line, column=column)
