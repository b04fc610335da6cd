"""Asks the store for one page: fills queries, and names everything a page shows in one go.

A page's own queries return IRIs. `PageQuery.thing` turns an IRI into something a template can show;
the names of all things of a page are fetched together, the first time that one of them is needed,
and so are the spheres of its actors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kg.model.prefixes import PAGE_PREFIXES
from kg.store.results import Term
from server.view.addresses import href
from server.view.description import why_address
from server.view.figures import spheres
from server.view.labels import Ref, refs
from server.view.terms import PROLOGUE, iri_token, last_part

if TYPE_CHECKING:
    from server.service import Service

    Row = dict[str, Term]

CONCEPT = PAGE_PREFIXES["c"]
_TOKEN = re.compile(r"\$(\w+)")
_END = re.compile(r"LIMIT (\d+)\s*$")
_FIRST_VARIABLE = re.compile(r"\?(\w+)")
_BATCH = 400
MOST_ROWS = 9000  # the highest LIMIT of a query for a page
_SPHERES = """
SELECT ?actor ?sphere WHERE { VALUES ?actor { $actors } ?actor sam:inSphere ?sphere }"""


class Resource:
    """A resource as a page shows it: what a `Ref` tells, fetched when asked, and its sphere."""

    __slots__ = ("_page_query", "iri")

    def __init__(self, page_query: PageQuery, iri: str) -> None:
        self._page_query = page_query
        self.iri = iri

    @property
    def href(self) -> str:
        """The address of its page."""
        return href(self.iri)

    @property
    def label(self) -> str:
        """The name in the best language for the reader; the end of the IRI without a name."""
        return self._page_query.name(self.iri).label

    @property
    def lang(self) -> str:
        """The language of the name, empty when it has none."""
        return self._page_query.name(self.iri).lang

    @property
    def mark(self) -> bool:
        """Whether the name is in another language than the reader's."""
        return self._page_query.name(self.iri).mark

    @property
    def named(self) -> bool:
        """Whether it has a name of its own."""
        return self._page_query.name(self.iri).named

    @property
    def curie(self) -> str | None:
        """The short form of the IRI, where its namespace is well known."""
        return self._page_query.name(self.iri).curie

    @property
    def sphere(self) -> str:
        """The slug of the actor's sphere, empty when none is known."""
        return self._page_query.sphere(self.iri)

    @property
    def slug(self) -> str:
        """The end of the IRI: for a concept the name that code may compare with."""
        return last_part(self.iri)

    @property
    def order(self) -> tuple[str, str]:
        """The key by which lists of names are sorted."""
        return self.label.casefold(), self.iri

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Resource) and other.iri == self.iri

    def __hash__(self) -> int:
        return hash(self.iri)


Named = TypeVar("Named", Resource, Ref)


class Claim(NamedTuple):
    """A thing as the object of a statement: whether it was inferred, and where its proof is."""

    thing: Resource
    inferred: bool
    why: str


