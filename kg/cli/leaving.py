"""The verbs by which things leave or move: withdraw and replace."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from kg.cli.options import json_option, publication_option, reason_option, state_option
from kg.cli.output import emit_json, next_step
from kg.cli.texts import say
from kg.release.configuration import open_publication
from kg.release.feeds.record import read_feeds
from kg.release.leaving import replace as replacing
from kg.release.leaving import withdraw as withdrawing
from kg.release.leaving.departures import KEY
from kg.release.leaving.reasons import shown
from kg.release.leaving.records import WITHDRAWN
from kg.release.leaving.withdraw import WithdrawalResult
from kg.release.release import state_folder

DEPENDENTS_SHOWN = 20
"""Things that hang on what left which are written out."""


@click.command()
@click.argument("iris", nargs=-1, required=True)
@publication_option()
@state_option()
@reason_option(required=False, help="Why: a text that everybody may read, and names no person.")
@click.option("--who", default="", help="Who decided, for withdrawn.csv; never published.")
@click.option("--erase", is_flag=True, help="Keep nothing but a keyed hash of the IRI.")
@click.option("--prune", is_flag=True, help="Delete the releases that hold it, but the published.")
@json_option()
def withdraw(
    iris: tuple[str, ...],
    publication: Path,
    state: Path | None,
    reason: str | None,
    who: str,
    erase: bool,
    prune: bool,
    as_json: bool,
) -> None:
    """Take things out of a publication, and out of every release that is kept.

    Each release that holds them is made anew without them, the published one too, so that going
    back cannot bring them back. Their addresses answer that they were withdrawn, and why. With
    --erase nobody is told what it was or why, and nothing is kept that names it.
    """
    opened = open_publication(publication)
    done = withdrawing.withdraw(
        opened, iris, reason=reason or "", who=who, erase=erase, prune=prune, state=state
    )
    if as_json:
        told = asdict(done)
        unnamed: dict[str, Any] = {"iris": [], "dependents": [], "unknown": {}} if erase else {}
        emit_json({**told, **unnamed})
    else:
        _tell(done, state_folder(publication, state))
        _tell_dependents(done, publication, state, reason=reason)
        if read_feeds(state_folder(publication, state)).release:
            click.echo(say("left.streams_ended" if done.erased else "left.streams"))
        click.echo(say("left.beyond"))


def _tell(done: WithdrawalResult, state: Path) -> None:
    if done.erased:
        click.echo(say("left.erased", count=len(done.iris), secret=state / KEY))
    else:
        for iri in done.iris:
            click.echo(say("left.withdrawn", iri=iri))
    for iri, like in done.unknown.items():
        named = shown(iri)
        asked = say("left.unknown_like", iri=named, like=like) if like else None
        click.echo(asked or say("left.unknown", iri=named))
        if not done.erased:
            click.echo("  " + say("left.undo", file=WITHDRAWN))
    for old, new in done.renewed.items():
        click.echo(say("left.renewed", old=old, new=new))
    for name in done.pruned:
        click.echo(say("left.pruned", id=name))
    if done.renewed:
        click.echo(say("left.conclusions"))
    elif not done.pruned:
        click.echo(say("left.nowhere"))
    if done.rows:
        click.echo(say("left.rows"))
        for file, row in dict.fromkeys((each.file, each.row) for each in done.rows):
            place = f", {say('row')} {row}" if row else ""
            click.echo(f"  {file}{place}")


def _tell_dependents(
    done: WithdrawalResult, publication: Path, state: Path | None, *, reason: str | None
) -> None:
    if not done.dependents:
        return
    click.echo(say("left.dependents", count=len(done.dependents)))
    for iri in done.dependents[:DEPENDENTS_SHOWN]:
        click.echo(f"  {iri}")
    if len(done.dependents) > DEPENDENTS_SHOWN:
        click.echo(f"  {say('findings.more', count=len(done.dependents) - DEPENDENTS_SHOWN)}")
    options: list[str | Path] = ["--erase"] if done.erased else ["--reason", reason or ""]
    options += ["--publication", publication]
    options += ["--state", state] if state else []
    next_step("withdraw", *done.dependents, *options)


@click.command()
@click.argument("old")
@click.argument("new")
@publication_option()
@state_option()
@reason_option(required=False, help="Why: a text that everybody may read, and names no person.")
@json_option()
def replace(
    old: str,
    new: str,
    publication: Path,
    state: Path | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Say that the thing NEW has taken the place of OLD, as where organisations merged.

    From the next build on the address of OLD leads to that of NEW, and links to OLD stay valid.
    replaced.csv of the publication takes many at once.
    """
    opened = open_publication(publication)
    done = replacing.replace(opened, old, new=new, reason=reason or "", state=state)
    if as_json:
        emit_json(asdict(done))
        return
    click.echo(say("replaced", old=done.old, new=done.new))
    next_step("build", publication)
