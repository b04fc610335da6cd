"""The lines that differ between two dumps are those of the two sets, however they are packed."""

from __future__ import annotations

import gzip
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealed_lines import seal_lines

from kg.release.blocked_gzip import compress, members
from kg.release.difference.lines import compare, line_changes

LINES = st.sets(st.binary(min_size=1, max_size=9).map(lambda b: b.replace(b"\n", b" ")))


def write(path: Path, lines: set[bytes], *, blocks: bool) -> Path | None:
    if not lines:
        return None
    text = b"".join(line + b"\n" for line in sorted(lines))
    packed = path.with_suffix(".gz")
    if blocks:
        path.write_bytes(text)
        compress(path, packed)
        assert gzip.decompress(packed.read_bytes()) == text
    else:
        packed.write_bytes(gzip.compress(text))
    return packed


def differences(old: Path | None, new: Path | None) -> tuple[list[bytes], list[bytes]]:
    removed, added = list[bytes](), list[bytes]()
    for gone, come in line_changes(old, new):
        removed += gone
        added += come
    return removed, added


@settings(max_examples=60, deadline=None)
@given(LINES, LINES, LINES, st.booleans(), st.booleans())
def test_differences_are_those_of_the_sets(
    same: set[bytes], old: set[bytes], new: set[bytes], one: bool, other: bool
) -> None:
    with TemporaryDirectory() as folder:
        before = write(Path(folder) / "old", same | old, blocks=one)
        after = write(Path(folder) / "new", same | new, blocks=other)
        found = differences(before, after)
    assert found == (sorted(old - same - new), sorted(new - same - old))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.0002, 0.01, 0.5])
def test_long_dumps_are_compared_whatever_changed(tmp_path: Path, seed: int, share: float) -> None:
    chance = random.Random(seed)
    base = {b"<urn:%06d> <urn:p> <urn:%d>" % (n, chance.randrange(9)) for n in range(20_000)}
    base |= {
        b"<urn:long%d> %b" % (n, chance.randbytes(70_000).replace(b"\n", b"")) for n in range(3)
    }
    ordered = sorted(base)
    few = int(share * len(base))
    gone = set(chance.sample(ordered, few)) | {ordered[-1]}
    come = {b"<urn:%06d> <urn:q> <urn:new>" % chance.randrange(20_000) for _ in range(few + 1)}
    before = write(tmp_path / "old", base, blocks=True)
    after = write(tmp_path / "new", base - gone | come, blocks=True)
    assert differences(before, after) == (sorted(gone), sorted(come))
    assert differences(before, before) == ([], [])


def test_dumps_that_differ_in_a_line_share_most_members(tmp_path: Path) -> None:
    lines = {b"<urn:%06d> <urn:p> <urn:o>" % number for number in range(30_000)}
    old = write(tmp_path / "old", lines, blocks=True)
    new = write(tmp_path / "new", lines | {b"<urn:015000> <urn:p> <urn:new>"}, blocks=True)
    assert old is not None and new is not None
    one, other = ([m.data for m in members(path) or ()] for path in (old, new))
    assert len(one) > 10
    assert len(set(one) - set(other)) <= 3
    plain = tmp_path / "plain.gz"
    plain.write_bytes(gzip.compress(b"a\n"))
    assert members(plain) is None


def test_releases_are_compared_graph_by_graph(tmp_path: Path) -> None:
    one, two, three = (f'<urn:{n}> <urn:p> "{n}"' for n in range(3))
    old = seal_lines(tmp_path / "a", {"noord": [one], "oost": [two], "metadata": [one]})
    new = seal_lines(tmp_path / "b", {"noord": [one], "zuid": [two, three], "metadata": [two]})
    found = {
        change.graph.rpartition("/")[2]: (len(change.removed), len(change.added))
        for change in compare(old, new, metadata=True)
    }
    assert found == {"oost": (1, 0), "zuid": (0, 2), "metadata": (1, 1)}
    assert "metadata" not in {c.graph.rpartition("/")[2] for c in compare(old, new)}
