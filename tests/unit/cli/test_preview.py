"""A preview shows rows beside their quads, each with its rule, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli.preview import preview
from kg.errors import UsageError
from kg.mapping.sql import duckdb as engine

MAPPING = """\
prefixes:
  ex: https://x.be/def#
mappings:
  person:
    sources:
      - [a.csv~csv]
    s: https://x.be/id/$(id)
    po:
      - [a, ex:Person]
      - [ex:name, $(naam), nl~lang]
      - p: ex:born
        o: {value: $(dag), datatype: xsd:date}
      - p: ex:boss
        o:
          mapping: person
          condition: {function: equal, parameters: [[str1, $(baas)], [str2, $(id)]]}
  place:
    sources:
      - [a.csv~csv]
    s: https://x.be/place/$(stad)
    po:
      - [ex:label, $(stad)]
"""
ROWS = [
    "1,An,2000-01-02,3,Gent,x",
    "2,Bo,31/02/2000,1,Aalst,",
    '3,"Cy\nDe",2001-01-01,1,Gent,y',
    "4,Fa,2001-01-01,9,Gent,",
]


def looked(folder: Path, *options: str, rows: list[str] = ROWS, **environment: str) -> Result:
    (folder / "m.yml").write_text(MAPPING, encoding="utf-8")
    text = "\n".join(["id,naam,dag,baas,stad,nota", *rows]) + "\n"
    (folder / "a.csv").write_text(text, encoding="utf-8", newline="")
    return CliRunner().invoke(
        preview,
        [str(folder / "m.yml"), *options],
        catch_exceptions=False,
        env={"SAMENSPEL_LANG": "en", **environment},
    )


def rows_of(folder: Path, *options: str, rows: list[str] = ROWS) -> list[dict[str, Any]]:
    done = looked(folder, "--map", "person", "--json", *options, rows=rows)
    [shown] = json.loads(done.stdout)["maps"]
    found: list[dict[str, Any]] = shown["rows"]
    return found


def test_each_quad_comes_with_the_line_of_its_rule(tmp_path: Path) -> None:
    first = rows_of(tmp_path)[0]
    assert first["values"]["naam"] == ["An"]
    assert first["unused"] == ["nota"]
    assert [(quad["short"], quad["rule"]["line"]) for quad in first["quads"]] == [
        ("<https://x.be/id/1> rdf:type ex:Person", 9),
        ('<https://x.be/id/1> ex:name "An"@nl', 10),
        ('<https://x.be/id/1> ex:born "2000-01-02"^^xsd:date', 11),
        ("<https://x.be/id/1> ex:boss <https://x.be/id/3>", 13),
    ]


def test_a_finding_stands_with_its_row(tmp_path: Path) -> None:
    found = {row["row"]: [f["code"] for f in row["findings"]] for row in rows_of(tmp_path)}
    assert found == {2: [], 3: ["SAM-M002"], 4: [], 5: ["SAM-M006"]}
    assert looked(tmp_path).exit_code == 1
    assert looked(tmp_path, "--rows", "1").exit_code == 0


def test_a_key_that_is_meant_is_proposed(tmp_path: Path) -> None:
    rows = ["A.1,An,2000-01-02,b 2,Gent,x", *ROWS, "B.2,Bo,,A.1,Gent,"]
    (first, *_) = rows_of(tmp_path, "--rows", "1", rows=rows)
    assert [finding["guess"] for finding in first["findings"]] == ["B.2"]


RML = """\
@prefix rml: <http://w3id.org/rml/> .
<https://e.be/m> rml:logicalSource [ rml:referenceFormulation rml:CSV ;
    rml:source [ rml:root rml:MappingDirectory ; rml:path "a.csv" ] ] ;
  rml:subjectMap [ rml:template "https://e.be/{id}" ] ;
  rml:predicateObjectMap [ rml:predicate <https://e.be/p> ; rml:objectMap [
    rml:parentTriplesMap <https://e.be/m> ;
    rml:joinCondition [ rml:child "k" ; rml:parent "id" ] ] ] .
