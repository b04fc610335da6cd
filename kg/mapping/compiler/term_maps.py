"""Compiles term maps to SQL that writes N-Quads, and what is wrong with their values."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from kg.mapping.compiler.expressions import ExpressionCompiler
from kg.mapping.compiler.sql_parts import Check, FromClause, NotCompilableError, TermSql, lost
from kg.mapping.document import Call, Constant, Expression, Reference, Template, TermMap
from kg.mapping.functions import FUNCTIONS, LOOKUP
from kg.mapping.ntriples import has_scheme
from kg.mapping.sql import terms as sql
from kg.mapping.sql.datatypes import CHECKED, EXISTING, NO_DATATYPE, PLAIN, Lexical, lexical
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.fragment import Fragment, all_of, every, given, joined, made, text, when_given
from kg.mapping.sql.terms import (
    as_it_is,
    escaped,
    is_absolute_iri,
    is_ascii,
    is_language_tag,
    percent_encoded,
    quoted,
    trimmed,
    without_exponent,
)
from kg.model.terms import XSD
from kg.texts import Message

_OPEN = re.compile(f"{sql.SCHEME}(//[^/?#]*)?")
"""The beginning of an IRI of which a value makes the host, or all."""


class TermMapCompiler(ExpressionCompiler):
    """Compiles the term maps of one triples map."""

    def term(self, term: TermMap, from_clause: FromClause) -> TermSql:
        """A term as N-Quads writes it, whatever its condition; NULL when it is left out.

        Raises:
            MappingError: a column or function does not exist.
            NotCompilableError: only the interpreter can do this.
        """
        if term.gather is not None:
            raise NotCompilableError(Message("a list or container is gathered"))
        source = self.scope.source
        term = replace(
            term,
            dates=source.dates if term.dates is None else term.dates,
            decimal=term.decimal or source.decimal,
        )
        if term.term_type == "blank":
            written = self.blank(term, from_clause)
        elif term.term_type == "literal":
            written = self.literal(term, from_clause)
        else:
            written = self.iri(term, from_clause)
        if term.required:
            self.required(term, written, from_clause=from_clause)
        return written

    def required(self, term: TermMap, written: TermSql, *, from_clause: FromClause) -> None:
        """What is not there, unless the term is made of something else instead."""
        there = every(*given(written.given)) if from_clause.plain else None
        absent = None if there is None else made(lambda sql: f"NOT ({sql})", there)
        for reference in term.references:
            raw = self.scope.column(reference, term)
            empty = made(lambda sql: f"({sql}) IS NULL", self.cell(raw))
            if self.scope.is_list(reference):
                empty = made(lambda sql: f"coalesce({dialect().size(sql)}, 0) = 0", raw)
                raw = text("")
            wrong = all_of(empty, absent)
            from_clause.checks.append(Check("SAM-M001", reference, wrong, raw, per_row=True))

    def blank(self, term: TermMap, from_clause: FromClause) -> TermSql:
        if term.expression is None:
            return self.row_node(self.alias("n"))
        value = self.prepare(
            self.value(term.expression, term, from_clause=from_clause), from_clause
        )
        return self.labelled(made(dialect().digest, value), value)

    def row_node(self, path: str) -> TermSql:
        """The blank node that stands for the row at one place of its triples map.

        As a subject it is the one that the interpreter makes too, since links lead there.
        """
        where = quoted(f"{self.scope.name}/{path}/")
        file = "_file" if len(self.scope.staged.files) > 1 else "0"
        return self.labelled(Fragment(dialect().digest(f"{where} || _row || '/' || {file}")))

    def labelled(self, label: Fragment, *given: Fragment) -> TermSql:
        """The blank node of a label, or its IRI when blank nodes become IRIs."""
        if self.scope.skolem is not None:
            return TermSql((f"<{self.scope.skolem}", label, ">"), given)
        return TermSql(("_:b", label), given)

    def iri(self, term: TermMap, from_clause: FromClause) -> TermSql:
        expression = term.expression
        if isinstance(expression, Constant):
            return TermSql((f"<{self.absolute(expression.value)}>",))
        if expression is None:
            raise NotCompilableError(Message("an IRI without an expression"))
        if isinstance(expression, Template) and term.term_type != "unsafe-iri":
            return self.template(expression, term, from_clause=from_clause)
        value = self.value(expression, term, from_clause=from_clause)
        if isinstance(expression, Call) and expression.function == LOOKUP:
            return TermSql(("<", value, ">"), (value,))
        if self.scope.source.trim:
            value = self.prepare(made(trimmed, value), from_clause)
        if term.term_type == "unsafe-iri" and self.scope.unsafe:
            whole = made(as_it_is, self.whole(self.prepare(value, from_clause), from_clause))
            return TermSql(("<", whole, ">"), (value,))
        return self.checked_iri(value, term, from_clause=from_clause)

    def template(self, template: Template, term: TermMap, *, from_clause: FromClause) -> TermSql:
        body: list[str | Fragment] = []
        keys = []
        encoded = partial(percent_encoded, ascii_only=term.term_type == "uri")
        for part in template.parts:
            if isinstance(part, str):
                body.append(part)
            else:
                keys.append(self.key(part, term, from_clause=from_clause))
                body.append(made(encoded, keys[-1]))
        first = template.parts[0] if isinstance(template.parts[0], str) else ""
        if has_scheme(first) and not _OPEN.fullmatch(first):
            return TermSql(("<", *body, ">"), tuple(keys))
        colon = any(isinstance(part, str) and ":" in part for part in template.parts)
        if self.scope.base_iri is None or colon:
            return self.checked_iri(when_given(keys, joined(body)), term, from_clause=from_clause)
        return TermSql((f"<{self.scope.base_iri}", *body, ">"), tuple(keys))

    def absolute(self, iri: str) -> str:
        return iri if has_scheme(iri) else (self.scope.base_iri or "") + iri

    def key(self, part: Expression, term: TermMap, *, from_clause: FromClause) -> Fragment:
        value = self.prepare(self.value(part, term, from_clause=from_clause), from_clause)
        return self.prepare(made(trimmed, value), from_clause) if self.scope.source.trim else value

    def whole(self, value: Fragment, from_clause: FromClause) -> Fragment:
        """An IRI with the base before it when it is relative."""
        if self.scope.base_iri is None:
            return value
        base = quoted(self.scope.base_iri)
        resolved = made(
            lambda iri: f"CASE WHEN {sql.has_scheme(iri)} THEN {iri} ELSE {base} || {iri} END",
            value,
        )
        return self.prepare(resolved, from_clause)

    def checked_iri(self, value: Fragment, term: TermMap, *, from_clause: FromClause) -> TermSql:
        value = self.prepare(value, from_clause)
        whole = self.whole(value, from_clause)
        good = made(is_absolute_iri, whole)
        if term.term_type == "uri":
            good = made(lambda sound, iri: f"({sound} AND {is_ascii(iri)})", good, whole)
        wrong = made(lambda iri, sound: f"({iri}) IS NOT NULL AND NOT {sound}", value, good)
        column = self.column_of(term.expression)
        from_clause.checks.append(Check("SAM-M004", column, wrong, value, "https://…"))
        return TermSql(("<", whole, ">"), test=good)

    def literal(self, term: TermMap, from_clause: FromClause) -> TermSql:
        expression = term.expression
        if expression is None:
            raise NotCompilableError(Message("a literal without an expression"))
        language = term.language.value if isinstance(term.language, Constant) else None
        datatype = term.datatype.value if isinstance(term.datatype, Constant) else None
        kind = None
        if isinstance(expression, Reference):
            value, kind = self.reference(expression, term, from_clause=from_clause)
        else:
            value = self.prepare(self.value(expression, term, from_clause=from_clause), from_clause)
            if isinstance(expression, Call) and (gives := FUNCTIONS[expression.function].gives):
                kind = text(gives)
        if language is not None:
            return self.text(value, f'"@{language.lower()}')
        if term.language is not None:
            return self.in_language(term.language, value, term=term, from_clause=from_clause)
        if datatype is not None:
            return self.typed(datatype, value, kind=kind, term=term, from_clause=from_clause)
        if term.datatype is not None:
            return self.in_datatype(
                term.datatype, value, kind=kind, term=term, from_clause=from_clause
            )
        if kind is None:
            return self.text(value)
        tail = quoted(f'"^^<{XSD}')
        return self.text(value, made(lambda sql: f"coalesce({tail} || {sql} || '>', '\"')", kind))

    def text(self, value: Fragment, *tail: str | Fragment) -> TermSql:
        """A value between quotes, and what follows it."""
        return TermSql(('"', made(escaped, value), *(tail or ('"',))), (value,))

    def in_language(
        self, language: Expression, value: Fragment, *, term: TermMap, from_clause: FromClause
    ) -> TermSql:
        said = self.prepare(self.value(language, term, from_clause=from_clause), from_clause)
        tag = self.prepare(made(lambda sql: f"lower({sql})", said), from_clause)
        good = made(is_language_tag, tag)
        wrong = made(
            lambda sql, tag, good: f"({sql}) IS NOT NULL AND {tag} IS NOT NULL AND NOT {good}",
            value,
            tag,
            good,
        )
        from_clause.checks.append(
            Check("SAM-M011", self.column_of(language), wrong, said, "nl, fr, …")
        )
        return replace(self.text(value, '"@', tag), test=good)

    def lexical(
        self,
        datatype: str,
        value: Fragment,
        *,
        kind: Fragment | None,
        term: TermMap,
        from_clause: FromClause,
    ) -> tuple[Fragment, Lexical] | None:
        """The canonical form of a value, and its check; `kind` is what its source knows of it."""
        bare = self.prepare(made(trimmed, value), from_clause)
        if kind is not None and datatype in PLAIN:
            # A number that a source knows as a double is written with an exponent.
            bare = self.prepare(made(_plain, value, kind, bare), from_clause)
        dates, decimal = term.dates or (), term.decimal or "."
        check = lexical(datatype, bare.sql, dates=dates, decimal=decimal)
        natural = lexical(datatype, bare.sql, dates=(), decimal=".")
        if check is None or natural is None:
            return None
        form = Fragment(check.sql, bare.reads)
        if kind is None or check.sql == natural.sql:
            return form, check
        # What the source knows as a number or date is written as XSD does, whatever its texts use.
        known = Fragment(natural.sql, bare.reads)
        is_known = "= 'date'" if datatype == f"{XSD}date" else "IS NOT NULL"
        return made(
            lambda kind, form, known: f"CASE WHEN {kind} {is_known} THEN {known} ELSE {form} END",
            kind,
            form,
            known,
        ), check

    def typed(
        self,
        datatype: str,
        value: Fragment,
        *,
        kind: Fragment | None,
        term: TermMap,
        from_clause: FromClause,
    ) -> TermSql:
        if datatype in NO_DATATYPE:
            return self.text(value)
        tail = f'"^^<{datatype}>'
        found = self.lexical(datatype, value, kind=kind, term=term, from_clause=from_clause)
        if found is None or term.constant is not None:
            return self.text(value, tail)
        form, check = self.prepare(found[0], from_clause), found[1]
        column = self.column_of(term.expression)
        from_clause.checks.append(
            Check(check.code, column, lost(value, form), value, check.expected)
        )
        return TermSql(('"', form, tail), (form,))

    def in_datatype(
        self,
        datatype: Expression,
        value: Fragment,
        *,
        kind: Fragment | None,
        term: TermMap,
        from_clause: FromClause,
    ) -> TermSql:
        found = replace(term, expression=datatype, term_type="iri", language=None, datatype=None)
        iri = self.prepare(self.iri(found, from_clause).whole, from_clause)
        plain = ", ".join(quoted(f"<{name}>") for name in NO_DATATYPE)
        tail = made(
            lambda iri: f"CASE WHEN {iri} IN ({plain}) THEN '\"' ELSE '\"^^' || {iri} END", iri
        )
        there = made(_exists, iri)
        wrong = made(lambda sql, there: f"({sql}) IS NOT NULL AND NOT ({there})", value, there)
        column = self.column_of(datatype)
        from_clause.checks.append(Check("SAM-M003", column, wrong, iri, "xsd:…"))
        written = self.text(
            self.in_form(iri, value, kind=kind, term=term, from_clause=from_clause), tail
        )
        return replace(written, given=(*written.given, iri), test=there)

    def in_form(
        self,
        iri: Fragment,
        value: Fragment,
        *,
        kind: Fragment | None,
        term: TermMap,
        from_clause: FromClause,
    ) -> Fragment:
        """A value in the canonical form of a datatype that the row names."""
        known = {
            quoted(f"<{datatype}>"): found
            for datatype in CHECKED
            if (
                found := self.lexical(
                    datatype, value, kind=kind, term=term, from_clause=from_clause
                )
            )
            is not None
        }

        def chosen(iri: str, value: str, *forms: str) -> str:
            cases = zip(known, forms, strict=True)
            listed = " ".join(f"WHEN {datatype} THEN {form}" for datatype, form in cases)
            return f"CASE {iri} {listed} ELSE {value} END"

        form = self.prepare(
            made(chosen, iri, value, *(form for form, _ in known.values())), from_clause
        )
        column = self.column_of(term.expression) or self.column_of(term.datatype)
        for datatype, (_, check) in known.items():
            wrong = made(
                lambda value, iri, form, is_=datatype: (
                    f"({value}) IS NOT NULL AND {iri} = {is_} AND {form} IS NULL"
                ),
                value,
                iri,
                form,
            )
            from_clause.checks.append(Check(check.code, column, wrong, value, check.expected))
        return form


def _exists(iri: str) -> str:
    """Whether a datatype, written as an IRI, is one, as far as that is known."""
    known = ", ".join(quoted(f"<{name}>") for name in EXISTING)
    return f"NOT {dialect().begins(iri, quoted(f'<{XSD}'))} OR {iri} IN ({known})"


def _plain(value: str, kind: str, bare: str) -> str:
    test = f"{kind} = 'double' AND {dialect().contains(value, quoted('E'))}"
    return f"CASE WHEN {test} THEN {without_exponent(value)} ELSE {bare} END"
