"""Reads the term maps of an RML document, with gatherings and links (Core, CC)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pyoxigraph

from kg.mapping.document import (
    Call,
    Constant,
    Expression,
    Gather,
    Join,
    JoinCondition,
    Target,
    Template,
    TermMap,
    TermType,
)
from kg.mapping.ntriples import is_language_tag
from kg.mapping.rml.expressions import ExpressionReader, constant
from kg.mapping.rml.graph import Graph, Node, Term, local_name
from kg.mapping.rml.sources import read_target, texts
from kg.mapping.rml.vocabulary import EXECUTES, SX
from kg.model.suggestion import did_you_mean
from kg.texts import Message

Role = Literal["subject", "predicate", "object", "graph", "value"]
_TERM_TYPES: dict[str, TermType] = {
    "IRI": "iri",
    "URI": "uri",
    "UnsafeIRI": "unsafe-iri",
    "UnsafeURI": "unsafe-iri",
    "Literal": "literal",
    "BlankNode": "blank",
}
_IRIS: tuple[TermType, ...] = ("iri", "uri", "unsafe-iri")
_ALLOWED: dict[Role, tuple[TermType, ...]] = {
    "subject": (*_IRIS, "blank"),
    "predicate": _IRIS,
    "graph": (*_IRIS, "blank"),
    "object": (*_IRIS, "blank", "literal"),
    "value": (*_IRIS, "blank", "literal"),
}
_STRATEGIES: dict[str, Literal["append", "cartesian"]] = {
    "append": "append",
    "cartesianProduct": "cartesian",
    "cartesian": "cartesian",
}
_KINDS: dict[str, Literal["List", "Bag", "Seq", "Alt"]] = {
    "List": "List",
    "Bag": "Bag",
    "Seq": "Seq",
    "Alt": "Alt",
}


class TermMapReader(ExpressionReader):
    """Reads term maps of one document; `names` gives triples maps by their node.

    `called` sees every call, so that look-up lists are read.
    """

    def __init__(
        self, graph: Graph, names: dict[Node, str], called: Callable[[Call, TermType], Call]
    ) -> None:
        super().__init__(graph)
        self.names, self.called = names, called

    def terms(self, node: Term, role: Role) -> tuple[TermMap, ...]:
        """The term maps of a role, shortcuts before maps."""
        short = [self.shortcut(node, v, role=role) for v in self.graph.all(node, role)]
        return (*short, *(self.term(v, role) for v in self.graph.all(node, f"{role}Map")))

    def shortcut(self, node: Term, value: Term, *, role: Role) -> TermMap:
        """A constant written without a term map.

        Raises:
            MappingError: it is a blank node that describes a term map.
        """
        if value in self.graph.nodes and isinstance(value, pyoxigraph.BlankNode):
            raise self.graph.error(
                node,
                Message("rml:{role} takes a constant.", role=role),
                at=role,
                hint=Message("Write rml:{role}Map.", role=role),
            )
        term = replace(constant(value), place=self.graph.place(node, role))
        return self.checked(node, term, role=role)

    def checked(self, node: Term, term: TermMap, *, role: Role) -> TermMap:
        if term.term_type in _ALLOWED[role]:
            return term
        raise self.graph.error(
            node,
            Message("a {role} cannot be a {term_type}.", role=role, term_type=term.term_type),
            at="termType",
        )

    def term(self, node: Term, role: Role) -> TermMap:
        """A term map with all that it says.

        Raises:
            MappingError: it says nothing, too much, or what does not go together.
        """
        graph = self.graph
        place = graph.place(node)
        if not isinstance(node, Node) or node not in graph.nodes:
            return self.checked(node, replace(constant(node), place=place), role=role)
        gather = self.gather(node)
        expression = self.expression(node, optional=gather is not None or self.is_blank(node))
        language = self.language(node)
        datatype = self.datatype(node)
        if language is not None and datatype is not None:
            raise graph.error(node, Message("a term has a language or a datatype, not both."))
        kind = self.term_type(node, role, literal=(language or datatype) is not None)
        if gather is not None and expression is None:
            kind = "blank"
        term = TermMap(
            expression,
            kind,
            place,
            language=language,
            datatype=datatype,
            condition=self.condition(node),
            required=graph.text(node, f"{SX}required") == "true",
            dates=texts(graph.all(node, f"{SX}dates")) or None,
            decimal=graph.text(node, f"{SX}decimal"),
            gather=gather,
            targets=self.targets(node),
        )
        if graph.all(node, "constant"):
            term = self.constant_term(node, term)
        if isinstance(expression, Call):
            term = replace(term, expression=self.looked_up(expression, kind))
        elif isinstance(expression, Template):
            parts = tuple(
                self.looked_up(part, kind) if isinstance(part, Call) else part
                for part in expression.parts
            )
            term = replace(term, expression=Template(parts))
        return self.checked(node, term, role=role)

    def looked_up(self, call: Call, kind: TermType) -> Call:
        inputs = tuple(
            (name, self.looked_up(value, "literal") if isinstance(value, Call) else value)
            for name, value in call.inputs
        )
        return self.called(replace(call, inputs=inputs), kind)

    def constant_term(self, node: Term, term: TermMap) -> TermMap:
        """A constant is of the kind of term that it is written as."""
        value = self.graph.one(node, "constant")
        assert value is not None
        fixed = constant(value)
        if term.language is not None or term.datatype is not None:
            return replace(term, term_type="literal")
        explicit = self.graph.all(node, "termType")
        if explicit and fixed.term_type == "literal" and term.term_type in _IRIS:
            return term  # a text that says it is an IRI, as translators of YARRRML write it
        same = fixed.term_type == term.term_type or (
            fixed.term_type == "iri" and term.term_type in _IRIS
        )
        if explicit and not same:
            raise self.graph.error(
                node,
                Message(
                    "the constant is a {term_type}, not a {other}.",
                    term_type=fixed.term_type,
                    other=term.term_type,
                ),
                at="termType",
            )
        return replace(
            term,
            expression=fixed.expression,
            term_type=term.term_type if explicit else fixed.term_type,
            language=fixed.language,
            datatype=fixed.datatype,
        )

    def is_blank(self, node: Term) -> bool:
        return self.graph.local(node, "termType") == "BlankNode"

    def language(self, node: Term) -> Expression | None:
        found = self.either(node, "language")
        if not isinstance(found, Constant):
            return found
        if not is_language_tag(found.value):
            at = "language" if self.graph.all(node, "language") else "languageMap"
            raise self.graph.error(
                node,
                Message("'{found}' is no language tag.", found=found.value),
                at=at,
                hint=Message("Write nl or nl-BE."),
            )
        return Constant(found.value.lower())

    def datatype(self, node: Term) -> Expression | None:
        return self.either(node, "datatype")

    def term_type(self, node: Term, role: Role, *, literal: bool) -> TermType:
        graph = self.graph
        word = graph.local(node, "termType")
        if word is None:
            if role in ("subject", "predicate", "graph"):
                return "iri"
            if literal or graph.all(node, "reference", "column", "functionExecution"):
                return "literal"
            return "literal" if graph.all(node, "functionValue") else "iri"
        if word not in _TERM_TYPES:
            raise graph.error(
                node,
                Message("the term type '{word}' is not known.", word=word),
                at="termType",
                hint=did_you_mean(word, _TERM_TYPES),
            )
        if literal and _TERM_TYPES[word] != "literal":
            raise graph.error(
                node, Message("a term with a language or datatype is a literal."), at="termType"
            )
        return _TERM_TYPES[word]

    def condition(self, node: Term) -> Expression | None:
        """What must be true for a node's terms to be made."""
        found = self.graph.one(node, "condition")
        if found is None:
            return None
        value = self.needed(found)
        return self.looked_up(value, "literal") if isinstance(value, Call) else value

    def targets(self, node: Term) -> tuple[Target, ...]:
        """Where a term's quads go, those of its language and datatype included."""
        nodes = [node, *self.graph.all(node, "languageMap", "datatypeMap")]
        found = [
            read_target(self.graph, t) for n in nodes for t in self.graph.all(n, "logicalTarget")
        ]
        return tuple(dict.fromkeys(found))

    def gather(self, node: Term) -> Gather | None:
        graph = self.graph
        found = graph.one(node, "gather")
        if found is None:
            if graph.all(node, "gatherAs"):
                raise graph.error(
                    node, Message("gatherAs says nothing without gather."), at="gatherAs"
                )
            return None
        word = graph.local(node, "gatherAs")
        if word not in _KINDS:
            raise graph.error(
                node,
                Message("gather needs gatherAs: rdf:List, rdf:Bag, rdf:Seq or rdf:Alt."),
                hint=did_you_mean(word or "", _KINDS),
            )
        strategy = graph.local(node, "strategy") or "append"
        if strategy not in _STRATEGIES:
            raise graph.error(
                node,
                Message("'{strategy}' is no strategy.", strategy=strategy),
                at="strategy",
                hint=did_you_mean(strategy, _STRATEGIES),
            )
        return Gather(
            tuple(self.object(item) for item in graph.items(found)),
            _KINDS[word],
            _STRATEGIES[strategy],
            graph.text(node, "allowEmptyListAndContainer") == "true",
        )

    def object(self, node: Term) -> TermMap | Join:
        """A term map, or a link to another triples map."""
        parent = self.graph.one(node, "parentTriplesMap")
        return self.term(node, "object") if parent is None else self.join(node, parent)

    def join(self, node: Term, parent: Term) -> Join:
        graph = self.graph
        if not isinstance(parent, Node) or parent not in self.names:
            raise graph.error(
                node,
                Message(
                    "the parent triples map '{parent}' is not in this document.",
                    parent=local_name(str(parent)).rstrip(">"),
                ),
                at="parentTriplesMap",
                hint=did_you_mean(local_name(str(parent)).rstrip(">"), self.names.values()),
            )
        pairs = []
        for pair in graph.all(node, "joinCondition"):
            called = graph.one(pair, "functionValue")
            child, there = (
                (self.side(pair, "child"), self.side(pair, "parent"))
                if called is None
                else self.compared(called)
            )
            if child is None or there is None:
                raise graph.error(pair, Message("a join condition needs a child and a parent."))
            pairs.append(JoinCondition(child, there))
        return Join(
            self.names[parent],
            tuple(pairs),
            graph.place(node, "parentTriplesMap"),
            condition=self.condition(node),
            targets=self.targets(node),
        )

    def compared(self, described: Term) -> tuple[Expression | None, Expression | None]:
        """The two sides of a condition in the older form, a call of `equal`."""
        graph = self.graph
        child = parent = function = None
        for pair in graph.all(described, "predicateObjectMap"):
            executes = any(p in EXECUTES for p in self.predicates(pair))
            for value in (*graph.all(pair, "object"), *graph.all(pair, "objectMap")):
                there = graph.one(value, "parentTermMap")
                if executes:
                    function = self.needed(value)
                elif there is not None:
                    parent = self.needed(there)
                else:
                    child = self.needed(value)
        if not isinstance(function, Constant) or local_name(function.value) != "equal":
            raise graph.error(
                described, Message("a link compares with equal, not with another function.")
            )
        return child, parent
