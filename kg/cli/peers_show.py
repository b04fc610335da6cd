"""Shows peers: what an address offers, what is followed and in what state, what a sync did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.output import command_line
from kg.cli.texts import language, spoken
from kg.release.peer_datasets import PEERS, read_taken
from kg.release.publication import Publication
from kg.texts import Message

if TYPE_CHECKING:
    from kg.federation.offers import Discovery, Offer
    from kg.federation.sync import SyncResult

OFFERS_SHOWN = 50
WORDS_SHOWN = 3
"""Words that are not understood which are named."""


def show_found(found: Discovery) -> None:
    """What an address offers, and in which forms others are that cannot be followed."""
    if found.title:
        click.echo(click.style(found.title, bold=True))
    for offer in found.offers[:OFFERS_SHOWN]:
        _show_offer(offer)
    if (more := len(found.offers) - OFFERS_SHOWN) > 0:
        click.echo("  " + spoken(Message("… and {count} more", count=more)))
    for form, count in found.others.items():
        click.echo(
            "  " + spoken(Message("{count} datasets are not RDF: {form}", count=count, form=form))
        )


def _show_offer(offer: Offer) -> None:
    click.echo(f"  {click.style(offer.id, fg='yellow')}  {offer.title}")
    licence = offer.licence or Message("licence: not stated")
    size = "" if offer.triples is None else Message("{count} statements", count=offer.triples)
    day = Message("changed {day}", day=offer.modified) if offer.modified else ""
    words = Message("words: {names}", names=", ".join(offer.vocabularies[:WORDS_SHOWN]))
    parts = [_kind(offer.kind), licence, size, day, words if offer.vocabularies else ""]
    click.echo("      " + " · ".join(spoken(part) for part in parts if part))


def _kind(kind: str) -> str:
    kinds: dict[str, str] = {
        "ldes": Message("event stream"),
        "dump": Message("file"),
        "sparql": Message("SPARQL service"),
    }
    return kinds[kind]


def peer_records(publication: Publication, state: Path) -> list[dict[str, Any]]:
    """What is known of each peer that is followed, for machines."""
    from kg.federation.quarantine import read_quarantine, told

    records = []
    for peer in publication.peers:
        datasets = []
        for dataset in peer.datasets:
            folder = state / PEERS / peer.id / dataset.id
            taken, shut = read_taken(folder), read_quarantine(folder)
            datasets.append(
                {
                    "id": peer.dataset_id(dataset),
                    "title": dataset.title,
                    "kind": dataset.kind,
                    "url": dataset.url,
                    "licence": dataset.licence,
                    "quads": None if taken is None else taken.quads,
                    "taken": None if taken is None else taken.taken,
                    "modified": None if taken is None else taken.modified,
                    "about_others": None if taken is None else taken.about_others,
                    "refused": None if taken is None else taken.refused,
                    "understood": None if taken is None else taken.known,
                    "not_understood": None if taken is None else taken.unknown,
                    "quarantined_since": None if shut is None else shut["since"],
                    "reasons": []
                    if shut is None
                    else [told(reason, language()) for reason in shut["reasons"]],
                }
            )
        records.append(
            {
                "id": peer.id,
                "name": peer.name,
                "url": peer.url,
                "base": peer.base,
                "datasets": datasets,
            }
        )
    return records


def show_peers(records: Sequence[Mapping[str, Any]]) -> None:
    """Each peer with its datasets, how fresh they are and what is wrong."""
    for peer in records:
        click.echo(f"{click.style(peer['name'], bold=True)} ({peer['id']}) {peer['url']}")
        for dataset in peer["datasets"]:
            click.echo(f"  {click.style(dataset['id'], fg='yellow')}  {dataset['title']}")
            click.echo("      " + " · ".join(_state_of(dataset)))
            for reason in dataset["reasons"]:
                _show_reason(reason)


def _state_of(dataset: Mapping[str, Any]) -> list[str]:
    if dataset["quads"] is None:
        said: list[str] = [Message("nothing taken in yet")]
    else:
        said = [
            Message("{count} statements", count=dataset["quads"]),
            Message("taken in {day}", day=dataset["taken"]),
            _words_of(dataset["understood"], dataset["not_understood"]),
        ]
        if dataset["refused"]:
            said.append(
                Message(
                    "{count} statements about things of ours left out", count=dataset["refused"]
                )
            )
        if dataset["about_others"]:
            said.append(
                Message("{count} things of others described", count=dataset["about_others"])
            )
    if dataset["quarantined_since"]:
        said.append(Message("quarantined since {day}", day=dataset["quarantined_since"]))
    return [spoken(part) for part in [_kind(dataset["kind"]), *said]]


def _words_of(known: Mapping[str, int], unknown: Mapping[str, int]) -> str:
    understood, left = sum(known.values()), sum(unknown.values())
    if not left:
        return Message("all statements in words that are understood")
    return Message(
        "{known} statements in words that are understood, {left} in others ({names})",
        known=understood,
        left=left,
        names=", ".join(list(unknown)[:WORDS_SHOWN]),
    )


def _show_reason(reason: Mapping[str, Any]) -> None:
    from kg.privacy.masks import masked

    head = " ".join(part for part in (reason["fingerprint"], reason["code"]) if part)
    click.echo(f"      {click.style(head, fg='red')}  {masked(reason['message'])}")
    if reason["fix"]:
        click.echo(f"      → {masked(reason['fix'])}")


def sync_record(result: SyncResult) -> dict[str, Any]:
    """What a sync did, for machines; nothing that names what was erased."""
    from kg.federation.quarantine import told

    return {
        "datasets": [
            {
                "peer": one.peer,
                "dataset": one.dataset,
                "state": one.state,
                "quads": one.quads,
                "reasons": [told(reason, language()) for reason in one.reasons],
            }
            for one in result.outcomes
        ],
        "withdrawn": sorted(result.farewells.withdrawn),
        "erased": len(result.farewells.erased),
        "release": None if result.build is None else result.build.release.id,
        "changed": result.build is not None and result.build.changed,
    }


def show_outcomes(result: SyncResult, folder: Path) -> None:
    """What a sync did with each dataset, what left, and which release came of it."""
    from kg.federation.quarantine import told

    states: dict[str, str] = {
        "taken": Message("taken in"),
        "same": Message("as it was"),
        "kept": Message("quarantined; what was taken in before stays"),
    }
    accepts = False
    for one in result.outcomes:
        count = spoken(Message("{count} statements", count=one.quads))
        name = click.style(f"{one.peer}-{one.dataset}", fg="yellow")
        click.echo(f"  {name}  {spoken(states[one.state])} · {count}")
        for reason in one.reasons:
            shown = told(reason, language())
            accepts |= shown["fingerprint"] is not None
            _show_reason(shown)
    for iri in sorted(result.farewells.withdrawn):
        click.echo(spoken(Message("Withdrawn by its publisher, and here: {iri}", iri=iri)))
    if result.farewells.erased:
        click.echo(
            spoken(
                Message(
                    "Erased by their publishers, and here: {count}",
                    count=len(result.farewells.erased),
                )
            )
        )
    if accepts:
        command = command_line("peers", "sync", "--publication", folder, "--accept")
        click.echo(
            spoken(
                Message(
                    "To take it in all the same: {command} FINGERPRINT --why …", command=command
                )
            )
        )
    if result.build is not None:
        made = Message("Release {id} is made.", id=result.build.release.id)
        same = Message("Nothing changed since release {id}.", id=result.build.release.id)
        click.echo(spoken(made if result.build.changed else same))
