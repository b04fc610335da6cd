"""What is known of the streams of a state folder: one small file, which a server may read.

It does not grow with a stream: full pages are named in nodes of `FAN` pages, these in nodes of
`FAN` nodes, and so on; only what has no node above it yet is in the record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

FOLDER = "feeds"
RECORD = "index.json"
PAGE_MEMBERS = 1_000
"""Members of a full page: clients compare each member of a page with all others there."""
PAGE_BYTES = 2 << 20
"""Bytes of members after which a page is full, however few they are."""
FAN = 100
"""Pages, or nodes, that one node names."""
WHOLE = "all"
"""The name of the stream of all datasets together."""


class PageLink(NamedTuple):
    """A page or a node by the digest of its content, with its first and last moment (UTC)."""

    digest: str
    first: str
    last: str
    members: int


@dataclass(frozen=True)
class FeedRecord:
    """A stream; `dataset` is its IRI, None of the stream of all, whose `graphs` are dataset ids.

    `epoch` counts how often it began anew, at `begun`; `last` is the moment of its last members,
    which the event `number` brought. `open` is the page that is not full, `levels` the full ones
    without a node above them, then such nodes, and so on. `things` are there now.
    """

    id: str
    dataset: str | None
    graphs: tuple[str, ...]
    content: str
    epoch: int
    begun: str
    last: str
    number: int
    members: int
    things: int
    levels: tuple[tuple[PageLink, ...], ...] = ()
    open: PageLink | None = None

    def iri(self, base: str) -> str:
        """The IRI of the stream, which another takes when it ends."""
        return f"{base}{self.path[1:]}#stream"

    @property
    def path(self) -> str:
        """Where its root is, from the root of the site."""
        return f"/feeds/{quote(self.id)}/{self.epoch}"


@dataclass(frozen=True)
class FeedIndex:
    """The streams of a state folder, by their names, as they were brought up to a release.

    `ended` are the last epochs of streams that ended, `without` the datasets that cannot be
    followed thing by thing, since they have blank nodes. `state` numbers the file of what is there.
    """

    release: str = ""
    base: str = ""
    state: int = 0
    feeds: Mapping[str, FeedRecord] = field(default_factory=dict)
    ended: Mapping[str, int] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    """Files that nothing names any more, but for those who are still reading."""

    def json(self) -> str:
        """As it is kept."""
        told = asdict(self)
        told["feeds"] = [asdict(one) for one in self.feeds.values()]
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def read_feeds(state: Path) -> FeedIndex:
    """The streams of a state folder; none where none was made yet."""
    path = state / FOLDER / RECORD
    if not path.is_file():
        return FeedIndex()
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    feeds = [_record(one) for one in told.pop("feeds")]
    for name in ("without", "drop"):
        told[name] = tuple(told[name])
    return FeedIndex(feeds={one.id: one for one in feeds}, **told)


def _record(told: dict[str, Any]) -> FeedRecord:
    levels = tuple(tuple(PageLink(*link) for link in level) for level in told.pop("levels"))
    graphs, opened = tuple(told.pop("graphs")), told.pop("open")
    return FeedRecord(
        **told, graphs=graphs, levels=levels, open=None if opened is None else PageLink(*opened)
    )
