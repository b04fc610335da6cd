"""What must not go out is taken out here: after mapping, before anything is inferred or loaded.

The store keeps in its files what was ever loaded into it, also when it is deleted afterwards. So
whatever leaves something out (personal values, small counts, what was withdrawn) is a `Guard` in
`kg.release.guards`: it looks at the sorted lines of all datasets, changes them by
`DatasetLines.replace` or `leave_out`, and returns findings, which show a place and a kind and never
the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import merge
from pathlib import Path

import duckdb

from kg.mapping.execution.privacy import Privacy
from kg.mapping.execution.result import MappingResult
from kg.mapping.sql.duckdb import insert
from kg.model.findings import Finding
from kg.release.leaving.departures import Departures
from kg.release.metadata import Place, places_of, properties_made
from kg.release.publication import Publication


class DatasetLines:
    """The sorted N-Quads lines of one dataset, and how many there are.

    Lines are bytes without their newline, as they stand in the file; each occurs once. `changed`
    says that some are no longer as they were mapped.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, dataset: str, *, path: Path, count: int
    ) -> None:
        self.connection, self.dataset, self.path, self.count = connection, dataset, path, count
        self.changed = False

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            for line in file:
                yield line[:-1]

    def leave_out(self, lines: Iterable[bytes]) -> int:
        """Take lines out; how many of them were there."""
        return self.replace(dict.fromkeys(lines, ()))

    def replace(self, changes: Mapping[bytes, Sequence[bytes]]) -> int:
        """Put others in the place of lines, or none; how many of the lines were there.

        The file stays sorted with each line once, and the origins of lines go over to those that
        replace them. A thing that no line is left of has no origin any more either.
        """
        there, touched, left = list[bytes](), set[bytes](), set[bytes]()
        kept = self.path.with_suffix(".kept")
        with kept.open("wb") as out:
            for line in self:
                if line in changes:
                    there.append(line)
                    touched.add(_subject(line))
                else:
                    out.write(line + b"\n")
        if there:
            self.changed = True
            # Only what is there is replaced, and that is known by now.
            new = sorted({line for old in there for line in changes[old]})
            with kept.open("rb") as others, self.path.open("wb") as out:
                self.count, last = 0, b""
                for line in merge((line[:-1] for line in others), new):
                    if line != last:
                        out.write(line + b"\n")
                        self.count += 1
                        left.update({_subject(line)} & touched)
                    last = line
            self._move_origins({line: changes[line] for line in there}, gone=touched - left)
        kept.unlink()
        return len(there)

    def _move_origins(
        self, changes: Mapping[bytes, Sequence[bytes]], *, gone: Iterable[bytes]
    ) -> None:
        execute = self.connection.execute
        execute(
            "CREATE OR REPLACE TEMP TABLE changed (line VARCHAR, new VARCHAR);"
            " CREATE OR REPLACE TEMP TABLE gone (subject VARCHAR)"
        )
        pairs = [
            (old.decode(), new.decode()) for old, several in changes.items() for new in several
        ]
        nothing = [(old.decode(), None) for old, several in changes.items() if not several]
        insert(self.connection, "changed", rows=[*pairs, *nothing])
        insert(self.connection, "gone", rows=[(subject.decode(),) for subject in gone])
        execute(
            "CREATE OR REPLACE TEMP TABLE moved AS SELECT dataset, map, use, part, row, new AS line"
            " FROM quad_origin JOIN changed USING (line) WHERE dataset = ? AND new IS NOT NULL",
            [self.dataset],
        )
        execute(
            "DELETE FROM quad_origin WHERE dataset = ? AND line IN (SELECT line FROM changed)",
            [self.dataset],
        )
        execute("INSERT INTO quad_origin SELECT * FROM moved")
        execute(
            "DELETE FROM made WHERE dataset = ? AND subject IN (SELECT subject FROM gone)",
            [self.dataset],
        )
        execute("DROP TABLE changed; DROP TABLE moved; DROP TABLE gone")


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]


@dataclass(frozen=True)
class Protection:
    """What a guard may look at, and the lines (by dataset) that it may change."""

    publication: Publication
    lines: Mapping[str, DatasetLines]
    mapped: Mapping[str, MappingResult]
    privacy: Privacy
    connection: duckdb.DuckDBPyConnection
    departures: Departures = field(default_factory=Departures)
    silenced: set[Place] = field(default_factory=set)
    releases: Path | None = None
    """Where the releases lie that are kept, when they count."""

    @property
    def touched(self) -> set[str]:
        """The datasets of which lines were left out, or rows silenced."""
        changed = {dataset for dataset, lines in self.lines.items() if lines.changed}
        return changed | {dataset for dataset, *_ in self.silenced}

    def silence(self, rows: Iterable[Place]) -> None:
        """Let no finding of these rows show a value, whoever found it."""
        self.silenced.update(rows)

    def forget(self, subjects: Iterable[str]) -> None:
        """Drop whence things come of which nothing may be said; a row may make no line of one."""
        wanted = [(f"<{subject}>",) for subject in dict.fromkeys(subjects)]
        if wanted:
            self.connection.execute("CREATE OR REPLACE TEMP TABLE gone (subject VARCHAR)")
            insert(self.connection, "gone", rows=wanted)
            self.connection.execute(
                "DELETE FROM made WHERE subject IN (SELECT subject FROM gone); DROP TABLE gone"
            )

    def quiet(self, finding: Finding) -> Finding:
        """A finding as it may be shown: without its value where its row was silenced."""
        if (finding.dataset, finding.file, finding.row) not in self.silenced:
            return finding
        return replace(finding, raw=None, expected=None, guess=None, withheld=True)

    def places(
        self, asked: Iterable[tuple[str, str | None]], *, dataset: str | None = None
    ) -> dict[tuple[str, str | None], Place]:
        """Where a property of a subject comes from, both by bare IRI (`metadata.places_of`).

        To be asked before the lines that are meant are left out.
        """
        uses = properties_made(self.mapped)
        return places_of(self.connection, asked, uses=uses, dataset=dataset)


Guard = Callable[[Protection], Iterable[Finding]]
"""Leaves something out and returns findings; `kg.release.guards` lists them."""
