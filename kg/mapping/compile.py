"""Compiles a triples map to SQL statements: one for its single values, one for each that is not.

All single-valued terms of a row are written by one scan. A cell with several values, or a link to
another map, gets a statement of its own, so that every expression sees one value at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.errors import MappingError
from kg.mapping.document import Condition, Join, PredicateObject, TermMap, TriplesMap
from kg.mapping.sql import nulled, quoted, trimmed
from kg.mapping.values import Check, Compiled, Scope, compile_term
from kg.model.terms import PREFIXES


@dataclass(frozen=True)
class ColumnUse:
    """Which property a triples map makes from which columns, for "why is this here?"."""

    predicate: str
    columns: tuple[str, ...]
    line: int | None


@dataclass
class Plan:
    """A compiled triples map.

    `base` makes a table with the rows that count, the columns that are used and the subject `s`;
    the other statements read it. `quads` give a column `line` (an N-Quads line without its
    newline), `findings` give code, row, column, raw, rule and expected, `subjects` gives `_row`
    and `s` for provenance.
    """

    triples_map: TriplesMap
    base: str
    subjects: str
    quads: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    uses: list[ColumnUse] = field(default_factory=list)


def compile_map(triples_map: TriplesMap, scopes: dict[str, Scope], graph: str) -> Plan:
    """Compile one triples map; `scopes` holds that of every map of the document by name.

    Raises:
        MappingError: a column is not in the source, or a term cannot be compiled.
    """
    compiler = _Compiler(triples_map, scopes, graph)
    return compiler.plan()


class _Compiler:
    def __init__(
        self,
        triples_map: TriplesMap,
        scopes: dict[str, Scope],
        graph: str,
    ) -> None:
        self.map, self.scopes, self.graph = triples_map, scopes, graph
        self.scope = scopes[triples_map.name]
        self.subject = compile_term(triples_map.subject, self.scope, "ls")
        if self.subject.joins or self.subject.unnest:
            raise MappingError(
                f"the subject of '{triples_map.name}' must come from one value, without look-up.",
                file=triples_map.place.file,
                line=triples_map.subject.place.line,
                column=triples_map.subject.place.column,
            )
        self.base = self.scope.base
        self.result = Plan(
            triples_map,
            self.make_base(),
            f"SELECT _row, s FROM {self.base} WHERE s IS NOT NULL",
        )

    def make_base(self) -> str:
        where = ""
        if self.map.condition is not None:
            where = f" WHERE {self.holds(self.map.condition, self.scope)}"
        return (
            f"CREATE OR REPLACE TEMP TABLE {self.base} AS"
            f" SELECT *, {self.subject.term} AS s FROM {self.scope.staged.table}{where}"
        )

    def holds(self, condition: Condition, scope: Scope) -> str:
        sides = [self.side(term, scope) for term in (condition.left, condition.right)]
        operator = "IS NOT DISTINCT FROM" if condition.equal else "IS DISTINCT FROM"
        return f"{sides[0]} {operator} {sides[1]}"

    def side(self, term: TermMap, scope: Scope) -> str:
        if term.constant is not None:
            return quoted(term.constant)
        return f"coalesce({trimmed(scope.value(term.references[0], term))}, '')"

    def plan(self) -> Plan:
        self.key_findings()
        single: list[tuple[str, Compiled]] = []
        for po in self.map.predicate_objects:
            for value in po.objects:
                if isinstance(value, Join):
                    self.link(po, value)
                else:
                    self.value(po, value, single)
        self.single_values(single)
        return self.result

    def value(self, po: PredicateObject, term: TermMap, single: list[tuple[str, Compiled]]) -> None:
        number = len(self.result.uses)
        compiled = compile_term(term, self.scope, f"l{number}")
        rule = f"{self.map.name} {', '.join(shorten(p) for p in po.predicates)}"
        for predicate in po.predicates:
            self.use(predicate, tuple(dict.fromkeys(term.references)), term.place.line)
        if compiled.unnest is not None or po.condition is not None:
            self.own_statement(po, compiled)
        else:
            single.extend((predicate, compiled) for predicate in po.predicates)
        for check in compiled.checks:
            self.finding(check, compiled, rule, po)

    def use(self, predicate: str, columns: tuple[str, ...], line: int | None) -> None:
        self.result.uses.append(ColumnUse(predicate, columns, line))

    def line(self, predicate: str, term: str, subject: str = "s") -> str:
        tail = quoted(f" <{self.graph}> .")
        return f"{subject} || {quoted(f' <{predicate}> ')} || {term} || {tail}"

    def single_values(self, single: list[tuple[str, Compiled]]) -> None:
        if not single:
            return
        lines = ", ".join(self.line(predicate, compiled.term) for predicate, compiled in single)
        joins = list(dict.fromkeys(join for _, compiled in single for join in compiled.joins))
        self.result.quads.append(
            f"SELECT line FROM (SELECT unnest([{lines}]) AS line FROM {self.base} base"
            f" {' '.join(joins)}) WHERE line IS NOT NULL"
        )

    def own_statement(self, po: PredicateObject, compiled: Compiled) -> None:
        for predicate in po.predicates:
            self.result.quads.append(
                f"SELECT line FROM (SELECT {self.line(predicate, compiled.term)} AS line"
                f" FROM {self.term_relation(po, compiled)}) WHERE line IS NOT NULL"
            )

    def term_relation(
        self, po: PredicateObject, compiled: Compiled, *, per_row: bool = False
    ) -> str:
        where = f" WHERE {self.holds(po.condition, self.scope)}" if po.condition else ""
        unnest = "" if compiled.unnest is None or per_row else f", unnest({compiled.unnest}) AS x"
        joins = "" if per_row else f" {' '.join(compiled.joins)}"
        return f"(SELECT *{unnest} FROM {self.base}{where}) base{joins}"

    def finding(self, check: Check, compiled: Compiled, rule: str, po: PredicateObject) -> None:
        relation = self.term_relation(po, compiled, per_row=check.per_row)
        self.result.findings.append(
            self.found(check, rule, f"{relation} WHERE s IS NOT NULL AND ({check.condition})")
        )

    def found(self, check: Check, rule: str, source: str) -> str:
        expected = "NULL" if check.expected is None else quoted(check.expected)
        return (
            f"SELECT {quoted(check.code)} AS code, _row, {quoted(check.column)} AS col,"
            f" CAST({check.raw} AS VARCHAR) AS raw, {quoted(rule)} AS rule,"
            f" {expected} AS expected FROM {source}"
        )

    def key_findings(self) -> None:
        rule = f"{self.map.name} s"
        for check in self.subject.checks:
            source = f"{self.base} base WHERE {check.condition}"
            self.result.findings.append(self.found(check, rule, source))
        for name in dict.fromkeys(self.map.subject.references):
            column = self.scope.column(name, self.map.subject)
            empty = f"({self.scope.value(name, self.map.subject)}) IS NULL"
            missing = Check("SAM-M009", name, empty, column)
            others = self.not_blank()
            source = f"{self.base} base WHERE {empty} AND {others}"
            self.result.findings.append(self.found(missing, rule, source))
        if self.map.unique and self.map.subject.references:
            self.unique_finding(rule)

    def not_blank(self) -> str:
        columns = [c for c in self.scope.staged.columns.values() if c not in self.list_columns()]
        return f"coalesce({', '.join(columns)}) IS NOT NULL" if columns else "true"

    def list_columns(self) -> set[str]:
        staged = self.scope.staged
        return {staged.columns[name] for name in staged.lists if name in staged.columns}

    def unique_finding(self, rule: str) -> None:
        name = self.map.subject.references[0]
        column = self.scope.column(name, self.map.subject)
        check = Check("SAM-M010", name, "n > 1", column)
        numbered = (
            f"(SELECT *, row_number() OVER (PARTITION BY s ORDER BY _row) AS n FROM {self.base}"
            " WHERE s IS NOT NULL) base WHERE n > 1"
        )
        self.result.findings.append(self.found(check, rule, numbered))

    def link(self, po: PredicateObject, join: Join) -> None:
        parent_scope = self.scopes[join.parent]
        parent = parent_scope.base
        child = self.child(po)
        rule = f"{self.map.name} {', '.join(shorten(p) for p in po.predicates)}"
        for predicate in po.predicates:
            self.use(predicate, tuple(c for c, _ in join.conditions), join.place.line)
            self.result.quads.append(
                f"SELECT {self.line(predicate, 'p.s', 'c.s')} AS line FROM {child} c JOIN"
                f" (SELECT DISTINCT {self.keys(join, parent_scope)} FROM {parent}"
                f" WHERE s IS NOT NULL) p ON {self.equal(join)} WHERE c.s IS NOT NULL"
            )
        if join.conditions:
            self.dangling(join, parent, parent_scope, child, rule)

    def child(self, po: PredicateObject) -> str:
        where = f" WHERE {self.holds(po.condition, self.scope)}" if po.condition else ""
        return f"(SELECT * FROM {self.base}{where})"

    def keys(self, join: Join, scope: Scope) -> str:
        if not join.conditions:
            return "_row, s"
        keys = [
            f"{trimmed(scope.value(parent, _reference(parent, join)))} AS k{i}"
            for i, (_, parent) in enumerate(join.conditions)
        ]
        return ", ".join([*keys, "s"])

    def equal(self, join: Join) -> str:
        if not join.conditions:
            return "p._row = c._row"
        return " AND ".join(
            f"p.k{i} = {trimmed(self.child_key(child, join))}"
            for i, (child, _) in enumerate(join.conditions)
        )

    def child_key(self, name: str, join: Join) -> str:
        column = self.scope.column(name, _reference(name, join))
        return nulled(f"c.{column}", self.scope.source.nulls)

    def dangling(self, join: Join, parent: str, parent_scope: Scope, child: str, rule: str) -> None:
        name = join.conditions[0][0]
        column = f"c.{self.scope.column(name, _reference(name, join))}"
        given = " AND ".join(f"({self.child_key(c, join)}) IS NOT NULL" for c, _ in join.conditions)
        absent = (
            f"NOT EXISTS (SELECT 1 FROM (SELECT {self.keys(join, parent_scope)} FROM {parent}"
            f" WHERE s IS NOT NULL) p WHERE {self.equal(join)})"
        )
        check = Check("SAM-M006", name, "", column, join.parent)
        source = f"{child} c WHERE c.s IS NOT NULL AND {given} AND {absent}"
        self.result.findings.append(self.found(check, rule, source))


def _reference(name: str, join: Join) -> TermMap:
    return TermMap((), "literal", join.place)


def shorten(iri: str) -> str:
    """An IRI with its usual prefix, for messages."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"
