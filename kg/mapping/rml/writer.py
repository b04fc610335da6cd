"""Writes a mapping document as RML in Turtle, in the vocabulary of w3id.org/rml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from kg.errors import MappingError
from kg.mapping.document import (
    Call,
    Constant,
    Expression,
    Gather,
    Join,
    MappingDocument,
    PredicateObject,
    Reference,
    Source,
    Target,
    Template,
    TermMap,
    TriplesMap,
)
from kg.mapping.rml.templates import escape
from kg.mapping.rml.turtle import (
    WRITTEN_PREFIXES,
    Block,
    Items,
    Pair,
    render,
    write_iri,
    write_text,
)
from kg.mapping.rml.vocabulary import DCAT, RML
from kg.mapping.unpivot import Unpivot
from kg.model.terms import RDF, RDF_TYPE
from kg.sources.formats import formats
from kg.texts import Message

_BASE = "urn:samenspel:mapping"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_TERM_TYPES = {
    "iri": "IRI",
    "uri": "URI",
    "unsafe-iri": "UnsafeIRI",
    "literal": "Literal",
    "blank": "BlankNode",
}
_ROOTS = {"mapping": "MappingDirectory", "current": "CurrentWorkingDirectory"}


def write(document: MappingDocument) -> str:
    """The document in Turtle; the same document gives the same text.

    What RML has no word for is written with terms of Samenspel (`sx:`), which others pass over.

    Raises:
        MappingError: the document uses a prefix that is written here for another namespace.
    """
    body = "\n".join(
        _statement(m, document.base if m.base is None else m.base, f"<#{_name(m.name)}>")
        for m in document.triples_maps
    )
    used = {
        prefix: namespace
        for prefix, namespace in WRITTEN_PREFIXES.items()
        if re.search(rf"(?<![\w\"<:]){prefix}:[A-Za-z_]", body)
    }
    for prefix, namespace in document.prefixes.items():
        # Entries of look-up lists are read with the prefixes, so these must mean the same.
        if used.setdefault(prefix, namespace) != namespace and document.lookups:
            raise MappingError(
                Message(
                    "the prefix '{prefix}:' stands for {namespace}; in RML it is that of {used}.",
                    prefix=prefix,
                    namespace=namespace,
                    used=used[prefix],
                ),
                file=document.file,
                hint=Message("Give it another name."),
                code="SAM-Y031",
            )
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in used.items())
    return f"@base <{_BASE}> .\n{head}\n{body}"


def _name(name: str) -> str:
    return quote(name, safe="")


def _statement(triples_map: TriplesMap, base: str | None, name: str) -> str:
    pairs = list(_map_pairs(triples_map, base))
    lines = [f"{predicate} {render(value, 1, before=len(predicate))}" for predicate, value in pairs]
    return f"{name} a rml:TriplesMap ;\n  " + " ;\n  ".join(lines) + " .\n"


def _map_pairs(m: TriplesMap, base: str | None) -> Iterable[Pair]:
    if base is not None:
        yield "rml:baseIRI", write_iri(base) if _ABSOLUTE.fullmatch(base) else write_text(base)
    if m.unique:
        yield "sx:unique", "true"
    yield "rml:logicalSource", _logical(m.source)
    classes = _leading_classes(m.predicate_objects)
    subject = list(_term(m.subject, literal=False).pairs)
    subject += [("rml:class", write_iri(c)) for c in classes]
    subject += _terms("rml:graph", m.graphs)
    yield "rml:subjectMap", Block(tuple(subject))
    for po in m.predicate_objects[len(classes) :]:
        yield "rml:predicateObjectMap", _predicate_object(po)


def _leading_classes(pos: tuple[PredicateObject, ...]) -> list[str]:
    """The classes that come first; RML has a short form for them."""
    found: list[str] = []
    for po in pos:
        predicates, objects = po.predicates, po.objects
        if len(predicates) != 1 or len(objects) != 1 or po.condition is not None or po.graphs:
            break
        value = objects[0]
        if not _plain(predicates[0]) or predicates[0].constant != RDF_TYPE or not _plain(value):
            break
        assert isinstance(value, TermMap)
        found.append(value.constant or "")
    return found


def _plain(term: TermMap | Join) -> bool:
    """Whether a term is an absolute IRI and nothing more."""
    return (
        isinstance(term, TermMap)
        and term == TermMap(term.expression, "iri", term.place)
        and term.constant is not None
        and _ABSOLUTE.fullmatch(term.constant) is not None
    )


def _predicate_object(po: PredicateObject) -> Block:
    pairs = _terms("rml:predicate", po.predicates)
    pairs += _terms("rml:object", po.objects)
    pairs += _terms("rml:graph", po.graphs)
    if po.condition is not None:
        pairs.append(("rml:condition", Block(tuple(_expression(po.condition)))))
    return Block(tuple(pairs))


def _terms(name: str, terms: Iterable[TermMap | Join]) -> list[Pair]:
    """Terms of a role: the short form when all are constants, so that their order is kept."""
    found = list(terms)
    if all(map(_plain, found)):
        return [(name, write_iri(t.constant or "")) for t in found if isinstance(t, TermMap)]
    return [(f"{name}Map", _object(t, literal=name == "rml:object")) for t in found]


def _object(term: TermMap | Join, *, literal: bool) -> Block:
    if isinstance(term, TermMap):
        return _term(term, literal=literal)
    pairs: list[Pair] = [("rml:parentTriplesMap", f"<#{_name(term.parent)}>")]
    for condition in term.conditions:
        sides = [_side("rml:child", condition.child), _side("rml:parent", condition.parent)]
        pairs.append(("rml:joinCondition", Block(tuple(sides))))
    if term.condition is not None:
        pairs.append(("rml:condition", Block(tuple(_expression(term.condition)))))
    pairs += [("rml:logicalTarget", _target(t)) for t in term.targets]
    return Block(tuple(pairs))


def _side(name: str, expression: Expression) -> Pair:
    if isinstance(expression, Reference):
        return name, write_text(expression.name)
    return f"{name}Map", Block(tuple(_expression(expression)))


def _term(term: TermMap, *, literal: bool) -> Block:
    """A term map; `literal` says that values of columns are literals where nothing is said."""
    pairs: list[Pair] = []
    expression = term.expression
    default = "iri"
    if isinstance(expression, Constant) and term.term_type != "literal":
        if term.term_type == "iri" and _ABSOLUTE.fullmatch(expression.value):
            pairs.append(("rml:constant", write_iri(expression.value)))
        else:
            pairs.append(("rml:template", write_text(escape(expression.value))))
    elif expression is not None:
        pairs += _expression(expression)
        is_text = isinstance(expression, Reference | Call) or (
            term.language is not None or term.datatype is not None
        )
        if isinstance(expression, Constant) or (literal and is_text):
            default = "literal"
    if term.gather is not None:
        pairs += _gather(term.gather)
        default = "blank" if expression is None else default
    if term.term_type != default:
        pairs.append(("rml:termType", f"rml:{_TERM_TYPES[term.term_type]}"))
    pairs += _either("rml:language", term.language)
    pairs += _either("rml:datatype", term.datatype)
    if term.condition is not None:
        pairs.append(("rml:condition", Block(tuple(_expression(term.condition)))))
    if term.required:
        pairs.append(("sx:required", "true"))
    pairs += [("sx:dates", write_text(d)) for d in term.dates or ()]
    if term.decimal is not None:
        pairs.append(("sx:decimal", write_text(term.decimal)))
    pairs += [("rml:logicalTarget", _target(t)) for t in term.targets]
    return Block(tuple(pairs))


def _either(name: str, expression: Expression | None) -> list[Pair]:
    if expression is None:
        return []
    if isinstance(expression, Constant):
        value = expression.value
        return [(name, write_iri(value) if name == "rml:datatype" else write_text(value))]
    return [(f"{name}Map", Block(tuple(_expression(expression))))]


def _expression(expression: Expression) -> list[Pair]:
    if isinstance(expression, Constant):
        return [("rml:constant", write_text(expression.value))]
    if isinstance(expression, Reference):
        return [("rml:reference", write_text(expression.name))]
    if isinstance(expression, Template):
        if any(isinstance(part, Call | Template | Constant) for part in expression.parts):
            return [("sx:parts", Items(tuple(map(_part, expression.parts))))]
        written = "".join(
            escape(part) if isinstance(part, str) else f"{{{escape(getattr(part, 'name', ''))}}}"
            for part in expression.parts
        )
        return [("rml:template", write_text(written))]
    pairs: list[Pair] = [("rml:function", write_iri(expression.function))]
    for parameter, value in expression.inputs:
        given: Pair = (
            ("rml:inputValue", write_text(value.value))
            if isinstance(value, Constant)
            else ("rml:inputValueMap", Block(tuple(_expression(value))))
        )
        pairs.append(("rml:input", Block((("rml:parameter", write_iri(parameter)), given))))
    found: list[Pair] = [("rml:functionExecution", Block(tuple(pairs)))]
    if expression.returns is not None:
        found.append(("rml:return", write_iri(expression.returns)))
    return found


def _part(part: str | Expression) -> str | Block | Items:
    return write_text(part) if isinstance(part, str) else Block(tuple(_expression(part)))


def _gather(gather: Gather) -> Iterable[Pair]:
    yield "rml:gather", Items(tuple(_object(item, literal=True) for item in gather.items))
    yield "rml:gatherAs", write_iri(RDF + gather.kind)
    if gather.strategy == "cartesian":
        yield "rml:strategy", "rml:cartesianProduct"
    if gather.allow_empty:
        yield "rml:allowEmptyListAndContainer", "true"


def _logical(source: Source) -> Block:
    return Block(tuple(_logical_pairs(source)))


def _logical_pairs(s: Source) -> Iterable[Pair]:
    yield "rml:source", Block(tuple(_source_pairs(s)))
    if s.kind == "sql":
        word = "SQL2008Table" if s.table is not None else "SQL2008Query"
        yield "rml:referenceFormulation", f"rml:{word}"
        yield "rml:iterator", write_text(s.table or s.query or "")
        return
    if s.namespaces:
        spaces = [
            (
                "rml:namespace",
                Block(
                    (("rml:namespacePrefix", write_text(p)), ("rml:namespaceURL", write_text(u)))
                ),
            )
            for p, u in s.namespaces
        ]
        kind = ("a", "rml:XPathReferenceFormulation")
        yield "rml:referenceFormulation", Block((kind, *spaces))
    else:
        yield "rml:referenceFormulation", write_iri(formats()[s.kind].iris[0])
    if s.iterator is not None:
        yield "rml:iterator", write_text(s.iterator)
    if s.query is not None:
        yield "sx:query", write_text(s.query)


def _source_pairs(s: Source) -> Iterable[Pair]:
    if re.match(r"https?:", s.access) and _ABSOLUTE.fullmatch(s.access) and s.root == "publication":
        yield write_iri(f"{DCAT}downloadURL"), write_iri(s.access)
    else:
        yield "a", "rml:RelativePathSource"
        if s.root in _ROOTS:
            yield "rml:root", f"rml:{_ROOTS[s.root]}"
        yield "rml:path", write_text(s.access)
    dialect = [
        (f"csvw:{name}", write_text(value))
        for name, value, default in (
            ("encoding", s.encoding, None),
            ("delimiter", s.delimiter, None),
            ("quoteChar", s.quote, '"'),
        )
        if value is not None and value != default
    ]
    if s.header == 0:
        dialect.append(("csvw:header", "false"))
    if dialect:
        yield "csvw:dialect", Block(tuple(dialect))
    if s.compression is not None:
        yield "rml:compression", write_iri(RML + s.compression)
    for null in s.nulls:
        yield "rml:null", write_text(null)
    if s.header > 1:
        yield "sx:headerLine", str(s.header)
    for name, text in (("sheet", s.sheet), ("member", s.member), ("crs", s.crs)):
        if text is not None:
            yield f"sx:{name}", write_text(text)
    if s.decimal != ".":
        yield "sx:decimal", write_text(s.decimal)
    for name, texts in (("dates", s.dates), ("also", s.also), ("withhold", s.withhold)):
        for text in texts:
            yield f"sx:{name}", write_text(text)
    if s.trim:
        yield "sx:trim", "true"
    if s.arrays and s.kind in ("json", "jsonl"):
        yield "sx:arrays", "true"
    if s.unpivot is not None:
        yield "sx:unpivot", Block(tuple(_unpivot(s.unpivot)))


def _unpivot(unpivot: Unpivot) -> Iterable[Pair]:
    for name, texts in (
        ("columns", unpivot.columns),
        ("except", unpivot.without),
        ("name", (unpivot.name,)),
        ("value", (unpivot.value,)),
        ("headers", (unpivot.headers,)),
        ("dates", unpivot.dates),
        ("start", (unpivot.start,)),
        ("end", (unpivot.end,)),
    ):
        for text in texts:
            if text is not None:
                yield f"sx:{name}", write_text(text)
    if unpivot.empty:
        yield "sx:empty", "true"


def _target(target: Target) -> Block:
    place: list[Pair] = [("a", "rml:FilePath")]
    if target.root in _ROOTS:
        place.append(("rml:root", f"rml:{_ROOTS[target.root]}"))
    place.append(("rml:path", write_text(target.path)))
    pairs: list[Pair] = [("rml:target", Block(tuple(place)))]
    if target.serialization is not None:
        pairs.append(("rml:serialization", write_iri(target.serialization)))
    if target.compression is not None:
        pairs.append(("rml:compression", write_iri(RML + target.compression)))
    if target.encoding is not None:
        pairs.append(("rml:encoding", write_iri(RML + target.encoding)))
    return Block(tuple(pairs))
