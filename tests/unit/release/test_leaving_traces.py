"""Which lines speak of what left, and what hangs on them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model.terms import IriNames
from kg.release.leaving.departures import Departures, Withdrawal, departures, keyed_hash
from kg.release.leaving.records import read_departures, read_replaced
from kg.release.leaving.traces import lines_that_go, traces_of

BASE = "https://data.example/"
GONE = f"{BASE}id/a"
KEY = b"k" * 32
NODE = f"{BASE}.well-known/genid/d/"
NAMES = st.text("ab.-_~é%2F/", min_size=1, max_size=6)


def withdrawn(*iris: str) -> Departures:
    return departures([Withdrawal(iri, "2026-11-30", "x") for iri in iris])


def erased(*iris: str) -> Departures:
    return departures(erased={keyed_hash(iri, KEY): "2026-11-30" for iri in iris}, key=KEY)


BOTH = pytest.mark.parametrize("left", [withdrawn(GONE), erased(GONE)])


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        f"<{GONE}> <urn:p> <urn:o> <urn:g> .",
        f"<urn:s> <urn:p> <{GONE}> <urn:g> .",
        f"<urn:s> <{GONE}> <urn:o> <urn:g> .",
        f"<{GONE}#part> <urn:p> <urn:o> <urn:g> .",
        f'<urn:s> <urn:p> "{GONE}"^^<urn:t> <urn:g> .',
        f'<urn:s> <urn:p> "see {GONE}, or not"@en <urn:g> .',
        f'<urn:s> <urn:p> "({GONE})." <urn:g> .',
        f'<urn:s> <urn:p> "{GONE}\\n" <urn:g> .',
        f"<urn:s> <urn:p> <https://x.example/?u={quote(GONE, safe='')}&v=1> <urn:g> .",
        f"<urn:s> <urn:p> <https://x.example/?u={GONE}> <urn:g> .",
    ],
)
def test_lines_that_name_it_go(left: Departures, text: str, tmp_path: Path) -> None:
    other = f"<{GONE}b> <urn:p> <{BASE}id/> <urn:g> ."
    (tmp_path / "d.nq").write_text(f"{other}\n{text}\n", encoding="utf-8")
    assert lines_that_go({"d": tmp_path / "d.nq"}, left) == {"d": [text.encode()]}


@given(NAMES, NAMES)
def test_both_ways_of_knowing_agree_and_take_nothing_else(one: str, other: str) -> None:
    gone, iri = f"{BASE}id/{one}", f"{BASE}id/{other}"
    line = f"<{iri}> <urn:p> <urn:o> <urn:g> .".encode()
    ends = iri.rstrip(".,;:!?)]}'") == gone
    for left in (withdrawn(gone), erased(gone)):
        assert traces_of(left)(line) == (iri == gone or ends)


def test_nodes_without_a_name_go_when_nothing_else_leads_to_them(tmp_path: Path) -> None:
    path = tmp_path / "d.nq"
    node = [f"<{NODE}{n}>" for n in range(4)]
    going = [
        f"<{GONE}> <urn:p> {node[0]} <urn:g> .",
        f"<{GONE}> <urn:p> {node[2]} <urn:g> .",
        f'{node[0]} <urn:p> "address" <urn:g> .',
        f"{node[0]} <urn:p> {node[1]} <urn:g> .",
        f'{node[1]} <urn:p> "city" <urn:g> .',
    ]
    staying = [
        f"<urn:other> <urn:p> {node[2]} <urn:g> .",
        f'{node[2]} <urn:p> "shared" <urn:g> .',
        f'{node[3]} <urn:p> "of its own" <urn:g> .',
    ]
    path.write_text("\n".join(sorted([*going, *staying])) + "\n", encoding="utf-8")
    found = lines_that_go({"d": path}, withdrawn(GONE))["d"]
    assert sorted(found) == sorted(line.encode() for line in going)


@pytest.mark.parametrize(
    ("rows", "row", "word"),
    [
        (["a,a"], 2, "itself"),
        (["a,b", "b,c", "c,a"], 4, "circle"),
        (["a,b", "", "a,c"], 4, "already"),
        (["a,no iri"], 2, "no IRI"),
        (["a,b,2025-13-01"], 2, "no day"),
        (["id/graph/inferred,b"], 2, "stays"),
    ],
)
def test_replacement_that_cannot_be_is_refused_with_its_row(
    tmp_path: Path, rows: list[str], row: int, word: str
) -> None:
    lines = ["old,new,date,reason"]
    for text in rows:
        cells = [*text.split(","), "2025-01-01"][:3] if text else []
        full = [c if " " in c else f"{BASE}{c}" for c in cells[:2]]
        lines.append(",".join([*full, *cells[2:], ""]) if cells else "")
    (tmp_path / "replaced.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_replaced(tmp_path, IriNames(BASE))
    assert f"row {row}" in str(raised.value)
    assert word in str(raised.value)


def test_chains_are_followed_to_their_end(tmp_path: Path) -> None:
    (tmp_path / "replaced.csv").write_text(
        f"old,new,date\n{BASE}a,{BASE}b,2025-01-01\n{BASE}c,{BASE}a,2024-01-01\n"
    )
    known = read_departures(tmp_path, tmp_path, names=IriNames(BASE))
    assert known.successor(f"{BASE}c") == known.successor(f"{BASE}a") == f"{BASE}b"
    assert known.successor(f"{BASE}b") is None and known.has_left(f"{BASE}c")


def test_hashes_without_their_key_stop_a_build(tmp_path: Path) -> None:
    digest = keyed_hash(GONE, KEY)
    (tmp_path / "erased.csv").write_text(f"hash,date\n{digest},2026-11-30\n")
    with pytest.raises(InputError) as raised:
        read_departures(tmp_path, tmp_path, names=IriNames(BASE))
    assert raised.value.code == "SAM-L042"
    (tmp_path / "erasure.key").write_text(KEY.hex())
    known = read_departures(tmp_path, tmp_path, names=IriNames(BASE))
    assert known.is_gone(f"{GONE}#x") and not known.is_gone(f"{GONE}x")
