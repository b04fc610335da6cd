"""Keys: rows that repeat or contradict each other, and rows that have none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mapping_run import map_files

from kg.mapping.keys import KeyHistory, RepeatedKey

MAPPING = """\
prefixes: {ex: "https://e.be/"}
sources:
  s:
    access: sources/%s
    referenceFormulation: %s
mappings:
  m:
    sources: s
    s: ex:$(id)
    samenspel: {unique: %s}
    po:
      - [ex:name, $(name), nl~lang]
      - [ex:place, $(place)]
"""


def keys_of(tmp_path: Path, text: str, unique: str = "true") -> list[tuple[str, int | None, str]]:
    mapping = MAPPING % ("d.csv", "csv", unique)
    result = map_files(tmp_path, mapping, d__csv=f"id,name,place,unread\n{text}")
    found = [f for f in result.findings if f.code == "SAM-M010"]
    return [(f.severity, f.row, f.expected or "") for f in found]


REPEATED = "= rij / row / ligne 2"


def differ(*columns: str, first: int = 2) -> str:
    return f"= rij / row / ligne {first} ({', '.join(columns)})"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("1,A,X,p\n1,B,X,p\n", [("error", 3, differ("name"))]),
        ("1,A,X,p\n2,A,X,p\n1,B,Y,p\n", [("error", 4, differ("name", "place"))]),
        ("1,A,X,p\n1,A,X,p\n", [("warning", 3, REPEATED)]),
        ("1,A,X,p\n1,A,X,other\n", [("warning", 3, REPEATED)]),  # of what the rule reads
        ("1,A,,p\n1,,X,p\n", [("warning", 3, REPEATED)]),  # they add to each other
        (
            "1,A,X,p\n1,A,X,p\n1,,Y,p\n1,A,X,p\n",
            [("warning", 3, REPEATED), *(("error", row, differ("place")) for row in (4, 5))],
        ),
        ("9,Q,,\n1,,X,p\n1,A,X,p\n1,B,,p\n",
         [("warning", 4, REPEATED.replace("2", "3")), ("error", 5, differ("name", first=3))]),
    ],
)  # fmt: skip
def test_rows_of_one_key_may_repeat_but_not_contradict(
    tmp_path: Path, rows: str, told: list[tuple[str, int | None, str]]
) -> None:
    assert keys_of(tmp_path, rows) == told


def test_contradiction_says_that_both_are_in_the_graph(tmp_path: Path) -> None:
    mapping = MAPPING % ("d.csv", "csv", "true")
    result = map_files(tmp_path, mapping, d__csv="id,name,place\n1,A,X\n1,B,X\n")
    assert len([line for line in result.lines if "name" in line]) == 2
    (found,) = (f for f in result.findings if f.code == "SAM-M010")
    assert found.severity == "error" and "the graph says both" in found.title("en")


def test_rows_add_up_where_the_mapping_says_so(tmp_path: Path) -> None:
    assert keys_of(tmp_path, "1,A,X,p\n1,B,Y,p\n", unique="false") == []


def test_lists_of_one_key_are_compared_as_a_whole(tmp_path: Path) -> None:
    mapping = MAPPING % ("d.json", "jsonpath", "true")
    mapping = mapping.replace("jsonpath", 'jsonpath\n    iterator: "$[*]"')
    mapping = mapping.replace("$(name)", '"$(name[*])"')
    items = [
        {"id": 1, "name": ["a", "b"], "place": "X"},
        {"id": 1, "name": ["a", "b"], "place": "X"},
        {"id": 1, "name": ["a"], "place": "X"},
    ]
    result = map_files(tmp_path, mapping, d__json=json.dumps(items))
    found = [(f.severity, f.row) for f in result.findings if f.code == "SAM-M010"]
    assert found == [("warning", 2), ("error", 3)]


def test_a_row_without_its_key_is_told_when_only_its_lists_say_something(tmp_path: Path) -> None:
    mapping = MAPPING % ("d.json", "jsonpath", "true")
    mapping = mapping.replace("jsonpath", 'jsonpath\n    iterator: "$[*]"')
    mapping = mapping.replace("$(name)", '"$(name[*])"').replace("$(place)", '"$(place[*])"')
    items: list[dict[str, object]] = [
        {"id": 1, "name": ["a"]},
        {"name": ["b", "c"]},
        {"place": ["d"]},
        {"name": [], "place": [""]},
        {},
    ]
    result = map_files(tmp_path, mapping, d__json=json.dumps(items))
    assert [f.row for f in result.findings if f.code == "SAM-M009"] == [2, 3]


@settings(max_examples=50, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["", "x", "y"])), max_size=8))
def test_a_key_contradicts_itself_when_two_values_were_seen(rows: list[tuple[str, str]]) -> None:
    keys = KeyHistory()
    for number, (key, value) in enumerate(rows):
        before = [(n, v) for n, (k, v) in enumerate(rows[:number]) if k == key]
        said = {"c": value} if value else {}
        expected = keys.repeats(key, (number, 0), said=said)
        if not before:
            assert expected is None
            continue
        assert expected is not None
        seen = {v for _, v in before if v} | ({value} - {""})
        assert RepeatedKey.read(expected) == RepeatedKey(
            before[0][0], 0, ("c",) if len(seen) > 1 else ()
        )
