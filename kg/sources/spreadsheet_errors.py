"""What spreadsheets show where there is no value, also in text that they save: `#REF!` and such.

The names are those of Excel and LibreOffice in English, Dutch and French; `####` is what Excel
saves of a number that was wider than its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import duckdb

from kg.sources.finding_log import MOST_TOLD, FindingLog
from kg.sources.records import RecordFinding
from kg.sources.staged import StagedTable

_NAMES = (
    *("N/A", "N/B", "REF!", "VERW!", "DIV/0!", "DEEL/0!", "VALUE!", "WAARDE!", "VALEUR!"),
    *(r"NAME\?", r"NAAM\?", r"NOM\?", "NUM!", "GETAL!", "NOMBRE!", "NULL!", "LEEG!", "NUL!"),
    *("SPILL!", "OVERLOPEN!", "PROPAGATION!", "CALC!", "BEREKEN!", "CALCUL!", "###+"),
)
ERROR_TEXT = rf"#({'|'.join(_NAMES)})|Err:\d{{3}}"
_ERROR_TEXT = re.compile(ERROR_TEXT)


def is_error_text(text: str) -> bool:
    """Whether a text is what a spreadsheet shows instead of a value, blanks around it or not."""
    text = text.strip()
    return text[:1] in ("#", "E") and _ERROR_TEXT.fullmatch(text) is not None


def leave_out_errors(
    connection: duckdb.DuckDBPyConnection, staged: StagedTable, *, nulls: Iterable[str]
) -> Iterator[RecordFinding]:
    """Empty the cells of a table of texts that show an error, each with a finding (SAM-R031).

    What its source calls nothing is none.
    """
    columns, known = staged.columns, list(nulls)
    if not columns:
        return
    # Few columns have cells that begin so: comparing costs a tenth of looking for the pattern.
    begins = {
        name: f"({c} < '!' OR ({c} >= '#' AND {c} < '$') OR ({c} >= 'Err:' AND {c} < 'Err;'))"
        for name, c in columns.items()
    }
    asked = ", ".join(f"bool_or({test})" for test in begins.values())
    row = connection.execute(f"SELECT {asked} FROM {staged.table}").fetchone()
    for (name, test), some in zip(begins.items(), row or (), strict=False):
        if some:
            column, given = columns[name], [ERROR_TEXT, known]
            shown = f"{test} AND regexp_full_match(trim({column}), ?)"
            wrong = f"{shown} AND NOT list_contains(?, trim({column}))"
            found = connection.execute(
                f"SELECT _row, {column}, count(*) OVER () FROM {staged.table} WHERE {wrong}"
                f" ORDER BY _row LIMIT {MOST_TOLD + 1}",
                given,
            ).fetchall()
            if not found:
                continue
            connection.execute(f"UPDATE {staged.table} SET {column} = NULL WHERE {wrong}", given)
            lines = staged.lines({(number, name) for number, *_ in found})
            told = FindingLog()
            for index, (number, text, total) in enumerate(found):
                finding = RecordFinding(
                    "SAM-R031", number, lines.get((number, name)), text, column=name
                )
                told.add(finding, total - MOST_TOLD if index == MOST_TOLD else 1)
            yield from told
