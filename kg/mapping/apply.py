"""Runs mapping documents on their sources: quads to a sorted file, findings with their places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from rapidfuzz import process

from kg.mapping.compile import Plan, compile_map
from kg.mapping.document import (
    Join,
    Lookup,
    MappingDocument,
    Source,
    TermMap,
    TriplesMap,
    references,
)
from kg.mapping.sql import quoted
from kg.mapping.values import Scope, lookup_key
from kg.model.findings import Finding
from kg.sources.delimited import MAX_LINE
from kg.sources.stage import Staged, stage

FINDINGS_KEPT = 100_000
"""Findings of one document that are kept with their place; all of them are counted."""


@dataclass
class Mapped:
    """What one dataset's mappings gave: rows read by source file, findings, and their plans."""

    rows: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    staged: dict[str, Staged] = field(default_factory=dict)
    plans: list[Plan] = field(default_factory=list)
    uncounted: int = 0


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory that spills to `folder` and never fetches an extension."""
    connection = duckdb.connect()
    connection.execute(
        "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false;"
        " SET preserve_insertion_order = true; SET enable_progress_bar = false;"
        f" SET temp_directory = {quoted(str(folder / 'spill'))}"
    )
    return connection


class Dataset:
    """Maps the documents of one dataset, one after the other, into tables of lines."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        dataset: str,
        graph: str,
        find_file: Callable[[str], Path],
        work: Path,
    ) -> None:
        self.connection, self.dataset, self.graph = connection, dataset, graph
        self.find_file, self.work = find_file, work
        self.mapped = Mapped()
        self._staged: dict[tuple[object, ...], Staged] = {}
        self._lookups: dict[str, str] = {}
        connection.execute("CREATE OR REPLACE TABLE lines (line VARCHAR)")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS provenance"
            " (dataset VARCHAR, subject VARCHAR, file VARCHAR, row BIGINT)"
        )

    def map(self, document: MappingDocument) -> None:
        """Stage the sources of a document and run its triples maps.

        Raises:
            MappingError, SourceError: the document and the sources do not fit each other.
        """
        wanted = _wanted(document.triples_maps)
        scopes = {
            m.name: self._scope(number, m, wanted[m.source])
            for number, m in enumerate(document.triples_maps)
        }
        plans = [compile_map(m, scopes, self.graph) for m in document.triples_maps]
        for plan in plans:
            self.connection.execute(plan.base)
        for plan in plans:
            self._run(plan, scopes[plan.triples_map.name])
        self.mapped.plans.extend(plans)

    def add_lines(self, text: Path, file: str) -> None:
        """Add N-Quads lines of this dataset that were made elsewhere, from a source file."""
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE arrived AS SELECT line FROM read_csv(?,"
            " auto_detect=false, delim='\x01', quote='', escape='', header=false,"
            f" columns={{'line': 'VARCHAR'}}, max_line_size={MAX_LINE})",
            [str(text)],
        )
        self.connection.execute("INSERT INTO lines SELECT line FROM arrived")
        self.connection.execute(
            "INSERT INTO provenance SELECT DISTINCT ?, split_part(line, ' ', 1), ?, NULL"
            " FROM arrived",
            [self.dataset, file],
        )

    def write(self, quads: Path) -> int:
        """Write the quads, sorted and each once; their number."""
        return write_lines(self.connection, "SELECT DISTINCT line FROM lines ORDER BY line", quads)

    def _scope(self, number: int, triples_map: TriplesMap, wanted: list[str]) -> Scope:
        source = triples_map.source
        staged = self._stage(source, wanted)
        for term in _terms(triples_map):
            if term.lookup is not None:
                self._lookup(lookup_key(term), term.lookup)
        base = f"base_{number}"
        return Scope(source, staged, base, self._lookups)

    def _stage(self, source: Source, wanted: list[str]) -> Staged:
        shape = (source.access, source.also, source.kind, source.iterator, source.query)
        dialect = (source.header, source.encoding, source.delimiter)
        key = (*shape, *dialect, tuple(wanted) if source.kind == "json" else ())
        if key not in self._staged:
            table = f"source_{len(self._staged)}"
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")
            path = self.find_file(source.access)
            also = tuple(self.find_file(name) for name in source.also)
            staged = stage(self.connection, table, source, path, wanted, self.work, also)
            self._staged[key] = staged
            first = source.access not in self.mapped.rows
            self.mapped.rows[source.access] = max(
                staged.rows + _records_lost(staged), self.mapped.rows.get(source.access, 0)
            )
            if first:
                self._report_reading(source, staged)
        self.mapped.staged[source.access] = self._staged[key]
        return self._staged[key]

    def _report_reading(self, source: Source, staged: Staged) -> None:
        name = file_name(source.access)
        for fault in staged.faults:
            self.mapped.findings.append(
                Finding(
                    fault.code,
                    self.dataset,
                    name,
                    row=fault.row,
                    line=fault.line,
                    column=fault.column,
                    raw=fault.raw,
                    expected=fault.expected,
                    rule=source.name,
                )
            )
        if source.kind == "csv" and staged.dialect is not None and staged.dialect.detected:
            said = {"encoding": staged.dialect.encoding, "delimiter": staged.dialect.delimiter}
            text = ", ".join(f"{key}: {said[key]!r}" for key in staged.dialect.detected)
            self.mapped.findings.append(
                Finding("SAM-R005", self.dataset, name, expected=text, rule=source.name)
            )

    def _lookup(self, key: str, lookup: Lookup) -> None:
        if key in self._lookups:
            return
        table = f"lookup_{len(self._lookups)}"
        self.connection.execute(f"CREATE OR REPLACE TABLE {table} (key VARCHAR, target VARCHAR)")
        if lookup.entries:
            self.connection.executemany(
                f"INSERT INTO {table} VALUES (?, ?)", list(lookup.entries.items())
            )
        self._lookups[key] = table

    def _run(self, plan: Plan, scope: Scope) -> None:
        for statement in plan.quads:
            self.connection.execute(f"INSERT INTO lines {statement}")
        row = "_row" if scope.staged.rows_are_places else "NULL"
        self.connection.execute(
            f"INSERT INTO provenance SELECT DISTINCT ?, s, ?, {row} FROM ({plan.subjects})",
            [self.dataset, file_name(scope.source.access)],
        )
        rows: list[tuple[object, ...]] = []
        for statement in plan.findings:
            rows.extend(self.connection.execute(statement).fetchall())
        self._report(rows, scope, plan)

    def _report(self, rows: list[tuple[object, ...]], scope: Scope, plan: Plan) -> None:
        kept = rows[:FINDINGS_KEPT]
        self.mapped.uncounted += len(rows) - len(kept)
        places = {(int(str(row[1])), str(row[2])) for row in kept}
        lines = scope.staged.lines(set(places)) if places else {}
        lookups = {t.lookup.file: t.lookup for t in _terms(plan.triples_map) if t.lookup}
        for code, row, column, raw, rule, expected in kept:
            number = int(str(row))
            text = "" if raw is None else str(raw)
            line = lines.get((number, str(column)))
            if line is None and not scope.staged.rows_are_places and text:
                line = scope.staged.line_of_text(text)
            self.mapped.findings.append(
                Finding(
                    str(code),
                    self.dataset,
                    file_name(scope.source.access),
                    row=number if scope.staged.rows_are_places else None,
                    line=line,
                    column=str(column),
                    raw=text,
                    rule=str(rule),
                    expected=None if expected is None else str(expected),
                    guess=_guess(text, lookups.get(str(expected))),
                )
            )


