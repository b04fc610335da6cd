"""A mapping document that cannot be read as YAML is an error with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import MappingError
from kg.mapping.located_yaml import load


@pytest.mark.slow
@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ("{a: ", "}"), ("- ", "")])
@pytest.mark.parametrize("depth", [150, 1000, 20_000])
def test_values_too_deep_inside_each_other_are_refused(
    begin: str, end: str, depth: int, tmp_path: Path
) -> None:
    (tmp_path / "m.yml").write_text("mappings:\n  " + begin * depth + "1" + end * depth + "\n")
    with pytest.raises(
        MappingError, match=r"^m.yml:2:\d+: values stand more than 100 deep"
    ) as told:
        load(tmp_path / "m.yml", "m.yml")
    assert told.value.code == "SAM-Y004"


def test_aliases_within_themselves_and_many_times_are_no_depth(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 60))]
    (tmp_path / "m.yml").write_text("\n".join([*lines, "self: &self [*self]"]))
    assert len(load(tmp_path / "m.yml", "m.yml").value) == 61


@pytest.mark.parametrize(
    "text", [b"a: 2026-02-30", b"a: caf\xe9", b'a: "\x01"', b"a: " + b"1" * 5000]
)
def test_what_yaml_does_not_take_is_refused(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "m.yml").write_bytes(text)
    with pytest.raises(MappingError, match="this cannot be read as YAML"):
        load(tmp_path / "m.yml", "m.yml")
