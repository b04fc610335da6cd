"""Class expressions of OWL 2 RL, and reading them out of a graph.

Blank nodes of the ontology become small frozen objects here, so that the compiler works on
expressions and never on RDF lists. Only what OWL 2 RL has on either side of an axiom is read;
anything else is an `OntologyError` that shows the node. See OWL 2 Mapping to RDF Graphs 3.2.4.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.model.terms import OWL, RDF, RDFS
from kg.sources.dialect import skip_mark
from kg.sources.rdf import format_of, statements
from kg.texts import Message

Resource = ox.NamedNode | ox.BlankNode
Term = Resource | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Property:
    """A property, or its inverse when it was written as `[ owl:inverseOf p ]`."""

    iri: str
    inverse: bool = False


@dataclass(frozen=True)
class NamedClass:
    """A class with a name."""

    iri: str


@dataclass(frozen=True)
class HasValue:
    """The things that have this very value for the property (a term in SPARQL syntax)."""

    property: Property
    value: str


@dataclass(frozen=True)
class Some:
    """The things with at least one value in the filler."""

    property: Property
    filler: "Expression"


@dataclass(frozen=True)
class Only:
    """The things all of whose values are in the filler."""

    property: Property
    filler: "Expression"


@dataclass(frozen=True)
class And:
    """What is in every part."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Or:
    """What is in at least one part."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class OneOf:
    """The individuals listed (terms in SPARQL syntax)."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Not:
    """What is not in the part: gives no statement, only contradictions."""

    part: "Expression"


Expression = NamedClass | HasValue | Some | Only | And | Or | OneOf | Not
THING = NamedClass(OWL + "Thing")
NOTHING = NamedClass(OWL + "Nothing")


