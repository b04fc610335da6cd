"""Compiles a triples map to SQL: one statement for its single values, one for each that is not.

All single-valued terms of a row are written by one scan, as one text of several N-Quads lines. A
cell with several values, or a link to another map, gets a statement of its own, so that every
expression sees one value at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.errors import MappingError
from kg.mapping.dialect import dialect
from kg.mapping.document import (
    Expression,
    Join,
    PredicateObject,
    TermMap,
    TriplesMap,
    expression_references,
)
from kg.mapping.plan import Fanout, Origin, Plan, Statement, Targets
from kg.mapping.scope import Scope
from kg.mapping.sql import joined, quoted, trimmed, when_given
from kg.mapping.uses import uses_of
from kg.mapping.values import Check, Layers, NotCompilableError, Terms, Written
from kg.model.terms import RML, shorten

DEFAULT_GRAPH = RML + "defaultGraph"


def compile_map(
    triples_map: TriplesMap,
    scopes: dict[str, Scope],
    maps: dict[str, TriplesMap],
    graph: str | None = None,
) -> Plan:
    """Compile one triples map; `scopes` and `maps` hold every map of the document by name.

    With `graph` every quad goes there; without, graph maps decide.

    Raises:
        MappingError: a column is not in the source, or a term cannot be made.
        NotCompilableError: only the interpreter can run this map.
    """
    return _Compiler(triples_map, scopes, maps, graph).plan()


@dataclass(frozen=True)
class _Line:
    """One line to be written: its text, what must be there and hold, the layers it needs, where it
    goes, and whether a scan of its own must write it."""

    text: str
    given: tuple[str, ...]
    tests: tuple[str, ...]
    layers: Layers
    targets: Targets
    own: bool
    use: int

    @property
    def always(self) -> bool:
        """Whether every row with a subject has this line."""
        return not self.tests and set(self.given) == {"s"}


class _Compiler:
    def __init__(
        self,
        triples_map: TriplesMap,
        scopes: dict[str, Scope],
        maps: dict[str, TriplesMap],
        graph: str | None,
    ) -> None:
        self.map, self.scopes, self.maps, self.graph = triples_map, scopes, maps, graph
        self.scope = scopes[triples_map.name]
        self.terms = Terms(self.scope)
        self.file = "_file" if len(self.scope.staged.files) > 1 else "0"
        self.checks: list[tuple[Check, str]] = []
        self.lines: list[_Line] = []
        self.uses = uses_of(triples_map, maps)
        self.places = {key: place for place, key in enumerate(self.uses)}
        self.quads: list[Statement] = []
        self.findings: list[str] = []
        self.fanouts: list[Fanout] = []
        self.tables: dict[str, str] = {}

    def plan(self) -> Plan:
        subject_layers, subject, test = subject_of(self.map, self.scope, self.terms)
        for po in self.map.predicate_objects:
            for value in po.objects:
                if isinstance(value, Join) and not self.same_row(value):
                    self.link(po, value)
                else:
                    self.values(po, value)
        self.write_lines()
        self.row_findings(subject_layers)

        def based(sql: str, rows: str = "true") -> str:
            base = base_of(self.scope, subject, test, sql)
            return sql.replace("{base}", base).replace("{rows}", rows)

        return Plan(
            self.map,
            based(f"SELECT _row, {self.file} AS _file, s FROM {{base}} WHERE s IS NOT NULL"),
            self.scope.evaluated,
            quads=[Statement(based(q.sql, "{rows}"), q.targets) for q in self.quads],
            findings=[based(finding) for finding in self.findings],
            uses=list(self.uses.values()),
            origins=[
                Origin(line.use, based(self.origin(line), "{rows}"), line.always and not line.own)
                for line in self.lines
            ],
            fanouts=[Fanout(f.unique, based(f.sql), f.join) for f in self.fanouts],
            tables=self.tables,
        )

    def same_row(self, join: Join) -> bool:
        if join.parent not in self.maps:
            raise NotCompilableError(f"the parent '{join.parent}' is not in this document")
        return not join.conditions and self.maps[join.parent].source == self.map.source

    def values(self, po: PredicateObject, value: TermMap | Join) -> None:
        """Lines for one object in every predicate and graph of its map."""
        rule = self.rule(po)
        for predicate in po.predicates:
            layers = Layers()
            if isinstance(value, Join):
                term = self.maps[value.parent].subject
                written = self.terms.term(term, layers)
                condition = self.terms.holds(value.condition, term, layers)
            else:
                term = value
                written = self.terms.term(value, layers)
                condition = None
            self.write(po, predicate, value, written, condition, layers)
            if predicate is po.predicates[0]:
                self.report(layers, rule, po)

    def write(
        self,
        po: PredicateObject,
        predicate: TermMap,
        value: TermMap | Join,
        written: Written,
        condition: str | None,
        layers: Layers,
        *,
        own: bool = False,
    ) -> None:
        name = self.terms.term(predicate, layers)
        held = (condition, self.terms.holds(po.condition, predicate, layers))
        for graph in self.graphs(po):
            tail = self.tail(graph, layers)
            terms = (name, written, tail)
            tests = [t for t in (*(term.test for term in terms), *held) if t is not None]
            given = ["s", *(value for term in terms for value in term.given)]
            space = ("' '",)
            text = joined(("s", *space, *name.parts, *space, *written.parts, *tail.parts))
            targets = self.targets(predicate, value, graph)
            own = own or bool(layers.unnest)
            use = self.places[po, value, predicate]
            line = _Line(text, tuple(given), tuple(tests), layers, targets, own, use)
            self.lines.append(line)

    def graphs(self, po: PredicateObject) -> tuple[TermMap | None, ...]:
        if self.graph is not None:
            return (None,)
        return (*self.map.graphs, *po.graphs) or (None,)

    def targets(self, *terms: TermMap | Join | None) -> Targets:
        every = [self.map.subject, *terms]
        found = (target for term in every if term is not None for target in term.targets)
        return tuple(dict.fromkeys(found))

    def tail(self, graph: TermMap | None, layers: Layers) -> Written:
        """The graph and the end of a line, its newline left to whoever puts lines together."""
        if self.graph is not None:
            return Written((quoted(f" <{self.graph}> ."),))
        if graph is None or graph.constant == DEFAULT_GRAPH:
            return Written(("' .'",))
        written = self.terms.term(graph, layers)
        return replace(written, parts=("' '", *written.parts, "' .'"))

    def rule(self, po: PredicateObject) -> str:
        named = ", ".join(shorten(p.constant or "?") for p in po.predicates)
        return f"{self.map.name} {named}"

    def write_lines(self) -> None:
        """One statement for all single values with the same targets, one for each other line."""
        single: dict[Targets, list[_Line]] = {}
        for line in self.lines:
            if line.own:
                sql = f"SELECT {line.text} AS line FROM {self.where(line)}"
                self.quads.append(Statement(sql, line.targets))
            else:
                single.setdefault(line.targets, []).append(line)
        for targets, lines in single.items():
            self.quads.append(Statement(self.whole_rows(lines), targets))

    def where(self, line: _Line) -> str:
        """The rows that give a line."""
        # Filtering by what a line needs, since a filter on the line would write it twice.
        needed = [f"{value} IS NOT NULL" for value in dict.fromkeys(line.given)]
        tests = " AND ".join((*needed, *(f"({test})" for test in line.tests)))
        return f"{relation('{base}', line.layers)} WHERE {tests}"

    def origin(self, line: _Line) -> str:
        """A line with its row."""
        return f"SELECT _row, {self.file} AS _file, {line.text} AS line FROM {self.where(line)}"

    def whole_rows(self, lines: list[_Line]) -> str:
        """One text for each row: all its lines that can be read in one go."""
        joins = list(dict.fromkeys(join for line in lines for join in line.layers.joins))
        written = (
            when_given(line.given, line.text, " AND ".join(line.tests) or None) for line in lines
        )
        rows = f"{{base}} base {' '.join(joins)} WHERE s IS NOT NULL"
        sql = f"SELECT {dialect().lines(written)} AS line FROM {rows}"
        if any(line.always for line in lines):
            return sql
        return f"SELECT line FROM ({sql}) WHERE line <> ''"

    def report(self, layers: Layers, rule: str, po: PredicateObject) -> None:
        """Findings of one object: those of plain rows are asked together, by one scan."""
        tests = Layers()
        condition = self.terms.holds(po.condition, self.map.subject, tests)
        guard = f" AND {condition}" if condition is not None and tests.plain else ""
        for check in layers.checks:
            if layers.plain or check.per_row:
                whole = Check(
                    check.code,
                    check.column,
                    f"({check.condition}){guard}",
                    check.raw,
                    check.expected,
                )
                self.checks.append((whole, rule))
            else:
                rows = relation("{base}", layers)
                test = f"s IS NOT NULL AND ({check.condition}){guard}"
                self.findings.append(self.found(check, rule, f"{rows} WHERE {test}"))

    def found(self, check: Check, rule: str, source: str) -> str:
        expected = "NULL" if check.expected is None else quoted(check.expected)
        return (
            f"SELECT {quoted(check.code)} AS code, _row, {self.file} AS _file,"
            f" {quoted(check.column)} AS col, {dialect().as_text(check.raw)} AS raw,"
            f" {quoted(rule)} AS rule, {expected} AS expected FROM {source}"
        )

    def row_findings(self, subject: Layers) -> None:
        """One scan for everything that can be wrong with a row as such; the key comes first."""
        rule = f"{self.map.name} s"
        checks = [(check, rule) for check in (*subject.checks, *self.missing_keys())]
        whole = " AND s IS NOT NULL"
        checks += [
            (replace(check, condition=f"({check.condition}){whole}"), named)
            for check, named in self.checks
        ]
        if self.map.unique and self.map.subject.references:
            self.unique_finding(rule)
        if not checks:
            return
        sql = dialect()
        cases = sql.list_of(
            f"CASE WHEN {check.condition}"
            f" THEN {sql.list_of([quoted(str(number)), sql.as_text(check.raw)])} END"
            for number, (check, _) in enumerate(checks)
        )
        names = sql.list_of(
            sql.list_of(
                "NULL" if text is None else quoted(text)
                for text in (check.code, check.column, named, check.expected)
            )
            for check, named in checks
        )
        # Most rows have no faults: their list is empty and unnests to nothing.
        wrong = sql.unnest(sql.keep(cases, "e", "e IS NOT NULL"))
        place = f"CAST({sql.item('e', '1')} AS INTEGER) + 1"
        code, column, named, expected = (sql.item("n", str(i)) for i in range(1, 5))
        self.findings.append(
            f"SELECT {code} AS code, _row, _file, {column} AS col, raw, {named} AS rule,"
            f" {expected} AS expected"
            f" FROM (SELECT _row, _file, {sql.item(names, place)} AS n,"
            f" {sql.item('e', '2')} AS raw"
            f" FROM (SELECT _row, {self.file} AS _file, {wrong} AS e FROM {{base}} base))"
        )

    def missing_keys(self) -> Iterator[Check]:
        """Rows that have something, but not what their subject is made of."""
        for name in self.map.subject.references:
            column = self.scope.column(name, self.map.subject)
            empty = f"({self.terms.cell(column)}) IS NULL"
            yield Check("SAM-M009", name, f"{empty} AND {self.not_blank()}", column)

    def not_blank(self) -> str:
        staged = self.scope.staged
        lists = {staged.columns[name] for name in staged.lists if name in staged.columns}
        columns = [c for c in dict.fromkeys(staged.columns.values()) if c not in lists]
        return f"coalesce({', '.join(columns)}) IS NOT NULL" if columns else "true"

    def unique_finding(self, rule: str) -> None:
        name = self.map.subject.references[0]
        column = self.scope.column(name, self.map.subject)
        check = Check("SAM-M010", name, "n > 1", column)
        numbered = (
            "(SELECT *, row_number() OVER (PARTITION BY s ORDER BY"
            f" {self.file}, _row) AS n FROM {{base}} WHERE s IS NOT NULL) base WHERE n > 1"
        )
        self.findings.append(self.found(check, rule, numbered))

    def link(self, po: PredicateObject, join: Join) -> None:
        """Lines for a link to another map's subjects: pairs of rows whose keys are equal."""
        parent_map, parent_scope = self.maps[join.parent], self.scopes[join.parent]
        child_layers = Layers()
        keys = [self.key(pair.child, self.terms, join, child_layers) for pair in join.conditions]
        there = Terms(parent_scope, "p")
        parent_layers = Layers()
        parents = [self.key(pair.parent, there, join, parent_layers) for pair in join.conditions]
        used = (*parents, *parent_layers.unnest)
        parent = parent_base(parent_map, parent_scope, *used)
        listed = "".join(f"{sql} AS k{i}, " for i, sql in enumerate(parents))
        subjects = f"keys_{self.scope.number}_{len(self.tables)}"
        self.tables[subjects] = (
            f"SELECT DISTINCT {listed}s AS ps FROM {relation(parent, parent_layers)}"
            " WHERE s IS NOT NULL"
        )
        same = " AND ".join(f"p.k{i} = ({key})" for i, key in enumerate(keys)) or "true"
        for predicate in po.predicates:
            layers = Layers(list(child_layers.unnest), list(child_layers.joins))
            layers.joins.append(f"JOIN {subjects} p ON {same}")
            condition = self.terms.holds(join.condition, self.map.subject, layers)
            self.write(po, predicate, join, Written(("p.ps",)), condition, layers, own=True)
        if join.conditions:
            self.dangling(po, join, keys, child_layers, same, subjects)
        self.weigh(join, keys, child_layers, subjects)

    def key(self, expression: Expression, terms: Terms, join: Join, layers: Layers) -> str:
        term = TermMap(expression, "literal", join.place)
        value = terms.value(expression, term, layers)
        return terms.prepare(trimmed(value), layers) if terms.scope.source.trim else value

    def dangling(
        self,
        po: PredicateObject,
        join: Join,
        keys: list[str],
        layers: Layers,
        same: str,
        subjects: str,
    ) -> None:
        names = list(expression_references(join.conditions[0].child))
        name = names[0] if names else ""
        tests = Layers()
        condition = self.terms.holds(po.condition, self.map.subject, tests)
        guard = f" AND {condition}" if condition is not None and tests.plain else ""
        given = " AND ".join(f"({key}) <> ''" for key in keys)
        check = Check("SAM-M006", name, "", keys[0], join.parent)
        source = (
            f"{relation('{base}', layers)} WHERE s IS NOT NULL AND {given}{guard}"
            f" AND NOT EXISTS (SELECT 1 FROM {subjects} p WHERE {same})"
        )
        self.findings.append(self.found(check, self.rule(po), source))

    def weigh(self, join: Join, keys: list[str], layers: Layers, subjects: str) -> None:
        listed = ", ".join(f"({key}) AS k{i}" for i, key in enumerate(keys))
        base = relation("{base}", layers)
        grouped = dialect().group_by(max(len(keys), 1))
        here = f"(SELECT {listed or '1 AS one'}, count(*) AS n FROM {base} {grouped})"
        names = [f"k{i}" for i in range(len(keys))]
        shown = ", ".join(names) or "1 AS one"
        there = f"(SELECT {shown}, count(*) AS n FROM {subjects} {grouped})"
        on = " AND ".join(f"h.k{i} = t.k{i}" for i in range(len(keys))) or "true"
        sql = f"SELECT coalesce(sum(h.n * t.n), 0) FROM {here} h JOIN {there} t ON {on}"
        unique = f"SELECT count(*), {dialect().distinct(names or ['1'])} FROM {subjects}"
        self.fanouts.append(Fanout(unique, sql, join))


