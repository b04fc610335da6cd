"""Runs mapping documents on their sources: quads to files of lines, findings with their places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

import duckdb

from kg.errors import MappingError
from kg.mapping.check_document import check_document
from kg.mapping.compiler.layers import NotCompilableError
from kg.mapping.compiler.plan import Fanout, Plan, Statement, Targets
from kg.mapping.compiler.scope import Evaluated, Scope
from kg.mapping.compiler.triples_map import compile_map
from kg.mapping.document import (
    Lookup,
    MappingDocument,
    Root,
    Source,
    Target,
    TriplesMap,
    wanted_references,
)
from kg.mapping.execution.findings import Reporter, found_of, summed
from kg.mapping.execution.privacy import Privacy, refuse_unknown
from kg.mapping.execution.provenance import Entry, Origins, Tracer
from kg.mapping.execution.spelling import Near, near_keys, staged_keys
from kg.mapping.interpreter.quads import Found
from kg.mapping.interpreter.records import records_of
from kg.mapping.interpreter.triples_map import Interpretation
from kg.mapping.sql.duckdb import ROOM_TO_SORT, insert, prepare_to_sort, with_room
from kg.mapping.sql.terms import quoted
from kg.mapping.vocabularies import unknown_terms
from kg.model.findings import Finding
from kg.sources.delimited import MAX_LINE
from kg.sources.files import shown
from kg.sources.spreadsheet_errors import is_error_text
from kg.sources.stage import Staged, stage

if TYPE_CHECKING:
    from kg.sources.web import WebPolicy

T = TypeVar("T")
FINDINGS_KEPT = 100_000
"""Findings of one triples map that are told one by one; those beyond are told by their number."""
FOUND = """CREATE OR REPLACE TEMP TABLE found (code VARCHAR, row BIGINT, file BIGINT, col VARCHAR,
    raw VARCHAR, rule VARCHAR, expected VARCHAR)"""
BATCH = 50_000
"""Source rows that one statement maps at a time, so that loading begins while mapping goes on."""
WRITTEN_AT_ONCE = 256 << 10
"""Bytes of lines that are gathered before they are written: few, so that memory is used again."""
MAX_PAIRS = 100_000_000
"""Pairs of rows that one link may give; more is taken for a mistake in its condition."""


@dataclass
class Mapped:
    """What one dataset's mappings gave: rows read by source file, findings, and their plans."""

    rows: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    staged: dict[str, Staged] = field(default_factory=dict)
    plans: list[Plan] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    """What made quads, in the order of their numbers in the tables of `provenance`."""
    fallbacks: list[str] = field(default_factory=list)
    """Triples maps that were walked row by row, and why."""


