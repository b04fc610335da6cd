"""Reads the values of a YARRRML document: IRIs, templates, objects, functions, look-ups."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.mapping.document import (
    Call,
    Constant,
    Expression,
    Reference,
    Target,
    Template,
    TermMap,
    TermType,
)
from kg.mapping.functions import FUNCTIONS, check_call
from kg.mapping.functions import iris as fno
from kg.mapping.located_yaml import YamlNode
from kg.mapping.lookups import LookupReader
from kg.mapping.ntriples import is_iri, is_language_tag
from kg.mapping.yarrrml.function_calls import CALL_KEYS, read_call
from kg.mapping.yarrrml.syntax import expression_of, value_parts
from kg.model.suggestion import did_you_mean
from kg.texts import Message

if TYPE_CHECKING:
    from collections.abc import Callable

_TYPES: dict[str, TermType] = {"iri": "iri", "literal": "literal", "blank": "blank"}

TERM_KEYS = {
    "split": "split",
    "lookup": "lookup",
    "function": "function",
    "required": "required",
    "dates": "dates",
    "decimal": "decimal",
}
OBJECT_KEYS = {
    "value": "value",
    "v": "value",
    "type": "type",
    "t": "type",
    "datatype": "datatype",
    "language": "language",
    "l": "language",
    "targets": "targets",
    "target": "targets",
    "condition": "condition",
    "c": "condition",
    "samenspel": "samenspel",
    **CALL_KEYS,
}


@dataclass
class Context(LookupReader):
    """What a value of a document can lean on beside its look-ups, prefixes and base."""

    declared: dict[str, str] = field(default_factory=dict)
    external: dict[str, str] = field(default_factory=dict)
    targets: Callable[[YamlNode], tuple[Target, ...]] = lambda node: ()

    def iri(self, node: YamlNode, what: str) -> str:
        """An IRI that is written out or with a prefix.

        Raises:
            MappingError: the prefix is unknown or the result is no IRI.
        """
        text = node.text(what).removesuffix("~iri")
        full = self.expand(text, node)
        if not is_iri(full):
            raise node.error(
                Message("'{text}' is not an IRI for {what}.", text=text, what=what), code="SAM-Y010"
            )
        return full

    def value(self, text: str, term_type: TermType, *, node: YamlNode) -> Expression:
        """The expression of a value; the first fixed part of an IRI is expanded."""
        parts = value_parts(text, self.external)
        if any("$(" in part for part in parts if isinstance(part, str)):
            raise node.error(
                Message("in '{text}' a reference is not closed.", text=text),
                hint=Message("Write $(column), with both brackets."),
                code="SAM-Y015",
            )
        if term_type == "iri" and parts and isinstance(parts[0], str):
            parts[0] = self.expand(parts[0], node)
        return expression_of(parts)

    def term(
        self, node: YamlNode, *, default: TermType = "literal", extra: YamlNode | None = None
    ) -> TermMap:
        """A term: a text, a list of text and type, or a table of keys."""
        if isinstance(node.value, dict):
            return self._table(node, default)
        items = node.items()
        if not items or items[0].value is None:
            return TermMap(None, "blank", node.place)
        if extra is None and len(items) > 1:
            extra = items[1]
        if isinstance(items[0].value, dict):
            return self._typed(self._table(items[0], default), extra)
        text, term_type = _suffixed(items[0].text(Message("a value")), default)
        expression = self.value(text, "literal" if extra is not None else term_type, node=node)
        return self._typed(TermMap(expression, term_type, node.place), extra)

    def _typed(self, term: TermMap, extra: YamlNode | None) -> TermMap:
        if extra is None:
            return term
        text = extra.text(Message("a datatype or language"))
        if text.endswith("~lang"):
            return replace(term, term_type="literal", language=self.language(extra))
        return replace(term, term_type="literal", datatype=self.datatype(extra))

    def language(self, node: YamlNode) -> Expression:
        """A language tag, or a reference that gives one.

        Raises:
            MappingError: the tag is none of BCP 47.
        """
        text = node.text(Message("a language")).removesuffix("~lang")
        expression = self.value(text, "literal", node=node)
        if not isinstance(expression, Constant):
            return expression
        if not is_language_tag(text):
            raise node.error(
                Message("'{text}' is no language tag.", text=text),
                hint=Message("Write nl, fr or nl-BE."),
            )
        return Constant(text.lower())

    def datatype(self, node: YamlNode) -> Expression:
        """A datatype's IRI, or a template that gives one."""
        expression = self.value(
            node.text(Message("a datatype")).removesuffix("~iri"), "iri", node=node
        )
        if isinstance(expression, Constant):
            return Constant(self.iri(node, Message("a datatype")))
        return expression

    def _table(self, node: YamlNode, default: TermType) -> TermMap:
        keys = node.keys(Message("an object"), OBJECT_KEYS)
        if ("value" in keys) == ("function" in keys):
            raise node.error(
                Message("an object needs a value or a function, one of both."),
                hint=Message("Write value: $(column)."),
            )
        kind = self._type(keys["type"]) if "type" in keys else default
        if "function" in keys:
            expression: Expression = read_call(self, node, keys=keys)
        else:
            text, kind = _suffixed(keys["value"].text("value"), kind)
            expression = self.value(text, kind, node=keys["value"])
        term = TermMap(
            expression,
            kind,
            node.place,
            language=self.language(keys["language"]) if "language" in keys else None,
            datatype=self.datatype(keys["datatype"]) if "datatype" in keys else None,
            condition=self.condition(keys["condition"]) if "condition" in keys else None,
            targets=self.targets(keys["targets"]) if "targets" in keys else (),
        )
        return self._treated(term, keys["samenspel"]) if "samenspel" in keys else term

    def is_iri(self, node: YamlNode) -> bool:
        """Whether a type is that of IRIs.

        Raises:
            MappingError: it is no type.
        """
        return self._type(node) == "iri"

    def _type(self, node: YamlNode) -> TermType:
        kind = _TYPES.get(node.text("type"))
        if kind is None:
            raise node.error(
                Message("'{node}' is no type of a value.", node=node.value),
                hint=Message("Use iri, literal or blank."),
            )
        return kind

    def condition(self, node: YamlNode) -> Call:
        """A condition: a call of a function that says true or false."""
        return read_call(self, node, keys=node.keys(Message("a condition"), CALL_KEYS))

    def _treated(self, term: TermMap, node: YamlNode) -> TermMap:
        """Apply a `samenspel:` block: first the split, then the function, then the look-up."""
        keys = node.keys("samenspel", TERM_KEYS)
        steps = {"split", "function", "lookup"} & set(keys)
        if steps and term.term_type == "literal" and len(term.references) != 1:
            raise node.error(
                Message(
                    "{names} need a value with exactly one column.", names=", ".join(sorted(steps))
                )
            )
        return replace(
            term,
            expression=_on_references(
                term.expression, lambda value: self._steps(value, keys, term.term_type)
            )
            if steps
            else term.expression,
            required=bool(keys["required"].value) if "required" in keys else False,
            dates=keys["dates"].texts("dates") if "dates" in keys else None,
            decimal=keys["decimal"].text("decimal") if "decimal" in keys else None,
        )

    def _steps(
        self, value: Expression, keys: dict[str, YamlNode], term_type: TermType
    ) -> Expression:
        if "split" in keys:
            value = fno.split(value, keys["split"].text("split"), place=keys["split"].place)
        if "function" in keys:
            value = fno.named(self._function(keys["function"]), value, place=keys["function"].place)
            check_call(value)
        if "lookup" in keys:
            node = keys["lookup"]
            value = fno.lookup(value, self.lookup(node, term_type), place=node.place)
        return value

    def _function(self, node: YamlNode) -> str:
        word = node.text("function")
        known = {
            f.name
            for f in FUNCTIONS.values()
            if f.iri.startswith(fno.FN) and f.name not in ("split", "lookup")
        }
        if word not in known:
            raise node.error(
                Message("'{word}' is not a function.", word=word), hint=did_you_mean(word, known)
            )
        return word


def _on_references(
    expression: Expression | None, step: Callable[[Expression], Expression]
) -> Expression | None:
    """Apply a step to what comes from the source; fixed texts around it stay."""
    if isinstance(expression, Template):
        return Template(
            tuple(part if isinstance(part, str) else step(part) for part in expression.parts)
        )
    return step(expression) if isinstance(expression, Reference | Call) else expression


def _suffixed(text: str, default: TermType) -> tuple[str, TermType]:
    for word, term_type in _TYPES.items():
        if text.endswith(f"~{word}"):
            return text[: -len(word) - 1], term_type
    return text, default
