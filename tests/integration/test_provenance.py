"""The side table tells of each quad the same rows and rules as walking the sources does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pyoxigraph
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kg.mapping.document import MappingDocument
from kg.mapping.execution.dataset import DatasetMapper
from kg.mapping.execution.sources import StagedSources
from kg.mapping.interpreter.triples_map import Interpretation
from kg.mapping.sql.duckdb import connect
from kg.mapping.yarrrml.reader import read
from kg.release import provenance
from kg.release.trace import write_trace
from kg.store.results import Term

BASE = "https://e.be/"
GRAPH = f"{BASE}id/dataset/test"
MAPPING = """\
prefixes: {ex: "https://e.be/"}
sources:
  rows: {access: rows.csv, referenceFormulation: csv, samenspel: {encoding: utf-8, delimiter: ","}}
  more: {access: more.csv, referenceFormulation: csv, samenspel: {encoding: utf-8, delimiter: ","}}
mappings:
  row:
    sources: rows
    s: ex:thing/$(id)
    po:
      - [a, ex:Thing]
      - [ex:label, $(name), nl~lang]
      - [ex:label, $(naam), fr~lang]
      - [ex:partner, "ex:thing/$(first)~iri"]
      - [ex:partner, "ex:thing/$(second)~iri"]
      - p: ex:near
        o:
          mapping: more
          condition: {function: equal, parameters: [[str1, $(first)], [str2, $(id)]]}
  more:
    sources: more
    s: ex:thing/$(id)
    po:
      - [ex:label, $(name), nl~lang]
      - [ex:note, $(note)]
  walked:
    sources: more
    s: {value: ex:thing/$(many), samenspel: {split: ";"}}
    po: [[ex:label, $(name), nl~lang]]
"""
ids = st.sampled_from(["a", "b", "c", ""])
names = st.sampled_from(["één", 'a "b"\\', "tab\there", "x\ny", ""])
rows = st.lists(st.tuples(ids, names, names, ids, ids), max_size=5)
more = st.lists(st.tuples(ids, names, names, st.sampled_from(["a;b", "c", ""])), max_size=4)


def _csv(header: str, rows: list[tuple[str, ...]]) -> str:
    cells = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "".join(f"{line}\n" for line in (header, *cells))


def _told(document: MappingDocument, folder: Path) -> Iterator[tuple[str, str, int | None, object]]:
    """Every quad with its rule, row and line of the mapping, by the side table."""
    work = folder / "work"
    with connect(work) as connection:
        dataset = DatasetMapper(
            connection,
            dataset="test",
            graph=GRAPH,
            find_file=lambda access, root: folder / access,
            work=work,
        )
        dataset.map(document)
        dataset.trace()
        dataset.write(work / "out.nq")
        write_trace(connection, {"test": dataset.result}, folder=folder / provenance.FOLDER)
    opened = provenance.Provenance(folder, BASE)
    for quad in pyoxigraph.parse(path=work / "out.nq", format=pyoxigraph.RdfFormat.N_QUADS):
        term = _term(quad.object)
        for origin in opened.about(quad.subject.value).of(
            quad.predicate.value, term, dataset="test"
        ):
            assert origin.use is not None
            line = f"{quad.subject} {quad.predicate} {term.token()} {quad.graph_name} ."
            yield line, str(origin.place.rule.name), origin.place.row, origin.use.told.line


def _term(term: object) -> Term:
    if isinstance(term, pyoxigraph.Literal):
        return Term("literal", term.value, term.language, term.datatype.value)
    assert isinstance(term, pyoxigraph.NamedNode)
    return Term("uri", term.value)


def _walked(document: MappingDocument, folder: Path) -> Iterator[tuple[str, str, int, object]]:
    """The same by walking the sources row by row."""
    with connect(folder / "walk") as connection:
        opened = StagedSources(
            document, lambda access, root: folder / access, connection, folder / "walk"
        )
        run = Interpretation(document, opened.records, graph=GRAPH)
        for quad, made in run.traced(document.triples_maps):
            assert made is not None
            rule, record, po = made
            yield quad.line(), rule.name, record.row, po.objects[0].place.line


@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(rows, more)
def test_each_quad_is_traced_to_exactly_the_rows_and_rules_that_made_it(
    rows: list[tuple[str, ...]], more: list[tuple[str, ...]]
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "mapping.yml").write_text(MAPPING, encoding="utf-8")
        header = "id,name,naam,first,second"
        (folder / "rows.csv").write_text(_csv(header, rows), encoding="utf-8", newline="")
        (folder / "more.csv").write_text(
            _csv("id,name,note,many", more), encoding="utf-8", newline=""
        )
        for work in ("work", "walk"):
            (folder / work).mkdir()
        document = read(folder / "mapping.yml", folder)
        told = {str(origin) for origin in _told(document, folder)}
        assert told == {str(made) for made in _walked(document, folder)}


def test_a_cell_is_addressed_and_a_file_without_rows_is_named(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "rows.csv").write_text("id,name,naam,first,second\na,één,,,\n", encoding="utf-8")
    (tmp_path / "more.csv").write_text("id,name,note,many\n", encoding="utf-8")
    (tmp_path / "mapping.yml").write_text(dedent(MAPPING), encoding="utf-8")
    told = list(_told(read(tmp_path / "mapping.yml", tmp_path), tmp_path))
    assert len(told) == 2
    about = provenance.Provenance(tmp_path, BASE).about("https://e.be/thing/a")
    label = ("https://e.be/label", Term("literal", "één", "nl"))
    (origin,) = about.of(*label, dataset="test")
    assert (origin.place.file, origin.fragment) == ("rows.csv", "#cell=2,2")
    assert about.of(*label, dataset="another") == []


def test_a_release_without_a_side_table_says_nothing(tmp_path: Path) -> None:
    about = provenance.Provenance(tmp_path, BASE).about("https://e.be/thing/a")
    assert about.places == []
