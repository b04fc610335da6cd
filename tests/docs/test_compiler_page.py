"""The page that follows one row through a plan says what the compiler does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.mapping.execution.dataset import DatasetMapper
from kg.mapping.sql.duckdb import connect
from kg.mapping.yarrrml.reader import read

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "compiler.md"
TEXT = PAGE.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def mapper(tmp_path_factory: pytest.TempPathFactory) -> DatasetMapper:
    folder = tmp_path_factory.mktemp("page")
    (folder / "diensten.csv").write_text(blocks("csv")[0], encoding="utf-8")
    (folder / "m.yml").write_text(blocks("yaml")[0], encoding="utf-8")
    made = DatasetMapper(
        connect(folder),
        dataset="diensten",
        graph="https://data.mytown.be/id/dataset/diensten",
        find_file=lambda name, root: folder / name,
        work=folder,
    )
    made.map(read(folder / "m.yml", folder))
    return made


def test_quads_and_findings_are_those_of_the_page(mapper: DatasetMapper, tmp_path: Path) -> None:
    mapper.write(tmp_path / "out.nq")
    assert (tmp_path / "out.nq").read_text(encoding="utf-8") == blocks("nquads")[0]
    (finding,) = mapper.result.findings
    assert (finding.code, finding.row, finding.column) == ("SAM-M002", 3, "sinds")


def test_the_table_is_that_of_the_page(mapper: DatasetMapper) -> None:
    rows = mapper.connection.execute("SELECT * FROM source_0 ORDER BY _row").fetchall()
    for row in rows:
        assert f"| {' | '.join('NULL' if cell is None else str(cell) for cell in row)} |" in TEXT


@pytest.mark.parametrize("shown", blocks("sql"))
def test_each_piece_of_sql_stands_in_the_plan(mapper: DatasetMapper, shown: str) -> None:
    (plan,) = mapper.result.plans
    statements = [q.rows.where("true") for q in plan.quads] + [plan.subjects, *plan.findings]
    wanted = ".*".join(
        re.escape(" ".join(part.split())) for part in shown.split("…") if part.strip()
    )
    found = [" ".join(statement.split()) for statement in statements]
    assert any(re.search(wanted, statement) for statement in found)
