"""The verb that says what changed between two releases: diff."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import click

from kg.cli.diff_show import KINDS, as_page, chapters, show_text
from kg.cli.diff_words import count_words
from kg.cli.options import json_option, publication_option, read_day, sources_option, state_option
from kg.cli.output import emit_json
from kg.cli.texts import counted, language, say
from kg.errors import UsageError
from kg.release.difference.names import name_of, short
from kg.release.difference.pair import choose_pair, pair_between
from kg.release.difference.patch import write_patch
from kg.release.difference.public import read_public_difference
from kg.release.difference.record import as_record
from kg.release.difference.steward import difference
from kg.release.release import Release, state_folder
from kg.release.whole_file import whole_file
from kg.texts import Message

OPENED = 5
"""Things of a class that are opened where nothing else is asked for."""


def _days(
    context: click.Context, option: click.Parameter, values: tuple[str, str] | None
) -> tuple[date, date] | None:
    return (read_day(values[0]), read_day(values[1])) if values else None


@click.command()
@click.argument("releases", nargs=-1, metavar="[RELEASE] [RELEASE]")
@publication_option()
@state_option()
@sources_option()
@click.option(
    "--between",
    nargs=2,
    callback=_days,
    metavar="DAY DAY",
    help="Compare what was published at the end of two days.",
)
@click.option("--all", "everything", is_flag=True, help="Open all things that changed.")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for the difference as a page.",
)
@click.option(
    "--patch",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for a patch, as SPARQL Update, that brings a copy of the first to the second.",
)
@click.option("--public", is_flag=True, help="Counts and places only, without any value.")
@json_option()
def diff(
    releases: tuple[str, ...],
    publication: Path,
    state: Path | None,
    sources: Path | None,
    between: tuple[date, date] | None,
    everything: bool,
    html: Path | None,
    patch: Path | None,
    public: bool,
    as_json: bool,
) -> None:
    """Say what changed between two releases, the older one first.

    Without a release: between the published release and the newest one; when that is published,
    between the one before it and it. With one: between the published release and that one. By
    dataset and class, with the old and new value of each property and their rows; conclusions with
    the statement that made them come or go; rows and columns of sources; findings.

    It shows values that are gone: keep it to yourself. With --public it shows none, and a patch
    spells none.
    """
    if len(releases) > 2 or (between and releases):
        raise UsageError(
            Message("Comparing releases: two are compared, by their ids or by two days."),
            hint=Message("Give at most two releases, or --between and two days."),
        )
    folder = state_folder(publication, state)
    old, new = (
        pair_between(folder, between[0], last=between[1])
        if between
        else choose_pair(folder, releases)
    )
    if old is None:
        _alone(new, as_json)
        return
    if patch is not None:
        write_patch(old, new, target=patch)
    if public:
        _public(old, new, as_json)
    else:
        _steward(old, new, most=None if everything else OPENED, html=html, as_json=as_json)
    if patch is not None and not as_json:
        click.echo(say("diff.patch", path=patch))


def _alone(new: Release, as_json: bool) -> None:
    if as_json:
        emit_json({"old": None, "new": new.id})
    else:
        click.echo(say("diff.same", id=new.id))


def _steward(
    old: Release, new: Release, *, most: int | None, html: Path | None, as_json: bool
) -> None:
    found = difference(old, new)
    told = None
    if html is not None:
        told = chapters(found, most)
        with whole_file(html) as out:
            out.write(as_page(found, told))
    if as_json:
        emit_json(as_record(found, most))
        return
    show_text(found, chapters(found, most) if told is None else told)
    if html is not None:
        click.echo(say("report.written", path=html))


def _public(old: Release, new: Release, as_json: bool) -> None:
    told = read_public_difference(old, new)
    if as_json:
        emit_json(told)
        return
    click.echo(say("diff.title", new=new.id, old=old.id))
    if not any(told[key] for key in ("datasets", "sources", "findings")):
        click.echo(say("diff.nothing"))

    def name(term: str) -> str:
        return name_of(told["labels"].get(term), language()) or short(term, new.base)

    for dataset in told["datasets"]:
        click.echo(f"{dataset['id']}:")
        for one in dataset["classes"]:
            title = name(one["class"]) if one["class"] else say("diff.no_class")
            click.echo(f"  {count_words(one['class'], title, counts=one)}")
            for term, counter in one["properties"].items():
                click.echo(f"    {count_words(term, name(term), counts=counter)}")
    totals = Counter[str]()
    for counter in told["conclusions"].values():
        totals.update(counter)
    if any(totals.values()):
        click.echo(f"{say('diff.conclusions')}: {_counts(totals)}")
    for change in told["sources"]:
        rows = say("diff.rows", before=change["rows_before"], now=change["rows"])
        click.echo(f"{change['dataset']}, {change['file']}: {rows}")
    for change in told["findings"]:
        place = ", ".join(filter(None, (change["dataset"], change["file"], change["column"])))
        click.echo(f"{change['code']} [{place}]: {change['before']} → {change['now']}")


def _counts(counter: Any) -> str:
    return ", ".join(counted(kind, counter[kind]) for kind in KINDS if counter.get(kind))
