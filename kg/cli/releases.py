"""The verbs over releases: rollback, and releases, which lists, shows, verifies and prunes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from kg.cli.options import (
    json_option,
    publication_argument,
    publication_option,
    reason_option,
    state_option,
)
from kg.cli.output import emit_json
from kg.cli.texts import counted, language, say, size, spoken
from kg.errors import UsageError
from kg.release import publish as publishing
from kg.release import retention
from kg.release.configuration import open_publication
from kg.release.pointer import earlier_release
from kg.release.publication import today
from kg.release.publish_log import read_log
from kg.release.release import Release, current_release, state_folder
from kg.release.verification import ReleaseState, faults_of, open_kept, survey
from kg.texts import Message, in_language

ACTIONS = ("list", "show", "verify", "prune")


@click.command()
@publication_argument()
@state_option()
@click.option("--release", help="The release to go back to (default: the one published before).")
@reason_option(required=False, help="Why, for the log of publications.")
@json_option()
def rollback(
    publication: Path, state: Path | None, release: str | None, reason: str | None, as_json: bool
) -> None:
    """Serve a release again that was published before, in one step.

    Going back twice goes on back. What was withdrawn does not come back with it.
    """
    served = publishing.rollback(publication, release, state=state, why=reason)
    if as_json:
        emit_json({"release": served.id, "quads": served.manifest["quads"]})
    else:
        click.echo(say("rolled.back", id=served.id, quads=served.manifest["quads"]))


@click.command()
@click.argument("action", type=click.Choice(ACTIONS), default="list")
@click.argument("ids", nargs=-1)
@publication_option()
@state_option()
@click.option("--dry-run", is_flag=True, help="With prune: only say what would be deleted.")
@json_option()
def releases(
    action: str,
    ids: tuple[str, ...],
    publication: Path,
    state: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """List the kept releases, show one, verify that they are whole, or prune the old ones.

    verify reads every file and every quad of a release (default: the published one), and exits
    with 1 when one is damaged. prune deletes what [retention] of samenspel.toml does not keep.
    """
    _fit(action, ids, dry_run=dry_run)
    folder = state_folder(publication, state)
    if action == "list":
        _list(folder, as_json)
    elif action == "show":
        _show(folder, ids, as_json)
    elif action == "verify":
        _verify(folder, ids, as_json)
    else:
        _prune(publication, state, dry_run=dry_run, as_json=as_json)


def _fit(action: str, ids: tuple[str, ...], *, dry_run: bool) -> None:
    if (ids and action in ("list", "prune")) or (len(ids) > 1 and action == "show"):
        raise UsageError(
            Message("Running `releases {action}`: it does not take {ids}.", action=action, ids=ids),
            hint=Message("show takes one release, verify takes any number, list and prune none."),
        )
    if dry_run and action != "prune":
        raise UsageError(Message("--dry-run is for `releases prune`."))


def _list(state: Path, as_json: bool) -> None:
    found, before = survey(state), earlier_release(state)
    if as_json:
        emit_json([_record(one, before) for one in found])
        return
    if not found:
        click.echo(say("releases.none"))
        return
    table = Table()
    for name in ("release", "made", "quads", "size", "note"):
        table.add_column(say(f"releases.{name}"), overflow="fold", no_wrap=name == "release")
    for one in found:
        note = "; ".join(_notes(one, before))
        table.add_row(one.id, one.created[:16], str(one.quads), size(one.size), note)
    Console().print(table)


def _record(one: ReleaseState, before: str | None) -> dict[str, Any]:
    problem = one.problem and in_language(one.problem, language())
    return {**asdict(one), "problem": problem, "before": one.id == before}


def _notes(one: ReleaseState, before: str | None) -> list[str]:
    notes = [say("releases.published")] if one.published else []
    notes += [say("releases.before")] if one.id == before else []
    notes += [say("releases.anew", id=one.replaces)] if one.replaces else []
    return notes + ([spoken(one.problem)] if one.problem else [])


def _chosen(state: Path, ids: tuple[str, ...]) -> list[Release]:
    if not ids:
        return [current_release(state)]
    return [open_kept(state, name) for name in ids]


def _show(state: Path, ids: tuple[str, ...], as_json: bool) -> None:
    (release,) = _chosen(state, ids)
    log = [entry for entry in read_log(state) if entry.release == release.id]
    manifest = release.manifest
    if as_json:
        shown = {key: value for key, value in manifest.items() if key != "files"}
        emit_json({**shown, "log": [asdict(entry) for entry in log]})
        return
    click.echo(release.id)
    click.echo(f"{say('releases.made')}: {manifest['created']}")
    click.echo(f"{say('releases.quads')}: {manifest['quads']}")
    click.echo(f"{say('releases.size')}: {size(retention.size_of(release.path))}")
    names = ", ".join(str(dataset["id"]) for dataset in manifest["datasets"])
    click.echo(f"{say('releases.datasets')}: {names}")
    if manifest.get("replaces"):
        click.echo(say("releases.anew", id=manifest["replaces"]))
    for entry in log:
        why = f": {entry.why}" if entry.why else ""
        click.echo(say("releases.served", when=entry.when, verb=entry.verb) + why)


def _verify(state: Path, ids: tuple[str, ...], as_json: bool) -> None:
    found = {release.id: faults_of(release) for release in _chosen(state, ids)}
    if as_json:
        emit_json({name: [spoken(fault) for fault in faults] for name, faults in found.items()})
    else:
        for name, faults in found.items():
            for fault in faults:
                click.echo(say("releases.damaged", id=name, why=spoken(fault)))
            if not faults:
                click.echo(say("releases.whole", id=name))
    raise click.exceptions.Exit(1 if any(found.values()) else 0)


def _prune(publication: Path, state: Path | None, *, dry_run: bool, as_json: bool) -> None:
    opened = open_publication(publication)
    done = retention.prune(opened, state=state, today=today(), dry_run=dry_run)
    if as_json:
        emit_json({**asdict(done), "dry_run": dry_run})
        return
    for name in done.gone:
        click.echo(say("releases.goes" if dry_run else "releases.gone", id=name))
    if done.gone:
        kept = counted("release", len(done.kept))
        click.echo(say("releases.freed", size=size(done.freed), count=kept))
    else:
        click.echo(say("releases.nothing"))
