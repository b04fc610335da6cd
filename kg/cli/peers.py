"""The verb `peers`: other publishers that are followed."""

from __future__ import annotations

import shutil
import sys
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import json_option, publication_option, state_option
from kg.cli.output import emit_json, next_step, progress
from kg.cli.peers_show import (
    peer_records,
    show_found,
    show_outcomes,
    show_peers,
    sync_record,
)
from kg.cli.texts import spoken
from kg.errors import UsageError
from kg.release.configuration import CONFIG, open_publication
from kg.release.publication import Publication
from kg.release.release import state_folder
from kg.texts import Message

if TYPE_CHECKING:
    from kg.federation.joining import Wishes
    from kg.federation.offers import Discovery

ACTIONS = ("list", "add", "sync", "remove")


@click.command()
@click.argument("action", type=click.Choice(ACTIONS), default="list")
@click.argument("names", nargs=-1)
@publication_option()
@state_option()
@click.option(
    "--dataset",
    "datasets",
    multiple=True,
    metavar="ID",
    help="With add: a dataset to follow. May be given several times.",
)
@click.option("--all", "every", is_flag=True, help="With add: follow all that can be followed.")
@click.option("--yes", is_flag=True, help="With add: ask nothing.")
@click.option("--id", "name", metavar="ID", default="", help="With add: id of the peer.")
@click.option("--name", "title", default="", help="With add: name of the peer.")
@click.option("--base", default="", help="With add: below which address its things lie.")
@click.option("--licence", default="", help="With add: the licence where its publisher names none.")
@click.option(
    "--allow-private", is_flag=True, help="With add: its host may lie in a private network."
)
@click.option(
    "--accept",
    multiple=True,
    metavar="FINGERPRINT",
    help="With sync: a reason to take it in all the same: written to accepted.csv.",
)
@click.option("--no-build", is_flag=True, help="With sync: make no release yet.")
@click.option("--why", default="", help="With --accept: why; it stands in the release.")
@json_option()
def peers(
    action: str,
    names: tuple[str, ...],
    publication: Path,
    state: Path | None,
    datasets: tuple[str, ...],
    every: bool,
    yes: bool,
    name: str,
    title: str,
    base: str,
    licence: str,
    allow_private: bool,
    accept: tuple[str, ...],
    why: str,
    no_build: bool,
    as_json: bool,
) -> None:
    """Follow other publishers: list them, add one, sync them, or remove one.

    add looks at ADDRESS (a page, a catalogue, an event stream, a SPARQL service or a file), says
    what is there and writes the chosen datasets into samenspel.toml.

    sync fetches all peers, or those named, judges each dataset and makes one release. A dataset
    that fails keeps what was taken in last, and the exit code is 1.
    """
    opened = open_publication(publication)
    if action == "list":
        _none(action, names)
        _list(opened, state, as_json)
    elif action == "add":
        from kg.federation.joining import Wishes

        wishes = Wishes(datasets, every, name, title, base, licence, allow_private)
        _add(opened, _one(action, names), wishes, yes=yes, as_json=as_json)
    elif action == "sync":
        _sync(opened, names, state, accept=accept, why=why, no_build=no_build, as_json=as_json)
    else:
        _remove(opened, _one(action, names), state, as_json)


def _none(action: str, names: tuple[str, ...]) -> None:
    if names:
        raise UsageError(
            Message("peers {action}: '{name}' is too much.", action=action, name=names[0]),
            hint=Message("samenspel peers {actions}", actions=" | ".join(ACTIONS)),
        )


def _one(action: str, names: tuple[str, ...]) -> str:
    if len(names) != 1:
        raise UsageError(
            Message("peers {action}: name one address or id.", action=action),
            hint=Message("samenspel peers {action} …", action=action),
        )
    return names[0]


def _list(publication: Publication, state: Path | None, as_json: bool) -> None:
    records = peer_records(publication, state_folder(publication, state))
    if as_json:
        emit_json({"peers": records})
    elif records:
        show_peers(records)
    else:
        click.echo(spoken(Message("No peers yet.")))
        next_step("peers", "add", "https://…", "--publication", publication.folder)


