"""Reads the functions of a YARRRML document: in keys, in lists, nested, and in one line."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from kg.mapping.document import Call, Expression, TermMap, TermType
from kg.mapping.functions import FUNCTIONS, by_name, check_call
from kg.mapping.functions import iris as fno
from kg.mapping.located_yaml import YamlNode
from kg.mapping.yarrrml.syntax import ShortCall, short_call
from kg.texts import Message

CALL_KEYS = {
    "function": "function",
    "fn": "function",
    "f": "function",
    "parameters": "parameters",
    "pms": "parameters",
}
PARAMETER_KEYS = {
    "parameter": "parameter",
    "pm": "parameter",
    "value": "value",
    "v": "value",
    "type": "type",
    "t": "type",
    "from": "from",
}
_BARE = {
    "equal": fno.EQUAL,
    "notEqual": fno.NOT_EQUAL,
}
_COMPARED = {
    "str1": fno.LEFT,
    "str2": fno.RIGHT,
    "valueParameter": fno.LEFT,
    "valueParameter2": fno.RIGHT,
}


class Values(Protocol):
    """What a call needs of its document: names and values."""

    def iri(self, node: YamlNode, what: str) -> str:
        """An IRI, written out or with a prefix."""

    def value(self, text: str, term_type: TermType, *, node: YamlNode) -> Expression:
        """The expression of a text."""

    def term(self, node: YamlNode) -> TermMap:
        """A term with its expression."""


def read_call(values: Values, node: YamlNode, *, keys: dict[str, YamlNode]) -> Call:
    """A call from the keys `function` and `parameters`, or from one line.

    Raises:
        MappingError: there is no function, or a parameter is not written as one.
    """
    if "function" not in keys:
        raise node.error(
            Message("there is no function."), hint=Message("Write function: and parameters:.")
        )
    text = keys["function"].text("function")
    short = short_call(text)
    if short is not None:
        return _short(values, short, keys["function"])
    function = _function(values, YamlNode(text, keys["function"].place))
    inputs: list[tuple[str, Expression]] = []
    if "parameters" in keys:
        if isinstance(keys["parameters"].value, dict):
            for name, value in keys["parameters"].mapping("parameters").items():
                at = YamlNode(name, value.place)
                inputs.append((_parameter(values, at, function), input_value(values, value)))
        else:
            for item in keys["parameters"].items():
                named, value, _ = parameter(item)
                inputs.append((_parameter(values, named, function), input_value(values, value)))
    return checked(Call(function, tuple(inputs), keys["function"].place), node)


def checked(call: Call, node: YamlNode) -> Call:
    """The call, when what it compares is complete; other names of the two sides go by order.

    Raises:
        MappingError: the function or a parameter is not known, or an input is missing.
    """
    if call.function not in (fno.EQUAL, fno.NOT_EQUAL):
        check_call(call)
        return call
    if len(call.inputs) != 2:
        raise node.error(Message("a comparison has two parameters, str1 and str2."))
    if {name for name, _ in call.inputs} == {fno.LEFT, fno.RIGHT}:
        return replace(call, inputs=tuple(sorted(call.inputs, key=lambda pair: pair[0])))
    (_, left), (_, right) = call.inputs
    return replace(call, inputs=((fno.LEFT, left), (fno.RIGHT, right)))


def parameter(item: YamlNode) -> tuple[YamlNode, YamlNode, str | None]:
    """A parameter's name, its value, and from which side of a link it comes.

    Raises:
        MappingError: it is neither a list of name and value nor a table of keys.
    """
    if isinstance(item.value, dict):
        keys = item.keys(Message("a parameter"), PARAMETER_KEYS)
        if "parameter" not in keys or "value" not in keys:
            raise item.error(Message("a parameter needs a name and a value."))
        side = keys["from"].text("from") if "from" in keys else None
        return keys["parameter"], keys["value"], side
    parts = item.items()
    if len(parts) not in (2, 3):
        raise item.error(Message("a parameter is written as [name, value]."))
    return parts[0], parts[1], parts[2].text("a side") if len(parts) == 3 else None


def input_value(values: Values, node: YamlNode) -> Expression:
    """The expression that a parameter gets; a table of keys is a call inside the call."""
    if isinstance(node.value, dict) and not {"function", "fn", "f"}.isdisjoint(node.value):
        return read_call(values, node, keys=node.keys(Message("a function"), CALL_KEYS))
    if not isinstance(node.value, dict | list):
        text = "" if node.value is None else node.text(Message("a value"))
        nested = short_call(text)
        if nested is not None and ":" in nested.function:
            return _short(values, nested, node)
        if text.endswith("~iri"):
            return values.value(text.removesuffix("~iri"), "iri", node=node)
        return values.value(text, "literal", node=node)
    term = values.term(node)
    if term.expression is None:
        raise node.error(Message("a parameter has no value."))
    return term.expression


def _short(values: Values, short: ShortCall, node: YamlNode) -> Call:
    function = _function(values, YamlNode(short.function, node.place))
    inputs = tuple(
        (
            _parameter(values, YamlNode(name, node.place), function),
            input_value(values, YamlNode(value, node.place)),
        )
        for name, value in short.inputs
    )
    return checked(Call(function, inputs, node.place), node)


def _function(values: Values, node: YamlNode) -> str:
    word = node.text("function")
    if word in _BARE:
        return _BARE[word]
    if ":" not in word and (named := by_name(word)) is not None:
        return named.iri
    iri = values.iri(node, Message("a function"))
    if iri in (fno.GREL + "equal", fno.GREL + "notEqual"):
        return fno.IDLAB + iri.removeprefix(fno.GREL)
    return iri


def _parameter(values: Values, node: YamlNode, function: str) -> str:
    """A parameter's IRI; a bare name lies in the namespace of its function."""
    word = node.text(Message("a parameter"))
    if function in (fno.EQUAL, fno.NOT_EQUAL):
        local = _local(word)
        if local in _COMPARED:
            return _COMPARED[local]
    if ":" not in word:
        known = FUNCTIONS[function].parameters if function in FUNCTIONS else ()
        return next(
            (p.iri for p in known if word in (p.name, _local(p.iri))), _beside(function, word)
        )
    return values.iri(node, Message("a parameter"))


def _local(word: str) -> str:
    return word.rsplit("#", 1)[-1].rsplit(":", 1)[-1]


def _beside(function: str, word: str) -> str:
    """A name in the namespace of a function."""
    return f"{function[: function.rfind('#' if '#' in function else '/') + 1]}{word}"
