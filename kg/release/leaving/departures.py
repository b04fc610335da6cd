"""What left a publication or moved in it: as the next build is told, and as a release tells it.

An erased thing is known by a keyed hash of its IRI only: who has no key cannot try out names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kg.model.terms import ADMS, DCT, PROV, SKOS, IriNames
from kg.release.writer import Writer

FILE = "departures.json"
"""The file of a release that says what left it, for the server."""
KEY = "erasure.key"
"""The secret file in a state folder without which hashes of erased things say nothing."""
WITHDRAWN = "http://purl.org/adms/status/Withdrawn"


@dataclass(frozen=True)
class Withdrawal:
    """A thing that the publisher withdrew, with the reason that everybody may read."""

    iri: str
    date: str
    reason: str
    who: str = ""


@dataclass(frozen=True)
class Replacement:
    """A thing whose place another has taken, such as a municipality that merged."""

    old: str
    new: str
    date: str
    reason: str = ""


@dataclass(frozen=True)
class Departures:
    """All that left or moved; `key` is None where the hashes cannot be read."""

    withdrawn: Mapping[str, Withdrawal] = field(default_factory=dict)
    erased: Mapping[str, str] = field(default_factory=dict)
    """The day of each erasure, by the hash of the IRI."""
    replaced: Mapping[str, Replacement] = field(default_factory=dict)
    key: bytes | None = None

    @property
    def anything_left(self) -> bool:
        """Whether a line may have to be left out."""
        return bool(self.withdrawn or (self.erased and self.key))

    def is_gone(self, iri: str) -> bool:
        """Whether a thing was withdrawn or erased, or is a part of one that was."""
        whole = iri.partition("#")[0]
        return self._is_named(iri) or (whole != iri and self._is_named(whole))

    def _is_named(self, iri: str) -> bool:
        return iri in self.withdrawn or self.is_erased(iri)

    def is_erased(self, iri: str) -> bool:
        """Whether just this thing was erased."""
        return (
            self.key is not None and bool(self.erased) and keyed_hash(iri, self.key) in self.erased
        )

    def has_left(self, iri: str) -> bool:
        """Whether a thing may be missing: it left, or another took its place."""
        return self.is_gone(iri) or iri.partition("#")[0] in self.replaced

    def successor(self, iri: str) -> str | None:
        """The thing that took the place of another in the end; None where none did."""
        found, seen = self.replaced.get(iri), {iri}
        while found is not None and found.new in self.replaced and found.new not in seen:
            seen.add(found.new)
            found = self.replaced[found.new]
        return None if found is None else found.new

    def statements(self, names: IriNames) -> Iterator[str]:
        """The lines of the metadata graph that tell it: of what was erased there are none."""
        write = Writer(names)
        for one in self.withdrawn.values():
            yield write.link(one.iri, ADMS + "status", value=WITHDRAWN)
            yield write.typed(
                one.iri, PROV + "invalidatedAtTime", value=_moment(one.date), datatype="dateTime"
            )
            yield write.text(one.iri, SKOS + "changeNote", value=one.reason)
        for other in self.replaced.values():
            yield write.link(other.old, DCT + "isReplacedBy", value=other.new)
            yield write.link(other.new, DCT + "replaces", value=other.old)

    def json(self) -> str:
        """As a release keeps it: without the key, and without who decided."""
        told = {
            "withdrawn": [_without(asdict(one), "who") for one in self.withdrawn.values()],
            "erased": dict(self.erased),
            "replaced": [asdict(one) for one in self.replaced.values()],
        }
        return json.dumps(told, ensure_ascii=False, indent=1)


def _without(told: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key != name}


def _moment(day: str) -> str:
    return day if "T" in day else f"{day}T00:00:00Z"


def departures(
    withdrawn: Iterable[Withdrawal] = (),
    replaced: Iterable[Replacement] = (),
    *,
    erased: Mapping[str, str] | None = None,
    key: bytes | None = None,
) -> Departures:
    """Put together what left."""
    return Departures(
        {one.iri: one for one in withdrawn}, erased or {}, {one.old: one for one in replaced}, key
    )


def of_release(folder: Path) -> Departures:
    """What left a release, given its folder; the key is that of the state folder it lies in."""
    path = folder / FILE
    if not path.is_file():
        return Departures()
    told = json.loads(path.read_text(encoding="utf-8"))
    return departures(
        (Withdrawal(**one) for one in told["withdrawn"]),
        (Replacement(**one) for one in told["replaced"]),
        erased=told["erased"],
        key=read_key(folder.parent.parent),
    )


def keyed_hash(iri: str, key: bytes) -> str:
    """The hash by which an erased thing is known (BLAKE2b with a key, RFC 7693)."""
    return blake2b(iri.encode("utf-8", "surrogatepass"), key=key, digest_size=16).hexdigest()


def read_key(state: Path) -> bytes | None:
    """The key of a state folder, if nobody lost it."""
    try:
        return bytes.fromhex((state / KEY).read_text(encoding="ascii").strip()) or None
    except (OSError, ValueError):
        return None
