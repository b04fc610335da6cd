"""From what the engine says about a text it refuses to a place and a fix for people."""

from __future__ import annotations

import re

from kg.errors import QueryError
from kg.store.errors import QuerySyntaxError, UnknownFunction
from kg.store.query_text.mistakes import MOST_TEXT, SyntaxHint, find_hint
from kg.store.query_text.tokens import GLUED, Places, scan

_SAID = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_KEYWORD = re.compile(r"(?:^|, |one of )([A-Za-z_]{2,})(?=,|$)")
_FUNCTION = re.compile(r"custom function <?([^>\s]+)>? is not supported")
_NEAR = 24


def explain_syntax(text: str, said: str) -> QuerySyntaxError:
    """Return the error for a text that the engine refused with the words `said`.

    Takes at most some 20 ms: a text of more than `MOST_TEXT` gets the engine's place and no more.
    """
    places = Places(text)
    offset = _stopped_at(text, said, places)
    hint = _semantic_hint(text, said, offset) or find_hint(text, offset)
    if hint is not None:
        offset = hint.offset
    line, column = places.at(offset)
    near = text[offset:].split("\n", 1)[0][:_NEAR].strip()
    return QuerySyntaxError(line=line, column=column, near=near, syntax_hint=hint)


def explain_engine_error(text: str, said: str) -> QueryError | None:
    """Return the error for what the engine says while evaluating, when it is the query's fault."""
    match = _FUNCTION.search(said)
    if match is None:
        return None
    found = text.find(match[1])
    if found < 0:
        return UnknownFunction(match[1], line=None, column=None)
    line, column = Places(text).at(found)
    return UnknownFunction(match[1], line=line, column=column)


def _stopped_at(text: str, said: str, places: Places) -> int:
    """Return the offset where reading stopped.

    The engine reports how far it looked: for a keyword that is the start of what it compared plus
    the keyword's length. The shortest keyword it wanted gives the latest, and right, start.
    """
    match = _SAID.search(said)
    if match is None:
        return 0
    reach = places.offset(int(match[1]), int(match[2]))
    keywords = _KEYWORD.findall(match[3])
    start = reach - min((len(word) for word in keywords), default=0)
    if len(text) > MOST_TEXT:
        return max(start, 0)
    return next((token.start for token in scan(text) if token.end > start), len(text))


def _semantic_hint(text: str, said: str, offset: int) -> SyntaxHint | None:
    """Mistakes of meaning that are named, which no look at the words would find."""
    if said.endswith(GLUED):
        return SyntaxHint("glued", offset)
    if len(text) <= MOST_TEXT and ("variable that is unbound" in said or "GROUP BY" in said):
        for token in scan(text):
            if token.text.upper() == "SELECT":
                return SyntaxHint("ungrouped", token.start)
    return None
