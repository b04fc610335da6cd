"""Reads YARRRML, long and short keys, with the `samenspel:` blocks that municipal data needs."""

from __future__ import annotations

import re
from pathlib import Path

from kg.errors import MappingError
from kg.mapping.document import (
    Condition,
    Join,
    MappingDocument,
    PredicateObject,
    Source,
    SourceKind,
    TermMap,
    TriplesMap,
)
from kg.mapping.yaml_nodes import Node, did_you_mean, load
from kg.mapping.yarrrml_terms import Context
from kg.model.terms import RDF_TYPE

_TOP = {
    "prefixes": "prefixes",
    "prefix": "prefixes",
    "base": "base",
    "b": "base",
    "sources": "sources",
    "source": "sources",
    "mappings": "mappings",
    "mapping": "mappings",
    "m": "mappings",
    "authors": "authors",
    "author": "authors",
}
_SOURCE = {
    "access": "access",
    "referenceFormulation": "referenceFormulation",
    "iterator": "iterator",
    "queryFormulation": "queryFormulation",
    "query": "query",
    "type": "type",
    "encoding": "encoding",
    "delimiter": "delimiter",
    "samenspel": "samenspel",
}
_DIALECT = {
    key: key for key in ("encoding", "delimiter", "header", "null", "decimal", "dates", "with")
}
_MAPPING = {
    "sources": "sources",
    "source": "sources",
    "subjects": "subjects",
    "subject": "subjects",
    "s": "subjects",
    "predicateobjects": "po",
    "po": "po",
    "graphs": "graphs",
    "graph": "graphs",
    "g": "graphs",
    "condition": "condition",
    "c": "condition",
    "samenspel": "samenspel",
}
_PO = {
    "predicates": "p",
    "predicate": "p",
    "p": "p",
    "objects": "o",
    "object": "o",
    "o": "o",
    "condition": "condition",
    "c": "condition",
    "graphs": "graphs",
    "graph": "graphs",
    "g": "graphs",
}
_CONDITION = {
    "function": "function",
    "f": "function",
    "parameters": "parameters",
    "pms": "parameters",
}
_KINDS: dict[str, SourceKind] = {"csv": "csv", "jsonpath": "json", "json": "json"}
_INLINE = re.compile(r"^(.+)~(csv|jsonpath)$")


def read(path: Path, root: Path) -> MappingDocument:
    """Read a YARRRML document of the publication that lies in `root`.

    Raises:
        MappingError: anything is wrong in it; says file, line, column and the nearest right word.
    """
    name = str(path.relative_to(root)) if path.is_relative_to(root) else path.name
    top = load(path, name).keys("a mapping document", _TOP)
    context = Context(root)
    if "prefixes" in top:
        for prefix, node in top["prefixes"].mapping("prefixes").items():
            context.prefixes[prefix] = node.text("a prefix")
    if "base" in top:
        context.base = top["base"].text("base")
    return _Reader(name, context, top).document()


