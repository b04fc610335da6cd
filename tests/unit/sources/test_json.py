"""JSON: every path gives the same by the fast way and by the library; numbers keep their type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staging import read

from kg.errors import SourceError
from kg.sources.json_path import query, steps


def test_numbers_and_booleans_have_types_and_canonical_text(tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_text(
        '[{"a": 1.50, "b": 9000, "c": true, "d": "x", "e": 1e-7, "f": null, "g": -0.0}]'
    )
    found = read(file, "json", list("abcdefg"))
    assert list(found.rows[0].values()) == ["1.5E0", "9000", "true", "x", "1.0E-7", None, "-0.0E0"]
    kinds = ["double", "integer", "boolean", None, "double", None, "double"]
    assert list(found.types[0].values()) == kinds


def test_arrays_are_lists_and_objects_are_a_finding(tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_text('{"p": [{"v": [1, "two", null], "o": {"x": 1}}, {"v": 3, "w": {"a": 4}}]}')
    found = read(file, "json", ["v", "$.v.*", "o", "$..x", "$.w.*"], iterator="$.p[*]")
    assert found.column("v") == [["1", "two"], ["3"]]
    assert found.column("$.v.*") == [["1", "two"], None]
    assert found.column("$..x") == [["1"], []]
    assert found.column("$.w.*") == [None, ["4"]]
    assert (found.column("o"), found.codes) == ([None, None], ["SAM-R032"])
    assert found.staged.names == ["o", "v", "w"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("kind", ["json", "jsonl"])
def test_encodings_are_detected(tmp_path: Path, encoding: str, kind: str) -> None:
    file = tmp_path / "f.json"
    text = '[{"a": "é€"}, {"a": "b"}]' if kind == "json" else '{"a": "é€"}\n\n{"a": "b"}\n'
    file.write_bytes(text.encode(encoding))
    assert read(file, kind, ["a"]).column("a") == ["é€", "b"]


def test_items_are_found_on_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_text('{"p": [\n{"a": 1},\n{"a": 2}]}')
    staged = read(file, "json", ["a"], iterator="$.p[*]").staged
    file_is_small_enough = staged.lines({(1, "a"), (2, None)})
    assert file_is_small_enough == {(1, "a"): 2, (2, None): 3}


@pytest.mark.parametrize(
    ("text", "iterator", "said"),
    [
        ('[{"a": 1},\n{"a":}]', "$[*]", "line 2, column 6"),
        ('[{"a": 1}] x', "$[*]", "Extra data"),
        ('{"a": 1} {"a": 2}', "$", "several documents"),
        ('{"a": 1}', "$.b[*]", "does not lead to items"),
        ('{"a": [1]}', "$.a[?", "is not a JSONPath"),
        ('{"a": ' + "1" * 100_000 + "}", "$..b", "4300 digits"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str, iterator: str, said: str) -> None:
    file = tmp_path / "f.json"
    file.write_text(text)
    with pytest.raises(SourceError, match=said.replace("[", r"\[")):
        read(file, "json", ["a"], iterator=iterator)


def test_an_empty_list_has_no_items(tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_text('{"p": []}')
    assert read(file, "json", ["a"], iterator="$.p[*]").numbers == []


# The library takes [0] for the key "0" of an object as well, which RFC 9535 does not.
KEYS = st.sampled_from(["a", "b", "a b", "é"])
LEAVES = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES | FLOATS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
PATHS = st.sampled_from(["a", "$.a.b", "$['a b']", "a[0]", "a[*]", "$.a.*", "a[*].b", "b", "é.a"])


@settings(max_examples=40, deadline=None)
@given(
    items=st.lists(VALUES, min_size=1, max_size=4), paths=st.lists(PATHS, min_size=1, unique=True)
)
def test_the_fast_way_and_the_library_agree(
    tmp_path_factory: pytest.TempPathFactory, items: list[Any], paths: list[str]
) -> None:
    file = tmp_path_factory.mktemp("j") / "f.json"
    file.write_text(json.dumps({"p": items}))
    fast = read(file, "json", paths, iterator="$.p[*]")
    slow = read(file, "json", [*paths, "$..never"], iterator="$.p[*]")
    assert fast.numbers == slow.numbers == list(range(1, len(items) + 1))
    for path in paths:
        assert fast.column(path) == slow.column(path)
        for cell, item in zip(fast.column(path), items, strict=True):
            values = query(path, "f")(item)
            if len(values) == 1 and isinstance(values[0], list) and None not in steps(path):
                values = values[0]
            scalars = [v for v in values if v is not None and not isinstance(v, list | dict)]
            cells = cell if isinstance(cell, list) else [] if cell is None else [cell]
            assert len(cells) == len(scalars)
            for text, value in zip(cells, scalars, strict=True):
                if isinstance(value, str):
                    assert text == value
                elif isinstance(value, float):
                    assert float(text) == value
                else:
                    assert text == json.dumps(value)
