"""The index of subjects of a release: a digest of what each graph says of it, and since when.

With it a server tells when a resource last changed, and a feed what changed between two releases,
without opening a store. It holds nothing but IRIs of subjects that the release publishes. The
metadata graph is not in it: it says how a release was made, and differs each time.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import duckdb

from kg.mapping.execution.line_files import lines_of
from kg.mapping.sql.duckdb import ROOM_TO_SORT, connect, prepare_to_sort, retry_with_memory
from kg.mapping.sql.terms import quoted
from kg.release.release import Release
from kg.texts import Message
from kg.work_folder import work_folder

SUBJECTS = "subjects.parquet"
WHOLE = ""
"""In place of a graph's id: what all graphs together say of a subject."""
GROUP = 8_192
"""Rows that are read together: a look-up reads one group of them."""
_TAKEN = 10_000
"""Rows that an answer gives at a time."""

Kind = Literal["added", "removed", "changed"]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class SubjectState:
    """What a graph (its id, or `WHOLE`) says of a subject, as a digest, and since when (UTC)."""

    subject: str
    graph: str
    digest: int
    changed: datetime


@dataclass(frozen=True)
class SubjectChange:
    """A subject of which a graph (its id, or `WHOLE`) says something else than before."""

    subject: str
    graph: str
    kind: Kind


