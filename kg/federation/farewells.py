"""What left a peer: its address says so (410), and then it leaves us too, kept releases included.

A thing that only is not in the data any more may come back, and leaves by the next build alone.
Where its address tells why it was withdrawn, we say the same; where it tells nothing, it may have
been erased, and so it is here. A peer is believed about things that it speaks for only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyoxigraph as ox

from kg.errors import SamenspelError
from kg.federation.faults import PeerError
from kg.federation.fetching import PeerClient
from kg.federation.offers import OfferDescription
from kg.federation.syntaxes import statements, syntax_of
from kg.model.terms import ADMS, RDFS, SKOS
from kg.release.leaving.departures import WITHDRAWN
from kg.release.leaving.reasons import personal_kind
from kg.release.leaving.records import write_whole
from kg.release.leaving.withdraw import withdraw
from kg.release.peer_datasets import PeerConfig
from kg.release.publication import Publication
from kg.texts import Message

PENDING = "leaving.json"
ASKED = 200
"""Addresses that are asked at most in one sync: a loss of more is looked at by a steward."""
_GONE = 410
_WHY = (SKOS + "changeNote", SKOS + "note", RDFS + "comment")


@dataclass(frozen=True)
class Farewells:
    """Things that left a peer: withdrawn ones with the reason they give, and erased ones."""

    withdrawn: Mapping[str, str] = field(default_factory=dict)
    erased: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.withdrawn) + len(self.erased)


def ask_farewells(
    client: PeerClient, peer: PeerConfig, *, lost: Iterable[str], told: Mapping[str, str]
) -> Farewells:
    """Ask the addresses of things that are lost whether they left; `told` says why some did.

    Raises:
        PeerError: a limit is passed.
    """
    wholes = dict.fromkeys(iri.partition("#")[0] for iri in lost)
    mine = [iri for iri in wholes if peer.speaks_about(iri) and iri.startswith("http")]
    withdrawn = {iri: told[iri] for iri in mine if iri in told}
    # A stream may say that a thing was withdrawn, and its address why.
    asked = [iri for iri in mine if not withdrawn.get(iri)]
    erased: list[str] = []
    for iri in asked if len(asked) <= ASKED else ():
        try:
            answer = client.get(iri, name="farewell")
        except PeerError:
            raise
        except SamenspelError:
            continue
        if answer.status != _GONE:
            continue
        try:
            syntax = syntax_of(answer)
            why = _reason(statements(answer, syntax=syntax), iri) if syntax else None
        except PeerError:
            why = None
        if why is not None:
            withdrawn[iri] = why
        elif iri not in withdrawn:
            erased.append(iri)
    return Farewells(withdrawn, tuple(erased))


def _reason(quads: Iterable[ox.Quad], iri: str) -> str | None:
    told, node = OfferDescription(quads), ox.NamedNode(iri)
    gone = any(v == ox.NamedNode(WITHDRAWN) for v in told.objects(node, ADMS + "status"))
    return told.text(node, *_WHY) if gone else None


def promise(folder: Path, farewells: Farewells) -> None:
    """Write down what is to leave before anything else is done, so that no crash forgets it."""
    if len(farewells):
        write_whole(folder / PENDING, json.dumps(asdict(farewells), ensure_ascii=False), mode=0o600)


def pending(folder: Path) -> Farewells:
    """What is still to leave."""
    try:
        read = json.loads((folder / PENDING).read_text(encoding="utf-8"))
        return Farewells(dict(read["withdrawn"]), tuple(read["erased"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Farewells()


def fulfil(
    publication: Publication, folders: Mapping[Path, PeerConfig], *, state: Path | None
) -> Farewells:
    """Let all leave that was promised in folders of datasets, ours and kept releases included.

    Raises:
        SamenspelError: nothing can be written; the promises stay.
    """
    withdrawn: dict[str, str] = {}
    erased: dict[str, None] = {}
    by_reason: dict[str, list[str]] = {}
    for folder, peer in folders.items():
        farewells = pending(folder)
        erased.update(dict.fromkeys(farewells.erased))
        for iri, why in farewells.withdrawn.items():
            withdrawn[iri] = why
            by_reason.setdefault(_public(why, peer), []).append(iri)
    for reason, iris in by_reason.items():
        left = [iri for iri in iris if iri not in erased]
        if left:
            withdraw(publication, left, reason=reason, state=state)
    if erased:
        withdraw(publication, [*erased], erase=True, state=state)
    for folder in folders:
        (folder / PENDING).unlink(missing_ok=True)
    return Farewells(withdrawn, tuple(erased))


def _public(why: str, peer: PeerConfig) -> str:
    """A reason as we may publish it: never one that names a person, and never none."""
    if why and personal_kind(why) is None:
        return why
    return Message("withdrawn by {publisher}", publisher=peer.name).in_language("nl")
