"""Reads YARRRML, long and short keys, with the `samenspel:` blocks that municipal data needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kg.errors import MappingError
from kg.mapping.document import (
    Constant,
    Expression,
    Join,
    JoinCondition,
    MappingDocument,
    PredicateObject,
    Source,
    Target,
    TermMap,
    TriplesMap,
)
from kg.mapping.located_yaml import YamlNode, load
from kg.mapping.paths import check_paths
from kg.mapping.yarrrml.function_calls import CALL_KEYS, input_value, parameter
from kg.mapping.yarrrml.sources import read_source, read_target
from kg.mapping.yarrrml.term_maps import Context
from kg.model.suggestion import did_you_mean
from kg.model.terms import RDF_TYPE
from kg.texts import Message

TOP_KEYS = {
    "prefixes": "prefixes",
    "prefix": "prefixes",
    "base": "base",
    "b": "base",
    "sources": "sources",
    "source": "sources",
    "targets": "targets",
    "target": "targets",
    "external": "external",
    "mappings": "mappings",
    "mapping": "mappings",
    "m": "mappings",
    "authors": "authors",
    "author": "authors",
    "a": "authors",
}
MAPPING_KEYS = {
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
PO_KEYS = {
    "predicates": "p",
    "predicate": "p",
    "p": "p",
    "inversepredicates": "i",
    "inversepredicate": "i",
    "i": "i",
    "objects": "o",
    "object": "o",
    "o": "o",
    "condition": "condition",
    "c": "condition",
    "graphs": "graphs",
    "graph": "graphs",
    "g": "graphs",
    "type": "type",
    "t": "type",
}
LINK_KEYS = {
    "mapping": "mapping",
    "mappings": "mapping",
    "m": "mapping",
    "condition": "condition",
    "conditions": "condition",
    "c": "condition",
    "targets": "targets",
    "target": "targets",
}
UNIQUE_KEYS = {"unique": "unique"}
_CHILD = ("s", "subject")
_PARENT = ("o", "object")


def read(path: Path, root: Path) -> MappingDocument:
    """Read a YARRRML document of the publication that lies in `root`.

    Raises:
        MappingError: anything is wrong in it; says file, line, column and the nearest right word.
    """
    name = str(path.relative_to(root)) if path.is_relative_to(root) else path.name
    top = load(path, name).keys(Message("a mapping document"), TOP_KEYS)
    context = Context(root)
    if "prefixes" in top:
        for prefix, node in top["prefixes"].mapping("prefixes").items():
            context.declared[prefix] = node.text(Message("a prefix"))
        context.prefixes.update(context.declared)
    if "base" in top:
        context.base = top["base"].text("base")
    if "external" in top:
        for key, node in top["external"].mapping("external").items():
            context.external[key] = node.text(Message("an external value"))
    return check_paths(_YarrrmlReader(name, context, top).document())


class _YarrrmlReader:
    def __init__(self, file: str, context: Context, top: dict[str, YamlNode]) -> None:
        self.file, self.context, self.top = file, context, top
        self.notes: list[str] = []
        self.sources: dict[str, Source] = {}
        self.named_targets: dict[str, Target] = {}
        self.inverses: list[tuple[TriplesMap, PredicateObject]] = []
        context.targets = self.targets

    def document(self) -> MappingDocument:
        if "mappings" not in self.top:
            raise MappingError(
                Message("there are no mappings."), file=self.file, hint=Message("Add `mappings:`.")
            )
        if "sources" in self.top:
            for name, node in self.top["sources"].mapping("sources").items():
                self.sources[name] = read_source(name, node)
        if "targets" in self.top:
            for name, node in self.top["targets"].mapping("targets").items():
                self.named_targets[name] = read_target(node)
        maps: list[TriplesMap] = []
        self.names: dict[str, list[str]] = {}
        for name, node in self.top["mappings"].mapping("mappings").items():
            found = self.triples_maps(name, node)
            self.names[name] = [m.name for m in found]
            maps.extend(found)
        maps = [self.linked(m) for m in maps]
        maps.extend(self.inverse_maps({m.name: m for m in maps}))
        return MappingDocument(
            self.file,
            tuple(maps),
            tuple(self.notes),
            base=self.context.base or None,
            lookups=self.context.lookups,
            prefixes=self.context.declared,
        )

    def targets(self, node: YamlNode) -> tuple[Target, ...]:
        """Targets by name, or one written in place."""
        if isinstance(node.value, list) and node.value and isinstance(node.value[0], str):
            known = node.value[0] in self.named_targets
            return tuple(map(self.target, node.items())) if known else (read_target(node),)
        return tuple(map(self.target, node.items()))

    def target(self, node: YamlNode) -> Target:
        if isinstance(node.value, str):
            if node.value in self.named_targets:
                return self.named_targets[node.value]
            if "~" not in node.value:
                raise node.error(
                    Message("the target '{node}' is not described.", node=node.value),
                    hint=did_you_mean(node.value, self.named_targets),
                )
        return read_target(node)

    def triples_maps(self, name: str, node: YamlNode) -> list[TriplesMap]:
        keys = node.keys(Message("the mapping '{name}'", name=name), MAPPING_KEYS)
        sources = self.sources_of(name, node, keys=keys)
        subjects = self.subjects(keys)
        if subjects == [None]:
            self.notes.append(
                Message(
                    "{file}: '{name}' has no subject: each row is a blank node.",
                    file=self.file,
                    name=name,
                )
            )
        block = keys["samenspel"].keys("samenspel", UNIQUE_KEYS) if "samenspel" in keys else {}
        unique = bool(block["unique"].value) if "unique" in block else False
        condition = self.context.condition(keys["condition"]) if "condition" in keys else None
        items = keys["po"].items() if "po" in keys else []
        pos = [found for item in items for found in self.predicate_objects(item)]
        graphs = self.graphs(keys)
        maps = []
        for source in sources:
            for number, subject in enumerate(subjects):
                alone = len(sources) * len(subjects) == 1
                term = (
                    self.context.term(subject, default="iri")
                    if subject is not None
                    else TermMap(None, "blank", node.place)
                )
                if term.term_type == "literal":
                    raise (subject or node).error(Message("a subject is an IRI, not a literal."))
                if condition is not None:
                    if term.condition is not None:
                        raise (subject or node).error(
                            Message("the mapping has a condition already.")
                        )
                    term = replace(term, condition=condition)
                found = TriplesMap(
                    name if alone else f"{name}-{source.name}-{number}",
                    source,
                    term,
                    tuple(po for po, inverse in pos if not inverse),
                    node.place,
                    unique,
                    graphs,
                )
                self.inverses.extend((found, po) for po, inverse in pos if inverse)
                maps.append(found)
        return maps

    def subjects(self, keys: dict[str, YamlNode]) -> list[YamlNode | None]:
        if "subjects" not in keys or keys["subjects"].value is None:
            return [None]
        return list(keys["subjects"].items())

    def sources_of(self, name: str, node: YamlNode, *, keys: dict[str, YamlNode]) -> list[Source]:
        if "sources" not in keys:
            raise node.error(
                Message("the mapping '{name}' has no source.", name=name),
                hint=Message("Add sources: NAME."),
            )
        found: list[Source] = []
        for item in keys["sources"].items():
            if isinstance(item.value, list | dict):
                found.append(read_source(f"{name}-{len(found)}", item))
                continue
            word = item.text(Message("a source"))
            if word not in self.sources:
                raise item.error(
                    Message("the source '{name}' is not described.", name=word),
                    hint=did_you_mean(word, self.sources),
                )
            found.append(self.sources[word])
        return found

    def graphs(self, keys: dict[str, YamlNode]) -> tuple[TermMap, ...]:
        if "graphs" not in keys:
            return ()
        return tuple(self.context.term(item, default="iri") for item in keys["graphs"].items())

    def predicate_objects(self, node: YamlNode) -> Iterator[tuple[PredicateObject, bool]]:
        """Predicates and objects, and whether the predicates go the other way.

        A property with predicates both ways is two of them.
        """
        if isinstance(node.value, dict):
            keys = node.keys(Message("a property"), PO_KEYS)
            ways = [way for way in ("p", "i") if way in keys]
            if "o" not in keys or not ways:
                raise node.error(Message("a property needs p and o."))
            iri = "i" in keys or ("type" in keys and self.context.is_iri(keys["type"]))
            condition = self.context.condition(keys["condition"]) if "condition" in keys else None
            for way in ways:
                predicates = self.predicates(keys[way])
                objects = self.objects(keys["o"], predicates, extra=None, iri=iri)
                graphs = self.graphs(keys)
                yield (
                    PredicateObject(predicates, objects, node.place, condition, graphs),
                    way == "i",
                )
            return
        items = node.items()
        if len(items) not in (2, 3):
            raise node.error(
                Message("a property is written as [property, value] or with a third: its type.")
            )
        predicates = self.predicates(items[0])
        extra = items[2] if len(items) == 3 else None
        objects = self.objects(items[1], predicates, extra=extra)
        yield PredicateObject(predicates, objects, node.place), False

    def predicates(self, node: YamlNode) -> tuple[TermMap, ...]:
        return tuple(self.predicate(item) for item in node.items())

    def predicate(self, node: YamlNode) -> TermMap:
        if node.value == "a":
            return TermMap(Constant(RDF_TYPE), "iri", node.place)
        term = self.context.term(node, default="iri")
        if term.constant is not None:
            self.context.iri(YamlNode(term.constant, node.place), Message("a property"))
        return term

    def objects(
        self,
        node: YamlNode,
        predicates: tuple[TermMap, ...],
        *,
        extra: YamlNode | None,
        iri: bool = False,
    ) -> tuple[TermMap | Join, ...]:
        iri = iri or all(p.constant == RDF_TYPE for p in predicates)
        return tuple(self.object(item, iri=iri, extra=extra) for item in node.items())

    def object(self, node: YamlNode, *, iri: bool, extra: YamlNode | None) -> TermMap | Join:
        if isinstance(node.value, dict) and not {"mapping", "mappings", "m"}.isdisjoint(node.value):
            return self.join(node)
        return self.context.term(node, default="iri" if iri else "literal", extra=extra)

    def join(self, node: YamlNode) -> Join:
        keys = node.keys(Message("a link"), LINK_KEYS)
        pairs: list[JoinCondition] = []
        for item in keys["condition"].items() if "condition" in keys else ():
            pairs.append(self.join_condition(item))
        return Join(
            keys["mapping"].text("mapping"),
            tuple(pairs),
            keys["mapping"].place,
            targets=self.targets(keys["targets"]) if "targets" in keys else (),
        )

    def join_condition(self, node: YamlNode) -> JoinCondition:
        keys = node.keys(Message("a condition"), CALL_KEYS)
        word = keys["function"].text("function") if "function" in keys else "equal"
        if word.rsplit("#", 1)[-1].rsplit(":", 1)[-1] != "equal":
            raise keys["function"].error(
                Message("a link compares with equal, not with '{word}'.", word=word)
            )
        sides: list[tuple[Expression, str | None]] = []
        for item in keys["parameters"].items() if "parameters" in keys else ():
            _, value, side = parameter(item)
            sides.append((input_value(self.context, value), side))
        if len(sides) != 2:
            raise node.error(Message("a condition compares two parameters, str1 and str2."))
        (first, here), (second, there) = sides
        for side in (here, there):
            if side is not None and side not in (*_CHILD, *_PARENT):
                raise node.error(
                    Message("'{side}' is no side of a link.", side=side),
                    hint=Message("Write s or o."),
                )
        swapped = here in _PARENT or there in _CHILD
        return JoinCondition(second, first) if swapped else JoinCondition(first, second)

    def linked(self, triples_map: TriplesMap) -> TriplesMap:
        """The map with its links to the maps that a mapping became."""
        pos = tuple(
            replace(po, objects=self.links(po.objects)) for po in triples_map.predicate_objects
        )
        return replace(triples_map, predicate_objects=pos)

    def links(self, objects: tuple[TermMap | Join, ...]) -> tuple[TermMap | Join, ...]:
        found: list[TermMap | Join] = []
        for value in objects:
            if isinstance(value, Join):
                found.extend(replace(value, parent=name) for name in self.linked_names(value))
            else:
                found.append(value)
        return tuple(found)

    def linked_names(self, join: Join) -> list[str]:
        """The triples maps that a linked mapping became.

        Raises:
            MappingError: the mapping is not in this document.
        """
        if join.parent in self.names:
            return self.names[join.parent]
        raise MappingError(
            Message("the mapping '{name}' is not in this document.", name=join.parent),
            file=self.file,
            line=join.place.line,
            column=join.place.column,
            hint=did_you_mean(join.parent, self.names),
            code="SAM-Y013",
        )

    def inverse_maps(self, maps: dict[str, TriplesMap]) -> list[TriplesMap]:
        """Inverse predicates as triples maps of their own: from each object to the subject."""
        found: list[TriplesMap] = []
        for here, po in self.inverses:
            for value in self.links(po.objects):
                name = f"{here.name}-inverse-{len(found) + 1}"
                if isinstance(value, Join):
                    there = maps[value.parent]
                    turned = tuple(JoinCondition(c.parent, c.child) for c in value.conditions)
                    back: TermMap | Join = Join(here.name, turned, value.place)
                    source, subject = there.source, there.subject
                else:
                    source, subject, back = here.source, value, here.subject
                pair = replace(po, objects=(back,))
                found.append(
                    TriplesMap(name, source, subject, (pair,), po.place, graphs=here.graphs)
                )
        return found
