"""Writes a mapping document as YARRRML, with `samenspel:` blocks only where they are needed."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from kg.errors import MappingError
from kg.mapping.document import (
    Call,
    Constant,
    Expression,
    Join,
    MappingDocument,
    Place,
    PredicateObject,
    Reference,
    Source,
    Target,
    Template,
    TermMap,
    TriplesMap,
)
from kg.mapping.functions import iris as fno
from kg.mapping.located_yaml import YamlNode
from kg.mapping.unpivot import Unpivot
from kg.mapping.yarrrml.sources import SERIALIZATIONS
from kg.mapping.yarrrml.syntax import reference, short_call, value_parts
from kg.mapping.yarrrml.term_maps import Context
from kg.model.prefixes import PREFIXES
from kg.model.terms import RDF_FORMATS, RDF_TYPE
from kg.sources.formats import formats
from kg.texts import Message

_SUFFIXES = ("~iri", "~literal", "~blank", "~lang")


def write(document: MappingDocument) -> str:
    """The document in YARRRML; the same document gives the same text.

    Raises:
        MappingError: it says what YARRRML has no words for; says what and where.
    """
    writer = _YarrrmlWriter(document)
    top = CommentedMap()
    if document.prefixes:
        top["prefixes"] = dict(document.prefixes)
    if writer.base is not None:
        top["base"] = writer.base
    top["sources"] = {name: writer.source(s) for name, s in writer.sources.items()}
    top["mappings"] = {m.name: writer.mapping(m) for m in document.triples_maps}
    yaml = YAML(typ="rt")
    yaml.width = 4096  # a value stays on its line
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    yaml.dump(top, text)
    return text.getvalue()


class _YarrrmlWriter:
    def __init__(self, document: MappingDocument) -> None:
        self.file = document.file
        self.prefixes = {**PREFIXES, **fno.FUNCTION_PREFIXES, **document.prefixes}
        self.base = self.common_base(document)
        self.context = Context(Path(), prefixes=self.prefixes, base=self.base or "")
        self.sources: dict[str, Source] = {}
        for m in document.triples_maps:
            if self.sources.setdefault(m.source.name, m.source) != m.source:
                self.refuse(
                    m.place,
                    Message("two sources that are both called '{source}'", source=m.source.name),
                )

    def common_base(self, document: MappingDocument) -> str | None:
        """The one base of all triples maps."""
        bases = {m: document.base if m.base is None else m.base for m in document.triples_maps}
        base = next(iter(bases.values()), document.base)
        for triples_map, own in bases.items():
            if own != base:
                self.refuse(triples_map.place, Message("a base of one triples map alone"))
        return base

    def refuse(self, place: Place, what: str) -> NoReturn:
        raise MappingError(
            Message("YARRRML has no words for {what}.", what=what),
            file=place.file or self.file,
            line=place.line,
            column=place.column,
            code="SAM-Y031",
            hint=Message("Write this mapping as RML."),
        )

    def source(self, source: Source) -> CommentedMap:
        if source.root != "publication":
            self.refuse(
                source.place, Message("a source that lies beside the mapping or the command")
            )
        found: dict[str, Any] = {"access": source.access}
        if source.query is None and source.table is None:
            words = formats()[source.kind].words
            if not words:
                self.refuse(
                    source.place,
                    Message("a source of the kind {kind} without a query", kind=source.kind),
                )
            found["referenceFormulation"] = words[0]
        if source.query is not None:
            found["queryFormulation"] = "sql2008" if source.kind == "sql" else "sparql11"
            found["query"] = source.query
        if source.iterator is not None:
            found["iterator"] = source.iterator
        if source.empty_is_text and source.nulls:
            self.refuse(
                source.place, Message("empty cells that are texts where others mean nothing")
            )
        dialect = {
            key: value
            for key, value, default in (
                ("encoding", source.encoding, None),
                ("delimiter", source.delimiter, None),
                ("quote", source.quote, '"'),
                ("header", source.header, 1),
                ("null", list(source.nulls), [""]),
                ("decimal", source.decimal, "."),
                ("dates", list(source.dates), []),
                ("trim", source.trim, True),
                ("sheet", source.sheet, None),
                ("table", source.table, None),
                ("compression", source.compression, None),
                ("member", source.member, None),
                ("namespaces", dict(source.namespaces), {}),
                ("crs", source.crs, None),
                ("with", list(source.also), []),
                ("withhold", list(source.withhold), []),
                ("arrays", source.arrays, True),
                ("unpivot", _unpivot(source.unpivot), None),
            )
            if value != default
        }
        if dialect:
            found["samenspel"] = _flow(dialect)
        return CommentedMap(found)

    def mapping(self, m: TriplesMap) -> dict[str, Any]:
        found: dict[str, Any] = {"sources": m.source.name}
        if m.subject != TermMap(None, "blank", m.subject.place):
            found["s"] = self.term(m.subject, "iri")
        if m.graphs:
            found["graphs"] = [self.term(g, "iri") for g in m.graphs]
        if m.unique:
            found["samenspel"] = _flow({"unique": True})
        if m.predicate_objects:
            found["po"] = [self.predicate_object(po) for po in m.predicate_objects]
        return found

    def predicate_object(self, po: PredicateObject) -> Any:
        predicates = [self.predicate(p) for p in po.predicates]
        types = all(p.constant == RDF_TYPE for p in po.predicates)
        objects = [
            self.join(o) if isinstance(o, Join) else self.term(o, "iri" if types else "literal")
            for o in po.objects
        ]
        if po.condition is None and not po.graphs and len(predicates) == len(objects) == 1:
            short = [value for value in (*predicates, *objects) if isinstance(value, str)]
            if len(short) == 2:
                return _flow(short)
        found: dict[str, Any] = {"p": _alone(predicates), "o": _alone(objects)}
        if po.condition is not None:
            found["condition"] = self.condition(po.condition, po.place)
        if po.graphs:
            found["graphs"] = [self.term(g, "iri") for g in po.graphs]
        return found

    def predicate(self, term: TermMap) -> Any:
        return "a" if term.constant == RDF_TYPE else self.term(term, "iri")

    def join(self, join: Join) -> Any:
        if join.condition is not None:
            self.refuse(join.place, Message("a link with a condition of its own"))
        found: dict[str, Any] = {"mapping": join.parent}
        if join.conditions:
            found["condition"] = [
                {
                    "function": "equal",
                    "parameters": [
                        ["str1", self.input(c.child, join.place)],
                        ["str2", self.input(c.parent, join.place)],
                    ],
                }
                for c in join.conditions
            ]
        if join.targets:
            found["targets"] = [self.target(t, join.place) for t in join.targets]
        return _flow(found)

    def term(self, term: TermMap, default: str) -> Any:
        """A term: a text where that says all, else a table of keys."""
        if term.gather is not None:
            self.refuse(term.place, Message("lists and containers"))
        if term.term_type == "unsafe-iri":
            self.refuse(term.place, Message("IRIs that are not checked"))
        if term.term_type == "uri":
            self.refuse(term.place, Message("IRIs without letters beyond ASCII"))
        if term.expression is None:
            self.refuse(term.place, Message("a blank node without a name that is no subject"))
        if isinstance(term.expression, Template) and len(term.expression.parts) == 1:
            self.refuse(term.place, Message("a template that is one column only"))
        expression, block = _treated(term.expression)
        found: dict[str, Any] = {}
        if isinstance(expression, Call):
            found.update(self.call(expression, term.place))
        else:
            found["value"] = self.text(expression, term.term_type == "iri", place=term.place)
        if term.term_type != default:
            found["type"] = term.term_type
        if term.language is not None:
            found["language"] = self.text(term.language, False, place=term.place)
        if term.datatype is not None:
            if isinstance(term.datatype, Call):
                self.refuse(term.place, Message("a datatype that a function gives"))
            found["datatype"] = self.text(term.datatype, True, place=term.place)
        if term.condition is not None:
            found["condition"] = self.condition(term.condition, term.place)
        if term.targets:
            found["targets"] = [self.target(t, term.place) for t in term.targets]
        if term.required:
            block["required"] = True
        if term.dates is not None:
            block["dates"] = list(term.dates)
        if term.decimal is not None:
            block["decimal"] = term.decimal
        if block:
            found["samenspel"] = block
        return found["value"] if list(found) == ["value"] else _flow(found)

    def text(self, expression: Expression, iri: bool, *, place: Place) -> str:
        """The text of a value, seen to read as the same."""
        parts: list[str | Expression] = (
            [expression.value]
            if isinstance(expression, Constant)
            else list(expression.parts)
            if isinstance(expression, Template)
            else [expression]
        )
        written, plain = "", [part for part in parts if part != ""]
        for number, part in enumerate(plain):
            if isinstance(part, str):
                written += self.shortened(part) if iri and number == 0 else part
            elif isinstance(part, Reference):
                written += reference(part.name)
            else:
                self.refuse(
                    place, Message("functions within a template, unless each column has the same")
                )
        again = value_parts(written)
        if iri and again and plain and isinstance(again[0], str):
            again[0] = self.expanded(again[0], place)
        if again != plain or written.endswith(_SUFFIXES):
            self.refuse(place, Message("the value '{written}'", written=written))
        return written

    def shortened(self, iri: str) -> str:
        """An IRI's beginning with the prefix of the longest namespace that it lies in."""
        fitting = [(len(n), p) for p, n in self.prefixes.items() if n and iri.startswith(n)]
        if not fitting:
            return iri
        length, prefix = max(fitting)
        rest = iri[length:]
        return iri if rest.startswith("//") else f"{prefix}:{rest}"

    def expanded(self, text: str, place: Place) -> str:
        """A beginning of an IRI as the reader takes it."""
        try:
            return self.context.expand(text, YamlNode(text, place))
        except MappingError:
            self.refuse(place, Message("an IRI that begins with '{text}'", text=text))

    def condition(self, expression: Expression, place: Place) -> Any:
        if not isinstance(expression, Call):
            self.refuse(place, Message("a condition that is no function"))
        return _flow(self.call(expression, place))

    def call(self, call: Call, place: Place) -> dict[str, Any]:
        """A call; which output counts is not written, for a function here has one."""
        names = {fno.LEFT: "str1", fno.RIGHT: "str2"}
        compares = call.function in (fno.EQUAL, fno.NOT_EQUAL)
        function = self.shortened(call.function)
        if compares:
            function = call.function.rsplit("#", 1)[-1]
        inputs = [
            [names[iri] if compares and iri in names else self.shortened(iri), self.input(v, place)]
            for iri, v in call.inputs
        ]
        return {"function": function, "parameters": inputs} if inputs else {"function": function}

    def input(self, expression: Expression, place: Place) -> Any:
        if isinstance(expression, Call):
            return self.call(expression, place)
        text = self.text(expression, False, place=place)
        if short_call(text) is not None:
            self.refuse(place, Message("the value '{text}'", text=text))
        return text

    def target(self, target: Target, place: Place) -> dict[str, Any]:
        if target.root != "publication":
            self.refuse(place, Message("a target that lies beside the mapping or the command"))
        found: dict[str, Any] = {"access": target.path, "type": "void"}
        if target.serialization is not None:
            words = {RDF_FORMATS + name: word for word, name in SERIALIZATIONS.items()}
            if target.serialization not in words:
                self.refuse(place, Message("the format {format}", format=target.serialization))
            found["serialization"] = words[target.serialization]
        if target.compression is not None:
            found["compression"] = target.compression
        if target.encoding is not None:
            found["encoding"] = target.encoding
        return found