class _Reader:
    def __init__(self, file: str, context: Context, top: dict[str, Node]) -> None:
        self.file, self.context, self.top = file, context, top
        self.notes: list[str] = []
        self.sources: dict[str, Source] = {}

    def document(self) -> MappingDocument:
        if "mappings" not in self.top:
            raise MappingError("there are no mappings.", file=self.file, hint="Add `mappings:`.")
        if "sources" in self.top:
            for name, node in self.top["sources"].mapping("sources").items():
                self.sources[name] = self.source(name, node)
        maps: list[TriplesMap] = []
        for name, node in self.top["mappings"].mapping("mappings").items():
            maps.extend(self.triples_maps(name, node))
        self.check_joins(maps)
        return MappingDocument(self.file, tuple(maps), tuple(self.notes))

    def source(self, name: str, node: Node) -> Source:
        if isinstance(node.value, list):
            return self.inline_source(name, node)
        keys = node.keys(f"the source '{name}'", _SOURCE)
        if "access" not in keys:
            raise node.error(f"the source '{name}' has no access.", hint="Say access: FILE.")
        kind = self.kind(node, keys)
        dialect = keys["samenspel"].keys("samenspel", _DIALECT) if "samenspel" in keys else {}
        encoding = dialect.get("encoding") or keys.get("encoding")
        delimiter = dialect.get("delimiter") or keys.get("delimiter")
        return Source(
            name,
            keys["access"].text("access"),
            kind,
            node.place,
            iterator=keys["iterator"].text("iterator") if "iterator" in keys else None,
            query=keys["query"].text("query") if "query" in keys else None,
            also=dialect["with"].texts("with") if "with" in dialect else (),
            encoding=encoding.text("encoding") if encoding else None,
            delimiter=_delimiter(delimiter.text("delimiter")) if delimiter else None,
            header=self.header(dialect),
            nulls=dialect["null"].texts("null") if "null" in dialect else ("",),
            decimal=dialect["decimal"].text("decimal") if "decimal" in dialect else ".",
            dates=dialect["dates"].texts("dates") if "dates" in dialect else (),
        )

    def header(self, dialect: dict[str, Node]) -> int:
        if "header" not in dialect:
            return 1
        node = dialect["header"]
        if not isinstance(node.value, int) or node.value < 1:
            raise node.error("header is the number of the line on which the header stands.")
        return int(node.value)

    def kind(self, node: Node, keys: dict[str, Node]) -> SourceKind:
        if "query" in keys:
            return "sparql"
        if "referenceFormulation" not in keys:
            raise node.error("the source has no referenceFormulation.", hint="Say csv or jsonpath.")
        word = keys["referenceFormulation"].text("referenceFormulation")
        if word not in _KINDS:
            raise keys["referenceFormulation"].error(
                f"'{word}' is no reference formulation.", hint=did_you_mean(word, _KINDS)
            )
        return _KINDS[word]

    def inline_source(self, name: str, node: Node) -> Source:
        items = node.items()
        match = _INLINE.match(items[0].text("a source"))
        if match is None:
            raise node.error("a source is written as [file~csv] or [file~jsonpath, iterator].")
        iterator = items[1].text("iterator") if len(items) > 1 else None
        return Source(name, match[1], _KINDS[match[2]], node.place, iterator=iterator)

    def triples_maps(self, name: str, node: Node) -> list[TriplesMap]:
        keys = node.keys(f"the mapping '{name}'", _MAPPING)
        if "graphs" in keys:
            self.notes.append(
                f"{self.file}: '{name}' names a graph; the dataset's own graph is used."
            )
        sources = self.sources_of(name, node, keys)
        if "subjects" not in keys:
            raise node.error(f"the mapping '{name}' has no subject.", hint="Add s: PREFIX:$(key).")
        block = (
            keys["samenspel"].keys("samenspel", {"unique": "unique"}) if "samenspel" in keys else {}
        )
        unique = bool(block["unique"].value) if "unique" in block else False
        condition = self.condition(keys["condition"]) if "condition" in keys else None
        pos = self.predicate_objects(keys["po"]) if "po" in keys else ()
        maps = []
        subjects = keys["subjects"].items()
        for source in sources:
            for number, subject in enumerate(subjects):
                full = (
                    name if len(sources) * len(subjects) == 1 else f"{name}-{source.name}-{number}"
                )
                term = self.context.term(subject, default="iri")
                maps.append(TriplesMap(full, source, term, pos, node.place, unique, condition))
        return maps

    def sources_of(self, name: str, node: Node, keys: dict[str, Node]) -> list[Source]:
        if "sources" not in keys:
            raise node.error(f"the mapping '{name}' has no source.", hint="Add sources: NAME.")
        found: list[Source] = []
        for item in keys["sources"].items():
            if isinstance(item.value, list | dict):
                found.append(self.source(f"{name}-{len(found)}", item))
                continue
            word = item.text("a source")
            if word not in self.sources:
                raise item.error(
                    f"the source '{word}' is not described.", hint=did_you_mean(word, self.sources)
                )
            found.append(self.sources[word])
        return found

    def predicate_objects(self, node: Node) -> tuple[PredicateObject, ...]:
        return tuple(self.predicate_object(item) for item in node.items())

    def predicate_object(self, node: Node) -> PredicateObject:
        if isinstance(node.value, dict):
            keys = node.keys("a property", _PO)
            if "p" not in keys or "o" not in keys:
                raise node.error("a property needs p and o.")
            condition = self.condition(keys["condition"]) if "condition" in keys else None
            predicates = self.predicates(keys["p"])
            objects = self.objects(keys["o"], predicates, None)
            return PredicateObject(predicates, objects, node.place, condition)
        items = node.items()
        if len(items) not in (2, 3):
            raise node.error(
                "a property is written as [property, value] or with a third: its type."
            )
        predicates = self.predicates(items[0])
        extra = items[2] if len(items) == 3 else None
        return PredicateObject(predicates, self.objects(items[1], predicates, extra), node.place)

    def predicates(self, node: Node) -> tuple[str, ...]:
        return tuple(
            RDF_TYPE if item.value == "a" else self.context.iri(item, "a property")
            for item in node.items()
        )

    def objects(
        self, node: Node, predicates: tuple[str, ...], extra: Node | None
    ) -> tuple[TermMap | Join, ...]:
        types = predicates == (RDF_TYPE,)
        return tuple(self.object(item, types=types, extra=extra) for item in node.items())

    def object(self, node: Node, *, types: bool, extra: Node | None) -> TermMap | Join:
        if isinstance(node.value, dict) and ("mapping" in node.value or "mappings" in node.value):
            return self.join(node)
        return self.context.term(node, default="iri" if types else "literal", extra=extra)

    def join(self, node: Node) -> Join:
        names = {"mapping": "mapping", "mappings": "mapping", "m": "mapping"}
        keys = node.keys("a link", {**names, "condition": "condition", "c": "condition"})
        pairs = []
        for item in keys["condition"].items() if "condition" in keys else ():
            left, right = self.parameters(item)
            if len(left.references) != 1 or len(right.references) != 1:
                raise item.error("a link compares one column here with one column there.")
            pairs.append((left.references[0], right.references[0]))
        return Join(keys["mapping"].text("mapping"), tuple(pairs), node.place)

    def condition(self, node: Node) -> Condition:
        word = node.keys("a condition", _CONDITION)["function"].text("function")
        function = word.rsplit("#", 1)[-1].rsplit(":", 1)[-1]
        if function not in ("equal", "notEqual"):
            raise node.error(f"'{word}' is no condition.", hint="Use equal or notEqual.")
        left, right = self.parameters(node)
        for side in (left, right):
            if side.references and len(side.parts) > 1:
                raise node.error("a side of a condition is one column or one fixed text.")
        return Condition(left, right, function == "equal")

    def parameters(self, node: Node) -> tuple[TermMap, TermMap]:
        keys = node.keys("a condition", _CONDITION)
        found: list[TermMap] = []
        for item in keys["parameters"].items() if "parameters" in keys else ():
            value = (
                item.mapping("a parameter")["value"]
                if isinstance(item.value, dict)
                else item.items()[1]
            )
            found.append(self.context.term(value))
        if len(found) != 2:
            raise node.error("a condition compares two parameters, str1 and str2.")
        return found[0], found[1]

    def check_joins(self, maps: list[TriplesMap]) -> None:
        names = {m.name for m in maps}
        joins = [
            o for m in maps for po in m.predicate_objects for o in po.objects if isinstance(o, Join)
        ]
        for join in joins:
            if join.parent not in names:
                raise MappingError(
                    f"the mapping '{join.parent}' is not in this document.",
                    file=self.file,
                    line=join.place.line,
                    column=join.place.column,
                    hint=did_you_mean(join.parent, names),
                    code="SAM-Y013",
                )


def _delimiter(text: str) -> str:
    return {"\\t": "\t", "tab": "\t"}.get(text, text)