class Dataset:
    """Maps the documents of one dataset, one after the other, into files of N-Quads lines.

    `arrived` is told of each file as soon as it is whole, so that loading can begin. With `graph`
    every quad goes there; without, graph maps decide and relative IRIs are put below `base_iri`.
    Blank nodes become IRIs below `skolem` where it is given. Without `located`, findings and
    provenance are left out. `web` says what may be fetched, `cache` where it is kept, `privacy`
    what other documents withhold of the same sources.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        dataset: str,
        graph: str | None,
        find_file: Callable[[str, Root], Path],
        work: Path,
        base_iri: str | None = None,
        skolem: str | None = None,
        located: bool = True,
        web: WebPolicy | None = None,
        cache: Path | None = None,
        privacy: Privacy | None = None,
        arrived: Callable[[Path], object] = lambda path: None,
    ) -> None:
        self.connection, self.dataset, self.graph = connection, dataset, graph
        self.find_file, self.work, self.located = find_file, work, located
        self.base_iri, self.skolem, self.arrived = base_iri, skolem, arrived
        self.web, self.cache = web, cache
        self.mapped = Mapped()
        self.parts: dict[Targets, list[Path]] = {}
        self._folder = work / "parts" / dataset
        self._folder.mkdir(parents=True, exist_ok=True)
        self._staged: dict[tuple[object, ...], Staged] = {}
        self._rows: dict[str, dict[tuple[str | None, ...], int]] = {}
        self._told: set[tuple[object, ...]] = set()
        self._lookups: dict[tuple[tuple[str, str], ...], str] = {}
        self.reporter = Reporter(dataset, privacy or Privacy())
        self._numbers = count()
        self.origins = Origins(connection, dataset)
        self.mapped.entries = self.origins.entries

    def map(self, document: MappingDocument) -> None:
        """Stage the sources of a document and run its triples maps.

        Raises:
            MappingError, SourceError: the document and the sources do not fit each other.
        """
        check_document(document, self.base_iri)
        self.reporter.privacy.learn(document)
        self.reporter.privacy.refuse_published(document)
        self.mapped.findings.extend(unknown_terms(document, self.dataset))
        wanted = wanted_references(document)
        tables = {name: self._table(lookup) for name, lookup in document.lookups.items()}
        scopes = {
            m.name: Scope(
                next(self._numbers),
                m.name,
                m.source,
                self._stage(m.source, wanted[m.source]),
                tables,
                document.lookups,
                base_iri=self.base_iri if m.base is None else m.base,
                unsafe=self.graph is None,
                skolem=self.skolem,
            )
            for m in document.triples_maps
        }
        maps = {m.name: m for m in document.triples_maps}
        plans, walked = [], []
        for triples_map in document.triples_maps:
            try:
                plans.append(compile_map(triples_map, scopes, maps, self.graph))
            except NotCompilableError as reason:
                self.mapped.fallbacks.append(f"{document.file}: '{triples_map.name}': {reason}")
                walked.append(triples_map)
        for plan in plans:
            self._run(plan, scopes[plan.triples_map.name])
        self.mapped.plans.extend(plans)
        if walked:
            self._walk(document, walked, scopes)

    def trace(self) -> None:
        """Write down the rows of quads that several rows or rules may have made, after all maps."""
        if self.located:
            self.origins.trace()

    def _walk(
        self, document: MappingDocument, walked: list[TriplesMap], scopes: dict[str, Scope]
    ) -> None:
        """Walk triples maps row by row, since SQL cannot express all of them."""
        run = Interpretation(
            document,
            lambda m: records_of(self.connection, scopes[m.name].staged),
            self.base_iri,
            self.graph,
            self.skolem,
        )
        tracer = Tracer(self.origins, document, [(m, scopes[m.name]) for m in walked], self.work)
        parts: dict[Targets, IO[str]] = {}
        with ExitStack() as files:
            files.enter_context(tracer)
            for quad, made in run.traced(walked):
                targets = tuple(sorted(quad.targets, key=str))
                if targets not in parts:
                    file = self._part(targets).open("w", encoding="utf-8", newline="\n")
                    parts[targets] = files.enter_context(file)
                parts[targets].write(f"{quad.line()}\n")
                tracer.note(quad, made)
        for part in parts.values():
            self._whole(Path(part.name))
        links = staged_keys(document, run.findings, lambda m: scopes[m.name].staged)
        for name, scope in scopes.items():
            found = [f for f in run.findings if f.triples_map == name]
            kept, beyond = found[:FINDINGS_KEPT], summed(found[FINDINGS_KEPT:])
            near = near_keys(self.connection, links, kept, self.reporter.privacy)
            self._report([*kept, *beyond], scope, near)

    def add_lines(self, text: Path, file: str) -> None:
        """Add a file of N-Quads lines of this dataset that were made from a source file."""
        part = self._part(())
        text.replace(part)
        self._whole(part)
        self.origins.add_lines(Entry(None, (file,)), lines_of([part]))

    def write(self, quads: Path, target: Target | None = None) -> int:
        """Write the quads for a target (None: the default), sorted and each once; their number."""
        chosen = [
            part
            for targets, parts in self.parts.items()
            if (target in targets if target is not None else not targets)
            for part in parts
        ]
        parts = [part for part in chosen if part.stat().st_size]
        if not parts:
            quads.write_bytes(b"")
            return 0
        select = f"SELECT DISTINCT line FROM {lines_of(parts)} WHERE line <> '' ORDER BY line"
        write = partial(write_lines, self.connection, select, quads)
        doing = f"Sorting the quads of {self.dataset}"
        prepare_to_sort(self.connection)
        return with_room(self.connection, doing, write, ROOM_TO_SORT)

    def forget_parts(self) -> None:
        """Delete the unsorted files once they are loaded and written."""
        for part in (p for parts in self.parts.values() for p in parts):
            part.unlink(missing_ok=True)
        self.parts.clear()

    def _part(self, targets: Targets) -> Path:
        parts = self.parts.setdefault(targets, [])
        number = sum(len(several) for several in self.parts.values())
        path = self._folder / f"{number:06}.nq"
        parts.append(path)
        return path

    def _whole(self, part: Path) -> None:
        if part.stat().st_size:
            self.arrived(part)

    def _stage(self, source: Source, wanted: list[str]) -> Staged:
        # Two sources that differ in name and place only are read once; what a spreadsheet shows
        # for errors is nothing to some.
        errors = tuple(filter(is_error_text, source.nulls))
        key = (source.reading, errors, () if source.kind == "csv" else tuple(wanted))
        if key not in self._staged:
            table = f"source_{len(self._staged)}"
            self.connection.execute(
                f"SET preserve_insertion_order = true; DROP TABLE IF EXISTS {table}"
            )
            path = self.find_file(source.access, source.root)
            also = tuple(self.find_file(name, source.root) for name in source.also)
            read = partial(stage, self.connection, table, source, path, wanted, self.work, also)
            fetching = partial(read, web=self.web, cache=self.cache)
            staged = with_room(self.connection, f"Reading {shown(source.access)}", fetching)
            refuse_unknown(source, staged)
            self._staged[key] = staged
            self._count(source, staged)
            self._tell(source, staged)
        self.mapped.staged[source.access] = self._staged[key]
        return self._staged[key]

    def _count(self, source: Source, staged: Staged) -> None:
        """The rows of a file are those of its sheets, tables and members together."""
        part = (source.member, source.sheet, source.table)
        rows = self._rows.setdefault(source.access, {})
        rows[part] = max(staged.rows + _records_lost(staged), rows.get(part, 0))
        self.mapped.rows[source.access] = sum(rows.values())

    def _tell(self, source: Source, staged: Staged) -> None:
        """What was wrong with the records of a source, once where it is read in several ways."""
        for finding in (
            *self.reporter.faults(source, staged),
            *self.reporter.dialect(source, staged),
        ):
            place = (finding.file, finding.sheet, finding.row, finding.line, finding.column)
            told = (finding.code, place, finding.raw, finding.expected)
            if told not in self._told:
                self._told.add(told)
                self.mapped.findings.append(finding)

    def _table(self, lookup: Lookup) -> str:
        """The table of a look-up list: documents may call different lists by one name."""
        entries = tuple(lookup.entries.items())
        if entries not in self._lookups:
            table = self._lookups[entries] = f"lookup_{len(self._lookups)}"
            self.connection.execute(
                f"CREATE OR REPLACE TABLE {table} (key VARCHAR, target VARCHAR)"
            )
            insert(self.connection, table, entries)
        return self._lookups[entries]

    def _run(self, plan: Plan, scope: Scope) -> None:
        for evaluated in plan.evaluated:
            self._evaluate(evaluated)
        for table, select in plan.tables.items():
            make = f"CREATE OR REPLACE TEMP TABLE {table} AS {select}"
            self._roomy(plan, partial(self.connection.execute, make))
        for fanout in plan.fanouts:
            self._weigh(fanout, plan)
        self.connection.execute("SET preserve_insertion_order = false")
        for statement in plan.quads:
            self._copy(plan, statement, scope.staged)
        if self.located:
            self._locate(plan, scope)

    def _copy(self, plan: Plan, statement: Statement, staged: Staged) -> None:
        for test in _batches(staged):
            part = self._part(statement.targets)
            select = statement.batch(test)
            self._roomy(plan, partial(write_lines, self.connection, select, part))
            self._whole(part)

    def _roomy(self, plan: Plan, action: Callable[[], T]) -> T:
        return with_room(self.connection, f"Mapping '{plan.triples_map.name}'", action)

    def _evaluate(self, evaluated: Evaluated) -> None:
        """Run a function that has no SQL once for each of its distinct inputs."""
        keys = [f"k{i}" for i in range(len(evaluated.inputs))]
        inputs = ", ".join(
            f"{value.sql} AS {key}" for value, key in zip(evaluated.inputs, keys, strict=True)
        )
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {evaluated.table}"
            f" ({''.join(f'{key} VARCHAR, ' for key in keys)}value VARCHAR)"
        )
        asked = self.connection.execute(
            f"SELECT DISTINCT {inputs} FROM {evaluated.relation}"
        ).fetchall()
        function = evaluated.function
        required = {p.name for p in function.parameters if p.required}
        answers = []
        for row in asked:
            given = dict(zip(evaluated.names, row, strict=True))
            if function.total or all(given[name] is not None for name in given.keys() & required):
                answers.append((*row, function.python(**given)))
        insert(self.connection, evaluated.table, answers)

    def _weigh(self, fanout: Fanout, plan: Plan) -> None:
        row = self.connection.execute(fanout.unique).fetchone()
        if row and row[0] == row[1]:
            return  # each key leads to one subject: no more pairs than rows
        row = self.connection.execute(fanout.sql).fetchone()
        pairs = int(row[0]) if row else 0
        if pairs > MAX_PAIRS:
            place = fanout.join.place
            raise MappingError(
                f"the link from '{plan.triples_map.name}' to '{fanout.join.parent}' would give"
                f" {pairs:,} pairs of rows; the limit is {MAX_PAIRS:,}.",
                file=place.file,
                line=place.line,
                column=place.column,
                code="SAM-Y021",
                hint="Its condition compares columns with few different values: compare the key.",
            )

    def _locate(self, plan: Plan, scope: Scope) -> None:
        self.origins.add_plan(plan, scope)
        kept, beyond = self._found(plan)
        near = near_keys(self.connection, plan.keys, kept, self.reporter.privacy)
        self._report([*kept, *beyond], scope, near)

    def _found(self, plan: Plan) -> tuple[list[Found], list[Found]]:
        """The first of what is wrong with values, and of what kinds and how much is beyond."""
        self.connection.execute(FOUND)
        for statement in plan.findings:
            insert = f"INSERT INTO found {statement}"
            self._roomy(plan, partial(self.connection.execute, insert))
        order, name = "file, row, code, col, raw, rule, expected", plan.triples_map.name
        kept = f"SELECT * FROM found ORDER BY {order} LIMIT {FINDINGS_KEPT}"
        beyond = f"""SELECT code, min(row), file, col, '', rule, format('({{}}×)', count(*))
            FROM (SELECT * FROM found ORDER BY {order} OFFSET {FINDINGS_KEPT})
            GROUP BY code, file, col, rule"""
        first = self._roomy(plan, lambda: self.connection.execute(kept).fetchall())
        rest = self._roomy(plan, lambda: self.connection.execute(beyond).fetchall())
        return found_of(first, name), found_of(rest, name)

    def _report(self, found: Sequence[Found], scope: Scope, near: Near) -> None:
        told = self.reporter.found(found, scope.source, scope.staged, scope.lists, near)
        self.mapped.findings.extend(told)


def _batches(staged: Staged) -> Iterable[str]:
    if staged.rows <= BATCH or len(staged.files) > 1:
        yield "true"
        return
    # Rows may be numbered with gaps (blank lines, a header further down): the last batch is open.
    for first in range(0, staged.rows, BATCH):
        last = first + BATCH
        yield f"_row >= {first}" + (f" AND _row < {last}" if last < staged.rows else "")


def _records_lost(staged: Staged) -> int:
    lost = ("SAM-R001", "SAM-R002", "SAM-R003", "SAM-R071")
    return len({(f.file, f.row) for f in staged.faults if f.code in lost})


def lines_of(parts: list[Path]) -> str:
    """SQL that reads text files as a table with one column `line`."""
    listed = ", ".join(quoted(str(part)) for part in parts)
    return (
        f"read_csv([{listed}], auto_detect=false, delim='\x01', quote='', escape='', header=false,"
        f" columns={{'line': 'VARCHAR'}}, max_line_size={MAX_LINE})"
    )


def write_lines(connection: duckdb.DuckDBPyConnection, select: str, target: Path) -> int:
    """Write the one column of a query as a text file, a line each; the number of rows.

    Sorted or not: with one thread (`kg.mapping.sql.duckdb.prepare_to_sort`).
    """
    row = connection.execute(
        f"COPY ({select}) TO {quoted(str(target))}"
        " (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\\x01',"
        f" ROW_GROUP_SIZE_BYTES {WRITTEN_AT_ONCE})"
    ).fetchone()
    return int(row[0]) if row else 0
