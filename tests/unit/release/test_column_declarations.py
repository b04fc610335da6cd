"""A line that several rows made is told by the first of them, always the same."""

from __future__ import annotations

import duckdb

from kg.release.column_declarations import ColumnDeclarations, LinePlace

LINES = 30_000


def test_of_several_rows_the_first_is_told_whatever_order_they_come_in() -> None:
    connection = duckdb.connect()
    connection.execute("SET threads = 4")
    # Each line comes from row 2 of three files, and from row 1 of one that has no rows.
    connection.execute(
        "CREATE TABLE quad_origin AS SELECT 'club' AS dataset, 'line ' || (i % $lines) AS line,"
        " (2 - (i // $lines) // 3) AS row, (2 - (i // $lines) % 3) AS map, 5 AS use, 0 AS part"
        " FROM range(4 * $lines) t(i)",
        {"lines": LINES},
    )
    connection.execute(
        "CREATE TABLE made_of AS SELECT 'club' AS dataset, map, 0 AS part, 'file' || map AS file,"
        " map <> 2 AS has_rows FROM range(3) t(map)"
    )
    declarations = ColumnDeclarations(connection, {})
    asked = [("club", f"line {number}") for number in range(LINES)]
    found = declarations.rows_of([*asked, *asked[:3], ("other", "line 1")])
    assert found == dict.fromkeys(asked, LinePlace("file2", None, (2, 5)))
    connection.execute("UPDATE quad_origin SET row = 2")
    assert declarations.rows_of(asked) == dict.fromkeys(asked, LinePlace("file0", 2, (0, 5)))
    assert declarations.rows_of([]) == {}
