"""Compiles a triples map to SQL: one statement for its single values, one for each that is not.

All single-valued terms of a row are written by one scan, as one text of several N-Quads lines. A
cell with several values, or a link to another map, gets a statement of its own, so that every
expression sees one value at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from kg.mapping import totals
from kg.mapping.checks import asked_together, selected
from kg.mapping.dialect import dialect
from kg.mapping.document import (
    Expression,
    Join,
    PredicateObject,
    TermMap,
    TriplesMap,
    expression_references,
    references,
    same_row,
)
from kg.mapping.fragment import Fragment, all_of, every, given, joined, made, name, when_given
from kg.mapping.keys import repeated
from kg.mapping.layers import Check, Layers, NotCompilableError, Written
from kg.mapping.plan import Fanout, Keys, Origin, Plan, Rows, Statement, Targets
from kg.mapping.relations import EVERY_ROW, SUBJECT, base_of, parent_base, relation, subject_of
from kg.mapping.scope import Scope
from kg.mapping.sql import trimmed
from kg.mapping.uses import uses_of
from kg.mapping.values import Terms
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

    text: Fragment
    given: tuple[Fragment, ...]
    tests: tuple[Fragment, ...]
    layers: Layers
    targets: Targets
    own: bool
    use: int

    @property
    def always(self) -> bool:
        """Whether every row with a subject has this line."""
        return not self.tests and given(self.given) == given([SUBJECT])


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
        self.keys: dict[tuple[str, str], Keys] = {}

    def plan(self) -> Plan:
        subject_layers, self.subject, self.test = subject_of(self.map, self.scope, self.terms)
        for po in self.map.predicate_objects:
            for value in po.objects:
                if isinstance(value, Join) and not self.same_row(value):
                    self.link(po, value)
                else:
                    self.values(po, value)
        self.write_lines()
        self.row_findings(subject_layers)

        return Plan(
            self.map,
            self.over(
                lambda base: f"SELECT _row, {self.file} AS _file, s FROM {base} WHERE s IS NOT NULL"
            )(EVERY_ROW),
            self.scope.evaluated,
            quads=self.quads,
            findings=self.findings,
            uses=list(self.uses.values()),
            origins=[
                Origin(line.use, self.origin(line), line.always and not line.own)
                for line in self.lines
            ],
            fanouts=self.fanouts,
            tables=self.tables,
            keys=self.keys,
        )

    def over(self, build: Callable[[str], str], *used: Fragment) -> Rows:
        """A statement over the rows that count, which `build` takes, with what `used` reads."""
        rows = base_of(self.scope, self.subject, self.test, *used)
        return lambda test: build(rows(test))

    def same_row(self, join: Join) -> bool:
        if join.parent not in self.maps:
            raise NotCompilableError(f"the parent '{join.parent}' is not in this document")
        return same_row(join, self.map, self.maps[join.parent])

    def values(self, po: PredicateObject, value: TermMap | Join) -> None:
        """Lines for one object in every predicate and graph of its map."""
        rule = self.rule(po)
        for predicate in po.predicates:
            layers = Layers()
            if isinstance(value, Join):
                written = self.subject_there(value.parent)
                condition = self.terms.holds(value.condition, self.map.subject, layers)
            else:
                written = self.terms.term(value, layers)
                condition = None
            self.write(po, predicate, value, written, condition, layers)
            if predicate is po.predicates[0]:
                self.report(layers, rule, po)

    def subject_there(self, name: str) -> Written:
        """The subject that another map of the same source has for this row, as it writes it."""
        parent, scope = self.maps[name], self.scopes[name]
        here = replace(
            self.scope, name=scope.name, source=scope.source, base_iri=scope.base_iri
        )  # prepared values are those of the rows here
        _, subject, test = subject_of(parent, here, Terms(here))
        subject = here.prepare(subject)
        return Written((subject,), (subject,), test)

    def write(
        self,
        po: PredicateObject,
        predicate: TermMap,
        value: TermMap | Join,
        written: Written,
        condition: Fragment | None,
        layers: Layers,
        *,
        own: bool = False,
    ) -> None:
        verb = self.terms.term(predicate, layers)
        held = (condition, self.terms.holds(po.condition, predicate, layers))
        for graph in self.graphs(po):
            tail = self.tail(graph, layers)
            terms = (verb, written, tail)
            tests = [t for t in (*(term.test for term in terms), *held) if t is not None]
            needed = [SUBJECT, *(value for term in terms for value in term.given)]
            text = joined((SUBJECT, " ", *verb.parts, " ", *written.parts, *tail.parts))
            targets = self.targets(predicate, value, graph)
            own = own or bool(layers.unnest)
            use = self.places[po, value, predicate]
            line = _Line(text, tuple(needed), tuple(tests), layers, targets, own, use)
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
            return Written((f" <{self.graph}> .",))
        if graph is None or graph.constant == DEFAULT_GRAPH:
            return Written((" .",))
        written = self.terms.term(graph, layers)
        return replace(written, parts=(" ", *written.parts, " ."))

    def rule(self, po: PredicateObject) -> str:
        named = ", ".join(shorten(p.constant or "?") for p in po.predicates)
        return f"{self.map.name} {named}"

    def write_lines(self) -> None:
        """One statement for all single values with the same targets, one for each other line."""
        single: dict[Targets, list[_Line]] = {}
        for line in self.lines:
            if line.own:
                sql = self.rows_of(line, lambda text, rows: f"SELECT {text} AS line FROM {rows}")
                self.quads.append(Statement(sql, line.targets))
            else:
                single.setdefault(line.targets, []).append(line)
        for targets, lines in single.items():
            self.quads.append(Statement(self.whole_rows(lines), targets))

    def rows_of(self, line: _Line, build: Callable[[str, str], str]) -> Rows:
        """A statement of a line's text and the rows that give it."""
        # Filtering by what a line needs, since a filter on the line would write it twice.
        needed = every(*given(line.given), *line.tests)
        assert needed is not None  # the subject at least
        test = needed.sql
        return self.over(
            lambda base: build(line.text.sql, f"{relation(base, line.layers)} WHERE {test}"),
            line.text,
            needed,
            *line.layers.fragments,
        )

    def origin(self, line: _Line) -> Rows:
        """A line with its row."""
        return self.rows_of(
            line,
            lambda text, rows: f"SELECT _row, {self.file} AS _file, {text} AS line FROM {rows}",
        )

    def whole_rows(self, lines: list[_Line]) -> Rows:
        """One text for each row: all its lines that can be read in one go."""
        joins = list(dict.fromkeys(join for line in lines for join in line.layers.joins))
        written = [when_given(line.given, line.text, every(*line.tests)) for line in lines]
        text = dialect().lines(line.sql for line in written)
        joined_to = " ".join(join.sql for join in joins)
        always = any(line.always for line in lines)

        def build(base: str) -> str:
            sql = f"SELECT {text} AS line FROM {base} base {joined_to} WHERE s IS NOT NULL"
            return sql if always else f"SELECT line FROM ({sql}) WHERE line <> ''"

        return self.over(build, *written, *joins)

    def report(self, layers: Layers, rule: str, po: PredicateObject) -> None:
        """Findings of one object: those of plain rows are asked together, by one scan."""
        guard = self.guard(po)
        for check in layers.checks:
            whole = replace(check, condition=all_of(check.condition, guard))
            if layers.plain or check.per_row:
                self.checks.append((replace(whole, per_row=False), rule))
            else:
                self.find(whole, rule, layers)

    def guard(self, po: PredicateObject) -> Fragment | None:
        """The condition of a predicate and object, when it looks at the row only."""
        tests = Layers()
        condition = self.terms.holds(po.condition, self.map.subject, tests)
        return condition if tests.plain else None

    def find(self, check: Check, rule: str, layers: Layers) -> None:
        """Add a finding of what stands in several-valued cells or behind joins."""
        test = all_of(*given([SUBJECT]), check.condition)
        head = selected(check, rule, self.file)
        self.findings.append(
            self.over(
                lambda base: f"{head} FROM {relation(base, layers)} WHERE {test.sql}",
                test,
                check.raw,
                *layers.fragments,
            )(EVERY_ROW)
        )

    def row_findings(self, subject: Layers) -> None:
        """One scan for everything that can be wrong with a row as such; the key comes first."""
        rule = f"{self.map.name} s"
        checks = [
            (check, rule) for check in (*subject.checks, *self.missing_keys(), *self.totals())
        ]
        whole = given([SUBJECT])
        checks += [
            (replace(check, condition=all_of(check.condition, *whole)), named)
            for check, named in self.checks
        ]
        if self.map.unique and self.map.subject.references:
            self.unique_finding(rule)
        if not checks:
            return
        used = (part for check, _ in checks for part in (check.condition, check.raw))
        self.findings.append(self.over(asked_together(checks, self.file), *used)(EVERY_ROW))

    def missing_keys(self) -> Iterator[Check]:
        """Rows that have something, but not what their subject is made of."""
        some = self.not_blank()
        for reference in self.map.subject.references:
            column = self.scope.column(reference, self.map.subject)
            empty = made(lambda sql: f"({sql}) IS NULL AND {some}", self.terms.cell(column))
            yield Check("SAM-M009", reference, empty, column)

    def totals(self) -> Iterator[Check]:
        """Rows that are no things."""
        for reference in totals.places(self.map):
            cell = self.terms.cell(self.scope.column(reference, self.map.subject))
            if not self.scope.is_list(reference):
                yield Check(totals.CODE, reference, made(totals.is_total_sql, cell), cell)

    def not_blank(self) -> str:
        """Whether a row has anything at all, one of several values included."""
        staged, sql = self.scope.staged, dialect()
        lists = {staged.columns[name] for name in staged.lists if name in staged.columns}
        tests = [f"coalesce({sql.size(self.items(name(c)).sql)}, 0) > 0" for c in sorted(lists)]
        columns = [c for c in dict.fromkeys(staged.columns.values()) if c not in lists]
        if columns:
            tests.insert(0, f"coalesce({', '.join(columns)}) IS NOT NULL")
        return f"({' OR '.join(tests)})" if tests else "true"

    def items(self, listed: Fragment) -> Fragment:
        """Those of several values that say something."""
        some = self.terms.given(name("e")).sql
        return made(lambda sql: dialect().keep(sql, "e", f"{some} IS NOT NULL"), listed)

    def unique_finding(self, rule: str) -> None:
        reference = self.map.subject.references[0]
        key = self.scope.column(reference, self.map.subject)
        others = [n for n in references(self.map) if n not in self.map.subject.references]
        values = {n: self.scope.prepare(self.whole(n)) for n in others}
        build = repeated((reference, key), values, rule, self.file)
        self.findings.append(self.over(build, key, *values.values())(EVERY_ROW))

    def whole(self, reference: str) -> Fragment:
        """What a cell says, all its values in one; NULL when it says nothing."""
        column = self.scope.column(reference, self.map.subject)
        if not self.scope.is_list(reference):
            return self.terms.cell(column)
        sql = dialect()
        return made(
            lambda items: f"CASE WHEN {sql.size(items)} > 0 THEN {sql.as_text(items)} END",
            self.items(column),
        )

    def link(self, po: PredicateObject, join: Join) -> None:
        """Lines for a link to another map's subjects: pairs of rows whose keys are equal."""
        parent_map, parent_scope = self.maps[join.parent], self.scopes[join.parent]
        child_layers = Layers()
        keys = [self.key(pair.child, self.terms, join, child_layers) for pair in join.conditions]
        there = Terms(parent_scope, "p")
        parent_layers = Layers()
        parents = [self.key(pair.parent, there, join, parent_layers) for pair in join.conditions]
        used = (*parents, *parent_layers.fragments)
        parent = parent_base(parent_map, parent_scope, *used)
        listed = "".join(f"{key.sql} AS k{i}, " for i, key in enumerate(parents))
        subjects = f"keys_{self.scope.number}_{len(self.tables)}"
        self.tables[subjects] = (
            f"SELECT DISTINCT {listed}s AS ps FROM {relation(parent, parent_layers)}"
            " WHERE s IS NOT NULL"
        )
        if len(keys) == 1:
            read = tuple(expression_references(join.conditions[0].parent))
            column = next(expression_references(join.conditions[0].child), "")
            self.keys[join.parent, column] = Keys(subjects, parent_scope.source, read)
        same = made(_same, *keys)
        joining = made(lambda test: f"JOIN {subjects} p ON {test}", same)
        for predicate in po.predicates:
            layers = Layers(list(child_layers.unnest), [*child_layers.joins, joining])
            condition = self.terms.holds(join.condition, self.map.subject, layers)
            written = Written((name("p.ps"),))
            self.write(po, predicate, join, written, condition, layers, own=True)
        if join.conditions:
            self.dangling(po, join, keys, child_layers, same, subjects)
        self.weigh(join, keys, child_layers, subjects)

    def key(self, expression: Expression, terms: Terms, join: Join, layers: Layers) -> Fragment:
        term = TermMap(expression, "literal", join.place)
        value = terms.value(expression, term, layers)
        return terms.prepare(made(trimmed, value), layers) if terms.scope.source.trim else value

    def dangling(
        self,
        po: PredicateObject,
        join: Join,
        keys: list[Fragment],
        layers: Layers,
        same: Fragment,
        subjects: str,
    ) -> None:
        column = next(expression_references(join.conditions[0].child), "")
        there = (made(lambda key: f"({key}) <> ''", key) for key in keys)
        nowhere = made(lambda test: f"NOT EXISTS (SELECT 1 FROM {subjects} p WHERE {test})", same)
        wrong = all_of(*there, self.guard(po), nowhere)
        check = Check("SAM-M006", column, wrong, keys[0], join.parent)
        self.find(check, self.rule(po), layers)

    def weigh(self, join: Join, keys: list[Fragment], layers: Layers, subjects: str) -> None:
        listed = ", ".join(f"({key.sql}) AS k{i}" for i, key in enumerate(keys)) or "1 AS one"
        grouped = dialect().group_by(max(len(keys), 1))
        names = [f"k{i}" for i in range(len(keys))]
        shown = ", ".join(names) or "1 AS one"
        there = f"(SELECT {shown}, count(*) AS n FROM {subjects} {grouped})"
        on = " AND ".join(f"h.k{i} = t.k{i}" for i in range(len(keys))) or "true"

        def pairs(base: str) -> str:
            here = f"(SELECT {listed}, count(*) AS n FROM {relation(base, layers)} {grouped})"
            return f"SELECT coalesce(sum(h.n * t.n), 0) FROM {here} h JOIN {there} t ON {on}"

        unique = f"SELECT count(*), {dialect().distinct(names or ['1'])} FROM {subjects}"
        sql = self.over(pairs, *keys, *layers.fragments)(EVERY_ROW)
        self.fanouts.append(Fanout(unique, sql, join))


def _same(*keys: str) -> str:
    return " AND ".join(f"p.k{i} = ({key})" for i, key in enumerate(keys)) or "true"
