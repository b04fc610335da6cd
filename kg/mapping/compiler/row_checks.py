"""What can be wrong with a row as such: no key, a total instead of a thing, a key used twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.mapping import totals
from kg.mapping.compiler.sql_parts import Check
from kg.mapping.compiler.term_maps import TermMapCompiler
from kg.mapping.document import TriplesMap, references
from kg.mapping.keys import repeated
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.fragment import Fragment, made, name


def missing_keys(triples_map: TriplesMap, terms: TermMapCompiler) -> Iterator[Check]:
    """Rows that have something, but not what their subject is made of."""
    some = _not_blank(terms)
    for reference in triples_map.subject.references:
        column = terms.scope.column(reference, triples_map.subject)
        empty = made(lambda sql: f"({sql}) IS NULL AND {some}", terms.cell(column))
        yield Check("SAM-M009", reference, empty, column)


def total_rows(triples_map: TriplesMap, terms: TermMapCompiler) -> Iterator[Check]:
    """Rows that are no things."""
    for reference in totals.places(triples_map):
        cell = terms.cell(terms.scope.column(reference, triples_map.subject))
        if not terms.scope.is_list(reference):
            yield Check(totals.CODE, reference, made(totals.is_total_sql, cell), cell)


def unique_check(
    triples_map: TriplesMap, terms: TermMapCompiler, *, rule: str, file: str
) -> tuple[Callable[[str], str], list[Fragment]]:
    """The statement, given its base, that finds rows whose key another row has; and its reads."""
    subject = triples_map.subject
    reference = subject.references[0]
    key = terms.scope.column(reference, subject)
    others = [n for n in references(triples_map) if n not in subject.references]
    values = {n: terms.scope.prepare(_whole(n, triples_map, terms)) for n in others}
    return repeated((reference, key), values, rule=rule, file=file), [key, *values.values()]


def _not_blank(terms: TermMapCompiler) -> str:
    """Whether a row says anything at all, in any column that is there."""
    staged, sql = terms.scope.staged, dialect()
    lists = {staged.columns[name] for name in staged.lists if name in staged.columns}
    columns = [name(c) for c in dict.fromkeys(staged.columns.values()) if c not in lists]
    tests = [f"coalesce({sql.size(_items(name(c), terms).sql)}, 0) > 0" for c in sorted(lists)]
    if columns:
        given = ", ".join(terms.given(column).sql for column in columns)
        tests.insert(0, f"coalesce({given}) IS NOT NULL")
    return f"({' OR '.join(tests)})" if tests else "true"


def _items(listed: Fragment, terms: TermMapCompiler) -> Fragment:
    """Those of several values that say something."""
    some = terms.given(name("e")).sql
    return made(lambda sql: dialect().keep(sql, "e", test=f"{some} IS NOT NULL"), listed)


def _whole(reference: str, triples_map: TriplesMap, terms: TermMapCompiler) -> Fragment:
    """What a cell says, all its values in one; NULL when it says nothing."""
    column = terms.scope.column(reference, triples_map.subject)
    if not terms.scope.is_list(reference):
        return terms.cell(column)
    sql = dialect()
    return made(
        lambda items: f"CASE WHEN {sql.size(items)} > 0 THEN {sql.as_text(items)} END",
        _items(column, terms),
    )
