"""Makes a peer of samenspel.toml out of what was found at an address."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from kg.errors import UsageError
from kg.federation.judging import forbids
from kg.federation.offers import Discovery, Offer
from kg.inspection.files import slug
from kg.mapping.ntriples import is_absolute_iri
from kg.release.peer_datasets import PeerConfig, PeerDataset
from kg.release.peer_tables import origin_of
from kg.release.publication import Publication, today
from kg.texts import Message

_YEAR = timedelta(days=365)
_LONGEST = 40
"""Characters of an id that is made of a name."""


@dataclass(frozen=True)
class Wishes:
    """What a steward says of a peer that is added; what is left out is guessed."""

    datasets: tuple[str, ...] = ()
    all: bool = False
    id: str = ""
    name: str = ""
    base: str = ""
    licence: str = ""
    allow_private: bool = False


def make_peer(publication: Publication, found: Discovery, *, wishes: Wishes) -> PeerConfig:
    """The peer that is to be followed, as it is written into samenspel.toml.

    Raises:
        UsageError: a dataset is not there or has no licence that lets it be taken over, or the
            peer is followed already.
    """
    if not found.offers:
        forms = ", ".join(f"{form}: {count}" for form, count in found.others.items())
        raise UsageError(
            Message("Adding {url}: none of its datasets can be followed.", url=found.url),
            code="SAM-N006",
            hint=Message(
                "They are offered as {forms}. Add the address of one that is RDF, or map a file"
                " with `samenspel add`.",
                forms=forms or "–",
            ),
        )
    offers = [found.named(name) or _refuse(name, found) for name in wishes.datasets]
    if wishes.all:
        offers = list(found.offers)
    name = wishes.name or _name(found, offers)
    datasets = _datasets(offers, wishes.licence)
    peer = PeerConfig(
        wishes.id or slug(name)[:_LONGEST].strip("-"),
        found.url,
        wishes.base or _base(offers, found.url),
        name,
        (today() + _YEAR).isoformat(),
        tuple(datasets),
        allow_private=wishes.allow_private,
    )
    _refuse_taken(publication, peer)
    return peer


def _refuse(name: str, found: Discovery) -> Offer:
    raise UsageError(
        Message("Adding {url}: it has no dataset '{name}'.", url=found.url, name=name),
        hint=Message("There are: {names}.", names=", ".join(o.id for o in found.offers[:20])),
    )


def _name(found: Discovery, offers: Iterable[Offer]) -> str:
    named = next((o.publisher_name for o in offers if o.publisher_name), "")
    return named or found.title or origin_of(found.url).partition("://")[2].rstrip("/")


def _base(offers: Iterable[Offer], url: str) -> str:
    """Below what its things lie: the site of its datasets' IRIs, else that of the address."""
    iris = [o.iri for o in offers if o.iri.startswith(("http://", "https://"))]
    return origin_of(iris[0] if iris else url)


def _datasets(offers: Collection[Offer], licence: str) -> list[PeerDataset]:
    made: dict[str, PeerDataset] = {}
    if licence and not is_absolute_iri(licence):
        raise UsageError(
            Message("Adding a peer: the licence '{licence}' is no IRI.", licence=licence),
            hint=Message("Write the whole address, with https://."),
        )
    for offer in offers:
        agreed = offer.licence or licence
        if not agreed:
            raise UsageError(
                Message("Adding {name}: nobody says under which licence it is.", name=offer.id),
                code="SAM-N004",
                hint=Message("Ask the publisher, and name the licence with --licence."),
            )
        if forbids(agreed):
            raise UsageError(
                Message(
                    "Adding {name}: the licence {licence} does not let others publish it again.",
                    name=offer.id,
                    licence=agreed,
                ),
                code="SAM-N004",
                hint=Message("Leave it out, or ask the publisher for an open licence."),
            )
        name = slug(offer.id)[:_LONGEST].strip("-")
        number = 2
        while name in made:
            name, number = f"{slug(offer.id)[: _LONGEST - 3]}-{number}", number + 1
        title = " ".join(offer.title.split()) or offer.id
        made[name] = PeerDataset(name, offer.url, offer.kind, title, agreed, offer.iri)
    return list(made.values())


def _refuse_taken(publication: Publication, peer: PeerConfig) -> None:
    taken = {one.id for one in publication.datasets}
    ids = {one.id for one in publication.peers}
    if peer.id in ids or any(peer.dataset_id(dataset) in taken for dataset in peer.datasets):
        raise UsageError(
            Message(
                "Adding to {folder}: it has a peer or dataset '{name}' already.",
                folder=publication.folder,
                name=peer.id,
            ),
            hint=Message("Give the new one another id: --id {name}-2.", name=peer.id),
        )


def probe_of(url: str, *, allow_private: bool) -> PeerConfig:
    """A peer of which only the address is known, to look at what is there."""
    return replace(
        PeerConfig("", url, origin_of(url), "", today().isoformat()), allow_private=allow_private
    )
