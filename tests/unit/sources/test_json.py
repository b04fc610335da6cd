"""JSON: every path gives the same by the fast way and by the library; numbers keep their type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staging import read

from kg.errors import SourceError
from kg.sources.document import CUT_FROM, item_lines
from kg.sources.json_path import query, steps
from kg.sources.json_span import cut_array


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


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("json", '[{"a": 1}, 5, {"a": 2}, [1], null, {}, "x"]', [(2, 1, "5", "(3×)")]),
        ("json", '[{"a": 1},\n [], "", null]', []),
        ("json", "[1, 2]", []),
        ("jsonl", '{"a": 1}\n\n[1]\n{"a": 2}\n', [(2, 3, "[1]", None)]),
    ],
)
@pytest.mark.parametrize("names", [["a"], ["a.b"], ["a", "$.c[*]"], ["a", "$"]])
def test_an_item_that_is_no_object_is_not_left_out_in_silence(
    tmp_path: Path, kind: str, text: str, told: list[tuple[object, ...]], names: list[str]
) -> None:
    file = tmp_path / f"f.{kind}"
    file.write_text(text)
    findings = [f for f in read(file, kind, names).staged.findings if f.code == "SAM-R077"]
    seen = [(f.row, f.line, f.raw, f.expected) for f in findings]
    assert seen == ([] if "$" in names else told)


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
        ('[{"a": 1},\n{"a":', "$[*]", "line 2, column 6"),
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


@pytest.mark.slow
@settings(max_examples=40)
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


def arrays(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The ways to the arrays in a document."""
    inner = enumerate(value) if isinstance(value, list) else value.items()
    if isinstance(value, list):
        yield way
    for step, element in inner:
        if isinstance(element, list | dict):
            yield from arrays(element, (*way, step))


TREES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.text(st.sampled_from('a"\\[]{},:é'), max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.sampled_from('a"\\[{,é'), max_size=2), inner, max_size=3)
    ),
    max_leaves=10,
).map(lambda value: {"top": value})


@pytest.mark.slow
@settings(max_examples=100)
@given(tree=TREES, indent=st.sampled_from([None, 1]))
def test_any_array_is_cut_out_whole(
    tmp_path_factory: pytest.TempPathFactory, tree: Any, indent: int | None
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    file, cut = folder / "f.json", folder / "cut.json"
    file.write_text(json.dumps(tree, indent=indent))
    for way in arrays(tree):
        assert cut_array(file, way, target=cut)
        wanted = tree
        for step in way:
            wanted = wanted[step]
        assert json.loads(cut.read_text()) == wanted
    assert not cut_array(file, ("never",), target=cut)
    file.write_text(json.dumps(tree)[:-3])
    assert all(cut_array(file, way, target=cut) in (True, False) for way in arrays(tree))


@pytest.mark.slow
def test_a_large_document_is_read_as_a_small_one(tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    items = [{"a": number, "b": ["]", {"c": "x" * 20}]} for number in range(150_000)]
    file.write_text(json.dumps({"head": [1, "}"], "p": {"items": items}, "tail": 1}))
    assert file.stat().st_size > CUT_FROM
    for iterator in ("$.p.items[*]", "$.p.items"):
        found = read(file, "json", ["a", "b[1].c"], iterator=iterator)
        assert found.column("a") == [str(number) for number in range(150_000)]
        assert found.numbers[-1] == 150_000
    with pytest.raises(SourceError, match="does not lead to items"):
        read(file, "json", ["a"], iterator="$.p.never[*]")


@settings(max_examples=60)
@given(
    st.lists(
        st.recursive(
            st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
            lambda below: (
                st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3)
            ),
            max_leaves=6,
        ),
        max_size=6,
    ),
    st.sampled_from([None, 0, 2]),
)
def test_each_item_is_on_the_line_where_it_begins(
    tmp_path_factory: pytest.TempPathFactory, items: list[object], indent: int | None
) -> None:
    file = tmp_path_factory.mktemp("lines") / "f.json"
    texts = [json.dumps(item, indent=indent) for item in items]
    before = '{"before": [1, {"b": "]"}],\n "b":\n['
    file.write_text(before + ",\n\n".join(texts) + "\n]}", encoding="utf-8")
    expected = [3 + sum(t.count("\n") + 2 for t in texts[:n]) for n in range(len(texts))]
    assert item_lines(file, "$.b[*]") == expected


@pytest.mark.parametrize("key", ["a\nb", "a\tb", "é", "a.b"])
def test_a_key_with_odd_signs_is_found_by_the_library(key: str) -> None:
    written = f'["{key}"]'
    assert steps(written) == (key,)
    assert query(written, "f.json")({key: 1}) == [1]
