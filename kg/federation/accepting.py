"""Accepts what stands in the way of taking in a dataset, as `publish` accepts what it refuses."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from kg.errors import UsageError
from kg.federation.quarantine import read_quarantine
from kg.release.gate.acceptances import Acceptance, add_acceptances
from kg.release.gate.reason import Reason, from_record
from kg.release.leaving.reasons import check_reason
from kg.release.peer_datasets import PEERS
from kg.release.publication import Publication
from kg.texts import Message


def accept_reasons(
    publication: Publication, state: Path, *, fingerprints: Collection[str], why: str, who: str
) -> None:
    """Write acceptances of reasons for which datasets of peers are quarantined.

    Raises:
        UsageError: there is no such reason, or it is not said why.
        InputError: what is said names a person.
    """
    known: dict[str, Reason] = {}
    for peer in publication.peers:
        for dataset in peer.datasets:
            shut = read_quarantine(state / PEERS / peer.id / dataset.id) or {"reasons": []}
            records = [one["reason"] for one in shut["reasons"] if "reason" in one]
            known |= {record["fingerprint"]: from_record(record) for record in records}
    if not why.strip():
        raise UsageError(
            Message("Accepting: no reason is given."),
            hint=Message("Add --why and say why it may be published, for who reads it later."),
        )
    check_reason(why)
    for name in fingerprints:
        if name not in known:
            raise UsageError(
                Message("Accepting {fingerprint}: it is no reason here.", fingerprint=name),
                hint=Message("There are: {names}.", names=", ".join(known) or "0"),
            )
    add_acceptances(
        publication.folder,
        {
            name: Acceptance(name, known[name].code, known[name].place, why.strip(), who)
            for name in fingerprints
        },
    )
