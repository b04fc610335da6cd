"""ETags (RFC 9110, 8.8.3) of what is sent: an answer keeps its tag as long as it is the same.

What is sent is only known when it was made. So tags that were given are remembered, by release and
request, and a client that has the answer already is told so without asking the graph again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import kg
from kg.resources import ontology_folder

MOST = 10_000
"""Tags that are remembered; beyond it those go that were not asked for the longest."""

Key = tuple[str, ...]
"""A release, and what was asked of it."""


def tag_of(*parts: str | bytes) -> str:
    """Return the tag, without quotes, of what consists of these parts."""
    digest = blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()


@cache
def program_stamp() -> str:
    """A stamp of what makes pages of a release: the engine, code, templates, words, questions."""
    folders = (Path(__file__).parent, Path(kg.__file__).parent, ontology_folder())
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    sources = [path for path in files if "__pycache__" not in path.parts]
    return tag_of(version("pyoxigraph"), *(path.read_bytes() for path in sources))


class Tags:
    """The tags that were given last; may be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tags: OrderedDict[str, str] = OrderedDict()  # by digest: a key may hold a whole query

    def get(self, key: Key) -> str | None:
        """Return the tag that was given to an answer, if it is remembered."""
        known = tag_of(*key)
        with self._lock:
            if known in self._tags:
                self._tags.move_to_end(known)
            return self._tags.get(known)

    def keep(self, key: Key, tag: str) -> str:
        """Remember the tag of an answer, and return it."""
        known = tag_of(*key)
        with self._lock:
            self._tags[known] = tag
            self._tags.move_to_end(known)
            while len(self._tags) > MOST:
                self._tags.popitem(last=False)
        return tag
