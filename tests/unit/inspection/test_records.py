"""What is proposed of a document of any shape can be read."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.inspection.files import open_unknown
from kg.inspection.records import json_records, xml_records

KEYS = st.sampled_from(["a", "b", "x y", "p.q", "it's", 'say "x"', "$", "@c", "0", "", "é", "*"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
NAMES = st.sampled_from(["a", "b", "n:a", "n:b", "é"])
ELEMENTS = st.recursive(
    st.text("xé &<", max_size=3).map(escape),
    lambda inner: st.lists(
        st.tuples(NAMES, st.dictionaries(st.sampled_from(["p", "n:q"]), st.just("1")), inner),
        max_size=3,
    ).map(lambda parts: "".join(element(*part) for part in parts)),
    max_leaves=10,
)
many = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def element(name: str, attributes: dict[str, str], inside: str) -> str:
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}>{inside}</{name}>"


def opened(name: str, text: str) -> list[int]:
    """The rows that are found in a file of this text."""
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        found = open_unknown(connection, "t", path=path, work=Path(folder) / "work")
        return [file.rows for file in found]


@pytest.mark.slow
@many
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_proposed_json_is_read(document: dict[str, object]) -> None:
    document["rows"] = [{"id": 1}, {"id": 2}]
    assert sum(opened("x.json", json.dumps(document))) >= 2


@pytest.mark.slow
@many
@given(ELEMENTS)
def test_proposed_xml_is_read(inside: str) -> None:
    rows = "<rows><r><v>1</v></r><r><v>2</v></r></rows>"
    assert sum(opened("x.xml", f'<all xmlns:n="urn:n">{rows}{inside}</all>')) >= 2


def test_outermost_lists_are_the_items() -> None:
    document = {"result": [{"r": [{"id": 1, "k": [{"n": 1}, {"n": 2}]}, {"id": 2, "t": ["a"]}]}]}
    (found,) = json_records([document], by_line=False)
    assert found.iterator == "$.result[*].r[*]"
    assert found.references == ["id", "k[*].n", "t[*]"]


def test_elements_of_two_namespaces_have_a_prefix_each(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(
        '<l xmlns="urn:a"><i q="1"><n xmlns="urn:b">x</n></i><i><n xmlns="urn:b">y</n></i></l>'
    )
    (found,), encoding = xml_records(path)
    assert (found.iterator, encoding) == ("/ns:l/ns:i", "utf-8")
    assert found.references == ["@q", "ns2:n"]
    assert dict(found.namespaces) == {"ns": "urn:a", "ns2": "urn:b"}


def test_a_key_with_half_a_character_is_no_reference() -> None:
    (found,) = json_records([[{"a": 1, "\ud800": 2}, {"a": 3}]], by_line=False)
    assert found.references == ["a"]
