"""Pages of streams: what is kept of a log that grows, and what a stream tells of which things."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import pytest

from kg.model.terms import TREE
from kg.release.blocked_gzip import compress
from kg.release.difference.subjects import SUBJECTS, write_subjects
from kg.release.feeds import follow, page
from kg.release.feeds.page import PageWriter, read_members, read_node, read_page
from kg.release.feeds.record import FOLDER, FeedRecord, PageLink, read_feeds
from kg.release.release import MANIFEST, Release, file_hash
from kg.store.layout import FORMAT

BASE = "https://stad.example/"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Things = dict[str, dict[str, str]]
"""What each dataset says of each thing."""


def make(state: Path, number: int, things: Things, *, base: str = BASE) -> Release:
    """A release of as much as streams read."""
    name = f"2026-03-01-{number}-0"
    folder = state / "releases" / name
    (folder / "dumps").mkdir(parents=True)
    (folder / "store").mkdir()
    (folder / "store" / "CURRENT").touch()
    graphs, dumps = [], {}
    for dataset, told in things.items():
        iri, lines = f"{base}id/dataset/{dataset}", folder / "lines"
        texts = (
            f"{thing if thing.startswith('_:') else f'<{base}id/{thing}>'} <{base}naam>"
            f' "{text}" <{iri}> .\n'
            for thing, text in told.items()
        )
        lines.write_bytes(b"".join(sorted(text.encode() for text in texts)))
        dumps[dataset] = folder / "dumps" / f"{dataset}.nq.gz"
        compress(lines, dumps[dataset])
        graphs.append(
            {
                "iri": iri,
                "kind": "dataset",
                "id": dataset,
                "hash": file_hash(lines),
                "dump": f"dumps/{dataset}.nq.gz",
            }
        )
    created = "2026-03-01T00:00:00Z"
    write_subjects(dumps, folder / SUBJECTS, created=created, before=None)
    told_of = {
        "format": FORMAT,
        "id": name,
        "base": base,
        "created": created,
        "quads": 0,
        "statements": 0,
        "graphs": graphs,
        "files": {},
    }
    (folder / MANIFEST).write_text(json.dumps(told_of), encoding="utf-8")
    return Release.open(folder)


def tell(state: Path, number: int, things: Things, *, days: int = 0, base: str = BASE) -> None:
    release = make(state, number, things, base=base)
    follow.prepare_feeds(state, release, now=NOW + timedelta(days=days)).commit()


def members(state: Path, name: str, *, base: str = BASE) -> list[tuple[str, str, str]]:
    """The thing, the kind and the text of each member of a stream, in order."""
    feed = read_feeds(state).feeds[name]
    folder = state / FOLDER / name / str(feed.epoch)
    found = []
    for digest in pages_of(feed, folder):
        text = read_page(folder, digest)
        assert text is not None
        assert blake2b(text, digest_size=16).hexdigest() == digest
        for one in read_members(text, feed.iri(base)):
            thing = one.about[1].split(b" ")[2].decode()[1:-1].removeprefix(f"{base}id/")
            kind = one.about[3].rpartition(b"#")[2].decode().partition(">")[0]
            told = [line.split(b'"')[1].decode() for line in one.said]
            found.append((thing, kind, " ".join(told)))
    return found


def pages_of(feed: FeedRecord, folder: Path) -> Iterator[str]:
    for level in reversed(range(len(feed.levels))):
        for link in feed.levels[level]:
            yield from below(folder, link, level)
    if feed.open is not None:
        yield feed.open.digest


def below(folder: Path, link: PageLink, level: int) -> Iterator[str]:
    if level == 0:
        yield link.digest
        return
    for one in read_node(folder, link.digest) or ():
        yield from below(folder, one, level - 1)


def test_stream_tells_what_came_changed_and_went(tmp_path: Path) -> None:
    tell(tmp_path, 1, {"a": {"x": "1", "x#deel": "2", "y": "3"}, "b": {"x": "1", "z": "4"}})
    assert members(tmp_path, "a") == [
        ("x#deel", "Create", "2"),
        ("x", "Create", "1"),
        ("y", "Create", "3"),
    ]
    # What two datasets say alike is said once.
    assert members(tmp_path, "all")[1] == ("x", "Create", "1")
    tell(tmp_path, 2, {"a": {"x": "1", "x#deel": "2", "y": "9"}, "b": {"x": "ook"}})
    assert members(tmp_path, "a")[3:] == [("y", "Update", "9")]
    assert members(tmp_path, "b")[2:] == [("x", "Update", "ook"), ("z", "Delete", "")]
    assert members(tmp_path, "all")[4:] == [
        ("x", "Update", "1 ook"),
        ("y", "Update", "9"),
        ("z", "Delete", ""),
    ]
    known = read_feeds(tmp_path)
    moments = [one.last for one in known.feeds.values()]
    assert max(moments) > known.feeds["a"].begun


def test_nothing_new_leaves_a_stream_as_it_is(tmp_path: Path) -> None:
    things = {"a": {"x": "1"}, "b": {"y": "2"}}
    tell(tmp_path, 1, things)
    before = read_feeds(tmp_path).feeds
    tell(tmp_path, 2, {"a": {"x": "1"}, "b": {"y": "3"}})
    after = read_feeds(tmp_path).feeds
    assert after["a"] == before["a"] and after["b"] != before["b"]


@pytest.mark.parametrize("count", [0, 1, 3, 4, 27, 100])
def test_record_does_not_grow_with_the_log(
    tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "PAGE_MEMBERS", 3)
    monkeypatch.setattr(page, "FAN", 3)
    known = FeedRecord("a", None, (), "", 1, "", "", 0, 0, 0)
    folder, names = tmp_path / "pages", list[str]()
    for number in range(count):  # one member each time, as small releases bring
        writer = PageWriter(folder, known)
        text = f"<{known.iri(BASE)}> <{TREE}member> <urn:{number}> .\n"
        writer.add(text.encode(), moment=f"{number:04}")
        known = replace(known, open=writer.finish(), levels=tuple(map(tuple, writer.levels)))
        assert all(len(level) < 3 for level in known.levels)
    for digest in pages_of(known, folder):
        text = read_page(folder, digest) or b""
        names += [one.token.decode() for one in read_members(text, known.iri(BASE))]
    assert names == [f"<urn:{number}>" for number in range(count)]
    links = [link for level in reversed(known.levels) for link in level]
    assert (
        sum(link.members for link in links)
        + (known.open or links[0]).members * (known.open is not None)
        == count
        if count
        else links == []
    )


def test_stream_begins_anew_when_it_is_old_or_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "LEAST", 4)
    tell(tmp_path, 1, {"a": {"x": "0"}})
    for turn in range(1, 9):
        tell(tmp_path, turn + 1, {"a": {"x": str(turn)}}, days=turn)
    feed = read_feeds(tmp_path).feeds["a"]
    assert feed.epoch == 2 and members(tmp_path, "a")[0] == ("x", "Create", "6")
    assert not (tmp_path / FOLDER / "a" / "1").exists()
    tell(tmp_path, 20, {"a": {"x": "laatst"}}, days=500)
    assert read_feeds(tmp_path).feeds["a"].epoch == 3
    assert members(tmp_path, "a") == [("x", "Create", "laatst")]


def test_iri_that_names_a_person_ends_the_stream_when_it_goes(tmp_path: Path) -> None:
    number = "85073003328"  # of which the check digits are right
    tell(tmp_path, 1, {"a": {f"persoon/{number}": "1", "x": "2"}})
    tell(tmp_path, 2, {"a": {"x": "2"}})
    assert read_feeds(tmp_path).feeds["a"].epoch == 2
    assert members(tmp_path, "a") == [("x", "Create", "2")]
    texts = [p.read_bytes() for p in (tmp_path / FOLDER).rglob("*.json")]
    assert not any(number.encode() in text for text in texts)


def test_dataset_that_goes_ends_its_stream_and_one_with_blank_nodes_has_none(
    tmp_path: Path,
) -> None:
    tell(tmp_path, 1, {"a": {"x": "1"}, "b": {"y": "2"}, "c": {"_:b1": "3", "z": "4"}})
    known = read_feeds(tmp_path)
    assert set(known.feeds) == {"all", "a", "b"} and known.without == ("c",)
    tell(tmp_path, 2, {"a": {"x": "1"}})
    known = read_feeds(tmp_path)
    assert set(known.feeds) == {"all", "a"} and known.ended == {"b": 1}
    assert members(tmp_path, "all")[2:] == [("y", "Delete", "")]
    tell(tmp_path, 3, {"a": {"x": "1"}, "b": {"y": "2"}})
    assert read_feeds(tmp_path).feeds["b"].epoch == 2


def test_another_base_begins_all_streams_anew(tmp_path: Path) -> None:
    tell(tmp_path, 1, {"a": {"x": "1"}})
    other = "https://dorp.example/"
    tell(tmp_path, 2, {"a": {"x": "1"}}, base=other)
    assert {one.epoch for one in read_feeds(tmp_path).feeds.values()} == {2}
    assert members(tmp_path, "a", base=other) == [("x", "Create", "1")]


def test_what_is_prepared_is_not_seen_before_it_is_named(tmp_path: Path) -> None:
    tell(tmp_path, 1, {"a": {"x": "1"}})
    before = read_feeds(tmp_path)
    prepared = follow.prepare_feeds(tmp_path, make(tmp_path, 2, {"a": {"x": "2"}}), now=NOW)
    assert read_feeds(tmp_path) == before and len(members(tmp_path, "a")) == 1
    # A crash here leaves files that the next turn writes over or takes away.
    follow.prepare_feeds(tmp_path, make(tmp_path, 3, {"a": {"x": "3"}}), now=NOW).commit()
    assert members(tmp_path, "a")[1:] == [("x", "Update", "3")]
    assert prepared.index.feeds["a"].last > before.feeds["a"].last


def test_ended_streams_keep_nothing_but_their_epochs(tmp_path: Path) -> None:
    tell(tmp_path, 1, {"a": {"x": "geheim"}})
    follow.end_feeds(tmp_path)
    left = [path for path in (tmp_path / FOLDER).rglob("*") if path.is_file()]
    assert [path.name for path in left] == ["index.json"]
    assert read_feeds(tmp_path).ended == {"a": 1, "all": 1}
    follow.end_feeds(tmp_path)  # once more, after a crash
    tell(tmp_path, 2, {"a": {"x": "1"}})
    assert read_feeds(tmp_path).feeds["a"].epoch == 2
