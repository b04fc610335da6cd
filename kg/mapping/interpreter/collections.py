"""Lists and containers that are gathered from several records or values (RML-CC)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kg.mapping.document import Target
from kg.mapping.interpreter.quads import Quad, QuadTerm
from kg.model.terms import RDF, RDF_TYPE


@dataclass
class _Collection:
    kind: str
    targets: frozenset[Target]
    members: list[str] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)


class Collections:
    """The collections of a run, in the order of their heads; `blank` names the nodes between."""

    def __init__(self, blank: Callable[[str], str]) -> None:
        self._blank = blank
        self._collections: dict[tuple[str | None, str], _Collection] = {}

    def node(self, term: QuadTerm, graph: str | None) -> str:
        """A term as it stands in a graph; what a head gathers is added to its collection."""
        if term.gathered is None:
            return term.text
        if term.kind == "List" and not term.gathered:
            return f"<{RDF}nil>"
        text = self._blank(f"{term.text} {graph}") if term.per_graph and graph else term.text
        collection = self._collections.setdefault(
            (graph, text), _Collection(term.kind, term.targets)
        )
        if term.origin not in collection.origins:
            collection.origins.add(term.origin)
            collection.members.extend(self.node(member, graph) for member in term.gathered)
        return text

    def quads(self) -> Iterator[Quad]:
        """The quads that tie every collection together."""
        for (graph, head), collection in self._collections.items():
            for triple in self._triples(head, graph, collection):
                yield Quad(*triple, graph, collection.targets)

    def clear(self) -> None:
        """Forget all collections, as before a record whose own are to be told."""
        self._collections.clear()

    def _triples(
        self, head: str, graph: str | None, collection: _Collection
    ) -> Iterator[tuple[str, str, str]]:
        if collection.kind != "List":
            yield head, f"<{RDF_TYPE}>", f"<{RDF}{collection.kind}>"
            for number, member in enumerate(collection.members, 1):
                yield head, f"<{RDF}_{number}>", member
            return
        last = len(collection.members) - 1
        for index, member in enumerate(collection.members):
            following = self._blank(f"{head} {graph} {index + 1}")
            yield head, f"<{RDF}first>", member
            yield head, f"<{RDF}rest>", f"<{RDF}nil>" if index == last else following
            head = following
