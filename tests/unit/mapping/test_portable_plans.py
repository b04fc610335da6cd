"""Plans are SQL that other engines can be given: each one of the example is translated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlglot

from kg.mapping.apply import Dataset
from kg.mapping.compile import compile_map
from kg.mapping.dialect import Dialect, using
from kg.mapping.engine import connect
from kg.mapping.functions import FUNCTIONS
from kg.mapping.opened import Opened
from kg.mapping.plan import Plan
from kg.mapping.read import read_mapping
from kg.mapping.scope import Scope
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
        yield from _parts(plan)


def _parts(plan: Plan) -> Iterator[str]:
    yield plan.subjects
    yield from plan.findings
    yield from plan.tables.values()
    yield from (statement.batch("true") for statement in plan.quads)
    for fanout in plan.fanouts:
        yield from (fanout.unique, fanout.sql)


@pytest.mark.parametrize("dialect", ["spark", "postgres", "trino"])
def test_every_plan_of_the_example_is_translated(statements: list[str], dialect: str) -> None:
    assert len(statements) > 200
    for statement in statements:
        (translated,) = sqlglot.transpile(
            statement, read="duckdb", write=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE
        )
        assert translated.startswith("SELECT")


PORTABLE = re.compile(
    "and|as|by|cast|coalesce|concat|count|exists|from|greatest|in|join|length|lower|not|nullif|on|or|over"
    "|replace|row_number|select|substr|sum|then|upper|values|when|where"
)
_LITERAL = re.compile("(?s)'(?:[^']|'')*'")
_WORD = re.compile(r"(\w+) ?\(")


def _foreign(name: str) -> Callable[..., str]:
    def written(self: Dialect, *given: Any, **more: object) -> str:
        # What follows the first input is a text as it is, no SQL.
        kept = given[:1] if name in WITH_TEXTS else given
        texts = (str(g) if isinstance(g, str | int) else ", ".join(map(str, g)) for g in kept)
        return f"foreign_{name}({', '.join(texts)})"

    return written


WITH_TEXTS = ("matches", "has", "replace_first", "replace_all", "group", "strip", "date")
WORDS = [
    name for name in vars(Dialect) if not name.startswith("_") and name not in ("quoted", "let")
]
Foreign = type("Foreign", (Dialect,), {name: _foreign(name) for name in WORDS})


def _strange(sql: str) -> set[str]:
    """Functions in a statement that neither are portable nor come from the dialect."""
    bare = _LITERAL.sub("''", sql)
    assert not any(word in bare for word in ("[", "lambda", "GROUP BY ALL")), sql
    found = {word.lower() for word in _WORD.findall(bare)}
    return {w for w in found if not PORTABLE.fullmatch(w) and not w.startswith("foreign_")}


def test_every_word_that_is_not_portable_comes_from_the_dialect(tmp_path: Path) -> None:
    publication = read_publication(EXAMPLE)
    number = 0
    with connect(tmp_path) as connection, using(Foreign()):
        for name in (name for config in publication.datasets for name in config.mappings):
            document = read_mapping(publication.folder / name, publication.folder)
            opened = Opened(
                document,
                lambda access, root: publication.find_file(access),
                connection,
                tmp_path,
                prefix=Path(name).stem.replace("-", "_"),
            )
            lookups = {lookup: f"lookup_{i}" for i, lookup in enumerate(document.lookups)}
            scopes = {
                m.name: Scope(
                    i, m.name, m.source, opened.staged(m.source), lookups, document.lookups
                )
                for i, m in enumerate(document.triples_maps)
            }
            maps = {m.name: m for m in document.triples_maps}
            for triples_map in document.triples_maps:
                for statement in _parts(compile_map(triples_map, scopes, maps)):
                    assert _strange(statement) == set(), statement
                    number += 1
    assert number > 200


def test_functions_have_no_words_of_their_own() -> None:
    with using(Foreign()):
        for function in FUNCTIONS.values():
            if function.sql is not None:
                given = {p.name: ["a", "b"] if p.many else "v" for p in function.parameters}
                assert _strange(function.sql(**given)) == set(), function.name