class Tbox:
    """The axioms in one graph of a store, or in all its graphs."""

    def __init__(self, store: ox.Store, graph: ox.NamedNode | None = None) -> None:
        self._store = store
        self._graph = graph

    @classmethod
    def read(cls, paths: Iterable[Path]) -> "Tbox":
        """Read Turtle and other RDF files; blank nodes of different files stay apart."""
        store = ox.Store()
        for path in paths:
            try:
                if format_of(path) == ox.RdfFormat.TURTLE:
                    with path.open("rb") as file:
                        skip_mark(file)
                        store.load(file, format=ox.RdfFormat.TURTLE)
                    continue
                store.extend(
                    ox.Quad(quad.subject, quad.predicate, quad.object)
                    for quad in statements(path, rename_blank_nodes=True)
                )
            except (SyntaxError, OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else error
                raise OntologyError(
                    Message("Reading the ontology file {file}: {why}", file=path.name, why=why),
                    code="SAM-V001",
                    hint=Message("Correct the file at that line and run the command again."),
                ) from error
        return cls(store)

    def triples(
        self,
        subject: Resource | None = None,
        predicate: str | None = None,
        *,
        object: Term | None = None,
    ) -> Iterator[ox.Quad]:
        """Give the statements that match."""
        node = None if predicate is None else ox.NamedNode(predicate)
        quads: Iterator[ox.Quad] = self._store.quads_for_pattern(subject, node, object, self._graph)
        return quads

    def pairs(self, predicate: str) -> list[tuple[Term, Term]]:
        """Give subjects and objects of a predicate, each pair once, in a fixed order."""
        found = {(quad.subject, quad.object) for quad in self.triples(predicate=predicate)}
        return sorted(found, key=lambda pair: (str(pair[0]), str(pair[1])))

    def instances(self, class_: str) -> list[Term]:
        """Give the subjects that are declared as this OWL construct."""
        found = {q.subject for q in self.triples(None, RDF + "type", object=ox.NamedNode(class_))}
        return sorted(found, key=str)

    def is_a(self, term: Term, class_: str) -> bool:
        """Say whether the term is declared as this OWL construct."""
        if not isinstance(term, Resource):
            return False
        return any(True for _ in self.triples(term, RDF + "type", object=ox.NamedNode(class_)))

    def predicates(self) -> set[str]:
        """Give every predicate used in the graph."""
        return {quad.predicate.value for quad in self.triples()}

    def labels(self, iri: str) -> dict[str, str]:
        """Give the label of a term per language, from rdfs:label or skos:prefLabel."""
        found: dict[str, str] = {}
        for predicate in (RDFS + "label", "http://www.w3.org/2004/02/skos/core#prefLabel"):
            for quad in self.triples(ox.NamedNode(iri), predicate):
                if isinstance(quad.object, ox.Literal) and quad.object.language:
                    found.setdefault(quad.object.language, quad.object.value)
        return found

    def expression(self, node: Term) -> Expression:
        """Read the class expression that the node stands for."""
        if isinstance(node, ox.NamedNode):
            return NamedClass(node.value)
        if not isinstance(node, Resource):
            raise self.fault(node, Message("a literal stands where a class is expected"))
        parts = {quad.predicate.value: quad.object for quad in self.triples(node)}
        if OWL + "onProperty" in parts:
            return self._restriction(node, parts)
        if OWL + "intersectionOf" in parts:
            return And(tuple(map(self.expression, self.items(parts[OWL + "intersectionOf"]))))
        if OWL + "unionOf" in parts:
            return Or(tuple(map(self.expression, self.items(parts[OWL + "unionOf"]))))
        if OWL + "oneOf" in parts:
            return OneOf(tuple(map(self._value, self.items(parts[OWL + "oneOf"]))))
        if OWL + "complementOf" in parts:
            return Not(self.expression(parts[OWL + "complementOf"]))
        raise self.fault(
            node, Message("this class expression is not one that rules can be made of")
        )

    def _restriction(self, node: Term, parts: dict[str, Term]) -> Expression:
        property = self.property(parts[OWL + "onProperty"])
        if OWL + "hasValue" in parts:
            return HasValue(property, self._value(parts[OWL + "hasValue"]))
        if OWL + "someValuesFrom" in parts:
            return Some(property, self.expression(parts[OWL + "someValuesFrom"]))
        if OWL + "allValuesFrom" in parts:
            return Only(property, self.expression(parts[OWL + "allValuesFrom"]))
        raise self.fault(
            node, Message("this kind of restriction is not one that rules can be made of")
        )

    def _value(self, node: Term) -> str:
        if isinstance(node, ox.BlankNode):
            raise self.fault(
                node, Message("an individual without an IRI cannot be named in a rule")
            )
        return str(node)

    def property(self, node: Term) -> Property:
        """Read a property or the inverse of one."""
        if isinstance(node, ox.NamedNode):
            return Property(node.value)
        if isinstance(node, ox.BlankNode):
            for quad in self.triples(node, OWL + "inverseOf"):
                if isinstance(quad.object, ox.NamedNode):
                    return Property(quad.object.value, inverse=True)
        raise self.fault(node, Message("a property is expected here"))

    def items(self, head: Term) -> list[Term]:
        """Give the members of an RDF list."""
        found: list[Term] = []
        while head != ox.NamedNode(RDF + "nil"):
            if not isinstance(head, Resource) or len(found) > 1000:
                raise self.fault(head, Message("this list does not end in rdf:nil"))
            cell = {quad.predicate.value: quad.object for quad in self.triples(head)}
            if RDF + "first" not in cell or RDF + "rest" not in cell:
                raise self.fault(head, Message("this list lacks an item or its end"))
            found.append(cell[RDF + "first"])
            head = cell[RDF + "rest"]
        return found

    def fault(self, node: Term, what: str) -> OntologyError:
        """Return the error that shows the node with its statements."""
        around = list(self.triples(node)) if isinstance(node, Resource) else []
        shown = "; ".join(f"{quad.predicate} {quad.object}" for quad in around[:6]) or str(node)
        return OntologyError(
            Message(
                "Compiling the ontology into rules: {what}: [ {shown} ]", what=what, shown=shown
            ),
            code="SAM-V002",
            hint=Message(
                "Use named classes, hasValue, someValuesFrom, intersectionOf, unionOf or oneOf."
            ),
        )
