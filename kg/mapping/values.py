"""Compiles expressions and term maps to SQL over the rows of a source, and what is wrong with them.

A value is an SQL expression that is NULL where there is none. A cell with several values adds a
layer: the relation is unnested there, so that every expression sees one value at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kg.mapping.datatypes import CHECKED, PLAIN, Lexical, lexical
from kg.mapping.dialect import dialect
from kg.mapping.document import (
    Call,
    Constant,
    Expression,
    Reference,
    Template,
    TermMap,
    expression_references,
)
from kg.mapping.functions import FUNCTIONS, Function, inputs
from kg.mapping.scope import Evaluated, Scope
from kg.mapping.sql import (
    concat,
    escaped,
    folded,
    is_absolute_iri,
    is_ascii,
    is_language_tag,
    joined,
    nulled,
    percent_encoded,
    quoted,
    trimmed,
    when_given,
    without_exponent,
)
from kg.model.terms import RDF, XSD

LOOKUP = "https://w3id.org/samenspel/fn#lookup"
_NAMED = re.compile(r"\w+|'(?:[^']|'')*'")
_NO_DATATYPE = (XSD + "string", RDF + "langString")


class NotCompilableError(Exception):
    """SQL cannot express this; the interpreter can. The message says what it is."""


@dataclass(frozen=True)
class Check:
    """Rows for which a value is wrong: a condition, and what stands there.

    `per_row` checks look at the whole cell, also where the term looks at each of its values.
    """

    code: str
    column: str
    condition: str
    raw: str
    expected: str | None = None
    per_row: bool = False


@dataclass
class Layers:
    """What the expressions of one statement need beside the row: unnested values and joins."""

    unnest: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    def prepare(self, sql: str, name: str) -> str:
        """Name a value that stands in an unnested one."""
        self.unnest.append(f"{sql} AS {name}")
        return name

    @property
    def plain(self) -> bool:
        """Whether every value stands in the row itself."""
        return not self.unnest and not self.joins

    def add(self, selected: str) -> None:
        """Unnest once more; the same list is unnested once for each use in a term."""
        self.unnest.append(selected)


@dataclass(frozen=True)
class Written:
    """A term as texts to be put one after the other, when `given` are there and `test` holds.

    Kept apart until a whole line is written, so that each text is copied once.
    """

    parts: tuple[str, ...]
    given: tuple[str, ...] = ()
    test: str | None = None

    @property
    def sql(self) -> str:
        """The term as one expression."""
        return when_given(self.given, joined(self.parts), self.test)


class Terms:
    """Compiles the term maps of one triples map; `prefix` keeps its join aliases apart."""

    def __init__(self, scope: Scope, prefix: str = "") -> None:
        self.scope, self.prefix, self.count = scope, prefix, 0

    def alias(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.prefix}{self.count}"

    def value(self, expression: Expression, term: TermMap, layers: Layers) -> str:
        """The SQL of an expression's value.

        Raises:
            MappingError: a column or function does not exist.
            NotCompilableError: only the interpreter can do this.
        """
        if isinstance(expression, Constant):
            return quoted(expression.value)
        if isinstance(expression, Reference):
            return self.reference(expression, term, layers)[0]
        if isinstance(expression, Call):
            return self.call(expression, term, layers)
        return concat(
            *(
                quoted(part) if isinstance(part, str) else f"({self.value(part, term, layers)})"
                for part in expression.parts
            )
        )

    def reference(
        self, reference: Reference, term: TermMap, layers: Layers
    ) -> tuple[str, str | None]:
        """A reference's value and its natural datatype (a local name of XSD), when it has one."""
        scope, name = self.scope, reference.name
        column = scope.column(name, term)
        kind = scope.staged.types.get(name)
        if scope.is_list(name):
            item = self.alias("x")
            sql = dialect()
            types = f", {sql.unnest(kind)} AS {item}_type" if kind else ""
            layers.add(f"{sql.unnest(column)} AS {item}{types}")
            value = layers.prepare(self.given(item), f"{item}_given")
            return value, f"{item}_type" if kind else None
        return scope.prepare(self.cell(column)), kind

    def prepare(self, sql: str, layers: Layers) -> str:
        """A name for a value, of the row or of an unnested one; a looked-up one keeps its own."""
        if layers.joins or _NAMED.fullmatch(sql):
            return sql
        return layers.prepare(sql, self.alias("y")) if layers.unnest else self.scope.prepare(sql)

    def cell(self, column: str) -> str:
        """The value of a cell; an empty one is a text where the source says so."""
        return self.given(f"coalesce({column}, '')" if self.scope.source.empty_is_text else column)

    def given(self, column: str) -> str:
        source = self.scope.source
        return nulled(column, source.nulls, trim=source.trim)

    def call(self, call: Call, term: TermMap, layers: Layers) -> str:
        function = FUNCTIONS[call.function]
        found = [self.input(function, iri, given, term, layers) for iri, given in call.inputs]
        arguments = inputs(function, call, found)
        if call.function == LOOKUP:
            return self.lookup(arguments, call, layers)
        value = self.apply(function, arguments, layers)
        if function.splits:
            item = self.alias("x")
            layers.add(f"{dialect().unnest(value)} AS {item}")
            return layers.prepare(self.given(f"nullif({trimmed(item)}, '')"), f"{item}_given")
        value = self.prepare(value, layers)
        if function.code is not None:
            raw = next(sql for sql in found if sql is not None)
            wrong = f"({raw}) IS NOT NULL AND ({value}) IS NULL"
            name = self.column_of(call)
            layers.checks.append(Check(function.code, name, wrong, raw, function.expected))
        return value

    def input(
        self, function: Function, iri: str, given: Expression, term: TermMap, layers: Layers
    ) -> str:
        """The SQL of an input; for one that must be fixed, the text itself."""
        parameter = function.parameter(iri)
        if parameter is None or not parameter.constant:
            return self.prepare(self.value(given, term, layers), layers)
        if not isinstance(given, Constant):
            raise NotCompilableError(f"{function.name}: '{parameter.name}' is not a fixed value")
        return given.value

    def column_of(self, expression: Expression | None) -> str:
        return next(expression_references(expression), "")

    def apply(
        self, function: Function, arguments: dict[str, str | list[str]], layers: Layers
    ) -> str:
        if function.sql is not None:
            return f"({function.sql(**arguments)})"
        if not layers.plain:
            raise NotCompilableError(f"{function.name} is applied to one of several values")
        scope = self.scope
        constants = {p.name for p in function.parameters if p.constant}
        found: list[str] = []
        for name, sql in arguments.items():
            if isinstance(sql, list):
                raise NotCompilableError(f"{function.name} takes any number of values")
            found.append(quoted(sql) if name in constants else sql)
        given = tuple(found)
        for known in scope.evaluated:
            if (known.function, known.inputs) == (function, given):
                return known.value
        table = f"call_{scope.number}_{len(scope.evaluated)}"
        level = max(scope.level(sql) for sql in given)
        before = scope.relation(given, below=level)
        evaluated = Evaluated(table, function, tuple(arguments), given, before)
        scope.add(evaluated, level)
        return evaluated.value

    def lookup(self, arguments: dict[str, str | list[str]], call: Call, layers: Layers) -> str:
        listed = str(arguments["list"])
        table, alias = self.scope.lookups[listed], self.alias("l")
        value = str(arguments["value"])
        layers.joins.append(f"LEFT JOIN {table} {alias} ON {alias}.key = {folded(value)}")
        wrong = f"({value}) IS NOT NULL AND {alias}.key IS NULL"
        layers.checks.append(Check("SAM-M005", self.column_of(call), wrong, value, listed))
        return f"{alias}.target"

    def holds(self, condition: Expression | None, term: TermMap, layers: Layers) -> str | None:
        """The SQL test of a condition; None when there is none."""
        if condition is None:
            return None
        return f"coalesce({self.value(condition, term, layers)}, 'false') = 'true'"

    def term(self, term: TermMap, layers: Layers) -> Written:
        """A term as N-Quads writes it; NULL when it is left out.

        Raises:
            MappingError: a column or function does not exist.
            NotCompilableError: only the interpreter can do this.
        """
        if term.gather is not None:
            raise NotCompilableError("a list or container is gathered")
        source = self.scope.source
        term = replace(
            term,
            dates=source.dates if term.dates is None else term.dates,
            decimal=term.decimal or source.decimal,
        )
        if term.required:
            self.required(term, layers)
        if term.term_type == "blank":
            written = self.blank(term, layers)
        elif term.term_type == "literal":
            written = self.literal(term, layers)
        else:
            written = self.iri(term, layers)
        test = self.holds(term.condition, term, layers)
        if test is None:
            return written
        both = test if written.test is None else f"{written.test} AND {test}"
        return replace(written, test=both)

    def required(self, term: TermMap, layers: Layers) -> None:
        for name in term.references:
            raw = self.scope.column(name, term)
            empty = f"({self.cell(raw)}) IS NULL"
            if self.scope.is_list(name):
                empty, raw = f"coalesce({dialect().size(raw)}, 0) = 0", "''"
            layers.checks.append(Check("SAM-M001", name, empty, raw, per_row=True))

    def blank(self, term: TermMap, layers: Layers) -> Written:
        given: tuple[str, ...] = ()
        if term.expression is None:
            where = quoted(f"{self.scope.name}/{self.alias('n')}/")
            file = "_file" if len(self.scope.staged.files) > 1 else "0"
            label = dialect().digest(f"{where} || _row || '/' || {file}")
        else:
            value = self.prepare(self.value(term.expression, term, layers), layers)
            label, given = dialect().digest(value), (value,)
        if self.scope.skolem is not None:
            return Written((quoted(f"<{self.scope.skolem}"), label, "'>'"), given)
        return Written(("'_:b'", label), given)

    def iri(self, term: TermMap, layers: Layers) -> Written:
        expression = term.expression
        if isinstance(expression, Constant):
            return Written((quoted(f"<{self.absolute(expression.value)}>"),))
        if expression is None:
            raise NotCompilableError("an IRI without an expression")
        if isinstance(expression, Reference | Call) or term.term_type == "unsafe-iri":
            value = self.value(expression, term, layers)
            if isinstance(expression, Call) and expression.function == LOOKUP:
                return Written(("'<'", value, "'>'"), (value,))
            if self.scope.source.trim:
                value = self.prepare(trimmed(value), layers)
            return self.checked_iri(value, term, layers)
        return self.template(expression, term, layers)

    def template(self, template: Template, term: TermMap, layers: Layers) -> Written:
        body, keys = [], []
        for part in template.parts:
            if isinstance(part, str):
                body.append(quoted(part))
            else:
                keys.append(self.key(part, term, layers))
                body.append(f"({percent_encoded(keys[-1], ascii_only=term.term_type == 'uri')})")
        first = template.parts[0] if template.parts else ""
        if isinstance(first, str) and ":" in first.split("/")[0]:
            return Written(("'<'", *body, "'>'"), tuple(keys))
        if self.scope.base_iri is None:
            return self.checked_iri(when_given(keys, joined(body)), term, layers)
        return Written((quoted(f"<{self.scope.base_iri}"), *body, "'>'"), tuple(keys))

    def absolute(self, iri: str) -> str:
        if self.scope.base_iri is None or ":" in iri.split("/")[0]:
            return iri
        return self.scope.base_iri + iri

    def key(self, part: Expression, term: TermMap, layers: Layers) -> str:
        value = self.prepare(self.value(part, term, layers), layers)
        return self.prepare(trimmed(value), layers) if self.scope.source.trim else value

    def checked_iri(self, value: str, term: TermMap, layers: Layers) -> Written:
        value = self.prepare(value, layers)
        if self.scope.base_iri is not None:
            base = quoted(self.scope.base_iri)
            resolved = f"CASE WHEN {is_absolute_iri(value)} THEN {value} ELSE {base} || {value} END"
            value = self.prepare(resolved, layers)
        good = is_absolute_iri(value)
        if term.term_type == "uri":
            good = f"({good} AND {is_ascii(value)})"
        wrong = f"({value}) IS NOT NULL AND NOT {good}"
        name = self.column_of(term.expression)
        layers.checks.append(Check("SAM-M004", name, wrong, value, "https://…"))
        return Written(("'<'", value, "'>'"), test=good)

    def literal(self, term: TermMap, layers: Layers) -> Written:
        expression = term.expression
        if expression is None:
            raise NotCompilableError("a literal without an expression")
        language = term.language.value if isinstance(term.language, Constant) else None
        datatype = term.datatype.value if isinstance(term.datatype, Constant) else None
        kind = None
        if isinstance(expression, Reference):
            value, kind = self.reference(expression, term, layers)
        else:
            value = self.prepare(self.value(expression, term, layers), layers)
        if language is not None:
            return self.text(value, quoted(f'"@{language.lower()}'))
        if term.language is not None:
            return self.in_language(term.language, value, term, layers)
        if datatype is not None:
            return self.typed(datatype, value, kind, term, layers)
        if term.datatype is not None:
            return self.in_datatype(term.datatype, value, kind, term, layers)
        if kind is None:
            return self.text(value)
        return self.text(value, f"coalesce('\"^^<{XSD}' || {kind} || '>', '\"')")

    def text(self, value: str, *tail: str) -> Written:
        """A value between quotes, and what follows it."""
        given = () if value.startswith("'") else (value,)
        return Written(("'\"'", f"({escaped(value)})", *(tail or ("'\"'",))), given)

    def in_language(
        self, language: Expression, value: str, term: TermMap, layers: Layers
    ) -> Written:
        tag = self.prepare(f"lower({self.value(language, term, layers)})", layers)
        good = is_language_tag(tag)
        wrong = f"({value}) IS NOT NULL AND {tag} IS NOT NULL AND NOT {good}"
        layers.checks.append(Check("SAM-M011", self.column_of(language), wrong, tag, "nl, fr, …"))
        return replace(self.text(value, "'\"@'", tag), test=good)

    def lexical(
        self, datatype: str, value: str, kind: str | None, term: TermMap, layers: Layers
    ) -> Lexical | None:
        """The check of a value; `kind` is the natural datatype that its source knows."""
        bare = self.prepare(trimmed(value), layers)
        if kind is not None and datatype in PLAIN:
            # A number that a source knows as a double is written with an exponent.
            plain = without_exponent(value)
            test = f"{kind} = 'double' AND {dialect().contains(value, quoted('E'))}"
            bare = self.prepare(f"CASE WHEN {test} THEN {plain} ELSE {bare} END", layers)
        dates, decimal = term.dates or (), term.decimal or "."
        check = lexical(datatype, bare, dates=dates, decimal=decimal)
        natural = lexical(datatype, bare, dates=dates, decimal=".")
        if check is None or natural is None or kind is None or check == natural:
            return check
        # What the source knows as a number is written with a point, whatever its texts use.
        both = f"CASE WHEN {kind} IS NULL THEN {check.sql} ELSE {natural.sql} END"
        return replace(check, sql=both)

    def typed(
        self, datatype: str, value: str, kind: str | None, term: TermMap, layers: Layers
    ) -> Written:
        if datatype in _NO_DATATYPE:
            return self.text(value)
        tail = quoted(f'"^^<{datatype}>')
        check = self.lexical(datatype, value, kind, term, layers)
        if check is None or term.constant is not None:
            return self.text(value, tail)
        form = self.prepare(check.sql, layers)
        wrong = f"({value}) IS NOT NULL AND ({form}) IS NULL"
        name = self.column_of(term.expression)
        layers.checks.append(Check(check.code, name, wrong, value, check.expected))
        return Written(("'\"'", form, tail), (form,))

    def in_datatype(
        self,
        datatype: Expression,
        value: str,
        kind: str | None,
        term: TermMap,
        layers: Layers,
    ) -> Written:
        found = replace(term, expression=datatype, term_type="iri", language=None, datatype=None)
        iri = self.prepare(self.iri(found, layers).sql, layers)
        plain = quoted(f"<{XSD}string>")
        tail = f"CASE WHEN {iri} = {plain} THEN '\"' ELSE '\"^^' || {iri} END"
        if term.constant is None:
            value = self.in_form(iri, value, kind, term, layers)
        written = self.text(value, tail)
        return replace(written, given=(*written.given, iri))

    def in_form(self, iri: str, value: str, kind: str | None, term: TermMap, layers: Layers) -> str:
        """A value in the canonical form of a datatype that the row names."""
        known = {
            quoted(f"<{name}>"): check
            for name in CHECKED
            if (check := self.lexical(name, value, kind, term, layers)) is not None
        }
        cases = " ".join(f"WHEN {name} THEN {check.sql}" for name, check in known.items())
        form = self.prepare(f"CASE {iri} {cases} ELSE {value} END", layers)
        column = self.column_of(term.expression)
        for name, check in known.items():
            wrong = f"({value}) IS NOT NULL AND {iri} = {name} AND {form} IS NULL"
            layers.checks.append(Check(check.code, column, wrong, value, check.expected))
        return form
