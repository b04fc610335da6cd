"""Reads large files of one content in each text format: seconds and peak memory of staging alone.

python -m benchmarks.readers [MEGABYTES …]     (default: 30 300)
python -m benchmarks.readers --stage KIND FILE ITERATOR     (one reading, which the other measures)
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import measure
from kg.mapping.document import Place, Source
from kg.mapping.sql.duckdb import connect
from kg.sources.stage import stage

COLUMNS = ("id", "naam", "gemeente", "bedrag")
Row = tuple[str, ...]


def row(number: int) -> Row:
    """A record of about sixty characters."""
    return (
        f"D{number:08}",
        f"Dienst met een naam {number % 9973}",
        f"G{number % 300}",
        f"{number}.5",
    )


def as_csv(values: Row) -> str:
    return ",".join(values) + "\n"


def as_json(values: Row) -> str:
    cells = dict(zip(COLUMNS, values, strict=True))
    return "{" + ", ".join(f'"{name}": "{value}"' for name, value in cells.items()) + "}"


def as_xml(values: Row) -> str:
    cells = zip(COLUMNS, values, strict=True)
    return "<i>" + "".join(f"<{name}>{value}</{name}>" for name, value in cells) + "</i>\n"


Form = tuple[str, str, str, Callable[[Row], str], str, str]
FORMS: dict[str, Form] = {
    "csv": ("csv", "-", "id,naam,gemeente,bedrag\n", as_csv, "", ""),
    "jsonl": ("jsonl", "-", "", as_json, "\n", "\n"),
    "json, an array": ("json", "$[*]", "[", as_json, ",\n", "]"),
    "json, below a key": ("json", "$.list[*]", '{"list": [', as_json, ",\n", "]}"),
    "xml": ("xml", "/l/i", "<l>\n", as_xml, "", "</l>"),
}
"""Kind and iterator, then what stands before, for each row, between and after the rows."""


def write(form: Form, target: Path, size: int) -> int:
    """Write rows until the file has so many bytes; their number."""
    _, _, before, each, between, after = form
    number = written = 0
    with target.open("w", encoding="utf-8") as out:
        out.write(before)
        while written < size:
            written += out.write((between if number else "") + each(row(number)))
            number += 1
        out.write(after)
    return number


def read_once(kind: str, file: Path, iterator: str) -> None:
    """Stage a file as a mapping of all its columns would."""
    where = None if iterator == "-" else iterator
    source = Source("s", file.name, kind, Place("m.yml"), iterator=where)
    with tempfile.TemporaryDirectory() as work:
        stage(connect(Path(work)), "t", source, file, list(COLUMNS), Path(work))


def main() -> None:
    """Write the files, read each in a process of its own, and print a table."""
    if sys.argv[1:2] == ["--stage"]:
        read_once(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
        return
    sizes = [int(size) for size in sys.argv[1:]] or [30, 300]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, form in FORMS.items():
            for size in sizes:
                file = Path(folder) / f"f.{form[0]}"
                number = write(form, file, size << 20)
                command = [sys.executable, "-m", "benchmarks.readers", "--stage"]
                used = measure.run(
                    [*command, form[0], str(file), form[1]], log=Path(folder) / "log"
                )
                rows.append((name, size, number, used.wall, used.cpu, round(used.rss)))
    measure.show("Reading", ("format", "MB", "rows", "s", "CPU s", "peak MB"), rows)


if __name__ == "__main__":
    main()
