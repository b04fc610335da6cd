"""Compiles a triples map to SQL: one statement for its single values, one for each that is not.

All single-valued terms of a row are written by one scan, as one text of several N-Quads lines. A
cell with several values, or a link to another map, gets a statement of its own, so that every
expression sees one value at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import product

from kg.mapping.compiler.checks import asked_together, selected
from kg.mapping.compiler.column_use import uses_of
from kg.mapping.compiler.links import compile_link
from kg.mapping.compiler.plan import (
    Fanout,
    KeyTable,
    LineOrigin,
    Plan,
    RowQuery,
    SqlStatement,
    Targets,
)
from kg.mapping.compiler.relations import (
    EVERY_ROW,
    SUBJECT,
    around,
    base_of,
    relation,
    subject_of,
)
from kg.mapping.compiler.row_checks import missing_keys, total_rows, unique_check
from kg.mapping.compiler.scope import Scope
from kg.mapping.compiler.sql_parts import Check, FromClause, NotCompilableError, TermSql
from kg.mapping.compiler.term_maps import TermMapCompiler
from kg.mapping.document import (
    Expression,
    Join,
    PredicateObject,
    TermMap,
    TriplesMap,
    expression_references,
    rule_of,
    same_row,
)
from kg.mapping.ntriples import DEFAULT_GRAPHS
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.fragment import Fragment, all_of, every, given, joined, made, when_given
from kg.mapping.sql.terms import quoted
from kg.texts import Message


def compile_map(
    triples_map: TriplesMap,
    scopes: dict[str, Scope],
    *,
    maps: dict[str, TriplesMap],
    graph: str | None = None,
) -> Plan:
    """Compile one triples map; `scopes` and `maps` hold every map of the document by name.

    With `graph` every quad goes there; without, graph maps decide.

    Raises:
        MappingError: a column is not in the source, or a term cannot be made.
        NotCompilableError: only the interpreter can run this map.
    """
    return _MapCompiler(triples_map, scopes, maps, graph).plan()


@dataclass(frozen=True)
class _Guard:
    """What must hold for a row, and the FROM clause that tells it."""

    tests: tuple[Fragment, ...] = ()
    from_clause: FromClause = field(default_factory=FromClause)

    def beside(self, other: _Guard) -> _Guard:
        """Both at once."""
        return _Guard((*self.tests, *other.tests), self.from_clause.beside(other.from_clause))


@dataclass(frozen=True)
class _Part:
    """A term of a line: its text, the FROM clause that it needs, when there is one, and where lines
    with it go; `standalone` ones need a scan of their own."""

    written: TermSql
    from_clause: FromClause = field(default_factory=FromClause)
    guard: _Guard = field(default_factory=_Guard)
    targets: Targets = ()
    standalone: bool = False


@dataclass(frozen=True)
class _Line:
    """One line to be written: its text, what must be there and hold, the FROM clause it needs,
    where it goes, and whether a scan of its own must write it, but for a link that leads each row
    to one subject (`linked`)."""

    text: Fragment
    given: tuple[Fragment, ...]
    tests: tuple[Fragment, ...]
    from_clause: FromClause
    targets: Targets
    standalone: bool
    linked: bool
    use: int

    @property
    def always(self) -> bool:
        """Whether every row with a subject has this line."""
        return not self.tests and given(self.given) == given([SUBJECT])


class _MapCompiler:
    def __init__(
        self,
        triples_map: TriplesMap,
        scopes: dict[str, Scope],
        maps: dict[str, TriplesMap],
        graph: str | None,
    ) -> None:
        self.map, self.scopes, self.maps, self.graph = triples_map, scopes, maps, graph
        self.scope = scopes[triples_map.name]
        self.terms = TermMapCompiler(self.scope)
        self.file = "_file" if len(self.scope.staged.files) > 1 else "0"
        self.checks: list[tuple[Check, str]] = []
        self.lines: list[_Line] = []
        self.uses = uses_of(triples_map, maps)
        self.places = {key: place for place, key in enumerate(self.uses)}
        self.quads: list[SqlStatement] = []
        self.linked: list[SqlStatement] = []
        self.findings: list[str] = []
        self.fanouts: list[Fanout] = []
        self.tables: dict[str, str] = {}
        self.keys: dict[tuple[str, str], KeyTable] = {}

    def plan(self) -> Plan:
        subject_clause, self.subject, self.test = subject_of(self.map, self.scope, terms=self.terms)
        map_graphs = (
            [] if self.graph is not None else [self.tail(graph) for graph in self.map.graphs]
        )
        for part in map_graphs:
            self.report(part, rule_of(self.map), guard=_Guard())
        for po in self.map.predicate_objects:
            self.predicate_object(po, map_graphs)
        self.write_lines()
        self.row_findings(subject_clause)

        return Plan(
            self.map,
            self.over_every_row(
                lambda base: f"SELECT _row, {self.file} AS _file, s FROM {base} WHERE s IS NOT NULL"
            ),
            self.scope.evaluated,
            quads=self.quads,
            linked=self.linked,
            findings=self.findings,
            uses=list(self.uses.values()),
            origins=[
                LineOrigin(line.use, self.origin(line), line.always and not line.standalone)
                for line in self.lines
            ],
            fanouts=self.fanouts,
            tables=self.tables,
            keys=self.keys,
        )

    def over(self, *used: Fragment) -> RowQuery:
        """The rows that count, with what `used` reads."""
        return base_of(self.scope, self.subject, self.test, *used)

    def over_every_row(self, build: Callable[[str], str], *used: Fragment) -> str:
        """A statement over all rows that count, which `build` takes, with what `used` reads."""
        return build(self.over(*used).where(EVERY_ROW))

    def same_row(self, join: Join) -> bool:
        if join.parent not in self.maps:
            raise NotCompilableError(
                Message("the parent '{parent}' is not in this document", parent=join.parent)
            )
        return same_row(join, self.map, parent=self.maps[join.parent])

    def predicate_object(self, po: PredicateObject, map_graphs: list[_Part]) -> None:
        """Lines for every predicate, object and graph; what is wrong with each is told once."""
        rule = rule_of(self.map, po)
        guard = self.guard(po.condition, self.map.subject)
        self.tell(guard.from_clause, rule, guard=_Guard())
        verbs = [self.part(predicate) for predicate in po.predicates]
        objects = [self.object(value, rule, guard=guard) for value in po.objects]
        graphs = [] if self.graph is not None else [self.tail(graph) for graph in po.graphs]
        for part in (*verbs, *objects, *graphs):
            self.report(part, rule, guard=guard)
        tails = [*map_graphs, *graphs] or [self.tail(None)]
        for (value, there), (predicate, verb) in product(
            zip(po.objects, objects, strict=True), zip(po.predicates, verbs, strict=True)
        ):
            for tail in tails:
                self.write((verb, there, tail), guard, use=self.places[po, value, predicate])

    def guard(self, condition: Expression | None, term: TermMap) -> _Guard:
        """A condition, with a FROM clause of its own."""
        from_clause = FromClause()
        test = self.terms.holds(condition, term, from_clause=from_clause)
        return _Guard(() if test is None else (test,), from_clause)

    def part(self, term: TermMap) -> _Part:
        from_clause = FromClause()
        written = self.terms.term(term, from_clause)
        return _Part(written, from_clause, self.guard(term.condition, term), term.targets)

    def object(self, value: TermMap | Join, rule: str, *, guard: _Guard) -> _Part:
        if isinstance(value, TermMap):
            return self.part(value)
        condition = self.guard(value.condition, self.map.subject)
        if self.same_row(value):
            there = self.subject_there(value.parent)
            return _Part(there, guard=condition, targets=value.targets)
        return self.link(value, rule, outer=guard, condition=condition)

    def subject_there(self, name: str) -> TermSql:
        """The subject that another map of the same source has for this row, as it writes it."""
        parent, scope = self.maps[name], self.scopes[name]
        here = replace(
            self.scope, name=scope.name, source=scope.source, base_iri=scope.base_iri
        )  # prepared values are those of the rows here
        _, subject, test = subject_of(parent, here, terms=TermMapCompiler(here))
        subject = here.prepare(subject)
        return TermSql((subject,), (subject,), test)

    def write(self, parts: tuple[_Part, _Part, _Part], guard: _Guard, *, use: int) -> None:
        """Note a line of a predicate, an object and a graph."""
        verb, value, tail = (part.written for part in parts)
        for part in parts:
            guard = guard.beside(part.guard)
        from_clause = guard.from_clause.beside(*(part.from_clause for part in parts))
        tests = [*(t.test for t in (verb, value, tail) if t.test is not None), *guard.tests]
        needed = [SUBJECT, *verb.given, *value.given, *tail.given]
        text = joined((SUBJECT, " ", *verb.parts, " ", *value.parts, *tail.parts))
        linked = any(part.standalone for part in parts) and not from_clause.unnest
        standalone = linked or bool(from_clause.unnest)
        terms = (self.map.subject, *parts)
        targets = tuple(dict.fromkeys(target for term in terms for target in term.targets))
        self.lines.append(
            _Line(text, tuple(needed), tuple(tests), from_clause, targets, standalone, linked, use)
        )

    def tail(self, graph: TermMap | None) -> _Part:
        """The graph and the end of a line, its newline left to whoever puts lines together."""
        if self.graph is not None:
            return _Part(TermSql((f" <{self.graph}> .",)))
        if graph is None:
            return _Part(TermSql((" .",)))
        part = self.part(graph)
        if graph.constant in DEFAULT_GRAPHS:
            return replace(part, written=TermSql((" .",)))
        if graph.constant is not None:
            return replace(
                part, written=replace(part.written, parts=(" ", *part.written.parts, " ."))
            )
        default = ", ".join(quoted(f"<{iri}>") for iri in DEFAULT_GRAPHS)
        named = made(
            lambda iri: f"CASE WHEN {iri} IN ({default}) THEN '' ELSE {iri} || ' ' END",
            joined(part.written.parts),
        )
        return replace(part, written=replace(part.written, parts=(" ", named, ".")))

    def write_lines(self) -> None:
        """One statement for all single values with the same targets, one for each other line."""
        self.quads = self.statements(lambda line: line.standalone)
        if any(line.linked for line in self.lines):
            self.linked = self.statements(lambda line: line.standalone and not line.linked)

    def statements(self, is_alone: Callable[[_Line], bool]) -> list[SqlStatement]:
        alone, single = list[SqlStatement](), dict[Targets, list[_Line]]()
        for line in self.lines:
            if is_alone(line):
                rows = self.rows_of(line, f"SELECT {_ended([line.text.sql])} AS line")
                alone.append(SqlStatement(rows, line.targets))
            else:
                single.setdefault(line.targets, []).append(line)
        whole = (SqlStatement(self.whole_rows(lines), targets) for targets, lines in single.items())
        return [*alone, *whole]

    def rows_of(self, line: _Line, head: str) -> RowQuery:
        """What a SELECT gives of the rows that have a line."""
        # Filtering by what a line needs, since a filter on the line would write it twice.
        needed = every(*given(line.given), *line.tests)
        assert needed is not None  # the subject at least
        before, after = around(line.from_clause)
        rows = self.over(line.text, needed, *line.from_clause.fragments)
        return rows.within(f"{head} FROM {before}", f"{after} WHERE {needed.sql}")

    def origin(self, line: _Line) -> RowQuery:
        """A line with its row."""
        return self.rows_of(line, f"SELECT _row, {self.file} AS _file, {line.text.sql} AS line")

    def whole_rows(self, lines: list[_Line]) -> RowQuery:
        """One text for each row: all its lines that can be read in one go."""
        # Any order is right; that of properties leaves less to do for who sorts the lines.
        lines = sorted(lines, key=lambda line: line.text.sql)
        joins = list(dict.fromkeys(join for line in lines for join in line.from_clause.joins))
        written = [when_given(line.given, line.text, test=every(*line.tests)) for line in lines]
        text = _ended(line.sql for line in written)
        joined_to = " ".join(join.sql for join in joins)
        rows = self.over(*written, *joins).within(
            f"SELECT {text} AS line FROM ", f" base {joined_to} WHERE s IS NOT NULL"
        )
        if any(line.always for line in lines):
            return rows
        return rows.within("SELECT line FROM (", ") WHERE line <> ''")

    def report(self, part: _Part, rule: str, *, guard: _Guard) -> None:
        """Findings of one term, where `guard` holds; those of its condition do not ask that."""
        self.tell(part.guard.from_clause, rule, guard=guard)
        self.tell(part.from_clause, rule, guard=guard.beside(part.guard))

    def tell(self, from_clause: FromClause, rule: str, *, guard: _Guard) -> None:
        """What is wrong in a FROM clause: that of plain rows is asked together, by one scan."""
        for check in from_clause.checks:
            whole = replace(check, condition=all_of(*guard.tests, check.condition), per_row=False)
            needed = guard.from_clause if check.per_row else guard.from_clause.beside(from_clause)
            if needed.plain:
                self.checks.append((whole, rule))
            else:
                self.find(whole, rule, from_clause=needed)

    def find(self, check: Check, rule: str, *, from_clause: FromClause) -> None:
        """Add a finding of what stands in several-valued cells or behind joins."""
        test = all_of(*given([SUBJECT]), check.condition)
        head = selected(check, rule, file=self.file)
        self.findings.append(
            self.over_every_row(
                lambda base: f"{head} FROM {relation(base, from_clause)} WHERE {test.sql}",
                test,
                check.raw,
                *from_clause.fragments,
            )
        )

    def row_findings(self, subject: FromClause) -> None:
        """One scan for everything that can be wrong with a row as such; the key comes first."""
        rule = rule_of(self.map)
        checks = [
            (check, rule)
            for check in (
                *subject.checks,
                *missing_keys(self.map, self.terms),
                *total_rows(self.map, self.terms),
            )
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
        self.findings.append(self.over_every_row(asked_together(checks, self.file), *used))

    def unique_finding(self, rule: str) -> None:
        build, used = unique_check(self.map, self.terms, rule=rule, file=self.file)
        self.findings.append(self.over_every_row(build, *used))

    def link(self, join: Join, rule: str, *, outer: _Guard, condition: _Guard) -> _Part:
        """The subjects of another map in pairs of rows whose keys are equal."""
        parent_scope = self.scopes[join.parent]
        table = f"keys_{self.scope.number}_{len(self.tables)}"
        link = compile_link(
            join,
            self.terms,
            parent_map=self.maps[join.parent],
            parent_scope=parent_scope,
            table=table,
        )
        self.tables[table] = link.select
        if len(join.conditions) == 1:
            read = tuple(expression_references(join.conditions[0].parent))
            column = next(expression_references(join.conditions[0].child), "")
            self.keys[join.parent, column] = KeyTable(table, parent_scope.source, read)
        self.tell(link.from_clause, rule, guard=outer.beside(condition))
        pairs = self.over_every_row(link.pairs, *link.keys, *link.from_clause.fragments)
        self.fanouts.append(Fanout(link.uniqueness(), pairs, join))
        there = TermSql((link.subject,), (link.subject,))
        return _Part(there, link.joined(), condition, join.targets, standalone=True)


def _ended(lines: Iterable[str]) -> str:
    """Those of several lines that are there as one text, each with its newline."""
    return dialect().lines((*lines, quoted("")))
