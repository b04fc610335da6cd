"""What an expression gives for a record: its values, and what was wrong with its inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from kg.mapping.document import (
    Call,
    Constant,
    Expression,
    Lookup,
    Reference,
    Source,
    Template,
    expression_references,
)
from kg.mapping.functions import FUNCTIONS, LOOKUP, Function, Result, inputs
from kg.mapping.interpreter.records import Record
from kg.mapping.sql.terms import AROUND

Encoded = Callable[[str], str]


class CellValue(NamedTuple):
    """A text with the natural datatype that its source says it has, and the text it came from."""

    text: str
    type: str | None = None
    raw: str = ""

    def without_exponent(self) -> str:
        """A number of the source as decimals are written; other texts as they are."""
        if self.type != "double" or self.text in ("INF", "-INF", "NaN"):
            return self.text
        return f"{Decimal(self.text).normalize():f}"


class RefusedValue(NamedTuple):
    """A value that a function does not accept."""

    code: str
    column: str
    raw: str
    expected: str | None


@dataclass
class Evaluation:
    """Evaluates expressions over one record of a source; `wrong` gathers what was refused."""

    source: Source
    record: Record
    lookups: dict[str, Lookup]
    wrong: list[RefusedValue] = field(default_factory=list)

    def values(self, expression: Expression, *, safe: Encoded | None = None) -> list[CellValue]:
        """Its values, none when something it needs is not there.

        What a template takes from the record is made `safe` by that. Templates give
        every combination of what their parts give.
        """
        if isinstance(expression, Constant):
            return [CellValue(expression.value)]
        if isinstance(expression, Reference):
            return self._reference(expression.name)
        if isinstance(expression, Template):
            parts = [self._part(part, safe=safe) for part in expression.parts]
            return [
                CellValue("".join(v.text for v in chosen), raw=_raw(chosen))
                for chosen in product(*parts)
            ]
        return self._call(expression)

    def holds(self, condition: Expression | None) -> bool:
        """Whether a condition is true here; no condition always is."""
        return condition is None or any(v.text == "true" for v in self.values(condition))

    def keys(self, expression: Expression) -> list[str]:
        """The values that a join compares."""
        return [self.bare(value.text) for value in self.values(expression)]

    def combinations(self, expressions: Iterable[Expression]) -> list[tuple[str, ...]]:
        """The keys of a join with these conditions: one value of each, in every way."""
        return list(product(*(self.keys(expression) for expression in expressions)))

    def bare(self, text: str) -> str:
        """A text without the blanks around it, when they do not count in its source."""
        return text.strip(AROUND) if self.source.trim else text

    def is_blank(self) -> bool:
        """Whether the record says nothing at all, in any of its columns."""
        texts = (text for name in self.record.values for text, _ in self.record.typed(name))
        return not any(map(self._is_given, texts))

    def _reference(self, name: str) -> list[CellValue]:
        found = self.record.typed(name)
        if not found and self.source.empty_is_text:
            return [CellValue("")]
        return [CellValue(text, kind, text) for text, kind in found if self._is_given(text)]

    def _is_given(self, text: str) -> bool:
        """Whether a text is none that means "nothing" in its source."""
        return self.bare(text) not in self.source.nulls

    def _part(self, part: str | Expression, *, safe: Encoded | None) -> list[CellValue]:
        if isinstance(part, str):
            return [CellValue(part)]
        found = self.values(part, safe=safe)
        if safe is None:
            return found
        return [CellValue(safe(self.bare(v.text)), raw=v.raw) for v in found]

    def _call(self, call: Call) -> list[CellValue]:
        function = FUNCTIONS[call.function]
        given = [self._input(function, iri, value) for iri, value in call.inputs]
        return [
            value
            for chosen in product(*given)
            for value in self._called(function, call, list(chosen))
        ]

    def _input(
        self, function: Function, iri: str, value: Expression
    ) -> list[list[CellValue | None]]:
        found: list[CellValue | None] = list(self.values(value))
        parameter = function.parameter(iri)
        if parameter is not None and parameter.many:
            return [found or [None]]  # all values at once
        return [[item] for item in found or [None]]

    def _called(
        self, function: Function, call: Call, chosen: list[list[CellValue | None]]
    ) -> list[CellValue]:
        flat = [
            ((iri, value), item)
            for (iri, value), items in zip(call.inputs, chosen, strict=True)
            for item in items
        ]
        spread = Call(call.function, tuple(pair for pair, _ in flat), call.place)
        texts = [None if item is None else item.text for _, item in flat]
        given = inputs(function, spread, values=texts)
        if not function.total and not _complete(function, given):
            return []
        if not function.total:
            given = {name: value for name, value in given.items() if value is not None}
        raw = _raw([item for _, item in flat if item is not None])
        if call.function == LOOKUP:
            lookup = self.lookups[str(given.pop("list"))]
            result: Result = function.python(**given, entries=lookup.entries)
            expected: str | None = lookup.file
        else:
            result, expected = function.python(**given), function.expected
        if result is None and function.code is not None:
            column = next(expression_references(call), "")
            self.wrong.append(RefusedValue(function.code, column, raw, expected))
        if function.splits:
            parts = result if isinstance(result, list) else []
            # A part of a cell is what a person looks for, not the whole cell.
            return [CellValue(part, raw=part) for part in parts if self._is_given(part)]
        results = result if isinstance(result, list) else [result]
        return [CellValue(text, function.gives, raw) for text in results if text is not None]


def _complete(function: Function, given: dict[str, str | list[str | None] | None]) -> bool:
    for parameter in function.parameters:
        value = given.get(parameter.name)
        several = value if isinstance(value, list) else [value]
        if parameter.required and (not several or None in several):
            return False
    return True


def _raw(values: list[CellValue] | tuple[CellValue, ...]) -> str:
    return next((value.raw for value in values if value.raw), "")
