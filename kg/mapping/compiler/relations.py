"""The rows that a statement of a plan reads: those that count, with all that it needs of them."""

from __future__ import annotations

from dataclasses import replace

from kg.errors import MappingError
from kg.mapping.compiler.plan import RowQuery
from kg.mapping.compiler.scope import Scope
from kg.mapping.compiler.sql_parts import FromClause, NotCompilableError
from kg.mapping.compiler.term_maps import TermMapCompiler
from kg.mapping.document import TriplesMap
from kg.mapping.ntriples import SUBJECT_NODE
from kg.mapping.sql.fragment import Fragment, name
from kg.texts import Message

SUBJECT = name("s")
"""The subject of a row, as the base of each statement has it."""
EVERY_ROW = "true"


def subject_of(
    triples_map: TriplesMap, scope: Scope, *, terms: TermMapCompiler
) -> tuple[FromClause, Fragment, Fragment | None]:
    """What the subject needs, the subject, and the test of its condition."""
    from_clause = FromClause()
    condition = triples_map.subject.condition
    test = terms.holds(condition, triples_map.subject, from_clause=from_clause)
    bare = replace(triples_map.subject, condition=None)
    is_row = bare.term_type == "blank" and bare.expression is None and bare.gather is None
    if is_row:
        terms.alias("n")  # no other node of the map is called like the subject
    written = (terms.row_node(SUBJECT_NODE) if is_row else terms.term(bare, from_clause)).whole
    if from_clause.joins:
        raise MappingError(
            Message(
                "the subject of '{name}' must not come from a look-up.",
                name=triples_map.name,
            ),
            file=triples_map.place.file,
            line=triples_map.subject.place.line,
            column=triples_map.subject.place.column,
        )
    if from_clause.unnest:
        raise NotCompilableError(Message("a subject with several values"))
    return from_clause, written, test


def base_of(scope: Scope, subject: Fragment, test: Fragment | None, *used: Fragment) -> RowQuery:
    """The relation of the rows that count, with their subject `s` and what `used` reads."""
    every_part = (subject, *used) if test is None else (subject, test, *used)
    rows = scope.relation(every_part)
    also = "" if test is None else f" AND {test.sql}"
    return RowQuery(f"(SELECT *, {subject.sql} AS s FROM {rows} WHERE ", f"{also})")


def parent_base(triples_map: TriplesMap, scope: Scope, *used: Fragment) -> str:
    """The whole relation of a map that others link to."""
    _, subject, test = subject_of(triples_map, scope, terms=TermMapCompiler(scope))
    return base_of(scope, subject, test, *used).where(EVERY_ROW)


def relation(base: str, from_clause: FromClause) -> str:
    """A base with the values that several-valued cells give, one row each, and its joins."""
    before, after = around(from_clause)
    return f"{before}{base}{after}"


def around(from_clause: FromClause) -> tuple[str, str]:
    """What `relation` puts before a base, and behind it."""
    before = "".join(
        f"(SELECT *, {selected.sql} FROM " for selected in reversed(from_clause.unnest)
    )
    joins = " ".join(join.sql for join in from_clause.joins)
    return before, f"{')' * len(from_clause.unnest)} base {joins}".rstrip()
