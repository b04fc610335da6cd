"""What is wrong with rows and cells: told with its place, and left out."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
from mapping_run import ONE, Run, one

from kg.mapping.compiler.sql_parts import NotCompilableError
from kg.mapping.execution import dataset, plans


def _not_compilable(*_: object, **__: object) -> NoReturn:
    raise NotCompilableError("walked")


@pytest.mark.parametrize("walked", [False, True])
def test_findings_beyond_the_first_are_told_by_number(
    run: Run, monkeypatch: pytest.MonkeyPatch, walked: bool
) -> None:
    for module in (dataset, plans):
        monkeypatch.setattr(module, "FINDINGS_KEPT", 2)
    if walked:
        monkeypatch.setattr(dataset, "compile_map", _not_compilable)
    po = "[sam:x, $(v), xsd:date]\n      - [sam:y, $(w), xsd:integer]"
    result = one(run, po, "1;x;y\n2;x;y\n3;;y", header="id;v;w")
    told = [(f.row, f.column, (f.expected or "").endswith("×)")) for f in result.findings]
    assert sorted(told) == [(2, "v", False), (2, "w", False), (3, "v", True), (3, "w", True)]
    assert "(2×)" in [f.expected for f in result.findings]


def test_rows_that_are_lost_count_in_each_file(run: Run) -> None:
    mapping = ONE.format(po="[sam:x, $(v)]").replace("f.csv", "f*.csv")
    result = run(mapping, f1__csv="id;v\n1;x;y\n", f2__csv="id;v\n1;x;y\n")
    assert result.rows == {"sources/f*.csv": 2}


def test_link_to_nothing_is_reported_and_left_out(run: Run) -> None:
    result = run(
        """
        prefixes: {ex: "https://e.be/"}
        sources:
          d: {access: sources/d.csv, referenceFormulation: csv}
          o: {access: sources/o.csv, referenceFormulation: csv}
        mappings:
          dienst:
            sources: d
            s: ex:d/$(id)
            po:
              - p: ex:by
                o:
                  mapping: org
                  condition: {function: equal, parameters: [[str1, $(org)], [str2, $(nr)]]}
          org: {sources: o, s: "ex:o/$(nr)"}
        """,
        d__csv="id,org\n1,A\n2,B\n3,\n",
        o__csv="nr,n\nA,x\nA,y\n",
    )
    assert result.lines == ["<https://e.be/d/1> <https://e.be/by> <https://e.be/o/A>"]
    (finding,) = [f for f in result.findings if f.severity == "error"]
    assert (finding.code, finding.row, finding.column, finding.raw) == ("SAM-M006", 3, "org", "B")


def test_row_without_key_and_key_used_twice(run: Run) -> None:
    mapping = ONE.format(po="[foaf:name, $(v)]").replace(
        "    po:", "    samenspel: {unique: true}\n    po:"
    )
    result = run(mapping, f__csv="id;v\n;a\n1;b\n1;c\n")
    assert [(f.code, f.row) for f in sorted(result.findings, key=lambda f: f.code)] == [
        ("SAM-M009", 2),
        ("SAM-M010", 4),
    ]


def test_required_value(run: Run) -> None:
    result = one(run, "{p: foaf:name, o: {value: $(v), samenspel: {required: true}}}", "1;\n2;x")
    assert [(f.code, f.row, f.column) for f in result.findings] == [("SAM-M001", 2, "v")]


@pytest.mark.parametrize("access", ["sources/map/", "sources/map/*.csv", "sources/*/?.csv"])
def test_findings_of_several_files_name_the_file_and_its_line(
    run: Run, tmp_path: Path, access: str
) -> None:
    (tmp_path / "sources" / "map").mkdir(parents=True)
    for name, rows in (("a", "1,2026-01-31\n2\n"), ("b", '1,"x\ny"\n')):
        text = f"id,dag\n{rows}"
        (tmp_path / "sources" / "map" / f"{name}.csv").write_text(text, encoding="utf-8")
    found = run(
        f"sources:\n  f: {{access: '{access}', referenceFormulation: csv}}\n"
        "mappings:\n  m:\n    sources: f\n    s: https://x.be/$(id)\n"
        "    po:\n      - {p: https://x.be/p, o: {value: $(dag), datatype: xsd:date}}\n"
    )
    places = {(f.code, f.file, f.row, f.line) for f in found.findings if f.code != "SAM-R005"}
    assert places == {("SAM-R002", "map/a.csv", 3, 3), ("SAM-M002", "map/b.csv", 2, 2)}
