"""Reads RML in Turtle: the vocabulary of w3id.org/rml and the legacy ones (R2RML, RML of 2014)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph

from kg.errors import MappingError
from kg.mapping.document import (
    Join,
    MappingDocument,
    Part,
    Place,
    PredicateObject,
    Reference,
    Source,
    SourceKind,
    TermMap,
    TermType,
    Text,
    TriplesMap,
)
from kg.model.terms import RDF_TYPE

RML = "http://w3id.org/rml/"
_LEGACY = ("http://www.w3.org/ns/r2rml#", "http://semweb.mmlab.be/ns/rml#")
_CSVW = "http://www.w3.org/ns/csvw#"
_FORMULATIONS: dict[str, SourceKind] = {"CSV": "csv", "JSONPath": "json"}
_PART = re.compile(r"(?<!\\)\{((?:[^{}\\]|\\.)*)\}")
_ESCAPED = re.compile(r"\\([{}\\])")

Node = pyoxigraph.NamedNode | pyoxigraph.BlankNode
Term = Node | pyoxigraph.Literal | pyoxigraph.Triple


def read(path: Path, root: Path) -> MappingDocument:
    """Read an RML document of the publication that lies in `root`.

    Raises:
        MappingError: it is no Turtle, or a triples map lacks something or uses what is not known.
    """
    name = str(path.relative_to(root)) if path.is_relative_to(root) else path.name
    try:
        quads = list(pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE))
    except FileNotFoundError:
        raise MappingError("this mapping document is not there.", file=name) from None
    except SyntaxError as error:
        raise MappingError(
            f"{error.msg}.", file=name, line=error.lineno, column=error.offset, code="SAM-Y004"
        ) from None
    return _Reader(name, quads).document()


class _Reader:
    def __init__(self, file: str, quads: Iterable[pyoxigraph.Quad]) -> None:
        self.file = file
        self.graph: dict[Node, dict[str, list[Term]]] = {}
        self.legacy = False
        for quad in quads:
            if not isinstance(quad.subject, pyoxigraph.Triple):
                properties = self.graph.setdefault(quad.subject, {})
                properties.setdefault(self.today(quad.predicate.value), []).append(quad.object)

    def today(self, iri: str) -> str:
        """A term of a legacy vocabulary as today's vocabulary calls it."""
        for namespace in _LEGACY:
            if iri.startswith(namespace):
                self.legacy = True
                return RML + iri[len(namespace) :]
        return iri

    def document(self) -> MappingDocument:
        found = [node for node in self.graph if self.all(node, "logicalSource")]
        if not found:
            raise self.error("there is no triples map with a logical source.")
        names = {node: self.name(node, number) for number, node in enumerate(found, start=1)}
        maps = tuple(self.triples_map(node, names) for node in found)
        notes = (f"{self.file}: written in the legacy RML vocabulary.",) if self.legacy else ()
        return MappingDocument(self.file, maps, notes)

    def error(self, message: str, hint: str | None = None) -> MappingError:
        return MappingError(message, file=self.file, code="SAM-Y030", hint=hint)

    def name(self, node: Node, number: int) -> str:
        if isinstance(node, pyoxigraph.NamedNode):
            return re.split(r"[#/]", node.value)[-1] or f"map-{number}"
        return f"map-{number}"

    @property
    def place(self) -> Place:
        return Place(self.file)

    def all(self, node: Term, *names: str) -> list[Term]:
        """The values of properties given by local name (of RML) or by IRI."""
        if not isinstance(node, pyoxigraph.NamedNode | pyoxigraph.BlankNode):
            return []
        known = self.graph.get(node, {})
        return [v for name in names for v in known.get(name if ":" in name else RML + name, [])]

    def one(self, node: Term, *names: str) -> Term | None:
        return next(iter(self.all(node, *names)), None)

    def text(self, node: Term, *names: str) -> str | None:
        value = self.one(node, *names)
        return value.value if isinstance(value, pyoxigraph.Literal) else None

    def local(self, node: Term, *names: str) -> str | None:
        value = self.one(node, *names)
        return (
            re.split(r"[#/]", value.value)[-1] if isinstance(value, pyoxigraph.NamedNode) else None
        )

    def triples_map(self, node: Node, names: dict[Node, str]) -> TriplesMap:
        name = names[node]
        source = self.source(node, name)
        subject = self.one(node, "subjectMap", "subject")
        if subject is None:
            raise self.error(f"the triples map '{name}' has no subject map.")
        term = self.term(subject, "iri", name)
        classes = tuple(
            PredicateObject((RDF_TYPE,), (self.constant(c, "iri"),), self.place)
            for c in self.all(subject, "class")
        )
        rest = tuple(
            self.predicate_object(po, name, names) for po in self.all(node, "predicateObjectMap")
        )
        return TriplesMap(name, source, term, classes + rest, self.place)

    def source(self, node: Node, name: str) -> Source:
        logical = self.one(node, "logicalSource")
        assert logical is not None
        word = self.local(logical, "referenceFormulation") or "CSV"
        if word not in _FORMULATIONS:
            raise self.error(
                f"the source of '{name}' has the reference formulation '{word}'.",
                f"Known here: {', '.join(_FORMULATIONS)}.",
            )
        source = self.one(logical, "source")
        if source is None:
            raise self.error(f"the logical source of '{name}' names no source.")
        access = (
            source.value if isinstance(source, pyoxigraph.Literal) else self.text(source, "path")
        )
        if access is None:
            raise self.error(f"the source of '{name}' has no path.", "Say rml:path.")
        dialect = self.one(source, f"{_CSVW}dialect")
        encoding = self.local(source, "encoding")
        return Source(
            name,
            access,
            _FORMULATIONS[word],
            self.place,
            iterator=self.text(logical, "iterator"),
            encoding=encoding or (self.text(dialect, f"{_CSVW}encoding") if dialect else None),
            delimiter=self.text(dialect, f"{_CSVW}delimiter") if dialect else None,
            nulls=tuple(
                n.value for n in self.all(source, "null") if isinstance(n, pyoxigraph.Literal)
            )
            or ("",),
        )

    def predicate_object(self, node: Term, name: str, names: dict[Node, str]) -> PredicateObject:
        predicates = []
        for value in self.all(node, "predicate"):
            predicates.append(self.iri(value, name))
        for value in self.all(node, "predicateMap"):
            predicates.append(self.iri(self.one(value, "constant"), name))
        objects: list[TermMap | Join] = [self.constant(v, None) for v in self.all(node, "object")]
        for value in self.all(node, "objectMap"):
            parent = self.one(value, "parentTriplesMap")
            objects.append(
                self.term(value, None, name) if parent is None else self.join(value, parent, names)
            )
        return PredicateObject(tuple(predicates), tuple(objects), self.place)

    def iri(self, value: Term | None, name: str) -> str:
        if not isinstance(value, pyoxigraph.NamedNode):
            raise self.error(f"a predicate of '{name}' is not a constant IRI.")
        return RDF_TYPE if value.value == RDF_TYPE else value.value

    def join(self, node: Term, parent: Term, names: dict[Node, str]) -> Join:
        if (
            not isinstance(parent, pyoxigraph.NamedNode | pyoxigraph.BlankNode)
            or parent not in names
        ):
            raise self.error("a parent triples map is not in this document.")
        pairs = [
            (self.text(c, "child") or "", self.text(c, "parent") or "")
            for c in self.all(node, "joinCondition")
        ]
        return Join(names[parent], tuple(pairs), self.place)

    def term(self, node: Term, default: TermType | None, name: str) -> TermMap:
        constant = self.one(node, "constant")
        if constant is not None:
            return self.constant(constant, default)
        if not isinstance(node, pyoxigraph.BlankNode) and node not in self.graph:
            return self.constant(node, default)
        template, reference = self.text(node, "template"), self.text(node, "reference", "column")
        if template is None and reference is None:
            raise self.error(
                f"a term map of '{name}' has no template, reference or constant.",
                "Functions are not read in this form; write the mapping in YARRRML.",
            )
        language = self.text(node, "language")
        datatype = self.one(node, "datatype")
        kind = self.term_type(node, default, template is not None and not (language or datatype))
        parts = template_parts(template) if template is not None else (Reference(reference or ""),)
        return TermMap(
            parts,
            kind,
            self.place,
            language=language.lower() if language else None,
            datatype=datatype.value if isinstance(datatype, pyoxigraph.NamedNode) else None,
        )

    def term_type(self, node: Term, default: TermType | None, is_template: bool) -> TermType:
        word = self.local(node, "termType")
        if word is None:
            return default or ("iri" if is_template else "literal")
        if word in ("IRI", "URI", "UnsafeIRI", "UnsafeURI"):
            return "iri"
        if word == "Literal":
            return "literal"
        raise self.error(f"the term type '{word}' is not known.", "Use IRI or Literal.")

    def constant(self, value: Term, default: TermType | None) -> TermMap:
        if isinstance(value, pyoxigraph.NamedNode):
            return TermMap((Text(value.value),), "iri", self.place)
        if not isinstance(value, pyoxigraph.Literal):
            raise self.error("a constant is neither an IRI nor a literal.")
        if default == "iri":
            return TermMap((Text(value.value),), "iri", self.place)
        plain = value.datatype.value.endswith(("#string", "#langString"))
        datatype = None if plain else value.datatype.value
        return TermMap(
            (Text(value.value),), "literal", self.place, language=value.language, datatype=datatype
        )


def template_parts(template: str) -> tuple[Part, ...]:
    """Cut an RML template such as `https://e.be/{id}` into its parts (RML Core, templates)."""
    parts: list[Part] = []
    position = 0
    for match in _PART.finditer(template):
        if match.start() > position:
            parts.append(Text(_ESCAPED.sub(r"\1", template[position : match.start()])))
        parts.append(Reference(_ESCAPED.sub(r"\1", match[1])))
        position = match.end()
    if position < len(template):
        parts.append(Text(_ESCAPED.sub(r"\1", template[position:])))
    return tuple(parts)
