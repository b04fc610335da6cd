"""The functions a mapping may call: ours, those of GREL and IDLab, and those of plug-ins.

A plug-in names an object of the entry-point group `samenspel.functions`: a `Function`, or several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from kg.errors import InputError, MappingError
from kg.mapping.document import Call, Constant
from kg.mapping.functions.codes import CODES
from kg.mapping.functions.function import DATE, LOOKUP, Function, Parameter, Result, inputs
from kg.mapping.functions.logic import LOGIC
from kg.mapping.functions.published import GREL, IDLAB, PUBLISHED
from kg.mapping.functions.text import TEXT
from kg.model.suggestion import did_you_mean
from kg.model.terms import FN
from kg.texts import Message, compose

__all__ = [
    "DATE",
    "FN",
    "FUNCTIONS",
    "GREL",
    "IDLAB",
    "LOOKUP",
    "Function",
    "Parameter",
    "Result",
    "by_name",
    "check_call",
    "inputs",
    "registry",
]

GROUP = "samenspel.functions"


def registry(plugins: Iterable[EntryPoint]) -> dict[str, Function]:
    """All functions by IRI, those of plug-ins included.

    Raises:
        InputError: a plug-in cannot be loaded, gives something else, or takes a name that is used.
    """
    known = {f.iri: f for f in (*TEXT, *CODES, *LOGIC, *PUBLISHED)}
    for point in plugins:
        for function in _plugged(point):
            if function.iri in known:
                raise _broken(
                    point, Message("the function {iri} is there already", iri=function.iri)
                )
            known[function.iri] = function
    return known


def _plugged(point: EntryPoint) -> list[Function]:
    try:
        found = point.load()
    except Exception as error:  # a plug-in may fail in any way
        raise _broken(point, f"{type(error).__name__}: {error}") from error
    several = [found] if isinstance(found, Function) else found
    if not isinstance(several, Iterable):
        raise _broken(point, Message("{point} is no function of a mapping", point=point.value))
    functions = list(several)
    if not all(isinstance(function, Function) for function in functions):
        raise _broken(
            point,
            Message("{point} holds something that is no function of a mapping", point=point.value),
        )
    return functions


def _broken(point: EntryPoint, why: str) -> InputError:
    return InputError(
        Message(
            "Loading the functions of the plug-in '{point}': {why}.", point=point.name, why=why
        ),
        code="SAM-Y041",
        hint=Message("Remove the plug-in or install a version that fits this Samenspel."),
    )


FUNCTIONS = registry(entry_points(group=GROUP))


def by_name(name: str) -> Function | None:
    """The function with a short name (`kbo`) or with an IRI."""
    return FUNCTIONS.get(name) or next((f for f in FUNCTIONS.values() if f.name == name), None)


def check_call(call: Call) -> Function:
    """See that a call names a function that is there and gives it what it wants; the function.

    Raises:
        MappingError: the function, a parameter or the output is not known, an input is missing,
            given twice, read from the row where only a fixed value will do, or of no use there.
    """
    function = FUNCTIONS.get(call.function)
    if function is None:
        raise _wrong(
            call,
            Message("'{function}' is no function.", function=call.function),
            _near(call.function),
        )
    for parameter, number in _given(function, call).items():
        if number > 1 and not parameter.many:
            raise _wrong(
                call,
                Message(
                    "{function}: '{parameter}' is given {number} times.",
                    function=function.name,
                    parameter=parameter.name,
                    number=number,
                ),
            )
    for parameter in function.parameters:
        values = [value for iri, value in call.inputs if parameter.is_called(iri)]
        if parameter.required and not values:
            raise _wrong(
                call,
                Message(
                    "{function}: the input '{parameter}' ({iri}) is missing.",
                    function=function.name,
                    parameter=parameter.name,
                    iri=parameter.iri,
                ),
            )
        if parameter.constant and not all(isinstance(value, Constant) for value in values):
            raise _wrong(
                call,
                Message(
                    "{function}: '{parameter}' must be a fixed value.",
                    function=function.name,
                    parameter=parameter.name,
                ),
            )
    if function.wrong is not None and (why := function.wrong(**_fixed(function, call))):
        raise _wrong(call, compose("{function}: {why}.", function=function.name, why=why))
    if call.returns is not None and call.returns not in function.returns:
        hint = did_you_mean(call.returns, function.returns)
        raise _wrong(
            call,
            Message(
                "{function} has no output '{returns}'.",
                function=function.name,
                returns=call.returns,
            ),
            hint,
        )
    return function


def _given(function: Function, call: Call) -> Counter[Parameter]:
    given: Counter[Parameter] = Counter()
    for iri, _ in call.inputs:
        parameter = function.parameter(iri)
        if parameter is None:
            hint = did_you_mean(iri, [p.iri for p in function.parameters])
            raise _wrong(
                call,
                Message("{function} has no parameter '{iri}'.", function=function.name, iri=iri),
                hint,
            )
        given[parameter] += 1
    return given


def _fixed(function: Function, call: Call) -> dict[str, str]:
    return {
        parameter.name: value.value
        for parameter in function.parameters
        for iri, value in call.inputs
        if parameter.constant and parameter.is_called(iri) and isinstance(value, Constant)
    }


def _near(iri: str) -> str | None:
    return did_you_mean(iri, [*FUNCTIONS, *(f.name for f in FUNCTIONS.values())])


def _wrong(call: Call, message: str, hint: str | None = None) -> MappingError:
    return MappingError(
        message,
        file=call.place.file,
        line=call.place.line,
        column=call.place.column,
        code="SAM-Y040",
        hint=hint,
    )
