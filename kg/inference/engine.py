"""Runs rules over statements until they give nothing new: as SQL over pairs of numbers.

Rules are ordered by what feeds what. A rule that nothing later feeds runs once; rules that feed
each other in a circle run in rounds, and in a round only those whose premises grew. Statements go
to files of their own, and only if no graph has them yet: what was said and what follows never mix.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import OntologyError
from kg.inference.feeding_order import feeding_order
from kg.inference.pattern_sql import PatternBlock, PatternSql, classes_of
from kg.inference.rule import TYPE, Key, Rule, is_variable
from kg.inference.rule_query import (
    Part,
    UnsupportedConstructError,
    steps_of,
    terms_of,
    triples_of,
    unsupported,
)
from kg.inference.statements import Statements, StatementTable
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.duckdb import connect
from kg.texts import Message

# No chain of rules over real data is this long; it guards against a rule that makes new terms.
MAX_ROUNDS = 100
INFERRED, CLOSED_WORLD = 1, 2
"""The graphs of conclusions, as tables of statements know them."""

Progress = Callable[[str, int, int], None]


@dataclass
class InferenceReport:
    """What a run gave: statements per rule identifier, rounds of the fixpoint, and seconds.

    `written` says how many lines a graph has.
    """

    rules: Sequence[Rule]
    quads: dict[str, int] = field(default_factory=dict)
    rounds: int = 0
    seconds: float = 0.0
    written: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All statements added."""
        return sum(self.quads.values())


@dataclass(frozen=True)
class GraphTarget:
    """A graph of conclusions, by its IRI, and the file that its lines are written to."""

    graph: str
    path: Path


def infer(
    files: Mapping[str, Path],
    rules: Iterable[Rule],
    *,
    inferred: GraphTarget,
    closed_world: GraphTarget,
    work: Path,
    before: Iterable[Rule] = (),
    after: Iterable[Rule] = (),
    progress: Progress | None = None,
) -> InferenceReport:
    """Write what follows from files of N-Quads lines, each of the graph that it is under.

    `rules` run to the fixpoint over all graphs together and go to `inferred`. `before` rules, in
    their order, look at what is said and what follows from it, and may conclude from absence
    (nobody says that it is over); what they give is followed up by `rules` once more. `after`
    rules, in their order, may conclude from absence in the result (there is no other sector).
    `before` and `after` go to `closed_world`. What does not fit into memory goes to the folder
    `work`. `progress` is told the rule, its number and how many there are.

    Raises:
        OntologyError: a rule cannot be run or never comes to an end.
    """
    started = time.perf_counter()
    first, middle, last = list(before), list(rules), list(after)
    work.mkdir(exist_ok=True)
    connection = connect(work)
    try:
        report = InferenceReport([*first, *middle, *last])
        run = _Run(_statements(connection, files, report.rules), report, progress)
        groups = feeding_order(middle)
        run.follow(groups)
        grown: set[Key] = set()
        for rule in first:
            if run.apply(rule, CLOSED_WORLD):
                grown |= rule.heads
        run.follow(groups, news=grown)
        for rule in last:
            run.apply(rule, CLOSED_WORLD)
        for number, target in ((INFERRED, inferred), (CLOSED_WORLD, closed_world)):
            report.written[target.graph] = run.statements.write(
                number, target.graph, target=target.path
            )
    finally:
        connection.close()
    report.seconds = time.perf_counter() - started
    return report


def _statements(connection: Any, files: Mapping[str, Path], rules: Iterable[Rule]) -> Statements:
    predicates, constants = set[str](), set[str]()
    classes: set[str | None] = set()
    for rule in rules:
        query = rule.query
        heads: Part = ["bgp", [list(pattern) for pattern in rule.head]]
        constants.update(terms_of([query, heads]))
        for part in (query, heads):
            for _, path, _ in triples_of(part):
                predicates.update(steps_of(path))
        classes.update(classes_of(query))
        classes.update(
            p.object for p in rule.head if p.predicate == TYPE and not is_variable(p.object)
        )
        # A class that comes out of data may be any.
        classes.update(None for p in rule.head if p.predicate == TYPE and is_variable(p.object))
        classes.update(_hidden_classes(query))
    some = None if None in classes else {name for name in classes if name is not None}
    return Statements(connection, files, predicates=predicates, classes=some, constants=constants)


def _hidden_classes(query: Part) -> Iterable[str]:
    return [o for _, path, o in triples_of(query) if path == TYPE and not is_variable(o)]


