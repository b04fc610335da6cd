"""The IRIs of functions and their parameters, as both readers and writers need them."""

from __future__ import annotations

from kg.mapping.document import Call, Constant, Expression, Place
from kg.mapping.functions import FN, GREL, IDLAB, LOOKUP

__all__ = [
    "EQUAL",
    "FN",
    "FUNCTION_PREFIXES",
    "GREL",
    "IDLAB",
    "LEFT",
    "LIST",
    "LOOKUP",
    "NOT_EQUAL",
    "NOWHERE",
    "RIGHT",
    "SEPARATOR",
    "SPLIT",
    "VALUE",
    "lookup",
    "named",
    "split",
]

VALUE, SEPARATOR, LIST = FN + "value", FN + "separator", FN + "list"
SPLIT = FN + "split"
EQUAL, NOT_EQUAL = IDLAB + "equal", IDLAB + "notEqual"
NOWHERE = Place("")
LEFT, RIGHT = GREL + "valueParam", GREL + "valueParam2"

FUNCTION_PREFIXES = {"grel": GREL, "idlab-fn": IDLAB, "samfn": FN}
"""Prefixes of functions that a mapping may use without declaring them."""


def split(value: Expression, separator: str, *, place: Place) -> Call:
    """The parts of a value between separators."""
    return Call(SPLIT, ((VALUE, value), (SEPARATOR, Constant(separator))), place)


def named(name: str, value: Expression, *, place: Place) -> Call:
    """One of our own functions of one value, by its short name."""
    return Call(FN + name, ((VALUE, value),), place)


def lookup(value: Expression, name: str, *, place: Place) -> Call:
    """What the list of that name says that a value stands for."""
    return Call(LOOKUP, ((VALUE, value), (LIST, Constant(name))), place)
