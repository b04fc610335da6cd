"""Columns whose values are never shown: what findings and previews leave out of them.

A finding is withheld when its value may hold one of such a column: the column itself, a path above
or below it, any column that the same expression reads with it, and a line that was read as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from kg.errors import MappingError
from kg.mapping.document import (
    MappingDocument,
    PredicateObject,
    Source,
    TermMap,
    expression_references,
    expressions,
)
from kg.mapping.yaml_nodes import did_you_mean
from kg.model.findings import Finding
from kg.sources.staged import Staged


class Privacy:
    """What the sources of documents withhold; a file that one of them guards is guarded in all."""

    def __init__(self, *documents: MappingDocument) -> None:
        self._withheld: dict[str, set[str]] = {}
        self._beside: dict[str, set[str]] = {}
        for document in documents:
            self.learn(document)

    def learn(self, document: MappingDocument) -> None:
        """Heed another document too."""
        for triples_map in document.triples_maps:
            source = triples_map.source
            if source.withhold:
                self._withheld.setdefault(source.access, set()).update(source.withhold)
        for triples_map in document.triples_maps:
            access = triples_map.source.access
            for expression in expressions(triples_map) if access in self._withheld else ():
                names = set(expression_references(expression))
                if any(self.withholds(access, name) for name in names):
                    self._beside.setdefault(access, set()).update(names)

    def withholds(self, access: str, column: str) -> bool:
        """Whether the values of a column of the source at `access` must not be shown."""
        return any(_touch(column, name) for name in self._withheld.get(access, ()))

    def shown(self, finding: Finding, access: str) -> Finding:
        """A finding as it may be shown: without value and guess when these say too much."""
        if access not in self._withheld or not (finding.raw or finding.guess):
            return finding
        column = finding.column
        harmless = (
            column is not None
            and not self.withholds(access, column)
            and column not in self._beside.get(access, ())
        )
        return finding if harmless else replace(finding, raw=None, guess=None, withheld=True)

    def discloses(self, rule: PredicateObject, access: str) -> bool:
        """Whether the objects of a rule are made of a column that is withheld."""
        return any(
            self.withholds(access, name)
            for term in rule.objects
            if isinstance(term, TermMap)
            for name in term.references
        )


def refuse_unknown(source: Source, staged: Staged) -> None:
    """Stop at a column to withhold that is not there: its name is wrong, and it would be shown.

    Columns of XML, and paths deep in JSON, are not known before they are asked.

    Raises:
        MappingError: the source has no such column.
    """
    if source.kind == "xml" or not staged.names or not staged.rows:
        return
    for name in _tops(source):
        if name not in staged.names:
            raise MappingError(
                f"the source '{source.name}' ({staged.path.name}) has no column '{name}' to"
                " withhold.",
                file=source.place.file,
                line=source.place.line,
                column=source.place.column,
                code="SAM-Y020",
                hint=did_you_mean(name, staged.names),
            )


def _tops(source: Source) -> Iterable[str]:
    if source.kind in ("json", "jsonl", "geojson"):
        return [_steps(name)[0] for name in source.withhold]
    return source.withhold


def _touch(one: str, other: str) -> bool:
    """Whether two references are the same, or one leads to what holds the other."""
    first, second = _steps(one), _steps(other)
    return one == other or first[: len(second)] == second or second[: len(first)] == first


def _steps(reference: str) -> list[str]:
    """The names of a path; a plain column is one."""
    return re.findall(r"[^.\[\]/'\"*$]+", reference) or [reference]
