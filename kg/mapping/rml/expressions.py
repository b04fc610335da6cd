"""Reads expressions of an RML document: constants, references, templates, calls (Core, FNML)."""

from __future__ import annotations

import pyoxigraph

from kg.mapping.document import Call, Constant, Expression, Reference, Source, Template, TermMap
from kg.mapping.functions import check_call
from kg.mapping.functions import iris as fno
from kg.mapping.rml.graph import Graph, Term, local_name
from kg.mapping.rml.sources import read_source
from kg.mapping.rml.templates import parse
from kg.mapping.rml.vocabulary import DEFAULT_GRAPH, EXECUTES, LEGACY, SX
from kg.texts import Message

_EXPRESSIONS = (
    "constant",
    "template",
    "reference",
    "column",
    "functionExecution",
    "functionValue",
    f"{SX}parts",
)


class ExpressionReader:
    """Reads what the terms of a triples map are made of; `source` is that of the triples map."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.source: Source | None = None

    def expression(self, node: Term, *, optional: bool = False) -> Expression | None:
        """The one expression of a term map.

        Raises:
            MappingError: there is none or more than one.
        """
        graph = self.graph
        said = [name for name in _EXPRESSIONS if graph.all(node, name)]
        if len(said) > 1:
            raise graph.error(
                node, Message("a term map has {names}: one too many.", names=" and ".join(said))
            )
        if not said:
            if optional:
                return None
            raise graph.error(
                node,
                Message("a term map has no template, reference, constant or function."),
                hint=Message("Say rml:reference, rml:template or rml:constant."),
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
            raise graph.error(
                node, Message("in the template '{text}' {error}.", text=text, error=error), at=name
            ) from None

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
            raise graph.error(node, Message("{name} is given twice.", name=name), at=f"{name}Map")
        if value is not None:
            return constant(value).expression
        return self.needed(described) if described is not None else None

    def fixed(self, node: Term, name: str) -> str | None:
        found = self.either(node, name)
        if found is None or isinstance(found, Constant):
            return found.value if found is not None else None
        raise self.graph.error(
            node, Message("{name} must be a fixed IRI.", name=name), at=f"{name}Map"
        )

    def execution(self, node: Term) -> Call:
        graph = self.graph
        execution = graph.one(node, "functionExecution")
        assert execution is not None
        function = self.fixed(execution, "function")
        if function is None:
            raise graph.error(execution, Message("a function execution names no function."))
        inputs: list[tuple[str, Expression]] = []
        for item in graph.all(execution, "input"):
            parameter, value = self.fixed(item, "parameter"), self.either(item, "inputValue")
            if parameter is None or value is None:
                raise graph.error(item, Message("an input needs a parameter and a value."))
            inputs.append((parameter, value))
        call = Call(
            function, tuple(inputs), graph.place(execution, "function"), self.fixed(node, "return")
        )
        check_call(call)
        return call

    def function_value(self, node: Term) -> Call:
        """A call in the older form, a triples map whose properties are the parameters."""
        graph = self.graph
        described = graph.one(node, "functionValue")
        assert described is not None
        own = graph.one(described, "logicalSource")
        if own is not None and self.source is not None:
            there = read_source(graph, own, name=self.source.name, legacy=graph.legacy)
            if there.reading != self.source.reading:
                raise graph.error(
                    described,
                    Message("a function reads another source than its triples map does."),
                    at="logicalSource",
                    hint=Message(
                        "Take the source out of the function, or link to a map of the other one."
                    ),
                )
        function: str | None = None
        inputs: list[tuple[str, Expression]] = []
        for pair in graph.all(described, "predicateObjectMap"):
            for predicate in self.predicates(pair):
                maps = graph.all(pair, "objectMap")
                values = [self.needed(v) for v in (*graph.all(pair, "object"), *maps)]
                for value in values:
                    if predicate in EXECUTES and isinstance(value, Constant):
                        function = value.value
                    else:
                        inputs.append((predicate, value))
        if function is None:
            raise graph.error(described, Message("a function value does not say what it executes."))
        call = Call(function, tuple(inputs), graph.place(described))
        check_call(call)
        return call

    def side(self, pair: Term, name: str) -> Expression | None:
        reference = self.graph.text(pair, name)
        described = self.graph.one(pair, f"{name}Map")
        if reference is not None and described is not None:
            raise self.graph.error(
                pair, Message("{name} is given twice.", name=name), at=f"{name}Map"
            )
        if reference is not None:
            return Reference(reference)
        return self.needed(described) if described is not None else None

    def predicates(self, pair: Term) -> list[str]:
        """The fixed predicates of a predicate-object map."""
        maps = [self.needed(node) for node in self.graph.all(pair, "predicateMap")]
        short = [constant(node).expression for node in self.graph.all(pair, "predicate")]
        return [found.value for found in (*short, *maps) if isinstance(found, Constant)]


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
