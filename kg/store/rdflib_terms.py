"""RDF terms, rows and graphs as rdflib has them, for those who ask from Python.

Literals keep the lexical form that they have in the release: `"01"^^xsd:integer` stays `01`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import IO, Any, TypeVar

import pyoxigraph as ox
import rdflib
from rdflib.namespace import NamespaceManager
from rdflib.term import Identifier

from kg.errors import UsageError
from kg.model.prefixes import PREFIXES
from kg.model.terms import XSD_STRING
from kg.store.results import Term, read_rows, read_variables
from kg.texts import Message

G = TypeVar("G", bound=rdflib.Graph)


class TripleTerm(Identifier):
    """A triple term of RDF 1.2, which rdflib does not know: its N-Triples text."""

    __slots__ = ()

    def n3(self, namespace_manager: NamespaceManager | None = None) -> str:
        return str(self)


Row = dict[str, Identifier | None]
"""One solution: every variable of the query with its term, None where it is unbound.

Terms are rdflib's `URIRef`, `Literal` and `BNode`, or a `TripleTerm`: all of them are texts too.
"""


class Rows(list[Row]):
    """The solutions of a SELECT query, in order; `variables` names its columns."""

    def __init__(self, variables: Iterable[str], rows: Iterable[Row]) -> None:
        super().__init__(rows)
        self.variables = tuple(variables)

    def __repr__(self) -> str:
        return f"<Rows: {len(self)} of {' '.join(f'?{name}' for name in self.variables)}>"


def rows_of(body: bytes) -> Rows:
    """Return the rows of a SPARQL 1.1 Query Results JSON document of a SELECT query."""
    variables = read_variables(body)
    return Rows(
        variables,
        (
            {name: _of_term(row[name]) if name in row else None for name in variables}
            for row in read_rows(body)
        ),
    )


def graph_of(n_triples: bytes) -> rdflib.Graph:
    """Return a graph of N-Triples, which writes the prefixes that are known here.

    Raises:
        UsageError: a triple term is among them, which rdflib cannot hold.
    """
    graph = _named(rdflib.Graph())
    term = _Terms()
    for quad in ox.parse(n_triples, format=ox.RdfFormat.N_TRIPLES):
        graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return graph


def dataset_of(files: Iterable[IO[bytes]]) -> rdflib.Dataset:
    """Return a dataset of files of N-Quads; its default graph is the union of all graphs.

    Raises:
        UsageError: a triple term is among them, which rdflib cannot hold.
    """
    dataset = _named(rdflib.Dataset(default_union=True))
    graphs: dict[Any, rdflib.Graph] = {}
    for file in files:
        term = _Terms()  # blank nodes of two files are not the same
        for quad in ox.parse(file, format=ox.RdfFormat.N_QUADS):
            name = quad.graph_name
            if name not in graphs:
                default = isinstance(name, ox.DefaultGraph)
                graphs[name] = dataset.default_graph if default else dataset.graph(term(name))
            graphs[name].add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return dataset


def _named(graph: G) -> G:
    """The graph with a name for each namespace of the data, which rdflib would number."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


class _Terms:
    """Terms of one document as rdflib has them; its blank nodes are those of no other."""

    def __init__(self) -> None:
        self._blank: defaultdict[str, rdflib.BNode] = defaultdict(rdflib.BNode)

    def __call__(self, term: Any) -> Identifier:
        if isinstance(term, ox.NamedNode):
            return rdflib.URIRef(term.value)
        if isinstance(term, ox.BlankNode):
            return self._blank[term.value]
        if isinstance(term, ox.Literal):
            datatype = None if term.language else term.datatype.value
            return _literal(term.value, term.language, datatype)
        raise UsageError(
            Message(
                "Giving triples to rdflib: one has a triple term (RDF 1.2), which rdflib cannot"
                " hold."
            ),
            hint=Message("Ask for it with SELECT, which gives its text."),
        )


def _of_term(term: Term) -> Identifier:
    if term.kind == "uri":
        return rdflib.URIRef(term.value)
    if term.kind == "literal":
        return _literal(term.value, term.lang, term.datatype)
    return rdflib.BNode(term.value) if term.kind == "bnode" else TripleTerm(term.value)


def _literal(value: str, language: str | None, datatype: str | None) -> rdflib.Literal:
    if language or datatype in (None, XSD_STRING):
        return rdflib.Literal(value, lang=language or None)
    return rdflib.Literal(value, datatype=rdflib.URIRef(datatype), normalize=False)