def _treated(expression: Expression) -> tuple[Expression, dict[str, Any]]:
    """A value without what a `samenspel:` block does to its columns, and that block."""
    if isinstance(expression, Template):
        peeled = [_peeled(part) for part in expression.parts if not isinstance(part, str)]
        blocks = [block for _, block in peeled]
        if not blocks or any(block != blocks[0] for block in blocks):
            return expression, {}
        cores = iter(core for core, _ in peeled)
        parts = tuple(p if isinstance(p, str) else next(cores) for p in expression.parts)
        return Template(parts), blocks[0]
    core, block = _peeled(expression)
    return (core, block) if isinstance(core, Reference) else (expression, {})


def _peeled(expression: Expression) -> tuple[Expression, dict[str, Any]]:
    """What lies inside look-up, function and split, outermost first, and those as keys."""
    block: dict[str, Any] = {}
    value = expression
    if isinstance(value, Call) and value.function == fno.LOOKUP:
        inputs = dict(value.inputs)
        listed = inputs.get(fno.LIST)
        if isinstance(listed, Constant) and fno.VALUE in inputs:
            name = listed.value.removesuffix("~iri").removesuffix("~literal")
            block, value = {"lookup": name}, inputs[fno.VALUE]
    if (
        isinstance(value, Call)
        and value.function.startswith(fno.FN)
        and value.function not in (fno.LOOKUP, fno.SPLIT)
        and [name for name, _ in value.inputs] == [fno.VALUE]
    ):
        block = {"function": value.function.removeprefix(fno.FN), **block}
        value = value.inputs[0][1]
    if isinstance(value, Call) and value.function == fno.SPLIT:
        inputs = dict(value.inputs)
        sign = inputs.get(fno.SEPARATOR)
        if isinstance(sign, Constant) and fno.VALUE in inputs:
            block, value = {"split": sign.value, **block}, inputs[fno.VALUE]
    return (value, block) if isinstance(value, Reference) else (expression, {})


def _alone(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 and not isinstance(values[0], list) else values


def _flow(value: Any) -> Any:
    """A table or list on one line."""
    if isinstance(value, dict):
        table = CommentedMap({key: _flow(v) for key, v in value.items()})
        table.fa.set_flow_style()
        return table
    if isinstance(value, list):
        items = CommentedSeq([_flow(v) for v in value])
        items.fa.set_flow_style()
        return items
    return value


def _unpivot(unpivot: Unpivot | None) -> dict[str, Any] | None:
    if unpivot is None:
        return None
    said: dict[str, Any] = {
        "columns": list(unpivot.columns),
        "except": list(unpivot.without),
        "name": unpivot.name,
        "value": unpivot.value,
        "headers": unpivot.headers,
        "dates": list(unpivot.dates),
        "start": unpivot.start,
        "end": unpivot.end,
        "empty": unpivot.empty,
    }
    return {key: value for key, value in said.items() if value}