def indexed(graphs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those graphs of a manifest whose subjects are in the index."""
    return [graph for graph in graphs if graph["kind"] != "metadata"]


def write_subjects(
    lines: Mapping[str, Path], target: Path, *, created: str, before: Release | None
) -> None:
    """Write the index of files of N-Quads (packed or not), each once, by the id of their graph.

    `created` is the moment of the release (ISO 8601). A subject of which a graph says the same as
    in the release `before` keeps the moment that it has there.

    Raises:
        SourceError: it needs more memory than there may be.
    """
    with TemporaryDirectory(dir=target.parent) as room:
        work = Path(room)
        known = None if before is None else index_of(before, work)
        _write(lines, target, created=created, known=known, work=work)


def _write(
    lines: Mapping[str, Path], target: Path, *, created: str, known: Path | None, work: Path
) -> None:
    moment = f"TIMESTAMP {quoted(_moment(created).strftime('%Y-%m-%d %H:%M:%S'))}"
    if known is None:
        since, join = moment, ""
    else:
        since = f"coalesce(before.changed, {moment})"
        join = (
            f" LEFT JOIN read_parquet({quoted(str(known))}) AS before"
            " USING (subject, graph, digest)"
        )
    said = work / f"{target.name}.txt"
    with said.open("wb") as out:
        for graph, path in lines.items():
            out.writelines(_digests(graph.encode(), path))
    index = (
        "WITH said AS (SELECT split_part(line, ' ', 1)[2:-2] AS subject,"
        " split_part(line, ' ', 3) AS graph, split_part(line, ' ', 2)::UBIGINT AS digest"
        f" FROM {lines_of([said])}),"
        # A line names its graph, so that digests of graphs can be put together.
        f" together AS (FROM said UNION ALL SELECT subject, {quoted(WHOLE)}, bit_xor(digest)"
        " FROM said GROUP BY subject)"
        f" SELECT subject, graph, digest, {since} AS changed FROM together{join}"
        " ORDER BY subject, graph"
    )
    copy = (
        f"COPY ({index}) TO {quoted(str(target))}"
        f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP})"
    )
    connection = connect(work)
    try:
        prepare_to_sort(connection)
        retry_with_memory(
            connection,
            Message("Writing the index of subjects"),
            action=partial(connection.execute, copy),
            start=ROOM_TO_SORT,
        )
    finally:
        connection.close()


def _digests(graph: bytes, path: Path) -> Iterator[bytes]:
    """Each subject of sorted lines with the digest of its lines and the id of their graph."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        subject, lines = b"", list[bytes]()
        for line in file:
            if line.startswith(subject) and lines:
                lines.append(line)
                continue
            if lines:
                yield b"%b%d %b\n" % (subject, _digest(lines), graph)
            subject, lines = line[: line.index(b" ") + 1], [line]
        if lines:
            yield b"%b%d %b\n" % (subject, _digest(lines), graph)


def _digest(lines: list[bytes]) -> int:
    return int.from_bytes(blake2b(b"".join(lines), digest_size=8).digest(), "big")


def count_changes(before: Path, after: Path) -> dict[str, int]:
    """How many subjects came, went and changed between two files of sorted lines of one graph."""
    count = {"added": 0, "removed": 0, "changed": 0}
    old, new = (map(bytes.split, _digests(b"", path)) for path in (before, after))
    was, now = next(old, None), next(new, None)
    while was is not None or now is not None:
        # A subject with the space behind it sorts as lines do.
        key = None if was is None else was[0] + b" "
        other = None if now is None else now[0] + b" "
        if other is None or (key is not None and key < other):
            count["removed"] += 1
            was = next(old, None)
        elif key is None or other < key:
            count["added"] += 1
            now = next(new, None)
        else:
            count["changed"] += was != now
            was, now = next(old, None), next(new, None)
    return count


def _moment(created: str) -> datetime:
    return datetime.fromisoformat(created).astimezone(UTC)


def index_of(release: Release, work: Path) -> Path:
    """The index of a release; of one that was made without it, written to a work folder."""
    path = release.path / SUBJECTS
    if path.is_file():
        return path
    path = work / f"{release.id}.parquet"
    dumps = release.dumps
    names = [str(graph["id"]) for graph in indexed(release.graphs)]
    lines = {graph: dumps[graph] for graph in names if graph in dumps}
    _write(lines, path, created=str(release.manifest["created"]), known=None, work=work)
    return path


def read_subjects(release: Release) -> Iterator[SubjectState]:
    """The index of a release by subject and graph, also of a release that was made without it.

    The subjects of a release without an index have changed when it was made: more is not known.
    """
    with work_folder() as room:
        index = index_of(release, room)
        select = f"SELECT subject, graph, digest, changed FROM read_parquet({quoted(str(index))})"
        for subject, graph, digest, changed in _answer(select, room):
            yield SubjectState(subject, graph, digest, changed.replace(tzinfo=UTC))


def changed_subjects(old: Release, new: Release) -> Iterator[SubjectChange]:
    """What came, went or changed from one release to another, by graph (`WHOLE` first) and subject.

    A subject is added to a graph that said nothing of it, and removed from one that says nothing
    any more; of the whole it is `added` when it is new, and `removed` when nothing says anything
    of it any more. Memory does not grow with the releases.
    """
    with work_folder() as work:
        before, after = (quoted(str(index_of(release, work))) for release in (old, new))
        select = (
            "SELECT subject, graph, CASE WHEN before.digest IS NULL THEN 'added'"
            " WHEN after.digest IS NULL THEN 'removed' ELSE 'changed' END"
            f" FROM read_parquet({before}) AS before"
            f" FULL JOIN read_parquet({after}) AS after USING (subject, graph)"
            " WHERE before.digest IS DISTINCT FROM after.digest ORDER BY graph, subject"
        )
        for row in _answer(select, work):
            yield SubjectChange(*row)


def _answer(select: str, work: Path) -> Iterator[Row]:
    connection = connect(work)
    try:
        answer = connection.execute(select)
        while rows := answer.fetchmany(_TAKEN):
            yield from rows
    finally:
        connection.close()


class SubjectIndex:
    """The index of a release, opened for looking up; safe to ask from several threads."""

    def __init__(self, release: Release) -> None:
        self._path = release.path / SUBJECTS
        self._connection = duckdb.connect()
        self._connection.execute(
            "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false;"
            " SET memory_limit = '64MiB'; SET threads = 1; SET parquet_metadata_cache = true"
        )

    def changed(self, subject: str) -> dict[str, datetime]:
        """When what is said of a subject last changed (UTC), by the id of the graph and `WHOLE`.

        Empty when nothing is said of it, or the release was made without an index: it is as old as
        its release then.
        """
        if not self._path.is_file():
            return {}
        rows = self._ask("graph, changed", "subject = ? ORDER BY graph", [subject])
        return {graph: changed.replace(tzinfo=UTC) for graph, changed in rows}

    def since(self, moment: datetime, *, graph: str = WHOLE, most: int = 1_000) -> list[Row]:
        """Subjects of a graph that changed after a moment, and when: the latest `most` first."""
        if not self._path.is_file():
            return []
        when = moment.astimezone(UTC).replace(tzinfo=None)
        test = "graph = ? AND changed > ? ORDER BY changed DESC, subject LIMIT ?"
        rows = self._ask("subject, changed", test, [graph, when, most])
        return [(subject, changed.replace(tzinfo=UTC)) for subject, changed in rows]

    def within(self, subjects: Collection[str], graphs: Collection[str]) -> set[str]:
        """Those of some subjects of which one of some graphs (by id) says something."""
        if not self._path.is_file():
            return set()
        test = "subject IN (SELECT unnest($1)) AND graph IN (SELECT unnest($2))"
        rows = self._ask("DISTINCT subject", test, [list(subjects), list(graphs)])
        return {subject for (subject,) in rows}

    def _ask(self, columns: str, test: str, values: list[Any]) -> list[Row]:
        select = f"SELECT {columns} FROM read_parquet({quoted(str(self._path))}) WHERE {test}"
        return self._connection.cursor().execute(select, values).fetchall()
