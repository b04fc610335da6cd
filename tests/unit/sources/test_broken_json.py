"""A broken line or item of JSON costs only itself, and a text or number comes as it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staging import Read, read

from kg.errors import SourceError
from kg.inspection.structure import propose

pytestmark = pytest.mark.slow  # each case maps, reads or infers from files of its own

BROKEN = [
    rb"fout",
    rb'{"id": 8, "n": "a\ud800b"}',
    b'{"id": 8, "n": "caf\xe9"}',
    rb'{"id": 8, "n": }',
    rb'{"id": 8 "n": 1}',
    rb'{"id": 8, "n": 01}',
    rb'{"id": 8, "n": "\x"}',
    rb'{"id": 8, "n": ["\udc00"]}',
]


def written(folder: Path, items: list[bytes], form: str) -> tuple[Path, str, str | None]:
    """A file of items with its kind and iterator; each item on a line of its own."""
    path = folder / f"f.{form}"
    if form == "jsonl":
        path.write_bytes(b"\n".join(items) + b"\n")
        return path, "jsonl", None
    if form == "json":
        path.write_bytes(b"[" + b",\n".join(items) + b"]")
        return path, "json", None
    path.write_bytes(b'{"note": "], {", "d": {"items": [' + b",\n".join(items) + b"]}}")
    return path, "json", "$.d.items[*]"


@pytest.mark.parametrize(
    ("broken", "references"),
    [*((broken, ["id", "n"]) for broken in BROKEN), *((b, ["id", "$..n"]) for b in BROKEN[:3])],
)
@pytest.mark.parametrize("form", ["jsonl", "below"])
def test_a_broken_item_costs_only_itself(
    broken: bytes, references: list[str], form: str, tmp_path: Path
) -> None:
    items = [
        b'{"id": 1, "n": "x"}',
        broken,
        b'{"id": 3, "n": "y, ]"}',
        b'{"id": 4, "n": "\xc3\xa9"}',
    ]
    path, kind, iterator = written(tmp_path, items, form)
    found = read(path, kind, references, iterator=iterator)
    assert (found.numbers, found.column("id")) == ([1, 3, 4], ["1", "3", "4"])
    assert [(f.code, f.row, f.line) for f in found.staged.findings] == [("SAM-R071", 2, 2)]
    assert found.staged.findings[0].raw.isprintable()
    assert found.staged.lines({(3, None)}) == {(3, None): 3}


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_a_file_without_a_sound_item_is_refused(form: str, tmp_path: Path) -> None:
    path, kind, iterator = written(tmp_path, [b"fout", b'{"id": }'], form)
    with pytest.raises(SourceError, match="line 1, column") as told:
        read(path, kind, ["id"], iterator=iterator)
    assert told.value.code == "SAM-R012"


def test_a_document_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_bytes(b'[{"id": 1},\n{"id": 2},\n{"id": 3, "n": "half')
    with pytest.raises(SourceError, match="line 3"):
        read(tmp_path / "f.json", "json", ["id"])


def test_half_a_character_outside_the_items_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_bytes(rb'{"title": "\ud83d", "rows": [{"id": 1}, {"id": 2}]}')
    found = read(tmp_path / "f.json", "json", ["id"], iterator="$.rows[*]")
    assert (found.column("id"), found.codes) == (["1", "2"], [])


def test_a_broken_feature_costs_only_itself(tmp_path: Path) -> None:
    point = b'"geometry": {"type": "Point", "coordinates": [3.7, 51.0]}'
    features = [
        b'{"type": "Feature", "properties": {"n": ' + name + b"}, " + point + b"}"
        for name in (b'"x"', rb'"\ud800"', b'"y"')
    ]
    path = tmp_path / "f.geojson"
    path.write_bytes(b'{"type": "FeatureCollection", "features": [' + b",".join(features) + b"]}")
    found = read(path, "geojson", ["n", "lat"])
    assert (found.numbers, found.column("n")) == ([1, 3], ["x", "y"])
    assert found.column("lat") == ["51.0000000"] * 2 or found.column("lat") == ["51"] * 2
    assert found.codes == ["SAM-R071"]


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
@pytest.mark.parametrize(
    ("form", "reference"), [("jsonl", "n"), ("json", "$..n"), ("below", "list[*]")]
)
def test_what_is_no_finite_number_is_told_and_gives_no_value(
    number: str, form: str, reference: str, tmp_path: Path
) -> None:
    items = [
        f'{{"id": {i}, "n": {n}, "list": [{n}]}}'.encode() for i, n in ((1, "0.5"), (2, number))
    ]
    path, kind, iterator = written(tmp_path, items, form)
    found = read(path, kind, ["id", reference], iterator=iterator)
    values = found.column(reference)
    assert (values[0] in ("5.0E-1", ["5.0E-1"]), bool(values[1])) == (True, False)
    assert [(f.code, f.row, f.column) for f in found.staged.findings] == [
        ("SAM-R070", 2, reference)
    ]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@pytest.mark.slow
@settings(max_examples=30)
@given(
    rows=st.lists(st.tuples(TEXTS, st.integers(), st.floats(width=64)), min_size=1, max_size=6),
    key=st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="'\"\\"), min_size=1
    ),
    form=st.sampled_from(["jsonl", "json", "below"]),
    ascii_only=st.booleans(),
)
def test_any_item_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, int, float]],
    key: str,
    form: str,
    ascii_only: bool,
) -> None:
    items = [
        json.dumps({key: text, "a b": whole, "x": {"y": number}}, ensure_ascii=ascii_only).encode()
        for text, whole, number in rows
        if key not in ("a b", "x")
    ]
    if not items:
        return
    path, kind, iterator = written(tmp_path_factory.mktemp("any"), items, form)
    found: Read = read(path, kind, [f"['{key}']", "$['a b']", "x.y"], iterator=iterator)
    assert found.column(f"['{key}']") == [text for text, _, _ in rows]
    assert found.column("$['a b']") == [str(whole) for _, whole, _ in rows]
    for (_, _, number), text in zip(rows, found.column("x.y"), strict=True):
        finite = number - number == 0
        assert (float(text) == number) if finite else text is None


@pytest.mark.parametrize("broken", [b"null", b"7", *BROKEN])
def test_what_is_no_feature_costs_only_itself(broken: bytes, tmp_path: Path) -> None:
    point = b'{"type": "Feature", "properties": {"n": "%d"}, "geometry": null}'
    features = b",\n".join([point % 1, broken, point % 3])
    path = tmp_path / "f.geojson"
    path.write_bytes(
        b'{"type": "FeatureCollection", "name": "\xc3\xa9", "features": [' + features + b"]}"
    )
    found = read(path, "geojson", ["n"])
    assert (found.numbers, found.column("n")) == ([1, 3], ["1", "3"])
    assert [(f.code, f.row) for f in found.staged.findings] == [("SAM-R071", 2)]


@pytest.mark.parametrize("form", ["json", "jsonl", "below"])
def test_a_file_with_a_broken_item_is_inspected(form: str, tmp_path: Path) -> None:
    items = [b'{"id": 1, "n": ["x"]}', b'{"id": }', b'{"id": 3, "n": ["y"]}']
    path, kind, iterator = written(tmp_path, items, form)
    path = path.rename(path.with_suffix(f".{kind}"))
    (found,) = propose(path, "f", work=tmp_path)
    assert found.source.iterator == (iterator or ("$[*]" if kind == "json" else "$"))
    assert found.references == ["id", "n[*]"]
