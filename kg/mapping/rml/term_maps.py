"""Reads the term maps of an RML document: expressions, functions, gatherings (Core, FNML, CC)."""

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
    Reference,
    Source,
    Target,
    Template,
    TermMap,
    TermType,
)
from kg.mapping.functions import check_call
from kg.mapping.functions import iris as fno
from kg.mapping.located_yaml import did_you_mean
from kg.mapping.ntriples import is_language_tag
from kg.mapping.rml.graph import Graph, Node, Term, local_name
from kg.mapping.rml.sources import read_source, read_target, texts
from kg.mapping.rml.templates import parse
from kg.mapping.rml.vocabulary import DEFAULT_GRAPH, EXECUTES, LEGACY, SX

Role = Literal["subject", "predicate", "object", "graph", "value"]
_EXPRESSIONS = (
    "constant",
    "template",
    "reference",
    "column",
    "functionExecution",
    "functionValue",
    f"{SX}parts",
)
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


class Terms:
    """Reads term maps of one document; `names` gives triples maps by their node.

    `called` sees every call, so that look-up lists are read; `source` is that of the triples map
    whose terms are read.
    """

    def __init__(
        self, graph: Graph, names: dict[Node, str], called: Callable[[Call, TermType], Call]
    ) -> None:
        self.graph, self.names, self.called = graph, names, called
        self.source: Source | None = None

    def terms(self, node: Term, role: Role) -> tuple[TermMap, ...]:
        """The term maps of a role, shortcuts before maps."""
        short = [self.shortcut(node, v, role) for v in self.graph.all(node, role)]
        return (*short, *(self.term(v, role) for v in self.graph.all(node, f"{role}Map")))

    def shortcut(self, node: Term, value: Term, role: Role) -> TermMap:
        """A constant written without a term map.

        Raises:
            MappingError: it is a blank node that describes a term map.
        """
        if value in self.graph.nodes and isinstance(value, pyoxigraph.BlankNode):
            raise self.graph.error(
                node, f"rml:{role} takes a constant.", at=role, hint=f"Write rml:{role}Map."
            )
        term = replace(constant(value), place=self.graph.place(node, role))
        return self.checked(node, term, role)

    def checked(self, node: Term, term: TermMap, role: Role) -> TermMap:
        if term.term_type in _ALLOWED[role]:
            return term
        raise self.graph.error(node, f"a {role} cannot be a {term.term_type}.", at="termType")

    def term(self, node: Term, role: Role) -> TermMap:
        """A term map with all that it says.

        Raises:
            MappingError: it says nothing, too much, or what does not go together.
        """
        graph = self.graph
        place = graph.place(node)
        if not isinstance(node, Node) or node not in graph.nodes:
            return self.checked(node, replace(constant(node), place=place), role)
        gather = self.gather(node)
        expression = self.expression(node, optional=gather is not None or self.is_blank(node))
        language = self.language(node)
        datatype = self.datatype(node)
        if language is not None and datatype is not None:
            raise graph.error(node, "a term has a language or a datatype, not both.")
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
        return self.checked(node, term, role)

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
                f"the constant is a {fixed.term_type}, not a {term.term_type}.",
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

    def expression(self, node: Term, *, optional: bool = False) -> Expression | None:
        """The one expression of a term map.

        Raises:
            MappingError: there is none or more than one.
        """
        graph = self.graph
        said = [name for name in _EXPRESSIONS if graph.all(node, name)]
        if len(said) > 1:
            raise graph.error(node, f"a term map has {' and '.join(said)}: one too many.")
        if not said:
            if optional:
                return None
            raise graph.error(
                node,
                "a term map has no template, reference, constant or function.",
                hint="Say rml:reference, rml:template or rml:constant.",
            )
        (name,) = said
        if name == "constant":
            value = graph.one(node, "constant")
            assert value is not None
            return constant(value).expression
        if name == "functionExecution":
            return self.execution(node)
        if name == "functionValue":
            return self.function_value(node)
        if name == f"{SX}parts":
            return self.parts(node)
        text = graph.text(node, name) or ""
        if name != "template":
            return Reference(text)
        try:
            return parse(text)
        except ValueError as error:
            raise graph.error(node, f"in the template '{text}' {error}.", at=name) from None

    def parts(self, node: Term) -> Template:
        """A template with calls in it: a list of texts and of maps."""
        listed = self.graph.one(node, f"{SX}parts")
        assert listed is not None
        return Template(
            tuple(
                item.value if isinstance(item, pyoxigraph.Literal) else self.needed(item)
                for item in self.graph.items(listed)
            )
        )

    def needed(self, node: Term) -> Expression:
        if isinstance(node, pyoxigraph.Literal | pyoxigraph.NamedNode) and (
            node not in self.graph.nodes
        ):
            return Constant(node.value)
        found = self.expression(node)
        assert found is not None
        return found

    def either(self, node: Term, name: str) -> Expression | None:
        """An expression given as a constant under a name, or as a map under `…Map`."""
        graph = self.graph
        value, described = graph.one(node, name), graph.one(node, f"{name}Map")
        if value is not None and described is not None:
            raise graph.error(node, f"{name} is given twice.", at=f"{name}Map")
        if value is not None:
            return constant(value).expression
        return self.needed(described) if described is not None else None

    def language(self, node: Term) -> Expression | None:
        found = self.either(node, "language")
        if not isinstance(found, Constant):
            return found
        if not is_language_tag(found.value):
            at = "language" if self.graph.all(node, "language") else "languageMap"
            raise self.graph.error(
                node, f"'{found.value}' is no language tag.", at=at, hint="Write nl or nl-BE."
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
                f"the term type '{word}' is not known.",
                at="termType",
                hint=did_you_mean(word, _TERM_TYPES),
            )
        if literal and _TERM_TYPES[word] != "literal":
            raise graph.error(
                node, "a term with a language or datatype is a literal.", at="termType"
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

    def execution(self, node: Term) -> Call:
        graph = self.graph
        execution = graph.one(node, "functionExecution")
        assert execution is not None
        function = self.fixed(execution, "function")
        if function is None:
            raise graph.error(execution, "a function execution names no function.")
        inputs: list[tuple[str, Expression]] = []
        for item in graph.all(execution, "input"):
            parameter, value = self.fixed(item, "parameter"), self.either(item, "inputValue")
            if parameter is None or value is None:
                raise graph.error(item, "an input needs a parameter and a value.")
            inputs.append((parameter, value))
        call = Call(
            function, tuple(inputs), graph.place(execution, "function"), self.fixed(node, "return")
        )
        check_call(call)
        return call

    def fixed(self, node: Term, name: str) -> str | None:
        found = self.either(node, name)
        if found is None or isinstance(found, Constant):
            return found.value if found is not None else None
        raise self.graph.error(node, f"{name} must be a fixed IRI.", at=f"{name}Map")

    def function_value(self, node: Term) -> Call:
        """A call in the older form, a triples map whose properties are the parameters."""
        graph = self.graph
        described = graph.one(node, "functionValue")
        assert described is not None
        own = graph.one(described, "logicalSource")
        if own is not None and self.source is not None:
            there = read_source(graph, own, self.source.name, legacy=graph.legacy)
            if there.reading != self.source.reading:
                raise graph.error(
                    described,
                    "a function reads another source than its triples map does.",
                    at="logicalSource",
                    hint="Take the source out of the function, or link to a map of the other one.",
                )
        function: str | None = None
        inputs: list[tuple[str, Expression]] = []
        for pair in graph.all(described, "predicateObjectMap"):
            for predicate in self.terms(pair, "predicate"):
                maps = graph.all(pair, "objectMap")
                values = [self.needed(v) for v in (*graph.all(pair, "object"), *maps)]
                for value in values:
                    if predicate.constant in EXECUTES and isinstance(value, Constant):
                        function = value.value
                    elif predicate.constant is not None:
                        inputs.append((predicate.constant, value))
        if function is None:
            raise graph.error(described, "a function value does not say what it executes.")
        call = Call(function, tuple(inputs), graph.place(described))
        check_call(call)
        return call

    def gather(self, node: Term) -> Gather | None:
        graph = self.graph
        found = graph.one(node, "gather")
        if found is None:
            if graph.all(node, "gatherAs"):
                raise graph.error(node, "gatherAs says nothing without gather.", at="gatherAs")
            return None
        word = graph.local(node, "gatherAs")
        if word not in _KINDS:
            raise graph.error(
                node,
                "gather needs gatherAs: rdf:List, rdf:Bag, rdf:Seq or rdf:Alt.",
                hint=did_you_mean(word or "", _KINDS),
            )
        strategy = graph.local(node, "strategy") or "append"
        if strategy not in _STRATEGIES:
            raise graph.error(
                node,
                f"'{strategy}' is no strategy.",
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
                f"the parent triples map '{local_name(str(parent)).rstrip('>')}' is not in this"
                " document.",
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
                raise graph.error(pair, "a join condition needs a child and a parent.")
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
            executes = any(p.constant in EXECUTES for p in self.terms(pair, "predicate"))
            for value in (*graph.all(pair, "object"), *graph.all(pair, "objectMap")):
                there = graph.one(value, "parentTermMap")
                if executes:
                    function = self.needed(value)
                elif there is not None:
                    parent = self.needed(there)
                else:
                    child = self.needed(value)
        if not isinstance(function, Constant) or local_name(function.value) != "equal":
            raise graph.error(described, "a link compares with equal, not with another function.")
        return child, parent

    def side(self, pair: Term, name: str) -> Expression | None:
        reference = self.graph.text(pair, name)
        described = self.graph.one(pair, f"{name}Map")
        if reference is not None and described is not None:
            raise self.graph.error(pair, f"{name} is given twice.", at=f"{name}Map")
        if reference is not None:
            return Reference(reference)
        return self.needed(described) if described is not None else None


def constant(value: Term) -> TermMap:
    """A term as the constant that it is."""
    nowhere = fno.NOWHERE
    if isinstance(value, pyoxigraph.NamedNode):
        older = local_name(value.value) == "defaultGraph" and value.value.startswith(LEGACY)
        return TermMap(Constant(DEFAULT_GRAPH if older else value.value), "iri", nowhere)
    if isinstance(value, pyoxigraph.BlankNode):
        return TermMap(Constant(value.value), "blank", nowhere)
    assert isinstance(value, pyoxigraph.Literal)
    plain = value.datatype.value.endswith(("#string", "#langString", "#dirLangString"))
    return TermMap(
        Constant(value.value),
        "literal",
        nowhere,
        language=Constant(value.language) if value.language else None,
        datatype=None if plain else Constant(value.datatype.value),
    )