def subject_of(
    triples_map: TriplesMap, scope: Scope, terms: Terms
) -> tuple[Layers, str, str | None]:
    """The subject's SQL, what it needs, and the test of its condition."""
    layers = Layers()
    condition = triples_map.subject.condition
    test = terms.holds(condition, triples_map.subject, layers)
    bare = replace(triples_map.subject, condition=None)
    written = terms.term(bare, layers).sql
    if layers.joins:
        raise MappingError(
            f"the subject of '{triples_map.name}' must not come from a look-up.",
            file=triples_map.place.file,
            line=triples_map.subject.place.line,
            column=triples_map.subject.place.column,
        )
    if layers.unnest:
        raise NotCompilableError("a subject with several values")
    return layers, written, test


def base_of(scope: Scope, subject: str, test: str | None, *used: str) -> str:
    """The relation of the rows that count, with their subject `s` and what `used` reads.

    `{rows}` is the place of a test that cuts batches.
    """
    where = "{rows}" if test is None else f"{{rows}} AND {test}"
    rows = scope.relation([subject, test or "", *used])
    return f"(SELECT *, {subject} AS s FROM {rows} WHERE {where})"


def parent_base(triples_map: TriplesMap, scope: Scope, *used: str) -> str:
    """The whole relation of a map that others link to."""
    _, subject, test = subject_of(triples_map, scope, Terms(scope))
    return base_of(scope, subject, test, *used).replace("{rows}", "true")


def relation(base: str, layers: Layers) -> str:
    """A base with the values that several-valued cells give, one row each, and its joins."""
    rows = base
    for selected in layers.unnest:
        rows = f"(SELECT *, {selected} FROM {rows})"
    return f"{rows} base {' '.join(layers.joins)}".rstrip()
