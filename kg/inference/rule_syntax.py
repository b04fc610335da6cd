"""Reads the SPARQL of a rule into the plain data of `kg.inference.rule_query`, by rdflib's parser.

Parsing takes a second for the rules that ship, so what it gives is kept (`rule_files`).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox
from rdflib.paths import AlternativePath, InvPath, SequencePath
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern, translatePath, traverse
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Literal, URIRef, Variable

from kg.inference.rule_query import Part, UnsupportedConstructError
from kg.texts import Message

FUNCTIONS = frozenset(
    (
        *("STR", "LANG", "BOUND", "IRI", "URI", "STRDT", "STRLANG", "IF", "COALESCE"),
        *("STRLEN", "SUBSTR", "UCASE", "LCASE", "CONCAT", "STRSTARTS", "STRENDS", "CONTAINS"),
        *("REGEX", "sameTerm", "isIRI", "isURI", "isBLANK", "isLITERAL"),
    )
)
_AS = {"URI": "IRI", "isURI": "ISIRI", "isIRI": "ISIRI", "isBLANK": "ISBLANK"}


class NoConstructError(Exception):
    """A query of another kind than CONSTRUCT."""


def parse_rule(text: str) -> dict[str, Any]:
    """What a CONSTRUCT query says: `head`, `body` (its plain patterns), `needs` and `query`.

    `needs` are pairs of a property and an object, null for any: what may give it more answers.

    Raises:
        NoConstructError: it is a query of another kind; other exceptions: it is none.
        UnsupportedConstructError: a part is not one that SQL is made of.
    """
    with warnings.catch_warnings():
        # rdflib 7.6 warns about its own use of pyparsing; nothing a rule's author can mend.
        warnings.simplefilter("ignore")
        algebra: Any = prepareQuery(text).algebra
    if algebra.name != "ConstructQuery":
        raise NoConstructError
    # A filter's patterns (EXISTS) are left as they were parsed; what feeds them matters too.
    plain = [triple for triple in _blocks(algebra.p, "BGP") if _is_plain(triple)]
    every = [*_blocks(algebra.p, "BGP"), *_blocks(algebra.p, "TriplesBlock")]
    needs = {_key(triple) for triple in every if _is_plain(triple)}
    paths = (triple[1] for triple in every if not _is_plain(triple))
    needs |= {(iri.n3(), None) for path in paths for iri in _steps(path)}
    head, query = _rule_query(algebra)
    return {
        "head": head,
        "body": [[_term(part) for part in triple] for triple in plain],
        "needs": sorted(map(list, needs), key=str),
        "query": query,
    }


def _key(triple: tuple[Any, ...]) -> tuple[str | None, str | None]:
    _, predicate, object = map(_term, triple)
    return (
        None if predicate.startswith("?") else predicate,
        None if object.startswith("?") else object,
    )


def _blocks(part: object, block: str) -> Iterator[tuple[Any, ...]]:
    """Give the triple patterns of the blocks of this name, at any depth of the query."""
    if isinstance(part, CompValue):
        if part.name == block:
            yield from _in_threes(part.triples)
            return
        for key in dict.keys(part):
            yield from _blocks(dict.get(part, key), block)
    elif isinstance(part, (list, tuple)):
        for item in part:
            yield from _blocks(item, block)


def _in_threes(triples: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    for item in triples:
        terms = list(item)
        for start in range(0, len(terms), 3):
            yield tuple(terms[start : start + 3])


def _is_plain(triple: tuple[Any, ...]) -> bool:
    return isinstance(triple[1], (URIRef, Variable))


def _steps(path: object) -> Iterator[URIRef]:
    """Give the predicates in a property path, parsed or translated."""
    if isinstance(path, URIRef):
        yield path
    elif isinstance(path, CompValue):
        for key in dict.keys(path):
            yield from _steps(dict.get(path, key))
    elif isinstance(path, (list, tuple)):
        for item in path:
            yield from _steps(item)
    elif isinstance(path, PropertyPath):
        yield from _steps(list(vars(path).values()))


def _rule_query(algebra: Any) -> tuple[list[list[str]], Part]:
    if algebra.datasetClause:
        raise UnsupportedConstructError("FROM")
    template = [[_head_term(part) for part in triple] for triple in algebra.template]
    return template, _pattern(algebra.p.p if algebra.p.name == "Project" else algebra.p)


def _head_term(node: Any) -> str:
    if isinstance(node, BNode):
        raise UnsupportedConstructError(str(Message("a blank node in what is concluded")))
    return _term(node)


def _pattern(part: Any) -> Part:
    match part.name:
        case "BGP":
            return ["bgp", [[_term(s), _path(p), _term(o)] for s, p, o in part.triples or ()]]
        case "Join":
            return ["join", _pattern(part.p1), _pattern(part.p2)]
        case "LeftJoin":
            always = isinstance(part.expr, CompValue) and part.expr.name == "TrueFilter"
            test = None if always else _value(part.expr)
            return ["optional", _pattern(part.p1), _pattern(part.p2), test]
        case "Filter":
            return ["filter", _value(part.expr), _pattern(part.p)]
        case "Extend":
            return ["bind", _pattern(part.p), _term(part.var), _value(part.expr)]
        case "Union":
            return ["union", _pattern(part.p1), _pattern(part.p2)]
        case "Minus":
            return ["minus", _pattern(part.p1), _pattern(part.p2)]
        case "ToMultiSet" | "values":
            return _multiset(part)
        case "Project":
            return ["select", [_term(name) for name in part.PV], _pattern(part.p)]
        case "Distinct" | "Reduced" if part.p.name == "Project":
            # What is concluded is a set, so that rows that repeat say nothing.
            return _pattern(part.p)
        case "GroupGraphPatternSub":
            # A pattern inside EXISTS, which the parser leaves as it is.
            parsed = traverse(part, visitPost=translatePath)
            return _pattern(translateGroupGraphPattern(parsed))
    raise UnsupportedConstructError(_PATTERN_NAMES.get(part.name, part.name))


_PATTERN_NAMES = {
    "Slice": "LIMIT / OFFSET",
    "OrderBy": "ORDER BY",
    "AggregateJoin": "GROUP BY",
    "Graph": "GRAPH",
    "ServiceGraphPattern": "SERVICE",
}


def _multiset(part: Any) -> Part:
    inner = part.p
    if inner.name != "values":
        return _pattern(inner)
    names: dict[str, None] = {}
    for row in inner.res:
        names.update(dict.fromkeys(map(_term, row)))
    rows = [{_term(name): value for name, value in row.items()} for row in inner.res]
    cells = [[_cell(row.get(name)) for name in names] for row in rows]
    return ["values", list(names), cells]


def _cell(value: Any) -> str | None:
    return None if value is None or value == "UNDEF" else _term(value)


def _path(node: Any) -> str | Part:
    if isinstance(node, Variable):
        raise UnsupportedConstructError(str(Message("a variable in the place of a property")))
    if isinstance(node, AlternativePath):
        return ["|", *map(_path, node.args)]
    if isinstance(node, SequencePath):
        return ["/", *map(_path, node.args)]
    if isinstance(node, InvPath):
        return ["^", _path(node.arg)]
    if isinstance(node, URIRef):
        return _term(node)
    raise UnsupportedConstructError(
        str(Message("the path {path}", path=node.n3() if hasattr(node, "n3") else node))
    )


def _value(node: Any) -> Any:
    if not isinstance(node, CompValue):
        return _term(node)
    name = node.name
    match name:
        case "ConditionalAndExpression":
            return ["AND", _value(node.expr), *map(_value, node.other)]
        case "ConditionalOrExpression":
            return ["OR", _value(node.expr), *map(_value, node.other)]
        case "UnaryNot":
            return ["NOT", _value(node.expr)]
        case "RelationalExpression" if node.op in ("IN", "NOT IN"):
            # No items at all are the IRI of the empty list.
            listed = node.other if isinstance(node.other, list) else []
            test = ["IN", _value(node.expr), *map(_value, listed)]
            return test if node.op == "IN" else ["NOT", test]
        case "RelationalExpression":
            return [node.op, _value(node.expr), _value(node.other)]
        case "Builtin_EXISTS":
            return ["EXISTS", _pattern(node.graph)]
        case "Builtin_NOTEXISTS":
            return ["NOT", ["EXISTS", _pattern(node.graph)]]
    function = name.removeprefix("Builtin_")
    if name.startswith("Builtin_") and function in FUNCTIONS:
        return [_AS.get(function, function.upper()), *map(_value, _arguments(node))]
    raise UnsupportedConstructError(function)


def _arguments(node: Any) -> Iterator[Any]:
    for key in ("arg", "arg1", "arg2", "arg3", "text", "start", "length", "pattern", "flags"):
        value = dict.get(node, key)
        if isinstance(value, list):
            yield from value
        elif value is not None:
            yield value


def _term(node: Any) -> str:
    if isinstance(node, Variable):
        return f"?{node}"
    if isinstance(node, BNode):
        return f"?{node}"
    if isinstance(node, URIRef):
        return f"<{node}>"
    if isinstance(node, Literal):
        if node.language:
            return str(ox.Literal(str(node), language=node.language))
        kind = None if node.datatype is None else ox.NamedNode(str(node.datatype))
        return str(ox.Literal(str(node), datatype=kind))
    raise UnsupportedConstructError(str(node))
