"""Makes SQL of the tests and values of a rule (`kg.inference.rule_query`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

import pyoxigraph as ox

from kg.inference import term_sql as terms
from kg.inference.rule_query import Part, UnsupportedConstructError
from kg.mapping.sql.dialect import SqlDialect
from kg.model.terms import XSD
from kg.texts import Message

Form = Literal["id", "token", "text", "number", "boolean"]
"""What SQL gives: the number of a term, a term as N-Triples, a text, a number or a truth."""
_OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
TRUE, FALSE = f'"true"^^<{XSD}boolean>', f'"false"^^<{XSD}boolean>'


@dataclass(frozen=True)
class Bound:
    """How SQL has a value; NULL, where it may be, is a variable without one, or an error."""

    sql: str
    form: Form = "id"
    nullable: bool = False


class ExpressionSql:
    """Makes the expressions of one query.

    `number` gives the number of a term, `exists` the SQL of a pattern that must have an answer
    where variables have the values they have here.
    """

    def __init__(
        self,
        dialect: SqlDialect,
        *,
        number: Callable[[str], int],
        exists: Callable[[Part, Mapping[str, Bound]], str],
    ) -> None:
        self.dialect = dialect
        self._number, self._exists = number, exists
        self._aliases = count()
        self.lookups: dict[str, str] | None = None

    def test(self, part: str | Part, scope: Mapping[str, Bound]) -> str:
        """A truth value (SPARQL 17.2.2)."""
        value = self.value(part, scope)
        if value.form == "boolean":
            return value.sql
        if value.form == "text":
            return f"({value.sql} <> '')"
        if value.form == "number":
            return f"({value.sql} <> 0)"
        return f"({terms.truth(self._term(value))})"

    def value(self, part: str | Part, scope: Mapping[str, Bound]) -> Bound:
        """Any value.

        Raises:
            UnsupportedConstructError: a function is given what it cannot take here.
        """
        if isinstance(part, str):
            if part.startswith("?"):
                # A variable that nothing binds is an error wherever it is used.
                return scope.get(part, Bound("CAST(NULL AS INTEGER)", nullable=True))
            return self._constant(part)
        operator, *arguments = part
        if operator in ("AND", "OR"):
            joined = f" {operator} ".join(self.test(item, scope) for item in arguments)
            return Bound(f"({joined})", "boolean", nullable=True)
        if operator == "NOT":
            return Bound(f"(NOT {self.test(arguments[0], scope)})", "boolean", nullable=True)
        if operator == "EXISTS":
            return Bound(self._exists(arguments[0], scope), "boolean")
        if operator == "BOUND":
            name = scope.get(arguments[0])
            return Bound("false" if name is None else f"({name.sql} IS NOT NULL)", "boolean")
        values = [self.value(item, scope) for item in arguments]
        if operator in _OPERATORS:
            return Bound(self._compared(operator, *values), "boolean", nullable=True)
        if operator == "IN":
            tests = [self._compared("=", values[0], other) for other in values[1:]]
            return Bound(f"({' OR '.join(tests) or 'false'})", "boolean", nullable=True)
        if operator == "IF":
            yes, no = self._alike(values[1:])
            test = self.test(arguments[0], scope)
            sql = f"CASE WHEN {test} THEN {yes.sql} WHEN NOT {test} THEN {no.sql} END"
            return Bound(sql, yes.form, nullable=True)
        if operator == "COALESCE":
            alike = self._alike(values)
            return Bound(f"coalesce({', '.join(v.sql for v in alike)})", alike[0].form, True)
        return self._function(operator, values)

    def token(self, value: Bound) -> str:
        """A value as an N-Triples text."""
        if value.form == "id":
            return self._of(value, "token")
        if value.form == "text":
            return terms.written(self.dialect, value.sql)
        if value.form == "boolean":
            yes, no = self.dialect.quoted(TRUE), self.dialect.quoted(FALSE)
            return f"(CASE WHEN {value.sql} THEN {yes} WHEN NOT {value.sql} THEN {no} END)"
        if value.form == "number":
            number = self.dialect.as_text(value.sql)
            integer = self.dialect.quoted(f'"^^<{XSD}integer>')
            return f"('\"' || {number} || {integer})"
        return value.sql

    def _of(self, value: Bound, column: str) -> str:
        """A column of the term that a number stands for."""
        if self.lookups is None or value.nullable:
            return f"(SELECT {column} FROM term WHERE id = {value.sql})"
        # A relation that the block joins, since a term is looked at many times.
        if value.sql not in self.lookups:
            self.lookups[value.sql] = f"t{next(self._aliases)}"
        return f"{self.lookups[value.sql]}.{column}"

    def _term(self, value: Bound) -> terms.TermColumns:
        if value.form == "id":
            return terms.TermColumns(*(self._of(value, column) for column in terms.COLUMNS))
        if value.form == "text":
            return terms.TermColumns("'text'", value.sql)
        if value.form == "number":
            return terms.TermColumns("'number'", number=value.sql)
        if value.form == "boolean":
            text = f"CASE WHEN {value.sql} THEN 'true' WHEN NOT {value.sql} THEN 'false' END"
            return terms.TermColumns("'boolean'", text)
        raise UnsupportedConstructError(str(Message("a test of a value that the rule makes")))

    def same(self, one: Bound, two: Bound) -> str:
        """Whether two values are the same term; NULL when one of them is not there."""
        if one.form == two.form:
            return f"{one.sql} = {two.sql}"
        return f"{self.token(one)} = {self.token(two)}"

    def _constant(self, token: str) -> Bound:
        if not token.startswith('"'):
            return Bound(str(self._number(token)))
        (quad,) = ox.parse(f"<urn:s> <urn:p> {token} .", ox.RdfFormat.N_TRIPLES)
        literal = quad.object
        assert isinstance(literal, ox.Literal)
        if literal.language is None and literal.datatype.value == XSD + "string":
            return Bound(self.dialect.quoted(literal.value), "text")
        if token in (TRUE, FALSE):
            return Bound(literal.value, "boolean")
        if literal.datatype.value == XSD + "integer" and literal.value.isdigit():
            return Bound(str(int(literal.value)), "number")
        return Bound(str(self._number(token)))

    def _alike(self, values: Sequence[Bound]) -> list[Bound]:
        if len({value.form for value in values}) == 1:
            return list(values)
        return [Bound(self.token(value), "token", value.nullable) for value in values]

    def _compared(self, operator: str, one: Bound, two: Bound) -> str:
        if one.form == two.form and one.form in ("text", "number", "boolean"):
            return f"({one.sql} {'<>' if operator == '!=' else operator} {two.sql})"
        sides = self._term(one), self._term(two)
        if operator not in ("=", "!="):
            return f"({terms.ordered(*sides, operator=operator)})"
        equal = f"({terms.equal(*sides)})"
        if one.form == two.form == "id":
            # Numbers of literals are negative: others are equal when they are the same.
            a, b = one.sql, two.sql
            same = f"WHEN {a} = {b} THEN true WHEN {a} > 0 OR {b} > 0 THEN false"
            equal = f"(CASE {same} ELSE {equal} END)"
        return equal if operator == "=" else f"(NOT {equal})"

    def _function(self, name: str, values: Sequence[Bound]) -> Bound:
        d = self.dialect
        match name, values:
            case "STR", [value]:
                return Bound(self._str(value), "text", True)
            case "LANG", [value]:
                kind = self._term(value).kind
                tag = f"CASE WHEN SUBSTR({kind}, 1, 1) = '@' THEN SUBSTR({kind}, 2) ELSE '' END"
                return Bound(f"CASE WHEN {kind} <> '' THEN {tag} END", "text", True)
            case "SAMETERM", [one, two]:
                return Bound(f"({self.same(one, two)})", "boolean", True)
            case "ISIRI" | "ISLITERAL" | "ISBLANK", [value]:
                first = {"ISIRI": "<", "ISLITERAL": '"', "ISBLANK": "_"}[name]
                sql = d.begins(self.token(value), d.quoted(first))
                return Bound(sql, "boolean", True)
            case "STRLEN", [value]:
                return Bound(f"LENGTH({self._read(value)})", "number", True)
            case "STRSTARTS" | "STRENDS" | "CONTAINS", [one, two]:
                call = {"STRSTARTS": d.begins, "STRENDS": d.ends, "CONTAINS": d.contains}[name]
                return Bound(call(self._read(one), self._read(two)), "boolean", True)
            case "REGEX", [value, pattern, *flags]:
                return self._regex(value, pattern, flags)
            case "SUBSTR", [value, start, *length]:
                parts = [self._plain(name, value), *map(self._whole, (start, *length))]
                return Bound(f"SUBSTR({', '.join(parts)})", "text", True)
            case ("UCASE", [value]) | ("LCASE", [value]):
                case = "UPPER" if name == "UCASE" else "LOWER"
                return Bound(f"{case}({self._plain(name, value)})", "text", True)
            case "CONCAT", several:
                joined = " || ".join(self._plain(name, value) for value in several)
                return Bound(f"({joined or d.quoted('')})", "text", True)
            case "IRI", [value]:
                return self._iri(value)
            case "STRDT", [value, kind]:
                text = terms.written(d, self._plain(name, value))
                mark = self.token(kind)
                plain = d.quoted(f"<{XSD}string>")
                sql = f"CASE WHEN {mark} = {plain} THEN {text} ELSE {text} || '^^' || {mark} END"
                return Bound(f"({sql})", "token", True)
            case "STRLANG", [value, tag]:
                text = terms.written(d, self._plain(name, value))
                return Bound(f"({text} || '@' || LOWER({self._plain(name, tag)}))", "token", True)
        raise UnsupportedConstructError(f"{name} ({len(values)})")

    def _str(self, value: Bound) -> str:
        # A blank node has no text.
        term = self._term(value)
        if value.form != "id":
            return term.text if value.form != "number" else self.dialect.as_text(value.sql)
        blank = self.dialect.begins(self.token(value), self.dialect.quoted("_"))
        return f"CASE WHEN NOT {blank} THEN {term.text} END"

    def _read(self, value: Bound) -> str:
        """The text of a text, with or without a language; NULL of anything else."""
        if value.form == "text":
            return value.sql
        term = self._term(value)
        return f"CASE WHEN {terms.is_text(term)} THEN {term.text} END"

    def _plain(self, function: str, value: Bound) -> str:
        if value.form == "text":
            return value.sql
        raise UnsupportedConstructError(
            str(Message("{function} of something else than STR(…) or a text", function=function))
        )

    def _whole(self, value: Bound) -> str:
        if value.form == "number":
            return value.sql
        raise UnsupportedConstructError(
            str(Message("{function} by something else than a whole number", function="SUBSTR"))
        )

    def _regex(self, value: Bound, pattern: Bound, flags: Sequence[Bound]) -> Bound:
        if any(not part.sql.startswith("'") for part in (pattern, *flags)):
            raise UnsupportedConstructError(
                str(Message("{function} by something else than a text", function="REGEX"))
            )
        text = pattern.sql[1:-1].replace("''", "'")
        set_ = flags[0].sql[1:-1] if flags else ""
        if set(set_) - set("ism"):
            raise UnsupportedConstructError(f"REGEX (…, '{set_}')")
        found = self.dialect.has(self._read(value), f"(?{set_}){text}" if set_ else text)
        return Bound(found, "boolean", True)

    def _iri(self, value: Bound) -> Bound:
        d = self.dialect
        # An IRI stays as it is, and a text is read as one.
        text = self._str(value) if value.form == "id" else self._plain("IRI", value)
        whole = d.matches(text, '[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x20<>"{}|\\\\^`]*')
        return Bound(f"(CASE WHEN {whole} THEN '<' || {text} || '>' END)", "token", True)
