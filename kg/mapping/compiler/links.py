"""Compiles a link to another map: the keys of both sides, the rows they pair, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.mapping.compiler.relations import parent_base, relation
from kg.mapping.compiler.scope import Scope
from kg.mapping.compiler.sql_parts import Check, FromClause
from kg.mapping.compiler.term_maps import TermMapCompiler
from kg.mapping.document import Expression, Join, TermMap, TriplesMap, expression_references
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.fragment import Fragment, all_of, made, name
from kg.mapping.sql.terms import trimmed


@dataclass(frozen=True)
class CompiledLink:
    """A link from the rows of one map to the subjects of another.

    `select` gives the subjects of the other map with their keys, as a table called `table`; `keys`
    are those of the rows here, `from_clause` what these need and what can be wrong with them.
    """

    table: str
    select: str
    keys: list[Fragment]
    from_clause: FromClause

    def joined(self) -> FromClause:
        """The rows here, each with the subjects there that have its keys, as far as it has any."""
        same = made(lambda *keys: _same(self.table, keys), *self.keys)
        joining = made(lambda test: f"LEFT JOIN {self.table} ON {test}", same)
        return self.from_clause.beside(FromClause(joins=[joining]))

    @property
    def subject(self) -> Fragment:
        """The subject there, as `joined` has it."""
        return name(f"{self.table}.ps")

    def pairs(self, base: str) -> str:
        """How many pairs of rows the link makes of those in `base`."""
        listed = ", ".join(f"({key.sql}) AS k{i}" for i, key in enumerate(self.keys)) or "1 AS one"
        grouped = dialect().group_by(max(len(self.keys), 1))
        shown = ", ".join(self._names()) or "1 AS one"
        there = f"(SELECT {shown}, count(*) AS n FROM {self.table} {grouped})"
        here = f"(SELECT {listed}, count(*) AS n FROM {relation(base, self.from_clause)} {grouped})"
        on = " AND ".join(f"h.{key} = t.{key}" for key in self._names()) or "true"
        return f"SELECT coalesce(sum(h.n * t.n), 0) FROM {here} h JOIN {there} t ON {on}"

    def uniqueness(self) -> str:
        """How many rows the table of subjects has, and how many different keys."""
        distinct = dialect().distinct(self._names() or ["1"])
        return f"SELECT count(*), {distinct} FROM {self.table}"

    def _names(self) -> list[str]:
        return [f"k{i}" for i in range(len(self.keys))]


def compile_link(
    join: Join, terms: TermMapCompiler, *, parent_map: TriplesMap, parent_scope: Scope, table: str
) -> CompiledLink:
    """Compile a link to a map whose rows are other rows; `terms` compiles what is read here.

    Raises:
        MappingError: a column is not in the source.
        NotCompilableError: only the interpreter can make one of the keys.
    """
    from_clause, parent_clause = FromClause(), FromClause()
    keys = [_key(pair.child, terms, join, from_clause) for pair in join.conditions]
    there = TermMapCompiler(parent_scope, "p")
    parents = [_key(pair.parent, there, join, parent_clause) for pair in join.conditions]
    base = parent_base(parent_map, parent_scope, *parents, *parent_clause.fragments)
    listed = "".join(f"{key.sql} AS k{i}, " for i, key in enumerate(parents))
    rows = relation(base, parent_clause)
    select = f"SELECT DISTINCT {listed}s AS ps FROM {rows} WHERE s IS NOT NULL"
    if join.conditions:
        from_clause.checks.append(_dangling(join, keys, table))
    return CompiledLink(table, select, keys, from_clause)


def _key(
    expression: Expression, terms: TermMapCompiler, join: Join, from_clause: FromClause
) -> Fragment:
    term = TermMap(expression, "literal", join.place)
    value = terms.value(expression, term, from_clause=from_clause)
    return terms.prepare(made(trimmed, value), from_clause) if terms.scope.source.trim else value


def _dangling(join: Join, keys: list[Fragment], table: str) -> Check:
    """Keys that are there and lead nowhere."""
    column = next(expression_references(join.conditions[0].child), "")
    there = (made(lambda key: f"({key}) <> ''", key) for key in keys)
    nowhere = made(lambda *found: _absent(found, table), *keys)
    return Check("SAM-M006", column, all_of(*there, nowhere), keys[0], join.parent)


def _absent(keys: Sequence[str], table: str) -> str:
    """Whether keys that are there are none of a table's: NOT EXISTS is three times the work."""
    names = [f"k{i}" for i in range(len(keys))]
    here, there = ", ".join(f"({key})" for key in keys), ", ".join(names)
    filled = " AND ".join(f"{name} IS NOT NULL" for name in names)
    return f"({here}) NOT IN (SELECT {there} FROM {table} WHERE {filled})"


def _same(table: str, keys: Sequence[str]) -> str:
    return " AND ".join(f"{table}.k{i} = ({key})" for i, key in enumerate(keys)) or "true"
