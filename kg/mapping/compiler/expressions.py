"""Compiles expressions to SQL over the rows of a source.

A value is a fragment of SQL that is NULL where there is none. A cell with several values adds a
layer: the relation is unnested there, so that every expression sees one value at a time.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.mapping.compiler.scope import FunctionTable, Scope
from kg.mapping.compiler.sql_parts import Check, FromClause, NotCompilableError, lost
from kg.mapping.document import (
    Call,
    Constant,
    Expression,
    Reference,
    TermMap,
    expression_references,
)
from kg.mapping.functions import FUNCTIONS, LOOKUP, Function, inputs
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.fragment import Fragment, concat, made, name, reads_of, text
from kg.mapping.sql.terms import folded, nulled
from kg.texts import Message

Arguments = dict[str, "str | Fragment | list[str | Fragment]"]
"""The inputs of a function by parameter; a `str` is a fixed one, as it is."""


class ExpressionCompiler:
    """Compiles the expressions of one triples map; `prefix` keeps its join aliases apart."""

    def __init__(self, scope: Scope, prefix: str = "") -> None:
        self.scope, self.prefix, self.count = scope, prefix, 0

    def alias(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.prefix}{self.count}"

    def value(self, expression: Expression, term: TermMap, *, from_clause: FromClause) -> Fragment:
        """An expression's value.

        Raises:
            MappingError: a column or function does not exist.
            NotCompilableError: only the interpreter can do this.
        """
        if isinstance(expression, Constant):
            return text(expression.value)
        if isinstance(expression, Reference):
            return self.reference(expression, term, from_clause=from_clause)[0]
        if isinstance(expression, Call):
            return self.call(expression, term, from_clause=from_clause)
        return concat(
            part if isinstance(part, str) else self.value(part, term, from_clause=from_clause)
            for part in expression.parts
        )

    def reference(
        self, reference: Reference, term: TermMap, *, from_clause: FromClause
    ) -> tuple[Fragment, Fragment | None]:
        """A reference's value and its natural datatype (a local name of XSD), when it has one."""
        scope = self.scope
        column = scope.column(reference.name, term)
        kind = scope.staged.types.get(reference.name)
        if not scope.is_list(reference.name):
            return scope.prepare(self.cell(column)), None if kind is None else name(kind)
        item = self.alias("x")
        types = ((kind, f"{item}_type"),) if kind else ()
        from_clause.spread(made(lambda listed: dialect().unnested((listed, item), *types), column))
        value = from_clause.prepare(self.given(name(item)), f"{item}_given")
        return value, name(f"{item}_type") if kind else None

    def prepare(self, value: Fragment, from_clause: FromClause) -> Fragment:
        """A name for a value, of the row or of an unnested one; a looked-up one keeps its own."""
        if from_clause.joins or value.kind != "made":
            return value
        if from_clause.unnest:
            return from_clause.prepare(value, self.alias("y"))
        return self.scope.prepare(value)

    def cell(self, column: Fragment) -> Fragment:
        """The value of a cell; an empty one is a text where the source says so."""
        if self.scope.source.empty_is_text:
            return self.given(made(lambda sql: f"coalesce({sql}, '')", column))
        return self.given(column)

    def given(self, value: Fragment) -> Fragment:
        """A value that is none when its source writes "nothing" so."""
        source = self.scope.source
        if not source.nulls:
            return value
        return made(lambda sql: nulled(sql, source.nulls, trim=source.trim), value)

    def call(self, call: Call, term: TermMap, *, from_clause: FromClause) -> Fragment:
        function = FUNCTIONS[call.function]
        found = [
            self.input(function, iri, given=given, term=term, from_clause=from_clause)
            for iri, given in call.inputs
        ]
        arguments = inputs(function, call, values=found)
        if call.function == LOOKUP:
            return self.lookup(arguments, call, from_clause=from_clause)
        value = self.apply(function, arguments, from_clause=from_clause)
        if function.splits:
            item = self.alias("x")
            from_clause.spread(made(lambda listed: dialect().unnested((listed, item)), value))
            return from_clause.prepare(self.given(name(item)), f"{item}_given")
        value = self.prepare(value, from_clause)
        if function.code is not None:
            raw = next(part for part in found if isinstance(part, Fragment))
            column = self.column_of(call)
            from_clause.checks.append(
                Check(function.code, column, lost(raw, value), raw, function.expected)
            )
        return value

    def input(
        self,
        function: Function,
        iri: str,
        *,
        given: Expression,
        term: TermMap,
        from_clause: FromClause,
    ) -> str | Fragment:
        """The value of an input; for one that must be fixed, the text itself."""
        parameter = function.parameter(iri)
        if parameter is None or not parameter.constant:
            known = from_clause.lists
            value = self.prepare(self.value(given, term, from_clause=from_clause), from_clause)
            if parameter is not None and parameter.many and from_clause.lists > known:
                raise NotCompilableError(
                    Message("{function} takes several values at once", function=function.name)
                )
            return value
        if not isinstance(given, Constant):
            raise NotCompilableError(
                Message(
                    "{function}: '{parameter}' is not a fixed value",
                    function=function.name,
                    parameter=parameter.name,
                )
            )
        return given.value

    def column_of(self, expression: Expression | None) -> str:
        return next(expression_references(expression), "")

    def apply(
        self, function: Function, arguments: Arguments, *, from_clause: FromClause
    ) -> Fragment:
        """What a function gives."""
        if function.sql is not None:
            return _called(function.sql, arguments)
        if not from_clause.plain:
            raise NotCompilableError(
                Message("{function} is applied to one of several values", function=function.name)
            )
        scope = self.scope
        found: list[Fragment] = []
        for value in arguments.values():
            if isinstance(value, list):
                raise NotCompilableError(
                    Message("{function} takes any number of values", function=function.name)
                )
            found.append(text(value) if isinstance(value, str) else value)
        given = tuple(found)
        for known in scope.evaluated:
            if (known.function, known.inputs) == (function.iri, given):
                return known.value
        table = f"call_{scope.number}_{len(scope.evaluated)}"
        level = scope.level(given)
        before = scope.relation(given, below=level)
        evaluated = FunctionTable(table, function.iri, tuple(arguments), given, before)
        scope.add(evaluated, level)
        return evaluated.value

    def lookup(self, arguments: Arguments, call: Call, *, from_clause: FromClause) -> Fragment:
        listed, value = arguments["list"], arguments["value"]
        assert isinstance(listed, str) and isinstance(value, Fragment)  # as check_call has seen
        table, alias = self.scope.lookups[listed], self.alias("l")
        from_clause.joins.append(
            made(lambda sql: f"LEFT JOIN {table} {alias} ON {alias}.key = {folded(sql)}", value)
        )
        wrong = lost(value, name(f"{alias}.key"))
        file = self.scope.lists[listed].file
        from_clause.checks.append(Check("SAM-M005", self.column_of(call), wrong, value, file))
        return name(f"{alias}.target")

    def holds(
        self, condition: Expression | None, term: TermMap, *, from_clause: FromClause
    ) -> Fragment | None:
        """The SQL test of a condition; None when there is none."""
        if condition is None:
            return None
        value = self.value(condition, term, from_clause=from_clause)
        return made(lambda sql: f"coalesce({sql}, 'false') = 'true'", value)


def _called(function: Callable[..., str], arguments: Arguments) -> Fragment:
    """What a function with SQL gives; texts among its arguments are fixed inputs."""

    def of(value: str | Fragment) -> str:
        return value.sql if isinstance(value, Fragment) else text(value).sql

    given = {
        parameter: [of(item) for item in value] if isinstance(value, list) else of(value)
        for parameter, value in arguments.items()
    }
    flat = (
        item
        for value in arguments.values()
        for item in (value if isinstance(value, list) else [value])
        if isinstance(item, Fragment)
    )
    return Fragment(f"({function(**given)})", reads_of(flat))
