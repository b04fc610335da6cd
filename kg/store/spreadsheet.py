"""The rows of an answer as CSV for a spreadsheet program: what looks like a formula is text.

Machines get the engine's own CSV, with every value as it is. Only worker processes use this.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pyoxigraph as ox

from kg.model.spreadsheet import without_formula
from kg.store.xml_text import Sink

CHUNK = 64 * 1024
"""Characters that are gathered before they go on."""


def write_rows(rows: ox.QuerySolutions, sink: Sink) -> None:
    """Write a header and all rows (RFC 4180; SPARQL 1.1 CSV results, 3)."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(variable.value for variable in rows.variables)
    for row in rows:
        writer.writerow(_cells(row))
        if held.tell() > CHUNK:
            sink.write(held.getvalue().encode())
            held.seek(0)
            held.truncate()
    sink.write(held.getvalue().encode())


def _cells(row: ox.QuerySolution) -> Iterator[str]:
    for term in row:
        if term is None:
            yield ""
        elif isinstance(term, (ox.NamedNode, ox.Literal)):
            yield without_formula(term.value)
        else:
            yield without_formula(str(term))