class PageQuery:
    """The store as one page sees it, in one language."""

    def __init__(self, service: Service, lang: str) -> None:
        self._service = service
        self.cut = False
        """Whether a bound was hit: the page shows a part, and says so."""
        self._things: dict[str, Resource] = {}
        self._names: dict[str, Ref] = {}
        self._spheres: dict[str, str] = {}
        self.lang = lang

    def rows(self, query: str, **tokens: str | int | Iterable[str]) -> list[Row]:
        """The rows of a query in which `$name` stands for an IRI, a number or a list of IRIs.

        A query has a LIMIT at its end, or a `$limit` on the values of its first variable.
        """
        rows = self.some_rows(query, **tokens)
        self.cut = self.cut or _is_full(query, rows, tokens)
        return rows

    def some_rows(self, query: str, **tokens: str | int | Iterable[str]) -> list[Row]:
        """The same of a query that asks for a few of many: its bound leaves nothing out."""
        return self._service.pool.select(PROLOGUE + fill(query, tokens))

    def resource(self, iri: str) -> Resource:
        """The thing with this IRI; its name comes with those of all other things of the page."""
        if iri not in self._things:
            self._things[iri] = Resource(self, iri)
        return self._things[iri]

    def of(self, row: Row, name: str) -> Resource | None:
        """The thing in a column of a row; None when the cell is empty or no IRI."""
        term = row.get(name)
        return self.resource(term.value) if term is not None and term.kind == "uri" else None

    def column(self, rows: Iterable[Row], *names: str) -> list[Resource]:
        """The things in some columns of rows, each once, in the order in which people look."""
        return by_name(thing for row in rows for n in names if (thing := self.of(row, n)))

    def concept(self, path: str) -> Resource:
        """A concept of the vocabulary, for instance `zone/third-public`."""
        return self.resource(CONCEPT + path)

    def inferred(self, graph: Term | None) -> bool:
        """Whether a graph holds what reasoning wrote (the inferred or the closed-world graph)."""
        return graph is not None and graph.value.startswith(f"{self._service.base}id/graph/")

    def why(self, subject: str, predicate: str, *, value: str) -> str:
        """The page that explains a statement about two things."""
        return why_address(subject, predicate, term=Term("uri", value, None, None))

    def claims(
        self, subject: str, predicate: str, *, rows: Iterable[Row], name: str
    ) -> list[Claim]:
        """The values in column `name`, with column `g` as their graph; asserted ones first.

        A value that is both asserted and inferred counts as asserted.
        """
        found: dict[str, tuple[Term, bool]] = {}
        for row in rows:
            term = row.get(name)
            if term is not None and term.kind == "uri":
                before = found.get(term.value, (term, True))[1]
                found[term.value] = term, self.inferred(row.get("g")) and before
        claims = [
            Claim(self.resource(iri), inferred, why_address(subject, predicate, term=term))
            for iri, (term, inferred) in found.items()
        ]
        return sorted(claims, key=lambda c: c.inferred)

    def name(self, iri: str) -> Ref:
        """The name of a thing; asks for the names of all things that have none yet."""
        if iri not in self._names:
            wanted = [known for known in self._things if known not in self._names]
            self._names |= refs(self._service, {iri, *wanted}, reader=self.lang)
        return self._names[iri]

    def sphere(self, iri: str) -> str:
        """The slug of the sphere of an actor; empty for others. Asks for all things at once."""
        known = spheres(self._service)
        if known is not None:
            return known.get(iri, "")
        if iri not in self._spheres:
            wanted = [known for known in self._things if known not in self._spheres]
            self._spheres |= dict.fromkeys(wanted, "")
            for start in range(0, len(wanted), _BATCH):
                for row in self.rows(_SPHERES, actors=wanted[start : start + _BATCH]):
                    self._spheres[row["actor"].value] = last_part(row["sphere"].value)
        return self._spheres[iri]


def _is_full(query: str, rows: list[Row], tokens: Mapping[str, object]) -> bool:
    """Whether there may be more rows than a query was allowed to give."""
    end = _END.search(query)
    if end is not None and len(rows) >= int(end[1]):
        return True
    limit, first = tokens.get("limit"), _FIRST_VARIABLE.search(query)
    if not isinstance(limit, int) or first is None:
        return False
    return len({row[first[1]] for row in rows if first[1] in row}) >= limit


def by_name(things: Iterable[Resource]) -> list[Resource]:
    """Things without doubles, in the order in which people look for them."""
    return sorted(set(things), key=lambda thing: thing.order)


def own_first(things: list[Named]) -> list[Named]:
    """The concepts of our own lists among things; all of them when none is ours.

    Sources say the same kind twice: in their own list and in ours.
    """
    return [thing for thing in things if thing.iri.startswith(CONCEPT)] or things


def text(row: Row, name: str) -> str:
    """The text in a column of a row, empty without a value."""
    term = row.get(name)
    return term.value if term is not None else ""


def fill(query: str, tokens: Mapping[str, str | int | Iterable[str]]) -> str:
    """Put IRIs and numbers in the place of `$name`.

    Raises:
        KeyError: the query names something that is not given.
        ValueError: a text is not an IRI, so it could change the query.
    """

    def token(match: re.Match[str]) -> str:
        value = tokens[match[1]]
        if isinstance(value, int):
            return str(value)
        if isinstance(value, str):
            return iri_token(value)
        return " ".join(map(iri_token, value))

    return _TOKEN.sub(token, query)
