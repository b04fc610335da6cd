"""The datasets of peers: what samenspel.toml says of them, and what was taken in of each.

`kg.federation` fetches and judges; a build only takes what lies in the state folder, as a dataset
of its own with the licence, publisher and day of whoever said it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.model.findings import Finding
from kg.texts import LANGUAGES, ByLanguage, Message

if TYPE_CHECKING:
    from kg.release.publication import Publication

PEERS = "peers"
"""The folder of a state folder, and what accesses to its files begin with."""
TAKEN = "taken.json"
"""What is known of the lines that were taken in last; it is replaced in one step."""
KINDS = ("ldes", "dump", "sparql")


@dataclass(frozen=True)
class PeerDataset:
    """A dataset of a peer that is followed: what it is, and where it is fetched."""

    id: str
    url: str
    kind: str
    title: str
    licence: str
    iri: str = ""
    """How the catalogue of the peer names it; nothing where it has none."""


@dataclass(frozen=True)
class PeerConfig:
    """A `[[peer]]` of samenspel.toml: another publisher, and which of its datasets are followed.

    It speaks about IRIs below its `base`, and below those that the steward adds in `speaks_for`.
    """

    id: str
    url: str
    base: str
    name: str
    review: str
    datasets: tuple[PeerDataset, ...] = ()
    speaks_for: tuple[str, ...] = ()
    allow_private: bool = False

    def dataset_id(self, dataset: PeerDataset) -> str:
        """The id of a dataset of this peer among our own."""
        return f"{self.id}-{dataset.id}"

    def speaks_about(self, iri: str) -> bool:
        """Whether it may say of a thing that it left."""
        return iri.startswith((self.base, *self.speaks_for))


@dataclass(frozen=True)
class Origin:
    """Whence a dataset comes that is a peer's: what the catalogue says instead of our name."""

    peer: str
    publisher: str
    publisher_name: str
    url: str
    iri: str = ""


@dataclass(frozen=True)
class TakenLines:
    """What was taken in of a dataset last: its file of lines, and what was said of it."""

    file: str
    graph: str
    hash: str
    quads: int
    licence: str
    publisher: str
    url: str
    taken: str
    modified: str
    about_others: int = 0
    """Subjects that are not below what the peer speaks for."""
    refused: int = 0
    """Statements about things of ours, which were left out."""
    known: dict[str, int] = field(default_factory=dict)
    """Statements with classes and properties that are understood, by kind."""
    unknown: dict[str, int] = field(default_factory=dict)
    """Statements with each class or property that is not, the most frequent."""


def read_taken(folder: Path) -> TakenLines | None:
    """What was taken in last in the folder of a peer's dataset; None when nothing was yet."""
    try:
        return TakenLines(**json.loads((folder / TAKEN).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def with_peers(publication: Publication, state: Path) -> Publication:
    """A publication with the datasets of its peers beside its own, as they were taken in last."""
    made, lines = [], {}
    for peer in publication.peers:
        for dataset in peer.datasets:
            folder = state / PEERS / peer.id / dataset.id
            if (taken := read_taken(folder)) is not None:
                made.append(_config(peer, dataset, taken))
                lines[access_of(peer, dataset)] = folder / taken.file
    if not made:
        return publication
    return replace(publication, datasets=(*publication.datasets, *made), peer_lines=lines)


def access_of(peer: PeerConfig, dataset: PeerDataset) -> str:
    """How findings and provenance name the lines of a dataset, whatever file they are in."""
    return f"{PEERS}/{peer.id}/{dataset.id}.nq"


def _config(peer: PeerConfig, dataset: PeerDataset, taken: TakenLines) -> Any:
    from kg.release.publication import DatasetConfig, RdfSource

    about = ByLanguage(
        Message(
            "Taken over from {publisher}, which answers for it: {url}",
            publisher=peer.name,
            url=taken.url,
        )
    )
    ground = Message("reuse of public sector information, {licence}", licence=taken.licence)
    return DatasetConfig(
        peer.dataset_id(dataset),
        {"nl": dataset.title},
        {lang: about[lang] for lang in LANGUAGES},
        taken.licence,
        ground.in_language("nl"),
        peer.name,
        peer.review,
        taken.modified,
        rdf=(RdfSource(access_of(peer, dataset), skolemise=False, is_ready=True),),
        origin=Origin(
            peer.id,
            taken.publisher or peer.base,
            peer.name,
            taken.url,
            dataset.iri,
        ),
    )


def milder(findings: Iterable[Finding], publication: Publication) -> list[Finding]:
    """Findings of which no error is one of a peer's data: who publishes it has to mend it."""
    of_peers = {d.id for d in publication.datasets if d.origin is not None}
    return [
        replace(finding, severity_override="warning")
        if finding.dataset in of_peers and finding.severity == "error"
        else finding
        for finding in findings
    ]
