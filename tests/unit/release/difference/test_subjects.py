"""The index of subjects says which changed from one release to another, and since when."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealed_lines import BASE, seal_lines

from kg.release.difference.subjects import (
    SUBJECTS,
    WHOLE,
    SubjectChange,
    SubjectIndex,
    changed_subjects,
    read_subjects,
)

OCTOBER, NOVEMBER, DECEMBER = (f"2026-{month}-01T08:00:00+00:00" for month in (10, 11, 12))
CLUB, SHOP = f"{BASE}id/organisation/club", f"{BASE}id/organisation/shop"
NAME = "<http://www.w3.org/2004/02/skos/core#prefLabel>"


def moment(created: str) -> datetime:
    return datetime.fromisoformat(created).astimezone(UTC)


def name(subject: str, text: str) -> str:
    return f'<{subject}> {NAME} "{text}"@nl'


def test_what_stays_the_same_keeps_its_moment_over_releases(tmp_path: Path) -> None:
    said = {"noord": [name(CLUB, "Club"), name(SHOP, "Winkel")], "zuid": [name(CLUB, "De club")]}
    first = seal_lines(tmp_path / "a", said, created=OCTOBER)
    said["zuid"] = [name(CLUB, "De Club")]
    second = seal_lines(tmp_path / "b", said, created=NOVEMBER, before=first)
    third = seal_lines(tmp_path / "c", said, created=DECEMBER, before=second)
    index = SubjectIndex(third)
    october, november = moment(OCTOBER), moment(NOVEMBER)
    assert index.changed(CLUB) == {WHOLE: november, "noord": october, "zuid": november}
    assert index.changed(SHOP) == {WHOLE: october, "noord": october}
    assert index.changed(f"{BASE}id/organisation/nowhere") == {}
    assert index.since(october) == [(CLUB, november)]
    assert index.since(november) == []
    assert index.since(moment("2026-09-30T00:00:00+02:00"), graph="noord") == [
        (CLUB, october),
        (SHOP, october),
    ]


def test_what_comes_back_has_changed(tmp_path: Path) -> None:
    there, gone = {"noord": [name(CLUB, "Club")]}, {"noord": [name(SHOP, "Winkel")]}
    first = seal_lines(tmp_path / "a", there, created=OCTOBER)
    second = seal_lines(tmp_path / "b", gone, created=NOVEMBER, before=first)
    third = seal_lines(tmp_path / "c", there, created=DECEMBER, before=second)
    assert SubjectIndex(third).changed(CLUB)[WHOLE] == moment(DECEMBER)
    assert list(changed_subjects(first, third)) == []


@pytest.mark.parametrize("index", [True, False])
def test_changes_are_told_by_graph_also_without_an_index(tmp_path: Path, index: bool) -> None:
    old = {
        "noord": [name(CLUB, "Club"), name(SHOP, "Winkel")],
        "zuid": [name(SHOP, "Winkel")],
        "metadata": [name(CLUB, "told by the program")],
    }
    new = {"noord": [name(CLUB, "Klub")], "zuid": [name(SHOP, "Winkel"), name(CLUB, "Club")]}
    before = seal_lines(tmp_path / "a", old, created=OCTOBER, index=index)
    after = seal_lines(tmp_path / "b", new, created=NOVEMBER, before=before)
    assert (before.path / SUBJECTS).exists() is index
    assert list(changed_subjects(before, after)) == [
        SubjectChange(CLUB, WHOLE, "changed"),
        SubjectChange(SHOP, WHOLE, "changed"),
        SubjectChange(CLUB, "noord", "changed"),
        SubjectChange(SHOP, "noord", "removed"),
        SubjectChange(CLUB, "zuid", "added"),
    ]
    assert {state.graph for state in read_subjects(before)} == {WHOLE, "noord", "zuid"}
    assert {state.changed for state in read_subjects(before)} == {moment(OCTOBER)}


def test_empty_graphs_and_long_lines_have_an_index(tmp_path: Path) -> None:
    wide = name(CLUB, 'x\\n, \\" ; ' * 200_000)
    release = seal_lines(tmp_path / "a", {"leeg": [], "noord": [wide]})
    assert [state.subject for state in read_subjects(release)] == [CLUB, CLUB]


TRIPLES = st.sets(
    st.tuples(st.sampled_from("abc"), st.sampled_from("pq"), st.sampled_from(['"1"', '"2"@nl'])),
    max_size=6,
)
RELEASES = st.dictionaries(st.sampled_from(["noord", "zuid", "inferred"]), TRIPLES, max_size=3)


@settings(max_examples=40, deadline=None)
@given(RELEASES, RELEASES)
def test_changes_are_those_of_the_lines(
    old: dict[str, set[tuple[str, str, str]]], new: dict[str, set[tuple[str, str, str]]]
) -> None:
    def by_subject(release: dict[str, set[tuple[str, str, str]]]) -> dict[tuple[str, str], object]:
        said: dict[tuple[str, str], set[object]] = {}
        for graph, triples in release.items():
            for s, p, o in triples:
                said.setdefault((graph, f"urn:{s}"), set()).add((p, o))
                said.setdefault((WHOLE, f"urn:{s}"), set()).add((graph, p, o))
        return dict(said)

    with TemporaryDirectory() as folder:
        releases = [
            seal_lines(
                Path(folder) / str(place),
                {g: [f"<urn:{s}> <urn:{p}> {o}" for s, p, o in t] for g, t in release.items()},
            )
            for place, release in enumerate((old, new))
        ]
        found = [(c.graph, c.subject, c.kind) for c in changed_subjects(*releases)]
    before, after = by_subject(old), by_subject(new)
    expected = []
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            kind = "added" if key not in before else "removed" if key not in after else "changed"
            expected.append((*key, kind))
    assert found == expected
