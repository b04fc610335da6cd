"""Runs a small mapping on small files, as a publication would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pyoxigraph

from kg.mapping.execution.dataset import DatasetMapper
from kg.mapping.sql.duckdb import connect
from kg.mapping.yarrrml.reader import read
from kg.model.findings import Finding

GRAPH = "https://data.example.be/id/dataset/test"
EX = "https://e.be/"
ONE = """
prefixes: {{ex: "https://e.be/"}}
sources:
  s:
    access: sources/f.csv
    referenceFormulation: csv
    samenspel: {{encoding: utf-8, delimiter: ";", decimal: ",", dates: "%d/%m/%Y"}}
mappings:
  m:
    sources: s
    s: ex:$(id)
    po:
      - {po}
"""


@dataclass(frozen=True)
class Result:
    """The quads of a mapping as N-Triples text by line, and its findings."""

    lines: list[str]
    findings: list[Finding]
    provenance: list[tuple[str, str, int | None]]
    interpreted: list[str]
    rows: dict[str, int]

    @property
    def codes(self) -> list[str]:
        return sorted(f.code for f in self.findings)


Run = Callable[..., Result]


def map_files(tmp_path: Path, *mappings: str, **files: str | bytes) -> Result:
    """Write files and mappings, map them one after the other, and parse the result strictly."""
    for name, content in files.items():
        path = tmp_path / "sources" / name.replace("__", ".")
        path.parent.mkdir(exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(data)
    work = tmp_path / "work"
    work.mkdir()
    connection = connect(work)
    dataset = DatasetMapper(
        connection, dataset="test", graph=GRAPH, find_file=lambda a, root: tmp_path / a, work=work
    )
    document = tmp_path / "mapping.yml"
    for mapping in mappings:
        document.write_text(dedent(mapping), encoding="utf-8")
        dataset.map(read(document, tmp_path))
    dataset.write(work / "out.nq")
    rows = connection.execute("SELECT subject, file, row FROM provenance ORDER BY ALL").fetchall()
    connection.close()
    quads = list(pyoxigraph.parse(path=work / "out.nq", format=pyoxigraph.RdfFormat.N_QUADS))
    assert all(quad.graph_name == pyoxigraph.NamedNode(GRAPH) for quad in quads)
    lines = [f"{q.subject} {q.predicate} {q.object}" for q in quads]
    return Result(
        lines, dataset.result.findings, rows, dataset.result.interpreted, dataset.result.rows
    )


def one(run: Run, po: str, cells: str, header: str = "id;v") -> Result:
    """Map the cells of one file `f.csv` by one rule with one predicate and object."""
    return run(ONE.format(po=po), f__csv=f"{header}\n{cells}\n")
