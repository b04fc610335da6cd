"""Delimited text into a table, with every record counted and every broken one reported.

A well-formed file is read by DuckDB alone. As soon as something is off (a ragged row, an open
quote, a byte that does not fit, a blank line that would shift the count) the file is read again,
record by record, and what is sound goes on in a cleaned copy that carries its row numbers.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from kg.errors import no_room
from kg.sources.columns import column_names
from kg.sources.dialect import (
    CHUNK,
    SURROGATE,
    Header,
    TextDialect,
    open_text,
    read_header,
    skip_mark,
)
from kg.sources.records import BROKEN, MAX_LINE, RecordFinding, TextRecord, records

BUFFER = MAX_LINE
"""Bytes that DuckDB reads at a time: by itself it takes sixteen times the longest line."""
_BLANK_LINE = re.compile(rb"(?:\n|\r(?!\n))[ \t]*[\r\n]")


@dataclass(frozen=True)
class DelimitedTable:
    """A staged file: its column names and what was wrong with its records.

    Where each record has one line, `lines_above` is what its line has more than its row.
    """

    names: list[str]
    findings: list[RecordFinding]
    lines_above: int | None = None


def stage_delimited(
    connection: duckdb.DuckDBPyConnection, table: str, path: Path, dialect: TextDialect, work: Path
) -> DelimitedTable:
    """Read a file into `table` with the columns `_row`, `c0`, `c1` and so on, all text but `_row`.

    `work` is a folder for a cleaned or transcoded copy.
    """
    header = read_header(path, dialect)
    names, above = column_names(header.titles), dialect.header
    findings = _open_header(path, dialect) if header.is_open else []
    findings += untitled_columns(header.titles, names, row=above, line=above)
    if _fits(path, dialect.encoding):
        source, skip = _readable(path, dialect, header, work / f"{table}.csv")
        if _read_whole(connection, table, source, names, dialect, skip, above):
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            # Counting lines is ten times faster than looking for blank ones.
            if row and _lines(source) == skip + row[0]:
                return DelimitedTable(names, findings, header.lines - above)
            if not _has_blank_line(source):
                return DelimitedTable(names, findings)
            connection.execute(f"DROP TABLE {table}")
    clean = work / f"{table}.clean.csv"
    findings += _write_clean(records(path, dialect), names, clean)
    _read_clean(connection, table, clean, len(names))
    return DelimitedTable(names, findings)


def untitled_columns(
    titles: list[str], names: list[str], *, row: int, line: int | None
) -> list[RecordFinding]:
    """A finding for each column that is called by its place, since its title is blank or taken.

    There is none in a table that has no header: its row is 0.
    """
    return [
        RecordFinding("SAM-R006", row, line, title, column=name)
        for title, name in zip(titles, names, strict=True)
        if title != name and row > 0
    ]


def _open_header(path: Path, dialect: TextDialect) -> list[RecordFinding]:
    with open_text(path, dialect.encoding) as file:
        line = next(islice(file, dialect.header - 1, None), "")
    return [
        RecordFinding("SAM-R003", dialect.header, dialect.header, _printable(line.rstrip("\r\n")))
    ]


def _readable(path: Path, dialect: TextDialect, header: Header, target: Path) -> tuple[Path, int]:
    """A file in UTF-8 for DuckDB, and how many lines of it to skip.

    DuckDB counts records where the header is on a physical line, so only of plain lines it skips
    what is meant; of others it gets a copy without them.
    """
    if header.is_plain and dialect.encoding in ("utf-8-sig", "ascii"):
        return path, header.lines
    skip = header.lines if header.is_plain else 0
    with (
        open_text(path, dialect.encoding) as file,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        for _ in range(header.lines - skip):
            file.readline()
        while text := file.read(CHUNK):
            out.write(text)
    return target, skip


def _fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                if b"\0" in chunk:
                    return False
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _lines(path: Path) -> int:
    """Lines of a file whose line ends are line feeds; -1 for one with others."""
    count, returns, last = 0, 0, b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            count += chunk.count(b"\n")
            returns += chunk.count(b"\r") - (last + chunk).count(b"\r\n")
            last = chunk[-1:]
    return -1 if returns else count + (last not in (b"\n", b""))


def _has_blank_line(path: Path) -> bool:
    tail = b"\n"  # the first line may be blank too
    with path.open("rb") as file:
        skip_mark(file)
        while chunk := file.read(CHUNK):
            if _BLANK_LINE.search(tail + chunk):
                return True
            tail = chunk[-64:]
    return False


def _columns(count: int) -> str:
    return "{" + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(count)) + "}"


def _read_whole(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    names: list[str],
    dialect: TextDialect,
    skip: int,
    rows_above: int,
) -> bool:
    """True when DuckDB could read every record; a rejected one leaves no table."""
    connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    columns = ", ".join(f"c{i}" for i in range(len(names)))
    try:
        connection.execute(
            f"CREATE TABLE {table} AS"
            f" SELECT (row_number() OVER ()) + {rows_above} AS _row, {columns}"
            f" FROM read_csv(?, auto_detect=false, delim=?, quote=?, escape=?, header=false,"
            f" skip={skip}, columns={_columns(len(names))}, strict_mode=true, store_rejects=true,"
            # Reading with one thread is a little cheaper, but lets an open quote swallow the rest.
            f" max_line_size={MAX_LINE}, buffer_size={BUFFER})",
            [str(path), dialect.delimiter, dialect.quote, dialect.quote],
        )
        rejected = connection.execute("SELECT count(*) FROM reject_errors").fetchone()
    except duckdb.Error as error:
        if isinstance(error, duckdb.OutOfMemoryException) or no_room(error):
            raise
        rejected = (1,)
    if rejected and rejected[0]:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        return False
    return True


def _read_clean(connection: duckdb.DuckDBPyConnection, table: str, path: Path, width: int) -> None:
    columns = ", ".join(f"c{i}" for i in range(width))
    types = "{'_row': 'BIGINT', " + _columns(width)[1:]
    connection.execute(
        f"CREATE TABLE {table} AS SELECT _row, {columns} FROM read_csv(?, auto_detect=false,"
        f" delim=',', quote='\"', escape='\"', header=false, columns={types},"
        f" new_line='\\n', parallel=false,"
        f" max_line_size={MAX_LINE}, buffer_size={BUFFER})",
        [str(path)],
    )


def _write_clean(
    found: Iterable[TextRecord], names: list[str], target: Path
) -> list[RecordFinding]:
    findings: list[RecordFinding] = []
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        for record in found:
            finding = _structural_finding(record, len(names))
            if finding is not None:
                findings.append(finding)
                continue
            if any(SURROGATE.search(cell) for cell in record.cells):
                record, bad = _drop_bad_bytes(record, names)
                findings.extend(bad)
            writer.writerow([record.row, *record.cells])
    return findings


def _structural_finding(record: TextRecord, width: int) -> RecordFinding | None:
    found = len(record.cells)
    if found == width and record.cells != BROKEN:
        return None
    raw = _printable(record.text)
    if record.cells == BROKEN:
        return RecordFinding("SAM-R003", record.row, record.line, raw)
    code = "SAM-R001" if found > width else "SAM-R002"
    return RecordFinding(code, record.row, record.line, raw, expected=f"{width} ({found})")


def _drop_bad_bytes(record: TextRecord, names: list[str]) -> tuple[TextRecord, list[RecordFinding]]:
    cells, findings = [], []
    for index, cell in enumerate(record.cells):
        if SURROGATE.search(cell):
            raw = _printable(cell)
            line = record.line_of(index)
            findings.append(RecordFinding("SAM-R004", record.row, line, raw, column=names[index]))
            cells.append("")
        else:
            cells.append(cell)
    return TextRecord(record.row, record.line, cells, record.text), findings


# What 'é' and '’' look like, and most other letters and signs, when UTF-8 is read as windows-1252.
_MISREAD = "[ÂÃ][\u0080-¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€"


def misread(
    connection: duckdb.DuckDBPyConnection, table: str, *, names: list[str]
) -> Iterator[RecordFinding]:
    """A finding for each column in which UTF-8 was read as windows-1252; at its first row."""
    for index, name in enumerate(names):
        found = connection.execute(
            f"SELECT count(*), min(_row), arg_min(c{index}, _row) FROM {table}"
            f" WHERE regexp_matches(c{index}, ?)",
            [_MISREAD],
        ).fetchall()
        for times, row, raw in found:
            if times:
                more = None if times == 1 else f"({times}×)"
                yield RecordFinding("SAM-R075", row, None, raw, column=name, expected=more)


def _printable(text: str) -> str:
    return SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
