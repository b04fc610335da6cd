"""What is known of a stream between syncs: which pages were read, and the newest version of things.

It lies in one SQLite file. Each page is one transaction, so that a sync that is killed goes on with
the page after the last that it read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

FILE = "stream.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS told (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS page (url TEXT PRIMARY KEY, done INTEGER DEFAULT 0,
  fixed INTEGER DEFAULT 0, etag TEXT, modified TEXT);
CREATE TABLE IF NOT EXISTS member (iri TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS thing (iri TEXT PRIMARY KEY, moment TEXT, member TEXT,
  gone INTEGER, why TEXT, lines BLOB);
"""


@dataclass(frozen=True)
class StreamMember:
    """A version of a thing: its lines, or that it is gone; `why` when it was withdrawn."""

    iri: str
    thing: str
    moment: str
    lines: bytes
    is_gone: bool = False
    why: str | None = None


@dataclass(frozen=True)
class KnownPage:
    """A page that is to be read, and by what a server tells whether it changed."""

    url: str
    etag: str | None
    modified: str | None


class StreamState:
    """The state of one stream in a folder, for `graph`; another stream or graph begins anew."""

    def __init__(self, folder: Path, *, url: str, graph: str) -> None:
        self._path = folder / FILE
        self._open()
        if (self.told("url"), self.told("graph")) != (url, graph):
            self._db.close()
            for end in ("", "-wal", "-shm"):
                self._path.with_name(f"{FILE}{end}").unlink(missing_ok=True)
            self._open()
            self.tell(url=url, graph=graph)
            self._db.execute("INSERT INTO page (url) VALUES (?)", [url])
            self._db.commit()

    def _open(self) -> None:
        self._db = sqlite3.connect(self._path)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_TABLES)

    def __enter__(self) -> StreamState:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._db.close()

    def told(self, name: str) -> str:
        """Something that is remembered of the stream."""
        row = self._db.execute("SELECT value FROM told WHERE name = ?", [name]).fetchone()
        return str(row[0]) if row else ""

    def tell(self, **values: str) -> None:
        """Remember something of the stream."""
        self._db.executemany("INSERT OR REPLACE INTO told VALUES (?, ?)", values.items())

    def begin(self) -> None:
        """Look again at each page that may change, besides those that were never read."""
        self._db.execute("UPDATE page SET done = 0 WHERE fixed = 0")
        self._db.commit()

    def next_page(self) -> KnownPage | None:
        """A page that is still to be read."""
        row = self._db.execute(
            "SELECT url, etag, modified FROM page WHERE done = 0 ORDER BY rowid LIMIT 1"
        ).fetchone()
        return None if row is None else KnownPage(*row)

    def pages(self) -> int:
        """The pages that are known."""
        return int(self._db.execute("SELECT count(*) FROM page").fetchone()[0])

    def members(self) -> int:
        """The members that were read."""
        return int(self._db.execute("SELECT count(*) FROM member").fetchone()[0])

    def unknown(self, members: Iterable[str]) -> set[str]:
        """Which of these members were not read yet."""
        find = "SELECT 1 FROM member WHERE iri = ?"
        return {m for m in members if self._db.execute(find, [m]).fetchone() is None}

    def same(self, page: KnownPage) -> None:
        """A page is as it was."""
        self._db.execute("UPDATE page SET done = 1 WHERE url = ?", [page.url])
        self._db.commit()

    def read(
        self,
        page: KnownPage,
        *,
        members: Iterable[StreamMember],
        links: Iterable[str],
        fixed: bool,
    ) -> None:
        """A page was read: its members, which of a thing only the newest counts, and its links."""
        changed = False
        for member in members:
            self._db.execute("INSERT OR IGNORE INTO member VALUES (?)", [member.iri])
            kept = self._db.execute(
                "SELECT moment, member FROM thing WHERE iri = ?", [member.thing]
            ).fetchone()
            if kept is None or (member.moment, member.iri) > tuple(kept):
                gone = 2 if member.why is not None else int(member.is_gone)
                told = (member.thing, member.moment, member.iri, gone, member.why)
                lines = b"" if gone else member.lines
                self._db.execute(
                    "INSERT OR REPLACE INTO thing VALUES (?,?,?,?,?,?)", [*told, lines]
                )
                changed = True
        self._db.executemany("INSERT OR IGNORE INTO page (url) VALUES (?)", [(n,) for n in links])
        self._db.execute(
            "UPDATE page SET done = 1, fixed = ?, etag = ?, modified = ? WHERE url = ?",
            [int(fixed), page.etag, page.modified, page.url],
        )
        if changed:
            self.tell(changed="yes")
        self._db.commit()

    @property
    def is_changed(self) -> bool:
        """Whether a thing changed since it was last taken in."""
        return self.told("changed") == "yes"

    def taken(self) -> None:
        """All was taken in."""
        self.tell(changed="")
        self._db.commit()

    def lines(self) -> Iterator[bytes]:
        """The lines of all things that are there now."""
        for (lines,) in self._db.execute("SELECT lines FROM thing WHERE gone = 0"):
            yield lines

    def withdrawn(self) -> dict[str, str]:
        """The things that the stream says were withdrawn, with the reasons it gives."""
        return dict(self._db.execute("SELECT iri, why FROM thing WHERE gone = 2"))
