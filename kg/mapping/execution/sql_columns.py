"""Which columns of a query in SQL may hold a column of a table, as far as its text shows.

For columns that are withheld: it is meant against mistakes, and errs towards withholding. What a
view of the database renames is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.mapping.document import Source

_TOKEN = re.compile(
    r"""'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/"""
    r"""|"(?P<a>[^"]+)"|`(?P<b>[^`]+)`|\[(?P<c>[^\]]+)\]|(?P<d>[\w$]+|[(),*])""",
    re.DOTALL,
)
_TOGETHER = {"union", "intersect", "except"}


def may_give(source: Source, column: str, *, guarded: Source, name: str) -> bool:
    """Whether a column of a source may hold the column `name` of another of the same database."""
    names = {name.casefold(), *_origins(guarded.query, name)}
    if source.query is None:
        same = guarded.table == source.table or _named(source.table) in _tokens(guarded.query)
        return same and column.casefold() in names
    tokens = _tokens(source.query)
    tables = {_named(guarded.table)} if guarded.query is None else _tables(guarded.query)
    if tables.isdisjoint(tokens):
        return False
    items = _items(source.query)
    if not _TOGETHER.isdisjoint(tokens) and not names.isdisjoint(tokens):
        return True  # columns go by their order there
    found: set[str] = set()
    while found != names:
        found = set(names)
        told = (item for item in items if item[0] != "count" and not found.isdisjoint(item))
        names |= {item[-1] for item in told} - {")", "*"}
    return column.casefold() in names or not names.isdisjoint(_tokens(column))


def _named(table: str | None) -> str:
    """The name of a table without its schema."""
    return (table or "").rpartition(".")[2].strip('"`[]').casefold()


@cache
def _tokens(query: str | None) -> tuple[str, ...]:
    found = (match[match.lastgroup] for match in _TOKEN.finditer(query or "") if match.lastgroup)
    return tuple(token.casefold() for token in found)


def _tables(query: str) -> set[str]:
    """Names that stand behind FROM and JOIN, with the schema that may be before them."""
    words = _tokens(query)
    at = [index for index, word in enumerate(words) if word in ("from", "join")]
    return {word for index in at for word in words[index + 1 : index + 3]} - {"(", ")", "as", "on"}


def _origins(query: str | None, name: str) -> set[str]:
    """The column that a query only gives another name."""
    plain = (item for item in _items(query) if item[-1] == name.casefold() and "(" not in item)
    return {word for item in plain for word in item if word != "as"}


@cache
def _items(query: str | None) -> tuple[tuple[str, ...], ...]:
    """What stands between SELECT and FROM, item by item, at every depth."""
    return tuple(item for item in _each_item(_tokens(query)) if item)


def _each_item(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for index, word in enumerate(words):
        if word != "select":
            continue
        depth, item = 0, list[str]()
        for following in words[index + 1 :]:
            depth += (following == "(") - (following == ")")
            if depth < 0 or (depth == 0 and following == "from"):
                break
            if depth == 0 and following == ",":
                yield tuple(item)
                item = []
            else:
                item.append(following)
        yield tuple(item)