def _wanted(maps: Iterable[TriplesMap]) -> dict[Source, list[str]]:
    wanted: dict[Source, list[str]] = {}
    named = {m.name: m for m in maps}
    for triples_map in named.values():
        wanted.setdefault(triples_map.source, []).extend(references(triples_map))
        for po in triples_map.predicate_objects:
            for join in (o for o in po.objects if isinstance(o, Join)):
                parent = named[join.parent].source
                wanted.setdefault(parent, []).extend(p for _, p in join.conditions)
    return {source: list(dict.fromkeys(names)) for source, names in wanted.items()}


def _terms(triples_map: TriplesMap) -> list[TermMap]:
    objects = [o for po in triples_map.predicate_objects for o in po.objects]
    return [triples_map.subject, *(o for o in objects if isinstance(o, TermMap))]


def _guess(text: str, lookup: Lookup | None) -> str | None:
    if lookup is None:
        return None
    best = process.extractOne(text, lookup.labels, score_cutoff=60)
    return None if best is None else str(best[0])


def _records_lost(staged: Staged) -> int:
    return len({f.row for f in staged.faults if f.code in ("SAM-R001", "SAM-R002", "SAM-R003")})


def file_name(access: str) -> str:
    """How a source is called in findings and IRIs: its path below the sources folder."""
    return access.removeprefix("sources/")


def write_lines(connection: duckdb.DuckDBPyConnection, select: str, target: Path) -> int:
    """Write the one column of a query as a text file, a line each; the number of lines."""
    row = connection.execute(
        f"COPY ({select}) TO {quoted(str(target))}"
        " (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\\x01')"
    ).fetchone()
    return int(row[0]) if row else 0
