"""What is refused before a query is parsed: size, depth, SERVICE, update operations.

The engine's parser and planner recurse, so deep text can end a worker. The guard counts brackets
and the chains that nest without brackets, in one linear scan. It explains rather than protects: the
engine's grammar has no token step, so a text can be built that hides a word from any scanner; the
layers of the sandbox around the worker (`sandbox`) and the kill are what protects.
"""

from __future__ import annotations

import re

from kg.store.errors import QueryTooLarge, ServiceRefused, TooNested, UpdateRefused
from kg.store.query_text.misread import refuse_misread
from kg.store.query_text.tokens import Places, Token, scan

MAX_BYTES = 256 * 1024
"""Bytes of UTF-8 a query may have: room for 4,000 IRIs in a VALUES clause."""
MAX_NESTING = 128
"""Brackets that may be open at once; people write ten, the engine breaks at some thousands."""
MAX_CHAIN = 1000
"""Operators of one kind (UNION, OPTIONAL, ||, / …) in one text: each nests one level deeper."""
MAX_MERGED = 250_000
"""Statements of several FROM graphs that may be merged for a query: some seconds and 150 MB."""

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_CHAINED_SIGNS = frozenset(["!", "/", "|", "||", "&&", "^", "-", "+", "*", "=", "=="])
_CHAINED_WORDS = frozenset(["UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "EXISTS", "NOT"])
_UPDATES = frozenset(
    ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"]
)
_INTERESTING = ("service", *(word.lower() for word in sorted(_UPDATES)))
_SERVICE = re.compile(r"(?<![\w:\-?$@%])service(?![\w:.\-])", re.IGNORECASE)
_CHAINED = (*"!/|&^-+*=", *(word.lower() for word in sorted(_CHAINED_WORDS)))


def check(text: str, *, max_bytes: int = MAX_BYTES, max_nesting: int = MAX_NESTING) -> None:
    """Return if the text may go to the engine.

    Raises:
        QueryTooLarge, TooNested, ServiceRefused, UpdateRefused, GroupMisread: with the place,
            where there is one.
    """
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise QueryTooLarge(size, max_bytes)
    refuse_misread(text)
    brackets = text.count("(") + text.count("{") + text.count("[")
    lower = text.lower()
    if (
        brackets <= max_nesting
        and not any(map(lower.__contains__, _INTERESTING))
        and (size < MAX_CHAIN or sum(map(lower.count, _CHAINED)) < MAX_CHAIN)
    ):
        return
    _check_words(text, max_nesting)


def _check_words(text: str, max_nesting: int) -> None:
    depth = 0
    chains: dict[str, int] = {}
    before = ""
    started = False
    for token in scan(text):
        word = token.text
        if word in _OPENING:
            depth += 1
            if depth > max_nesting:
                _refuse_nesting(text, token.start, max_nesting)
        elif word in _CLOSING:
            depth -= 1
        elif token.kind == "word":
            started = _check_word(text, token, before, started, chains)
        elif token.kind == "iri":
            depth += _check_iri(text, token, depth, max_nesting)
        elif word in _CHAINED_SIGNS:
            _count(text, token, chains)
        before = word


def _check_word(
    text: str, token: Token, before: str, started: bool, chains: dict[str, int]
) -> bool:
    """Judge one bare word; true once the text has shown that it is a query."""
    word = token.text.upper()
    if word == "SERVICE":
        raise ServiceRefused(**_place(text, token.start))
    if word in _UPDATES and not started:
        raise UpdateRefused(word, **_place(text, token.start))
    if word in _CHAINED_WORDS:
        _count(text, token, chains)
    return started or word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def _check_iri(text: str, token: Token, depth: int, max_nesting: int) -> int:
    """Judge what may be two comparisons to the engine: `?a<?b)SERVICE?x#>` is legal to it."""
    hidden = _SERVICE.search(token.text)
    if hidden and ")" in token.text[: hidden.start()]:
        raise ServiceRefused(**_place(text, token.start + hidden.start()))
    opened = token.text.count("(") + token.text.count("[")
    if depth + opened > max_nesting:
        _refuse_nesting(text, token.start, max_nesting)
    return max(0, opened - token.text.count(")") - token.text.count("]"))


def _count(text: str, token: Token, chains: dict[str, int]) -> None:
    word = token.text.upper()
    chains[word] = chains.get(word, 0) + 1
    if chains[word] > MAX_CHAIN:
        _refuse_nesting(text, token.start, MAX_CHAIN)


def _refuse_nesting(text: str, offset: int, limit: int) -> None:
    raise TooNested(limit=limit, **_place(text, offset))


def _place(text: str, offset: int) -> dict[str, int]:
    line, column = Places(text).at(offset)
    return {"line": line, "column": column}
