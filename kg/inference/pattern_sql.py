"""Makes SQL of the patterns of a rule (`kg.inference.rule_query`), over tables of statements.

A pattern becomes a `PatternBlock`: relations, conditions, and how each variable is bound. Blocks
are joined by putting both in one FROM, so that what EXISTS looks at may name the columns outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from kg.inference.expression_sql import FALSE, TRUE, Bound, ExpressionSql, Form
from kg.inference.rule import TYPE
from kg.inference.rule_query import Part, uses_of
from kg.mapping.sql.dialect import SqlDialect

Domains = Mapping[str, frozenset[str]]
"""The terms that a variable may have, where VALUES says so."""


@dataclass
class PatternBlock:
    """A part of a query: relations to join, conditions, and the variables that it binds."""

    relations: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    scope: dict[str, Bound] = field(default_factory=dict)

    def select(self, columns: Iterable[str]) -> str:
        """The block as a SELECT of these columns."""
        relations = f" FROM {', '.join(self.relations)}" if self.relations else ""
        tests = f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""
        return f"SELECT {', '.join(columns)}{relations}{tests}"


class PatternSql:
    """Makes blocks for the pattern of one rule.

    `relation` gives the SQL of the statements of a property (or of the things of a class) as a
    relation with columns s and o (or s), `classes` all classes there are, `number` the number of
    a term. `kept` are the variables that are asked of the whole.
    """

    def __init__(
        self,
        dialect: SqlDialect,
        *,
        relation: Callable[[str, str | None], str],
        classes: Iterable[str],
        number: Callable[[str], int],
    ) -> None:
        self._relation, self._classes, self._number = relation, sorted(classes), number
        self.expressions = ExpressionSql(dialect, number=number, exists=self._exists)
        self._aliases, self._fresh = count(), count()
        self._uses = Counter[str]()

    def block(self, pattern: Part, head: Iterable[str]) -> PatternBlock:
        """The block of a whole pattern, of which the variables of `head` are wanted."""
        self._uses = Counter([*uses_of(pattern), *head])
        return self._block(pattern, {}, {})

    def _block(self, part: Part, outer: Mapping[str, Bound], domains: Domains) -> PatternBlock:
        kind, *rest = part
        if kind == "bgp":
            return self._statements(rest[0], domains)
        if kind == "join":
            known = {**domains, **domains_of(part)}
            first, second = (self._block(side, outer, known) for side in rest)
            return self._joined(first, second)
        if kind == "filter":
            test, inner = rest
            block = self._block(inner, outer, domains)
            with self._looking_up(block, outer):
                block.conditions.append(self.expressions.test(test, {**outer, **block.scope}))
            return block
        if kind == "bind":
            inner, variable, value = rest
            block = self._block(inner, outer, domains)
            with self._looking_up(block, outer):
                bound = self.expressions.value(value, {**outer, **block.scope})
            nullable = bound.nullable or bound.form != "id"
            block.scope[variable] = Bound(bound.sql, bound.form, nullable)
            return block
        if kind == "union":
            return self._union([self._block(side, outer, domains) for side in rest])
        if kind == "values":
            return self._values(*rest)
        if kind == "select":
            block = self._block(rest[1], outer, domains)
            block.scope = {name: block.scope[name] for name in rest[0] if name in block.scope}
            return block
        if kind == "minus":
            return self._minus(*(self._block(side, outer, domains) for side in rest))
        left, right, test = rest
        return self._optional(left, right, test=test, outer=outer, domains=domains)

    @contextmanager
    def _looking_up(self, block: PatternBlock, outer: Mapping[str, Bound]) -> Iterator[None]:
        """Join the texts of the terms that are named meanwhile to a block.

        Those of terms that are bound outside are joined there: within EXISTS, the engine would
        compare every text that there is with each of the block.
        """
        own = {bound.sql for bound in block.scope.values()}
        outside = self.expressions.lookups
        above = {b.sql for b in outer.values()} - own if outside is not None else set[str]()
        known = {c: alias for c, alias in (outside or {}).items() if c in above}
        self.expressions.lookups = dict(known)
        yield
        for column, alias in self.expressions.lookups.items():
            if outside is not None and column in above:
                outside[column] = alias
            else:
                block.relations.append(f"term {alias}")
                block.conditions.append(f"{alias}.id = {column}")
        self.expressions.lookups = outside

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        """Name the texts of terms by queries of their own, where none can be joined."""
        outside, self.expressions.lookups = self.expressions.lookups, None
        yield
        self.expressions.lookups = outside

    def _statements(self, triples: list[Any], domains: Domains) -> PatternBlock:
        block = PatternBlock()
        for subject, path, object in triples:
            self._triple(block, subject, path, object, domains)
        return block

    def _triple(
        self, block: PatternBlock, subject: str, path: Any, object: str, domains: Domains
    ) -> None:
        if isinstance(path, list) and path[0] == "/":
            *steps, last = path[1:]
            for step in steps:
                between = f"?/{next(self._fresh)}"
                self._triple(block, subject, step, between, domains)
                subject = between
            self._triple(block, subject, last, object, domains)
            return
        if isinstance(path, list) and path[0] == "^":
            self._triple(block, object, path[1], subject, domains)
            return
        if isinstance(path, list):
            sides = []
            for choice in path[1:]:
                side = PatternBlock()
                self._triple(side, "?s", choice, "?o", domains)
                sides.append(side)
            both = self._union(sides)
            relation = both.relations[0]
            pairs = [(subject, both.scope["?s"].sql), (object, both.scope["?o"].sql)]
            self._bind(block, relation, pairs)
            return
        alias = f"b{next(self._aliases)}"
        if path == TYPE and not object.startswith("?"):
            relation = f"{self._relation(path, object)} {alias}"
            self._bind(block, relation, [(subject, f"{alias}.s")])
        elif path == TYPE:
            several = sorted(domains.get(object, self._classes))
            texts = [
                f"SELECT s, {self._number(name)} AS o FROM {self._relation(path, name)}"
                for name in several
            ] or ["SELECT 0 AS s, 0 AS o WHERE false"]
            columns = [(subject, f"{alias}.s"), (object, f"{alias}.o")]
            self._bind(block, f"({' UNION ALL '.join(texts)}) {alias}", columns)
        else:
            relation = f"{self._relation(path, None)} {alias}"
            self._bind(block, relation, [(subject, f"{alias}.s"), (object, f"{alias}.o")])

    def _bind(self, block: PatternBlock, relation: str, columns: Iterable[tuple[str, str]]) -> None:
        block.relations.append(relation)
        for term, column in columns:
            if not term.startswith("?"):
                block.conditions.append(f"{column} = {self._number(term)}")
            elif term in block.scope:
                block.conditions.append(f"{column} = {block.scope[term].sql}")
            else:
                block.scope[term] = Bound(column)

    def _joined(self, first: PatternBlock, second: PatternBlock) -> PatternBlock:
        block = PatternBlock(
            first.relations + second.relations,
            first.conditions + second.conditions,
            {**second.scope, **first.scope},
        )
        for name in first.scope.keys() & second.scope.keys():
            one, two = first.scope[name], second.scope[name]
            block.conditions.append(self._compatible(one, two))
            block.scope[name] = self._either(one, two)
        return block

    def _compatible(self, one: Bound, two: Bound) -> str:
        """Whether two solutions may be joined: a variable without a value stands in no way."""
        tests = [f"{side.sql} IS NULL" for side in (one, two) if side.nullable]
        same = self.expressions.same(one, two)
        return f"({' OR '.join([*tests, same])})" if tests else same

    def _either(self, one: Bound, two: Bound) -> Bound:
        if not one.nullable:
            return one
        if not two.nullable:
            return two
        if one.form == two.form:
            return Bound(f"coalesce({one.sql}, {two.sql})", one.form, True)
        tokens = self.expressions.token(one), self.expressions.token(two)
        return Bound(f"coalesce({', '.join(tokens)})", "token", True)

    def _derived(self, block: PatternBlock, names: Iterable[str]) -> tuple[str, dict[str, Bound]]:
        """A block as one relation, and how that binds its variables."""
        alias = f"d{next(self._aliases)}"
        chosen = {name: f"c{number}" for number, name in enumerate(names)}
        columns = [f"{block.scope[name].sql} AS {column}" for name, column in chosen.items()]
        scope = {
            name: Bound(f"{alias}.{column}", block.scope[name].form, block.scope[name].nullable)
            for name, column in chosen.items()
        }
        return f"({block.select(columns or ['1 AS c0'])}) {alias}", scope

    def _union(self, sides: list[PatternBlock]) -> PatternBlock:
        with self._in_place():
            return self._united(sides)

    def _united(self, sides: list[PatternBlock]) -> PatternBlock:
        names = list(dict.fromkeys(name for side in sides for name in side.scope))
        alias, scope, selects = f"u{next(self._aliases)}", dict[str, Bound](), []
        forms = {
            name: {side.scope[name].form for side in sides if name in side.scope} for name in names
        }
        for side in sides:
            columns = []
            for number, name in enumerate(names):
                sql = "NULL"
                if name in side.scope:
                    bound = side.scope[name]
                    sql = bound.sql if len(forms[name]) == 1 else self.expressions.token(bound)
                columns.append(f"{sql} AS c{number}")
            selects.append(side.select(columns or ["1 AS c0"]))
        for number, name in enumerate(names):
            nullable = any(name not in s.scope or s.scope[name].nullable for s in sides)
            form = forms[name].copy().pop() if len(forms[name]) == 1 else "token"
            scope[name] = Bound(f"{alias}.c{number}", form, nullable)
        return PatternBlock([f"({' UNION ALL '.join(selects)}) {alias}"], [], scope)

    def _values(self, names: list[str], rows: list[list[str | None]]) -> PatternBlock:
        alias, scope = f"v{next(self._aliases)}", dict[str, Bound]()
        for number, name in enumerate(names):
            column = [row[number] for row in rows]
            truths = bool(rows) and set(column) <= {TRUE, FALSE}
            form: Form = "boolean" if truths else "id"
            scope[name] = Bound(f"{alias}.c{number}", form, None in column)
        forms = [scope[name].form for name in names]
        selects = [
            "SELECT "
            + (", ".join(self._cell(c, f"c{n}", forms[n]) for n, c in enumerate(row)) or "1")
            for row in rows
        ]
        empty = ", ".join(f"0 AS c{n}" for n in range(len(names))) or "1"
        text = " UNION ALL ".join(selects) or f"SELECT {empty} WHERE false"
        return PatternBlock([f"({text}) {alias}"], [], scope)

    def _cell(self, token: str | None, name: str, form: Form) -> str:
        if form == "boolean":
            return f"{'true' if token == TRUE else 'false'} AS {name}"
        number = "NULL" if token is None else self._number(token)
        return f"CAST({number} AS INTEGER) AS {name}"

    def _optional(
        self,
        left: Part,
        right: Part,
        *,
        test: Part | None,
        outer: Mapping[str, Bound],
        domains: Domains,
    ) -> PatternBlock:
        first = self._block(left, outer, domains)
        second = self._block(right, outer, {})
        inside = Counter(uses_of(right))
        new = [n for n in second.scope if n not in first.scope or first.scope[n].nullable]
        if all(self._uses[name] == inside[name] for name in new):
            # Nobody asks for what it may add, and it never takes a row away.
            return first
        with self._in_place():
            return self._left_joined(first, second, test, outer)

    def _left_joined(
        self,
        first: PatternBlock,
        second: PatternBlock,
        test: Part | None,
        outer: Mapping[str, Bound],
    ) -> PatternBlock:
        one, scope = self._derived(first, first.scope)
        two, beside = self._derived(second, second.scope)
        tests = [self._compatible(scope[n], beside[n]) for n in scope.keys() & beside.keys()]
        if test is not None:
            both = {**outer, **beside, **scope}
            both |= {n: self._either(scope[n], beside[n]) for n in scope.keys() & beside.keys()}
            tests.append(self.expressions.test(test, both))
        block = PatternBlock(
            [f"{one} LEFT JOIN {two} ON {' AND '.join(tests) or 'true'}"], [], scope
        )
        for name, bound in beside.items():
            optional = Bound(bound.sql, bound.form, True)
            block.scope[name] = self._either(scope[name], optional) if name in scope else optional
        return block

    def _minus(self, first: PatternBlock, second: PatternBlock) -> PatternBlock:
        shared = sorted(first.scope.keys() & second.scope.keys())
        if not shared:
            return first
        pairs = [(first.scope[name], second.scope[name]) for name in shared]
        tests = [self._compatible(one, two) for one, two in pairs]
        if all(one.nullable or two.nullable for one, two in pairs):
            both = [f"({one.sql} IS NOT NULL AND {two.sql} IS NOT NULL)" for one, two in pairs]
            tests.append(f"({' OR '.join(both)})")
        second.conditions.extend(tests)
        first.conditions.append(f"NOT EXISTS ({second.select(['1'])})")
        return first

    def _exists(self, part: Part, scope: Mapping[str, Bound]) -> str:
        block = self._block(part, scope, {})
        with self._in_place():
            for name in sorted(block.scope.keys() & scope.keys()):
                block.conditions.append(self._compatible(scope[name], block.scope[name]))
        return f"EXISTS ({block.select(['1'])})"


def domains_of(part: Part) -> dict[str, frozenset[str]]:
    """What the VALUES in a join say of their variables."""
    kind, *rest = part
    if kind == "join":
        return {name: terms for side in rest for name, terms in domains_of(side).items()}
    if kind == "values":
        names, rows = rest
        columns = {name: [row[number] for row in rows] for number, name in enumerate(names)}
        return {n: frozenset(terms) for n, terms in columns.items() if None not in terms}
    return {}


def classes_of(part: Any, domains: Domains | None = None) -> Iterable[str | None]:
    """The classes that a pattern looks for; None for any class at all."""
    if not isinstance(part, list) or not part:
        return
    known = domains or {}
    if part[0] == "bgp":
        for _, path, object in part[1]:
            yield from _classes_at(path, object, known)
    elif part[0] == "join":
        known = {**known, **domains_of(part)}
        for side in part[1:]:
            yield from classes_of(side, known)
    elif part[0] in ("filter", "bind"):
        for side in part[1:]:
            keeps = isinstance(side, list) and side is part[2 if part[0] == "filter" else 1]
            yield from classes_of(side, known if keeps else {})
    else:
        for side in part[1:]:
            yield from classes_of(side)


def _classes_at(path: Any, object: str, domains: Domains) -> Iterable[str | None]:
    if path == TYPE:
        yield from [object] if not object.startswith("?") else domains.get(object, [None])
    elif isinstance(path, list) and TYPE in str(path):
        yield None
