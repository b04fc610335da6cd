"""Follows all peers: fetches, judges and takes in each dataset by itself, then makes one build.

What fails of one dataset is written beside its last good lines, and the others go on. Lines are
taken in by replacing one small file, so that a build sees the old ones or the new ones, whole.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from kg.errors import SamenspelError, UsageError
from kg.federation.discovery import find_offers
from kg.federation.dump import fetch_dump, read_conditions
from kg.federation.endpoint import fetch_endpoint
from kg.federation.farewells import Farewells, ask_farewells, fulfil, promise
from kg.federation.fetched import FetchedLines
from kg.federation.fetching import PeerClient, policy_for
from kg.federation.judging import Loss, check_licence, find_loss, judge, nothing_there
from kg.federation.ldes import fetch_stream
from kg.federation.limits import USUAL, PeerLimits
from kg.federation.offers import Discovery, Offer
from kg.federation.quarantine import lift, shut, shut_for
from kg.federation.taking import Candidate, PeerPlace, settle
from kg.release.build import build
from kg.release.gate.acceptances import read_acceptances
from kg.release.leaving.records import write_whole
from kg.release.lock import lock_state
from kg.release.peer_datasets import PEERS, TAKEN, PeerConfig, TakenLines, read_taken, with_peers
from kg.release.publication import Publication, today
from kg.release.release import state_folder
from kg.release.results import BuildResult
from kg.texts import Message

Telling = Callable[[str], object]


@dataclass(frozen=True)
class SyncOutcome:
    """What a sync did with one dataset of a peer.

    `state` is `taken`, `same` or `kept` (quarantined: the last good lines stay), `reasons` say why.
    """

    peer: str
    dataset: str
    state: str
    quads: int = 0
    reasons: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True)
class SyncResult:
    """What a sync did with each dataset, what left with its publisher, and the build after it."""

    outcomes: tuple[SyncOutcome, ...]
    farewells: Farewells = field(default_factory=Farewells)
    build: BuildResult | None = None

    @property
    def is_good(self) -> bool:
        """Whether no dataset is quarantined."""
        return all(outcome.state != "kept" for outcome in self.outcomes)


def sync(
    publication: Publication,
    *,
    state: str | Path | None = None,
    only: Collection[str] = (),
    limits: PeerLimits = USUAL,
    then_build: bool = True,
    tell: Telling = lambda text: None,
) -> SyncResult:
    """Fetch the peers of a publication (all, or `only` those with these ids) and build once.

    `state` is the folder that holds `.samenspel`; `tell` is told of each dataset as it begins.
    Without `then_build` the release is left to a later build.

    Raises:
        UsageError: there is no such peer, or none at all.
        ReleaseError: another process is at work in the state folder.
    """
    chosen = _chosen(publication, only)
    folder = state_folder(publication, state)
    own = None if state is None else Path(state)
    with lock_state(folder / PEERS):
        outcomes = [
            outcome
            for peer in chosen
            for outcome in _sync_peer(publication, peer, folder / PEERS, limits=limits, tell=tell)
        ]
        places = {
            folder / PEERS / peer.id / dataset.id: peer
            for peer in chosen
            for dataset in peer.datasets
        }
        farewells = fulfil(publication, places, state=own)
    anything = then_build and with_peers(publication, folder).datasets
    made = build(publication, state=own) if anything else None
    return SyncResult(tuple(outcomes), farewells, made)


def _chosen(publication: Publication, only: Collection[str]) -> list[PeerConfig]:
    known = {peer.id: peer for peer in publication.peers}
    for name in only:
        if name not in known:
            raise no_such_peer(name, known)
    if not known:
        raise UsageError(
            Message("Following peers: samenspel.toml names none."),
            hint=Message("Add one with `samenspel peers add ADDRESS`."),
        )
    return [peer for peer in publication.peers if not only or peer.id in only]


def no_such_peer(name: str, known: Collection[str]) -> UsageError:
    """The error for a peer that samenspel.toml does not name."""
    return UsageError(
        Message("Following peers: there is no peer '{name}'.", name=name),
        hint=Message("There are: {names}.", names=", ".join(known) or "0"),
    )


def _sync_peer(
    publication: Publication,
    peer: PeerConfig,
    peers: Path,
    *,
    limits: PeerLimits,
    tell: Telling,
) -> list[SyncOutcome]:
    outcomes = []
    for dataset in peer.datasets:
        folder = peers / peer.id / dataset.id
        folder.mkdir(parents=True, exist_ok=True)
        place = PeerPlace(peer, dataset, folder, publication.names)
        tell(place.id)
        shutil.rmtree(place.work, ignore_errors=True)
        with PeerClient(policy_for(peer, limits), place.work, limits=limits) as client:
            try:
                outcomes.append(_sync_dataset(publication, place, client))
            except SamenspelError as error:
                reasons = shut_for(folder, error, day=today().isoformat())
                outcomes.append(_kept(place, reasons))
        shutil.rmtree(place.work, ignore_errors=True)
    return outcomes


def _kept(place: PeerPlace, reasons: list[dict[str, object]]) -> SyncOutcome:
    taken = read_taken(place.folder)
    quads = 0 if taken is None else taken.quads
    return SyncOutcome(place.peer.id, place.dataset.id, "kept", quads, tuple(reasons))


def _sync_dataset(publication: Publication, place: PeerPlace, client: PeerClient) -> SyncOutcome:
    taken = read_taken(place.folder)
    if taken is not None and taken.graph != place.graph:
        taken = None  # our base is another since
    offer = _offer(client, place)
    licence = check_licence(place, offer.licence)
    fetched = _fetch(client, place, offer.url, taken)
    if fetched is None and taken is not None:
        lift(place.folder)
        return SyncOutcome(place.peer.id, place.dataset.id, "same", taken.quads)
    if fetched is None:
        raise nothing_there(place)
    candidate = settle([fetched.lines], place)
    loss, farewells = _loss(client, place, candidate, taken, fetched.told)
    accepted = read_acceptances(publication.folder)
    reasons = judge(publication, place, candidate=candidate, loss=loss, accepted=accepted)
    if reasons:
        candidate.path.unlink()
        shut(place.folder, reasons, day=today().isoformat())
        return _kept(place, reasons)
    promise(place.folder, farewells)
    new = _take(place, candidate, offer, licence=licence, before=taken)
    fetched.remember()
    lift(place.folder)
    state = "same" if taken is not None and taken.hash == new.hash else "taken"
    return SyncOutcome(place.peer.id, place.dataset.id, state, new.quads)


def _fetch(
    client: PeerClient, place: PeerPlace, url: str, taken: TakenLines | None
) -> FetchedLines | None:
    if place.dataset.kind == "ldes":
        return fetch_stream(client, place, url=url)
    if place.dataset.kind == "sparql":
        return fetch_endpoint(client, place, url=url)
    known = read_conditions(place.folder) if taken is not None else None
    return fetch_dump(client, place, url=url, known=known)


def _offer(client: PeerClient, place: PeerPlace) -> Offer:
    """What the publisher says of the dataset now; what we know where it says nothing."""
    dataset = place.dataset
    usual = Offer(dataset.id, dataset.title, dataset.kind, dataset.url, dataset.iri)
    if place.peer.url == dataset.url:
        return usual
    try:
        found: Discovery = find_offers(client, place.peer.url)
    except SamenspelError:
        return usual  # the catalogue may be down while the data are there
    named = next(
        (o for o in found.offers if (o.iri and o.iri == dataset.iri) or o.url == dataset.url), None
    )
    return named if named is not None and named.kind == dataset.kind else usual


def _loss(
    client: PeerClient,
    place: PeerPlace,
    candidate: Candidate,
    taken: TakenLines | None,
    told: Mapping[str, str],
) -> tuple[Loss | None, Farewells]:
    if taken is None or taken.hash == candidate.hash:
        return None, Farewells()
    loss = find_loss(place.folder / taken.file, candidate)
    farewells = ask_farewells(client, place.peer, lost=loss.lost, told=told)
    left = {*farewells.withdrawn, *farewells.erased}
    explained = sum(iri.partition("#")[0] in left for iri in loss.lost)
    return Loss(loss.lost, loss.before, explained), farewells


def _day(text: str) -> str:
    """A day that a publisher states, if it is one."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _take(
    place: PeerPlace,
    candidate: Candidate,
    offer: Offer,
    *,
    licence: str,
    before: TakenLines | None,
) -> TakenLines:
    name = f"{candidate.hash[:16]}.nq"
    day = today().isoformat()
    same = before is not None and before.hash == candidate.hash
    taken = TakenLines(
        name,
        place.graph,
        candidate.hash,
        candidate.quads,
        licence,
        "" if offer.publisher.startswith(place.names.base) else offer.publisher,
        offer.url,
        day,
        before.modified if same and before is not None else _day(offer.modified) or day,
        candidate.about_others,
        candidate.refused,
        candidate.known,
        candidate.unknown,
    )
    candidate.path.replace(place.folder / name)
    write_whole(place.folder / TAKEN, json.dumps(asdict(taken), ensure_ascii=False, indent=1))
    for old in place.folder.glob("*.nq"):
        if old.name != name:
            old.unlink()
    return taken
