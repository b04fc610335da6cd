"""A patch brings a real store from one release to the other, and spells no value that went."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealed_lines import BASE, seal_lines

from kg.errors import ReleaseError
from kg.model.terms import literal
from kg.release.difference.patch import patch, write_patch
from kg.release.release import Release

CLUB, SHOP = f"<{BASE}id/organisation/club>", f"<{BASE}id/organisation/shop>"
SECRET = "0470 12 34 56"


def filled(release: Release) -> ox.Store:
    store = ox.Store()
    for path in release.dumps.values():
        store.load(gzip.decompress(path.read_bytes()), ox.RdfFormat.N_QUADS, lenient=True)
    return store


def brought(old: Release, new: Release) -> set[ox.Quad]:
    store = filled(old)
    for operation in patch(old, new):
        store.update(operation)
    return set(store)


TERMS = st.one_of(
    st.sampled_from(["<urn:a>", "<urn:b>", "<urn:c>"]),
    st.text(st.sampled_from("a\\uU0041\"'\n\r\t{}é\U0001f600 "), max_size=8).map(literal),
    st.text(max_size=4).filter(lambda t: t.isprintable()).map(lambda t: literal(t, language="nl")),
)
SAID = st.dictionaries(
    st.sampled_from(["noord", "zuid", "inferred", "metadata"]),
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("pq"), TERMS).map(
            lambda t: f"<urn:{t[0]}> <urn:{t[1]}> {t[2]}"
        ),
        max_size=6,
    ),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(SAID, SAID)
def test_a_patch_gives_exactly_the_other_release(
    first: dict[str, list[str]], second: dict[str, list[str]]
) -> None:
    with TemporaryDirectory() as folder:
        old = seal_lines(Path(folder) / "2026-10-01-1-a", first)
        new = seal_lines(Path(folder) / "2026-11-01-1-b", second)
        assert brought(old, new) == set(filled(new))
        assert brought(new, old) == set(filled(old))


def test_a_whole_patch_is_one_request_and_spells_nothing_that_went(tmp_path: Path) -> None:
    name, phone = "<urn:name>", "<urn:phone>"
    old = seal_lines(
        tmp_path / "2026-10-01-1-a",
        {"noord": [f'{CLUB} {phone} "{SECRET}"', f'{CLUB} {phone} "014 1"', f'{SHOP} {name} "W"']},
    )
    said = {"noord": [f'{CLUB} {phone} "014 1"', f'{CLUB} {name} "Club"']}
    new = seal_lines(tmp_path / "2026-11-01-1-b", said)
    target = tmp_path / "change.ru"
    write_patch(old, new, target=target)
    text = target.read_text(encoding="utf-8")
    assert old.id in text and new.id in text and SECRET not in text
    store = filled(old)
    store.update(text)
    assert set(store) == set(filled(new))
    with pytest.raises(ReleaseError, match="looks personal"):
        write_patch(new, old, target=tmp_path / "back.ru")


def test_the_way_back_is_open_where_nothing_went_for_a_reason(tmp_path: Path) -> None:
    old = seal_lines(tmp_path / "2026-10-01-1-a", {"noord": [f'{CLUB} <urn:size> "12 rooms"']})
    new = seal_lines(tmp_path / "2026-10-01-2-b", {"noord": [f'{CLUB} <urn:size> "13 rooms"']})
    target = tmp_path / "back.ru"
    write_patch(new, old, target=target)
    store = filled(new)
    store.update(target.read_text(encoding="utf-8"))
    assert set(store) == set(filled(old))


def test_all_about_a_withdrawn_thing_goes_by_its_name(tmp_path: Path) -> None:
    old = seal_lines(
        tmp_path / "2026-10-01-1-a",
        {
            "noord": [f'{CLUB} <urn:name> "Jan"', f"{SHOP} <urn:with> {CLUB}"],
            "inferred": [f"{SHOP} <urn:near> {CLUB}", f"{SHOP} <urn:near> <urn:x>"],
        },
    )
    new = seal_lines(
        tmp_path / "2026-11-01-1-b", {"noord": [], "inferred": [f"{SHOP} <urn:near> <urn:x>"]}
    )
    gone = {"withdrawn": [{"iri": CLUB[1:-1], "date": "2026-11-01", "reason": "dubbel"}]}
    (new.path / "departures.json").write_text(json.dumps(gone))
    operations = list(patch(old, new))
    assert f"DELETE WHERE {{ GRAPH <{BASE}id/dataset/noord> {{ {CLUB} ?p ?o }} }}" in operations
    assert f"DELETE WHERE {{ GRAPH <{BASE}id/graph/inferred> {{ ?s ?p {CLUB} }} }}" in operations
    assert "Jan" not in "".join(operations)
    # A follower that said more about it has nothing of that left either.
    store = filled(old)
    store.add(ox.Quad(ox.NamedNode("urn:own"), ox.NamedNode("urn:p"), ox.NamedNode(CLUB[1:-1]),
                      ox.NamedNode(f"{BASE}id/graph/inferred")))  # fmt: skip
    for operation in operations:
        store.update(operation)
    assert set(store) == set(filled(new))
    with pytest.raises(ReleaseError, match="withdrawn"):
        write_patch(new, old, target=tmp_path / "back.ru")


@pytest.mark.parametrize(
    "gone", ["<https://x.example/id/85073099932>", "<https://x.example/id/85.07.30-999.32>"]
)
def test_no_patch_names_a_thing_that_is_called_after_a_person(tmp_path: Path, gone: str) -> None:
    lines = [f'{CLUB} <urn:name> "Club"', f'{gone} <urn:name> "Iets"']
    old = seal_lines(tmp_path / "2026-10-01-1-a", {"noord": lines})
    new = seal_lines(tmp_path / "2026-11-01-1-b", {"noord": lines[:1]})
    for one, other in ((old, new), (new, old)):
        with pytest.raises(ReleaseError, match="looks personal"):
            write_patch(one, other, target=tmp_path / "change.ru")
        assert not (tmp_path / "change.ru").exists()


def test_the_way_back_spells_no_link_to_a_person(tmp_path: Path) -> None:
    linked = [f"{CLUB} <urn:maker> <https://x.example/id/85073099932>"]
    named = f'{CLUB} <urn:name> "Club"'
    old = seal_lines(tmp_path / "2026-10-01-1-a", {"noord": [*linked, named]})
    new = seal_lines(tmp_path / "2026-11-01-1-b", {"noord": [named]})
    write_patch(old, new, target=tmp_path / "change.ru")
    assert "85073099932" not in (tmp_path / "change.ru").read_text(encoding="utf-8")
    with pytest.raises(ReleaseError, match="looks personal"):
        write_patch(new, old, target=tmp_path / "back.ru")
