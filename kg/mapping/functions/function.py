"""What a function of a mapping is: its names, its parameters and its two forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kg.mapping.document import Call
from kg.model.terms import FN

LOOKUP, DATE = f"{FN}lookup", f"{FN}date"

T = TypeVar("T")
Result = str | list[str] | None


@dataclass(frozen=True)
class Parameter:
    """An input of a function.

    `also` are other IRIs that published mappings write for it. With `many` it may be given more
    than once and the function gets a list. With `constant` only a fixed value will do.
    """

    name: str
    iri: str
    required: bool = True
    constant: bool = False
    many: bool = False
    also: tuple[str, ...] = ()

    def is_called(self, iri: str) -> bool:
        """Whether a mapping means this parameter with an IRI."""
        return iri == self.iri or iri in self.also


@dataclass(frozen=True)
class Function:
    """A function that mappings may call.

    `python` gets its inputs by parameter name, `sql` the same as SQL expressions and gives an
    expression; both give the same: None (NULL) is no value, an empty text is one. `sql` is None
    where SQL cannot say it. A missing required input gives nothing without a call, unless the
    function is `total`. `splits` says that it gives a list. `gives` is the datatype (a local name
    of XSD) that its values have where a mapping names none; a condition is one that gives booleans.
    Where `code` is set, nothing out of something is a finding of that code, with `expected`. `does`
    is its line in the documentation. `wrong` says what is wrong with its fixed inputs, if anything.
    """

    iri: str
    name: str
    parameters: tuple[Parameter, ...]
    python: Callable[..., Result]
    does: str
    sql: Callable[..., str] | None = None
    returns: tuple[str, ...] = (f"{FN}out",)
    splits: bool = False
    total: bool = False
    gives: str | None = None
    code: str | None = None
    expected: str | None = None
    wrong: Callable[..., str | None] | None = None

    def parameter(self, iri: str) -> Parameter | None:
        """The parameter that an IRI means."""
        return next((p for p in self.parameters if p.is_called(iri)), None)


def inputs(function: Function, call: Call, *, values: list[T]) -> dict[str, T | list[T]]:
    """The values of a call's inputs, which come in its order, by parameter name.

    A parameter that is not given is left out.
    """
    given: dict[str, T | list[T]] = {p.name: [] for p in function.parameters if p.many}
    for (iri, _), value in zip(call.inputs, values, strict=True):
        parameter = function.parameter(iri)
        assert parameter is not None, iri  # check_call has seen to it
        if parameter.many:
            several = given[parameter.name]
            assert isinstance(several, list)
            several.append(value)
        else:
            given[parameter.name] = value
    return given


def parameter(
    name: str, *, required: bool = True, constant: bool = False, many: bool = False
) -> Parameter:
    """A parameter in the namespace of Samenspel."""
    return Parameter(name, f"{FN}{name}", required, constant, many)


VALUE = parameter("value")
"""The one text that most functions work on."""
