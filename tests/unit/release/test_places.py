"""Where a finding about the graph sends its reader: to the row that gives the value."""

from __future__ import annotations

import duckdb
import pytest

from kg.release.metadata import places_of

SUBJECT, NAME = (
    "https://stad.example.org/id/club/1",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
)


@pytest.mark.parametrize(
    ("dataset", "place"),
    [("a", ("a", "a.csv", 9)), ("b", ("b", "b.csv", 2)), (None, ("b", "b.csv", 2)), ("c", None)],
)
def test_a_place_is_looked_for_in_the_dataset_that_says_it(
    dataset: str | None, place: tuple[str, str, int] | None
) -> None:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE provenance (subject VARCHAR, dataset VARCHAR, file VARCHAR, row BIGINT)"
    )
    rows = [("a", "a.csv", 9), ("b", "b.csv", 2)]
    for row in rows:
        connection.execute("INSERT INTO provenance VALUES (?, ?, ?, ?)", [f"<{SUBJECT}>", *row])
    uses = [(name, file, NAME) for name, file, _ in rows]
    found = places_of(connection, [(SUBJECT, NAME)], uses=uses, dataset=dataset)
    assert found.get((SUBJECT, NAME)) == place
