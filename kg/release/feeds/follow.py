"""Brings the streams up to the published release: new members, in new files beside the old ones.

What is written has names of its own and is not seen before the record names it, in one step: so it
is prepared before a release is published, and named after it. What a crash leaves between the two
is made good by the next writer. A stream begins anew when something was erased, when an IRI that
may not be told went, and when its log is old or long beside what is there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zlib import error as ZlibError  # noqa: N812 - a class

import duckdb

from kg.errors import SamenspelError
from kg.mapping.sql.duckdb import ROOM_TO_SORT, connect
from kg.privacy.detectors import detect_iri
from kg.release.difference.subjects import index_of
from kg.release.feeds.changes import (
    DumpCursor,
    Sides,
    changed_things,
    count_things,
    graphs_with_blank_nodes,
)
from kg.release.feeds.members import Event
from kg.release.feeds.page import PAGE, PageWriter
from kg.release.feeds.record import FOLDER, RECORD, WHOLE, FeedIndex, FeedRecord, read_feeds
from kg.release.leaving.departures import Departures, of_release
from kg.release.leaving.records import write_whole
from kg.release.pointer import current_id
from kg.release.release import Release
from kg.work_folder import work_folder

MOST_DAYS = 366
"""Days after which a stream begins anew, so that it tells no older values than kept releases do."""
MOST_TIMES = 5
"""How many members for each thing that is there make a stream begin anew."""
LEAST = 20_000
"""Members that a stream may always have."""


class _UntellableError(Exception):
    """An IRI that seems to name a person went: a member that says so would tell it once more."""


@dataclass(frozen=True)
class PreparedFeeds:
    """Streams that are written and not yet seen."""

    state: Path
    index: FeedIndex
    gone: tuple[str, ...]

    def commit(self) -> None:
        """Let the record name them, and delete what nothing names any more."""
        folder = self.state / FOLDER
        write_whole(folder / RECORD, self.index.json())
        for name in self.gone:
            _delete(folder / name)


@dataclass(frozen=True)
class _Turn:
    """A turn of all streams from one state to a release."""

    folder: Path
    connection: duckdb.DuckDBPyConnection
    release: Release
    left: Departures
    before: Path | None
    after: Path
    moment: str
    dropped: list[str] = field(default_factory=list)
    """Open pages that others took the place of: they go with the next turn."""


def prepare_feeds(state: Path, release: Release, *, now: datetime | None = None) -> PreparedFeeds:
    """Write what streams have to tell of a release that is being published."""
    known, folder = read_feeds(state), state / FOLDER
    folder.mkdir(exist_ok=True)
    last = max((one.last for one in known.feeds.values()), default="")
    moment = _after(now or datetime.now(UTC), last)
    number = known.state + 1
    after, before = folder / _state_file(number), folder / _state_file(known.state)
    with work_folder() as work:
        connection = connect(work)
        connection.execute(f"SET memory_limit = '{ROOM_TO_SORT}MiB'")
        try:
            _link(index_of(release, work), after)
            turn = _Turn(
                folder,
                connection,
                release,
                of_release(release.path),
                before if before.is_file() else None,
                after,
                moment,
            )
            blank = graphs_with_blank_nodes(connection, after)
            wanted = list(_wanted(release, blank))
            feeds = {one.id: _follow(turn, known, one) for one in wanted}
        finally:
            connection.close()
    return PreparedFeeds(
        state,
        FeedIndex(
            release.id,
            release.base,
            number,
            feeds,
            {**known.ended, **_ended(known, feeds)},
            tuple(sorted(blank & {str(g["id"]) for g in _datasets(release)})),
            tuple(turn.dropped),
        ),
        (*known.drop, before.name, *_ended_folders(known, feeds)),
    )


def catch_up(state: Path) -> None:
    """Bring the streams up to what is published, where a crash or an earlier version did not.

    What cannot be read stops nobody: the next release brings them up.
    """
    current = current_id(state)
    if current is None or read_feeds(state).release == current:
        return
    failures = (SamenspelError, OSError, EOFError, ValueError, ZlibError, duckdb.Error)
    with suppress(*failures):
        prepare_feeds(state, Release.open(state / "current")).commit()


def end_feeds(state: Path) -> None:
    """End all streams, with all that they told: what was erased may be in any of them."""
    known, folder = read_feeds(state), state / FOLDER
    if not folder.is_dir():
        return
    ended = {**known.ended, **{one.id: one.epoch for one in known.feeds.values()}}
    write_whole(folder / RECORD, FeedIndex(state=known.state, ended=ended).json())
    for path in folder.iterdir():
        if path.name != RECORD:
            _delete(path)


def _datasets(release: Release) -> list[dict[str, Any]]:
    return [g for g in release.graphs if g["kind"] == "dataset" and g["dump"] is not None]


def _wanted(release: Release, blank: set[str]) -> Iterator[FeedRecord]:
    """The streams that a release has, as they would begin."""
    datasets = {str(g["id"]): g for g in _datasets(release) if g["id"] not in blank}
    name = WHOLE
    while name in datasets:
        name += "-datasets"
    whole = [(name, None, tuple(datasets))] if datasets else []
    for one, iri, graphs in (*whole, *((n, str(g["iri"]), (n,)) for n, g in datasets.items())):
        said = "\n".join(f"{graph} {datasets[graph]['hash']}" for graph in graphs)
        content = blake2b(said.encode(), digest_size=16).hexdigest()
        yield FeedRecord(one, iri, graphs, content, 0, "", "", 0, 0, 0)


def _follow(turn: _Turn, known: FeedIndex, wanted: FeedRecord) -> FeedRecord:
    """A stream with what a release changed, or one that begins with all of it."""
    was = known.feeds.get(wanted.id)
    same = turn.before is not None and known.base == turn.release.base
    if was is not None and same and not _is_worn(was, turn.moment):
        if was.content == wanted.content:
            return was
        with suppress(_UntellableError, FileNotFoundError):
            told = replace(was, graphs=wanted.graphs, content=wanted.content)
            return _tell(turn, told, was.graphs)
    epoch = 1 + max(known.ended.get(wanted.id, 0), was.epoch if was is not None else 0)
    _delete(turn.folder / wanted.id / str(epoch))  # what a crash left
    return _tell(turn, replace(wanted, epoch=epoch, begun=turn.moment), None)


def _tell(turn: _Turn, feed: FeedRecord, graphs_before: tuple[str, ...] | None) -> FeedRecord:
    """Add to a stream what is said of which things now; without graphs before, of all."""
    old = None if graphs_before is None else turn.before
    feed = replace(feed, number=feed.number + 1)
    event = Event(feed, turn.release.base, turn.release.id, turn.moment)
    writer = PageWriter(turn.folder / feed.id / str(feed.epoch), None if old is None else feed)
    iris = {str(g["id"]): str(g["iri"]) for g in _datasets(turn.release)}
    dumps = turn.release.dumps
    read = [DumpCursor(dumps[name], iris[name]) for name in feed.graphs]
    cursor, said_by = turn.connection.cursor(), Sides(graphs_before or (), feed.graphs)
    for thing, kind in changed_things(cursor, old, after=turn.after, graphs=said_by):
        if kind == "removed" and any(found.certain for found in detect_iri(thing)):
            raise _UntellableError
        start = f"<{thing}> ".encode()
        said = [(dump.take(start), dump.tail) for dump in read if kind != "removed"]
        writer.add(event.member(thing, kind, said=said, left=turn.left), moment=turn.moment)
    opened, was = writer.finish(), feed.open
    if old is not None and was is not None and was.digest not in writer.closed and was != opened:
        turn.dropped.append(f"{feed.id}/{feed.epoch}/{was.digest}{PAGE}")
    return replace(
        feed,
        last=turn.moment,
        members=feed.members + writer.added,
        things=count_things(turn.connection, turn.after, graphs=feed.graphs),
        levels=tuple(map(tuple, writer.levels)),
        open=opened,
    )


def _is_worn(feed: FeedRecord, moment: str) -> bool:
    """Whether a stream is so old, or so long beside what is there, that it begins anew."""
    age = datetime.fromisoformat(moment) - datetime.fromisoformat(feed.begun)
    return age > timedelta(days=MOST_DAYS) or feed.members > max(LEAST, MOST_TIMES * feed.things)


def _after(now: datetime, last: str) -> str:
    """This moment in whole seconds, and one that is after the last members."""
    moment = now.astimezone(UTC).replace(microsecond=0)
    if last:
        moment = max(moment, datetime.fromisoformat(last) + timedelta(seconds=1))
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _ended(known: FeedIndex, feeds: dict[str, FeedRecord]) -> dict[str, int]:
    """The last epochs of streams that are not there any more, or began anew."""
    return {
        one.id: one.epoch
        for one in known.feeds.values()
        if one.id not in feeds or feeds[one.id].epoch != one.epoch
    }


def _ended_folders(known: FeedIndex, feeds: dict[str, FeedRecord]) -> Iterator[str]:
    yield from (f"{name}/{epoch}" for name, epoch in _ended(known, feeds).items())


def _state_file(number: int) -> str:
    return f"subjects-{number}.parquet"


def _link(source: Path, target: Path) -> None:
    """Keep a file of a release beside it, also when the release goes."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
