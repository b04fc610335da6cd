"""Where lines speak of what left: as an IRI, as a part of one, or in a text that spells it.

What hangs on nothing any more goes with it: a node without a name of its own (an address of the
thing, say) that only lines which go lead to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from urllib.parse import quote, unquote

from kg.model.terms import GENID
from kg.release.leaving.departures import Departures

REMEMBERED = 1 << 17
"""IRIs whose answer is kept: predicates, graphs and whatever comes in many lines."""
_TOKEN = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:[^\s\"<>\\^`{}|]+")
_START = re.compile(r"(?=https?://)")
_NODE = re.compile(rb"<[^<>\s]*/" + re.escape(GENID.encode()) + rb"[^<>\s]*>|_:[^\s<>\"]+")
_AFTER = ".,;:!?)]}'"
Test = Callable[[bytes], bool]


def traces_of(departures: Departures) -> Test:
    """A test of lines, or of any bytes in UTF-8: do they speak of something that left?"""

    @lru_cache(REMEMBERED)
    def names_one(token: bytes) -> bool:
        return any(map(departures.is_gone, _spelled(token.decode("utf-8", "replace"))))

    return lambda line: any(map(names_one, _TOKEN.findall(line)))


def _spelled(token: str) -> Iterator[str]:
    """The IRIs that a token may be or hold."""
    yield token
    yield token.rstrip(_AFTER)
    plain = unquote(token) if "%3A" in token or "%3a" in token else token
    for begin in _START.finditer(plain):
        inner = plain[begin.start() :]
        yield inner
        yield inner.rstrip(_AFTER)
        yield inner.partition("&")[0]


def needles(departures: Departures) -> list[bytes] | None:
    """What a file must hold to be worth a look; None when nothing can be looked for (a hash)."""
    if departures.erased and departures.key:
        return None
    spelled = (form for iri in departures.withdrawn for form in (iri, quote(iri, safe="")))
    return [form.encode() for form in spelled]


def lines_that_go(files: Mapping[str, Path], departures: Departures) -> dict[str, list[bytes]]:
    """The lines that must go from files of N-Quads lines, by the name of each file.

    Lines are without their newline.
    """
    if not departures.anything_left:
        return {}
    speaks, wanted = traces_of(departures), needles(departures)
    going = {
        name: [ln for ln in _worth(path, wanted) if speaks(ln)] for name, path in files.items()
    }
    last = going
    while loose := _loose(files, going, last):
        last = loose
        going = {name: [*lines, *loose.get(name, ())] for name, lines in going.items()}
    return {name: lines for name, lines in going.items() if lines}


def _worth(path: Path, wanted: list[bytes] | None) -> Iterator[bytes]:
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        if wanted is None:
            yield from (line.rstrip(b"\n") for line in iter(text.readline, b""))
            return
        seen = set[int]()
        for needle in wanted:
            place = text.find(needle)
            while place >= 0:
                start = text.rfind(b"\n", 0, place) + 1
                end = text.find(b"\n", place)
                end = len(text) if end < 0 else end
                if start not in seen:
                    seen.add(start)
                    yield text[start:end]
                place = text.find(needle, end)


def _loose(
    files: Mapping[str, Path], going: Mapping[str, list[bytes]], last: Mapping[str, list[bytes]]
) -> dict[str, list[bytes]]:
    """The lines about nodes without a name that only lines which go lead to."""
    nodes = {node for lines in last.values() for line in lines for node in _nodes(line)[1]}
    if not nodes:
        return {}
    gone = {name: set(lines) for name, lines in going.items()}
    about: dict[bytes, list[tuple[str, bytes]]] = {}
    held = set[bytes]()
    for name, path in files.items():
        for line in _worth(path, sorted(nodes)):
            if line in gone.get(name, ()):
                continue
            subject, objects = _nodes(line)
            held |= objects & nodes
            if subject in nodes:
                about.setdefault(subject, []).append((name, line))
    found: dict[str, list[bytes]] = {}
    for node in nodes - held:
        for name, line in about.get(node, ()):
            found.setdefault(name, []).append(line)
    return found


def _nodes(line: bytes) -> tuple[bytes, set[bytes]]:
    """The subject of a line, and the nodes without a name that it leads to."""
    subject, _, rest = line.partition(b" ")
    return subject, set(_NODE.findall(rest)) - {subject}