def _add(publication: Publication, url: str, wishes: Wishes, *, yes: bool, as_json: bool) -> None:
    from dataclasses import replace

    from kg.federation.config_file import add_peer
    from kg.federation.discovery import find_offers
    from kg.federation.fetching import PeerClient, policy_for
    from kg.federation.joining import make_peer, probe_of
    from kg.work_folder import work_folder

    probe = probe_of(url, allow_private=wishes.allow_private)
    with work_folder() as work, PeerClient(policy_for(probe), work) as client:
        found = find_offers(client, url)
    if not as_json:
        show_found(found)
    if found.offers and not (wishes.datasets or wishes.all):
        wishes = replace(wishes, datasets=_asked(found, yes or as_json))
    peer = make_peer(publication, found, wishes=wishes)
    if not (yes or as_json) and sys.stdin.isatty():
        click.confirm(
            spoken(
                Message(
                    "Follow {count} datasets of {name}?", count=len(peer.datasets), name=peer.name
                )
            ),
            default=True,
            abort=True,
        )
    add_peer(publication.folder, peer)
    if as_json:
        emit_json({"peer": peer.id, "datasets": [dataset.id for dataset in peer.datasets]})
        return
    click.echo(
        spoken(
            Message(
                "{name} is followed now: {count} datasets, in {file}.",
                name=peer.name,
                count=len(peer.datasets),
                file=publication.folder / CONFIG,
            )
        )
    )
    next_step("peers", "sync", "--publication", publication.folder)


def _asked(found: Discovery, quiet: bool) -> tuple[str, ...]:
    """The datasets that a person chooses; one that is alone needs no choice."""
    known = [offer.id for offer in found.offers]
    if len(known) == 1 and not found.others:
        return tuple(known)
    if quiet or not sys.stdin.isatty():
        raise UsageError(
            Message(
                "Adding a peer: it is not said which of its {count} datasets.", count=len(known)
            ),
            hint=Message("Name each with --dataset ID, or take --all."),
        )
    answer = click.prompt(
        spoken(Message("Which datasets? Ids with blanks between, or * for all")), type=str
    )
    return tuple(known) if answer.strip() == "*" else tuple(answer.replace(",", " ").split())


def _sync(
    publication: Publication,
    names: tuple[str, ...],
    state: Path | None,
    *,
    accept: tuple[str, ...],
    why: str,
    no_build: bool,
    as_json: bool,
) -> None:
    from kg.federation.accepting import accept_reasons
    from kg.federation.sync import sync

    if accept:
        folder = state_folder(publication, state)
        accept_reasons(publication, folder, fingerprints=accept, why=why, who=getuser())
    with progress() as tell:
        result = sync(
            publication,
            state=state,
            only=names,
            then_build=not no_build,
            tell=lambda name: tell("map", name),
        )
    if as_json:
        emit_json(sync_record(result))
    else:
        show_outcomes(result, publication.folder)
        if result.build is not None:
            given: list[str | Path] = [] if state is None else ["--state", state]
            next_step("publish", publication.folder, *given)
    raise click.exceptions.Exit(0 if result.is_good else 1)


def _remove(publication: Publication, name: str, state: Path | None, as_json: bool) -> None:
    from kg.federation.config_file import remove_peer
    from kg.federation.sync import no_such_peer
    from kg.release.lock import lock_state
    from kg.release.peer_datasets import PEERS

    known = [peer.id for peer in publication.peers]
    if name not in known:
        raise no_such_peer(name, known)
    folder = state_folder(publication, state) / PEERS
    with lock_state(folder):
        remove_peer(publication.folder, name)
        shutil.rmtree(folder / name, ignore_errors=True)
    if as_json:
        emit_json({"removed": name})
        return
    click.echo(
        spoken(
            Message(
                "{name} is not followed any more. The next build leaves out what was taken in"
                " from it; releases that are kept still hold it.",
                name=name,
            )
        )
    )
    next_step("build", publication.folder)