class _Run:
    def __init__(
        self, statements: Statements, report: InferenceReport, progress: Progress | None
    ) -> None:
        self.statements = statements
        self._progress = progress
        self._started: set[str] = set()
        self._compiled: dict[int, PatternBlock] = {}
        self.report = report

    def follow(self, groups: Iterable[Sequence[Rule]], *, news: set[Key] | None = None) -> None:
        """Run groups in their order: all of their rules, or those that news may set off."""
        grown = None if news is None else set(news)
        for group in groups:
            waiting = list(group) if grown is None else _set_off(group, grown)
            found = self.fixpoint(group, waiting)
            if grown is not None:
                grown |= found

    def fixpoint(self, group: Sequence[Rule], waiting: list[Rule]) -> set[Key]:
        """Run rules that feed each other until none gives a new statement; say what grew."""
        everything: set[Key] = set()
        if not waiting:
            return everything
        for rounds in range(1, MAX_ROUNDS + 1):
            self.report.rounds = max(self.report.rounds, rounds)
            grown: set[Key] = set()
            for rule in waiting:
                if self.apply(rule, INFERRED):
                    grown |= rule.heads
            everything |= grown
            waiting = _set_off(group, grown)
            if not waiting or (len(group) == 1 and not group[0].feeds(group[0])):
                return everything
        names = ", ".join(rule.id for rule in waiting[:5])
        raise OntologyError(
            Message(
                "Inferring: the rules {names} still give new statements after {rounds} rounds.",
                names=names,
                rounds=MAX_ROUNDS,
            ),
            code="SAM-V006",
            hint=Message(
                "A rule may join and copy terms but not make new ones; look for BIND or IRI()."
            ),
        )

    def apply(self, rule: Rule, graph: int) -> int:
        """Run one rule, keep what is new, and return how many statements that is."""
        if self._progress is not None and rule.id not in self._started:
            self._started.add(rule.id)
            self._progress(rule.id, len(self._started), len(self.report.rules))
        new = 0
        if self._can_hold(rule):
            if id(rule) not in self._compiled:
                self._compiled[id(rule)] = self._compile(rule)
            new = self._conclude(rule, self._compiled[id(rule)], graph)
        self.report.quads[rule.id] = self.report.quads.get(rule.id, 0) + new
        return new

    def _can_hold(self, rule: Rule) -> bool:
        """Whether there are statements of all that a rule asks for: of most there are none."""
        return all(
            self.statements.rows(path, object if path == TYPE else None)
            for _, path, object in _certain(rule.query)
            if isinstance(path, str) and not (path == TYPE and is_variable(object))
        )

    def _compile(self, rule: Rule) -> PatternBlock:
        statements = self.statements
        patterns = PatternSql(
            dialect(),
            relation=lambda predicate, class_: statements.table(predicate, class_).name,
            classes=statements.classes,
            number=statements.number,
        )
        names = [term for pattern in rule.head for term in pattern if is_variable(term)]
        try:
            return patterns.block(rule.query, names)
        except UnsupportedConstructError as error:
            raise unsupported(rule.axiom, error) from error

    def _conclude(self, rule: Rule, block: PatternBlock, graph: int) -> int:
        names = list(dict.fromkeys(t for p in rule.head for t in p if is_variable(t)))
        bound = {name: block.scope.get(name) for name in names}
        if any(b is None for b in bound.values()) and len(rule.head) == 1:
            return 0
        forms = {b.form for b in bound.values() if b is not None}
        (pattern, *more) = rule.head
        if not more and forms <= {"id"} and not _any_class(pattern):
            table = self._table(pattern)
            columns = [f"{self._column(pattern.subject, bound)} AS s"]
            if table.class_ is None:
                columns.append(f"{self._column(pattern.object, bound)} AS o")
            return self.statements.add(table, block.select(columns), graph=graph)
        return self._conclude_several(rule, block, graph)

    def _conclude_several(self, rule: Rule, block: PatternBlock, graph: int) -> int:
        """Answer first and add afterwards: what one head adds must not change what another is."""
        names = list(dict.fromkeys(t for p in rule.head for t in p if is_variable(t)))
        patterns = PatternSql(
            dialect(),
            relation=lambda predicate, class_: "",
            classes=(),
            number=self.statements.number,
        )
        columns, tokens, column_of = [], [], dict[str, str]()
        for place, name in enumerate(n for n in names if n in block.scope):
            value = block.scope[name]
            if value.form == "id":
                columns.append(f"{value.sql} AS v{place}")
                column_of[name] = f"v{place}"
            else:
                columns.append(f"{patterns.expressions.token(value)} AS v{place}")
                tokens.append(f"v{place}")
                column_of[name] = f"nv{place}"
        select = block.select(columns or ["1 AS one"]).replace("SELECT ", "SELECT DISTINCT ", 1)
        relation = self.statements.find(select, tokens=tokens)
        new = 0
        for pattern in rule.head:
            if any(is_variable(term) and term not in column_of for term in pattern):
                continue
            subject, object = (
                column_of[t] if is_variable(t) else str(self.statements.number(t))
                for t in (pattern.subject, pattern.object)
            )
            there = f"{subject} IS NOT NULL AND {object} IS NOT NULL"
            if _any_class(pattern):
                # Rules that ask for any class know those that were there when they became SQL.
                self._compiled.clear()
                for number in self.statements.values(
                    f"SELECT DISTINCT {object} FROM {relation} WHERE {there} ORDER BY 1"
                ):
                    table = self.statements.table(TYPE, self.statements.token(number))
                    chosen = f"SELECT {subject} AS s FROM {relation} WHERE {object} = {number}"
                    new += self.statements.add(table, chosen, graph=graph)
                continue
            table = self._table(pattern)
            chosen = f"SELECT {subject} AS s, {object} AS o FROM {relation} WHERE {there}"
            new += self.statements.add(table, chosen, graph=graph)
        return new

    def _table(self, pattern: Any) -> StatementTable:
        class_ = pattern.object if pattern.predicate == TYPE else None
        return self.statements.table(pattern.predicate, class_)

    def _column(self, term: str, bound: Mapping[str, Any]) -> str:
        return str(bound[term].sql) if is_variable(term) else str(self.statements.number(term))


def _any_class(pattern: Any) -> bool:
    return pattern.predicate == TYPE and is_variable(pattern.object)


def _certain(query: Part) -> Iterable[tuple[str, Any, str]]:
    """The triple patterns without which a query has no answer."""
    kind, *rest = query
    if kind == "bgp":
        return [tuple(triple) for triple in rest[0]]
    if kind == "join":
        return [triple for side in rest for triple in _certain(side)]
    if kind in ("filter", "select"):
        return _certain(rest[1])
    if kind in ("bind", "optional", "minus"):
        return _certain(rest[0])
    return []


def _set_off(rules: Iterable[Rule], grown: set[Key]) -> list[Rule]:
    """The rules for which there may be more premises now."""
    return [rule for rule in rules if any(key.meets(n) for key in grown for n in rule.needs)]
