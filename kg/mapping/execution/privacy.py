"""Columns whose values are never shown: mappings may not publish them, and findings leave them out.

A finding is withheld when its value may hold one of such a column: the column itself, a path above
or below it, any column that the same expression reads with it, and a line that was read as a whole.
A mapping may ask such a column (a condition, the key of a link, a look-up) and not give its value.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from kg.errors import MappingError
from kg.mapping.check_document import terms_of
from kg.mapping.document import (
    Call,
    Expression,
    MappingDocument,
    Reference,
    Source,
    Template,
    TermMap,
    expression_references,
    expressions,
)
from kg.mapping.execution.reference_paths import touch
from kg.mapping.execution.sql_columns import may_give
from kg.mapping.functions import FUNCTIONS
from kg.mapping.functions.iris import LOOKUP
from kg.model.findings import Finding
from kg.model.suggestion import did_you_mean
from kg.sources.formats import formats
from kg.sources.json_path import steps
from kg.sources.staged import StagedTable
from kg.texts import Message


class Privacy:
    """What the sources of documents withhold; a file that one of them guards is guarded in all."""

    def __init__(self, *documents: MappingDocument) -> None:
        self._withheld: dict[tuple[Source, str], None] = {}
        self._beside: dict[str, set[str]] = {}
        self.learn(*documents)

    def learn(self, *documents: MappingDocument) -> None:
        """Heed other documents too."""
        maps = [triples_map for document in documents for triples_map in document.triples_maps]
        for source in (triples_map.source for triples_map in maps):
            for name in source.withhold:
                self._withheld[source, name] = None
        # What one document withholds counts in the expressions of all of them.
        for triples_map in maps:
            source = triples_map.source
            for expression in expressions(triples_map) if self._guarded(source) else ():
                names = set(expression_references(expression))
                if any(self.withholds(source, name) for name in names):
                    self._beside.setdefault(source.access, set()).update(names)

    def withholds(self, source: Source, column: str) -> bool:
        """Whether the values of a column of a source must not be shown."""
        return any(
            _may_hold(source, column, guarded, name) for guarded, name in self._guarded(source)
        )

    def _guarded(self, source: Source) -> list[tuple[Source, str]]:
        """What is withheld of the file or database of a source."""
        return [
            (guarded, name)
            for guarded, name in self._withheld
            if _share(source.access, guarded.access)
        ]

    def said_of(self, source: Source) -> list[str]:
        """All that it heeds of the file or database of a source, as texts in order."""
        guarded = sorted(f"{other!r} {name}" for other, name in self._guarded(source))
        return [*guarded, *sorted(self._beside.get(source.access, ()))]

    def shown(self, finding: Finding, source: Source) -> Finding:
        """A finding as it may be shown: without value and guess when these say too much."""
        if not (finding.raw or finding.guess) or not self._guarded(source):
            return finding
        column = finding.column
        harmless = (
            column is not None
            and not self.withholds(source, column)
            and column not in self._beside.get(source.access, ())
        )
        return finding if harmless else replace(finding, raw=None, guess=None, withheld=True)

    def refuse_published(self, document: MappingDocument) -> None:
        """Stop at a rule that makes a term out of a column that is withheld.

        Raises:
            MappingError: says the rule's place, the column and what to do.
        """
        for triples_map in document.triples_maps:
            for term in terms_of(triples_map):
                for name in given_away(term):
                    if self._guards(triples_map.source, name):
                        raise _published(triples_map.name, name, term)

    def _guards(self, source: Source, column: str) -> bool:
        return any(
            _are_one(source, guarded) and _may_hold(source, column, guarded, name)
            for guarded, name in self._guarded(source)
        )


def given_away(term: TermMap) -> Iterator[str]:
    """The columns whose values a term may hold: neither what is tested nor looked up."""
    for expression in (term.expression, term.language, term.datatype):
        yield from _disclosed(expression)


def _disclosed(expression: Expression | None) -> Iterator[str]:
    """The references whose values the result may hold: neither what is tested nor looked up."""
    if isinstance(expression, Reference):
        yield expression.name
    elif isinstance(expression, Template):
        for part in expression.parts:
            if not isinstance(part, str):
                yield from _disclosed(part)
    elif isinstance(expression, Call) and not _answers(expression.function):
        for _, value in expression.inputs:
            yield from _disclosed(value)


def _answers(function: str) -> bool:
    """Whether a function gives something else than its input: true, false or what a list says."""
    return function == LOOKUP or FUNCTIONS[function].gives == "boolean"


def _share(access: str, other: str) -> bool:
    """Whether two sources may read the same file, each alone or in a folder or a pattern."""
    if access == other or "://" in access or "://" in other:
        return access == other
    one, two = posixpath.normpath(access), posixpath.normpath(other)
    return (
        fnmatchcase(one, two)
        or fnmatchcase(two, one)
        or posixpath.dirname(one) == two
        or posixpath.dirname(two) == one
    )


def _may_hold(source: Source, column: str, guarded: Source, name: str) -> bool:
    """Whether a column of a source may hold what another source of its file withholds.

    What a wide table's cells are called in one source is, in another, their own columns.
    """
    own, other = source.unpivot, guarded.unpivot
    if own is not None and column in own.made:
        is_value = other is not None and name == other.value
        return column == name or (column == own.value and (is_value or own.takes(name)))
    if other is not None and name in other.made:
        return name == other.value and other.takes(column)
    if source.kind == guarded.kind == "sql":
        return may_give(source, column, guarded=guarded, name=name)
    return touch(source, column, other_source=guarded, other=name)


def _are_one(source: Source, other: Source) -> bool:
    """Whether two sources of one file or database may have the same columns."""
    if source.kind == "sparql" and source.query != other.query:
        return False
    return all(
        one is None or two is None or one == two
        for one, two in ((source.sheet, other.sheet), (source.member, other.member))
    )


def _published(rule: str, column: str, term: TermMap) -> MappingError:
    return MappingError(
        Message(
            "the rule '{rule}' publishes the column '{column}', which its source withholds.",
            rule=rule,
            column=column,
        ),
        file=term.place.file,
        line=term.place.line,
        column=term.place.column,
        code="SAM-Y070",
        hint=Message(
            "Leave the column out of the rule, or take it out of `withhold` when it may be shown."
        ),
    )


def refuse_unknown(source: Source, staged: StagedTable) -> None:
    """Stop at a column to withhold that is not there: its name is wrong, and it would be shown.

    Columns of XML, and paths deep in JSON, are not known before they are asked.

    Raises:
        MappingError: the source has no such column.
    """
    if formats()[source.kind].references == "xpath" or not staged.names or not staged.rows:
        return
    wide = () if staged.turn is None else staged.turn.headers
    for name in _tops(source):
        if name not in (*staged.names, *wide):
            raise MappingError(
                Message(
                    "the source '{source}' ({file}) has no column '{column}' to withhold.",
                    source=source.name,
                    file=staged.path.name,
                    column=name,
                ),
                file=source.place.file,
                line=source.place.line,
                column=source.place.column,
                code="SAM-Y020",
                hint=did_you_mean(name, [*staged.names, *wide]),
            )


def _tops(source: Source) -> Iterable[str]:
    if formats()[source.kind].references == "jsonpath":
        return [
            head
            for name in source.withhold
            for head in (steps(name) or ())[:1]
            if isinstance(head, str)
        ]
    return source.withhold
