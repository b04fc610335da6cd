"""Lines of a peer as they may be taken in: sorted, in a graph of their own, none about our things.

A peer may say anything of its own things and of those of others, in its own graph and name. Of ours
it may not: what it says of IRIs below our base, or of the shared vocabulary, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.federation.understanding import WordCount
from kg.mapping.execution.sorted_lines import write_sorted_lines
from kg.model.terms import GENID, SHARED_BASE, IriNames
from kg.release.peer_datasets import PeerConfig, PeerDataset
from kg.release.release import file_hash

CANDIDATE = "candidate.nq"


@dataclass(frozen=True)
class PeerPlace:
    """Where a dataset of a peer is kept, and how its graph and nodes are called."""

    peer: PeerConfig
    dataset: PeerDataset
    folder: Path
    names: IriNames

    @property
    def id(self) -> str:
        """The id of the dataset among ours."""
        return self.peer.dataset_id(self.dataset)

    @property
    def graph(self) -> str:
        """The graph of the dataset."""
        return self.names.dataset(self.id)

    @property
    def skolem(self) -> str:
        """What IRIs begin with that stand for its blank nodes."""
        return f"{self.names.base}{GENID}{self.id}/"

    @property
    def work(self) -> Path:
        """A folder for what is fetched; it may be deleted at any time."""
        return self.folder / "work"


@dataclass(frozen=True)
class Candidate:
    """Lines that are ready to be judged, and what was counted in them."""

    path: Path
    hash: str
    quads: int
    subjects: int
    about_others: int
    refused: int
    known: dict[str, int]
    unknown: dict[str, int]


def settle(files: Iterable[Path], place: PeerPlace) -> Candidate:
    """Sort lines of N-Quads of a dataset into a candidate, without those about things of ours."""
    place.work.mkdir(parents=True, exist_ok=True)
    raw, path = place.work / "sorted.nq", place.folder / CANDIDATE
    with raw.open("wb", buffering=0) as out:
        write_sorted_lines([(file, False) for file in files], out, work=place.work)
    refused, words = 0, WordCount()
    subjects = others = quads = 0
    ours = tuple(f"<{base}".encode() for base in (place.names.base, SHARED_BASE))
    nodes = f"<{place.skolem}".encode()
    speaks = tuple(f"<{p}".encode() for p in (place.peer.base, *place.peer.speaks_for))
    last = b""
    with raw.open("rb") as lines, path.open("wb") as kept:
        for line in lines:
            subject, predicate, rest = line.split(b" ", 2)
            if subject.startswith(ours) and not subject.startswith(nodes):
                refused += 1
                continue
            if subject != last:
                last = subject
                subjects += 1
                others += not subject.startswith(speaks) and not subject.startswith(nodes)
            words.add(predicate, rest.rpartition(b" <")[0])
            quads += 1
            kept.write(line)
    raw.unlink()
    return Candidate(
        path, file_hash(path), quads, subjects, others, refused, words.known(), words.unknown()
    )


def subjects_of(path: Path) -> Iterator[str]:
    """The subjects of sorted lines, each once and in order."""
    last = b""
    with path.open("rb") as lines:
        for line in lines:
            subject = line[: line.index(b" ")]
            if subject != last:
                last = subject
                yield subject[1:-1].decode()


def lost_subjects(old: Path, new: Path) -> Iterator[str]:
    """The subjects of sorted lines that others do not have any more."""
    after = subjects_of(new)
    current = next(after, None)
    # In the order of bytes, as the lines are, and with the end of the IRI as they have it.
    for subject in subjects_of(old):
        while current is not None and _key(current) < _key(subject):
            current = next(after, None)
        if current != subject:
            yield subject


def _key(iri: str) -> bytes:
    return f"{iri}> ".encode()