"""


def test_a_link_to_nothing_is_no_error_in_rml(tmp_path: Path) -> None:
    (tmp_path / "m.ttl").write_text(RML, encoding="utf-8")
    (tmp_path / "a.csv").write_text("id,k\n1,2\n", encoding="utf-8")
    done = CliRunner().invoke(preview, [str(tmp_path / "m.ttl")], catch_exceptions=False)
    assert (done.exit_code, "SAM-M006" in done.stdout) == (0, False)


def test_a_row_that_cannot_be_read_is_told_beside_the_others(tmp_path: Path) -> None:
    done = looked(tmp_path, "--map", "person", rows=[ROWS[0], "5,Xi", ROWS[0]])
    assert done.exit_code == 1
    assert "error SAM-R002" in done.stdout


def test_one_row_is_found_by_its_number(tmp_path: Path) -> None:
    assert [row["row"] for row in rows_of(tmp_path, "--row", "3")] == [3]
    assert [row["row"] for row in rows_of(tmp_path, "--row", "3", "--rows", "2")] == [3, 4]
    assert "There is no row 99" in looked(tmp_path, "--row", "99").stdout


def test_only_the_first_records_of_a_large_table_are_read(tmp_path: Path) -> None:
    many = [f"{i},Na,2000-01-02,{i - 1},Gent,{'x' * 30}" for i in range(1, 30_001)]
    broken = [*many, '30001,"open,2000-01-02,1,Gent,']
    shown = rows_of(tmp_path, "--row", "20000", "--rows", "2", rows=broken)
    assert [row["quads"][0]["subject"] for row in shown] == [
        "<https://x.be/id/19999>",
        "<https://x.be/id/20000>",
    ]
    assert [row["quads"][3]["object"] for row in shown] == [
        "<https://x.be/id/19998>",
        "<https://x.be/id/19999>",
    ]


def test_json_lines_are_cut_too(tmp_path: Path) -> None:
    looked(tmp_path)
    lines = "".join(f'{{"id": {i}, "naam": "{"n" * 50}"}}\n\n' for i in range(1, 30_001))
    (tmp_path / "a.jsonl").write_text(lines + "{broken", encoding="utf-8")
    (tmp_path / "l.yml").write_text(
        "mappings:\n  m:\n    sources:\n      - [a.jsonl~jsonl]\n"
        "    s: https://x.be/$(id)\n    po:\n      - [rdfs:label, $(naam)]\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(
        preview, [str(tmp_path / "l.yml"), "--row", "7", "--json"], catch_exceptions=False
    )
    [row] = json.loads(done.stdout)["maps"][0]["rows"]
    assert row["quads"][0]["subject"] == "<https://x.be/7>"


def test_wide_terminals_show_rows_and_quads_side_by_side(tmp_path: Path) -> None:
    wide = looked(tmp_path, "--rows", "1", FORCE_COLOR="1", COLUMNS="140", TERM="xterm").stdout
    [line] = [line for line in wide.splitlines() if "ex:name" in line]
    assert line.startswith("│") and "naam" in line.split('ex:name "')[0]
    assert "line 10" in line
    narrow = looked(tmp_path, "--rows", "1", FORCE_COLOR="1", COLUMNS="60", TERM="xterm").stdout
    assert "│" not in narrow
    assert 'ex:name "An"@nl' in narrow


def test_what_a_terminal_would_obey_is_shown_as_text(tmp_path: Path) -> None:
    done = looked(tmp_path, "--map", "person", rows=["1,\x1b[2JAn,2000-01-02,1,Gent,"])
    assert "\x1b[2J" not in done.stdout
    assert "\\x1b[2JAn" in done.stdout


def test_a_map_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'persoon'") as caught:
        looked(tmp_path, "--map", "persoon")
    assert "person" in str(caught.value.hint)


def test_a_source_is_looked_at_through_the_mappings_that_read_it(tmp_path: Path) -> None:
    from kg.cli.init import init

    town = tmp_path / "town"
    CliRunner().invoke(init, [str(town)], catch_exceptions=False)
    source = next((town / "sources").glob("*.csv"))
    done = CliRunner().invoke(
        preview, [str(source), "--rows", "1", "--json"], catch_exceptions=False
    )
    maps = json.loads(done.stdout)["maps"]
    assert maps
    assert all(shown["source"].endswith(source.name) for shown in maps)
    assert all(quad["graph"] for shown in maps for row in shown["rows"] for quad in row["quads"])
    (town / "sources" / "other.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="none of"):
        CliRunner().invoke(preview, [str(town / "sources" / "other.csv")], catch_exceptions=False)


def test_keys_of_json_that_no_path_reads_are_shown_as_unused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        '[{"id": 1, "naam": "An", "adres": {"stad": "Gent", "nr": 2}, "nota": "x", "o": {}}]',
        encoding="utf-8",
    )
    (tmp_path / "j.yml").write_text(
        'mappings:\n  m:\n    sources:\n      - ["a.json~jsonpath", "$[*]"]\n'
        "    s: https://x.be/$(id)\n    po:\n"
        "      - [rdfs:label, $(naam)]\n      - [rdfs:comment, $(adres.stad)]\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(preview, [str(tmp_path / "j.yml"), "--json"], catch_exceptions=False)
    [row] = json.loads(done.stdout)["maps"][0]["rows"]
    assert row["values"] == {"id": ["1"], "naam": ["An"], "adres.stad": ["Gent"], "nota": ["x"]}
    assert row["unused"] == ["nota"]
    assert row["findings"] == []


def test_withheld_values_are_not_shown(tmp_path: Path) -> None:
    looked(tmp_path)
    text = MAPPING.replace(
        "[a.csv~csv]",
        "{access: a.csv, referenceFormulation: csv, samenspel: {withhold: [naam, nota]}}",
    ).replace("      - [ex:name, $(naam), nl~lang]\n", "")
    (tmp_path / "w.yml").write_text(text, encoding="utf-8")
    for options in ([], ["--json"]):
        done = CliRunner().invoke(
            preview,
            [str(tmp_path / "w.yml"), "--map", "person", "--row", "2", *options],
            catch_exceptions=False,
            env={"SAMENSPEL_LANG": "en"},
        )
        assert "An" not in done.stdout
        assert "withheld" in done.stdout


def test_a_file_of_many_columns_gets_the_room_that_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "MEMORY", 40)
    more = [f"k{i}" for i in range(600)]
    (tmp_path / "m.yml").write_text(MAPPING, encoding="utf-8")
    header, row = ["id,naam,dag,baas,stad", *more], ["1,An,2000-01-02,1,Gent", *more]
    (tmp_path / "a.csv").write_text(f"{','.join(header)}\n{','.join(row)}\n", encoding="utf-8")
    arguments = [str(tmp_path / "m.yml"), "--map", "place", "--json"]
    done = CliRunner().invoke(preview, arguments, catch_exceptions=False)
    (seen,) = json.loads(done.output)["maps"]
    assert [len(found["quads"]) for found in seen["rows"]] == [1]
