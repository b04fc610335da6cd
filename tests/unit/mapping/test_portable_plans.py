"""Plans are SQL that other engines can be given: each one of the example is translated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot

from kg.mapping.apply import Dataset, connect
from kg.mapping.read import read_mapping
from kg.release.publication import read_publication

EXAMPLE = Path(__file__).resolve().parents[3] / "mappings" / "voorbeeld"


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    publication = read_publication(EXAMPLE)
    work = tmp_path_factory.mktemp("plans")
    found: list[str] = []
    with connect(work) as connection:
        for config in publication.datasets:
            dataset = Dataset(
                connection,
                dataset=config.id,
                graph="https://data.example.be/id/dataset/all",
                find_file=lambda access, root: publication.find_file(access),
                work=work,
            )
            for name in config.mappings:
                dataset.map(read_mapping(publication.folder / name, publication.folder))
            found.extend(_statements(dataset))
    return found


def _statements(dataset: Dataset) -> Iterator[str]:
    for plan in dataset.mapped.plans:
        yield plan.subjects
        yield from plan.findings
        yield from plan.tables.values()
        yield from (statement.batch("true") for statement in plan.quads)


@pytest.mark.parametrize("dialect", ["spark", "postgres", "trino"])
def test_every_plan_of_the_example_is_translated(statements: list[str], dialect: str) -> None:
    assert len(statements) > 200
    for statement in statements:
        (translated,) = sqlglot.transpile(
            statement, read="duckdb", write=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE
        )
        assert translated.startswith("SELECT")
