"""What the store of a release says, asked statement by statement in this process, read only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.store.results import read_token

if TYPE_CHECKING:
    import pyoxigraph as ox


class StoreLookup:
    """The default graph of a store, which holds all that a release says, conclusions included."""

    def __init__(self, store: Path) -> None:
        """Open a store.

        Raises:
            OSError: it cannot be opened.
        """
        import pyoxigraph

        self._ox = pyoxigraph
        try:
            self._store = pyoxigraph.Store.read_only(str(store))
        except RuntimeError as error:  # so the engine calls what is damaged
            raise OSError(str(error)) from error

    def matches(self, pattern: tuple[str, str, str]) -> Iterator[tuple[str, str, str]]:
        """The statements that fit a pattern, as tokens of N-Triples; `?name` fits any term."""
        subject, name, value = pattern
        found = self._store.quads_for_pattern(
            None if subject.startswith("?") else self._named(subject),
            self._ox.NamedNode(name[1:-1]),
            None if value.startswith("?") else self._term(value),
            self._ox.DefaultGraph(),
        )
        for quad in found:
            yield str(quad.subject), str(quad.predicate), str(quad.object)

    def _named(self, token: str) -> ox.NamedNode:
        return self._ox.NamedNode(token[1:-1])

    def _term(self, token: str) -> ox.NamedNode | ox.Literal:
        term = read_token(token)
        if term.kind == "uri":
            return self._named(token)
        if term.lang:
            return self._ox.Literal(term.value, language=term.lang)
        kind = self._ox.NamedNode(term.datatype) if term.datatype else None
        return self._ox.Literal(term.value, datatype=kind)
