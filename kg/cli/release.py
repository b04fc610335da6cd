"""The verbs that make releases: check, build, publish."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from kg.cli.options import (
    json_option,
    publication_argument,
    reference_date_option,
    report_options,
    sources_option,
    state_option,
)
from kg.cli.output import emit_json, next_step, progress
from kg.cli.report import finding_record, show_findings, write_reports
from kg.cli.texts import counted, decimal, language, say
from kg.model.findings import counts
from kg.model.terms import SAM
from kg.release.assemble import assemble
from kg.release.assembly import Assembly
from kg.release.build import build as make_release
from kg.release.extension import judge_extensions
from kg.release.publication import read_publication
from kg.release.publish import publish as switch
from kg.release.publish import sole_writer
from kg.release.release import state_folder


def _summary(assembly: Assembly) -> dict[str, Any]:
    names = assembly.publication.names
    return {
        "rows": assembly.rows,
        "quads": assembly.total,
        "graphs": assembly.quads,
        "inferred": assembly.quads.get(names.inferred, 0)
        + assembly.quads.get(names.closed_world, 0),
        "findings": counts(assembly.findings),
        "classes": assembly.classes,
        "public_not_hybrid": assembly.public_not_hybrid,
        "seconds": assembly.seconds,
    }


def _tell(assembly: Assembly) -> None:
    summary = _summary(assembly)
    files = [count for rows in assembly.rows.values() for count in rows.values()]
    for note in assembly.notes:
        click.echo(f"{say('severity.tip')}  {note}")
    show_findings(assembly.findings)
    if assembly.errors:
        click.echo(f"  ({say('withheld')})")
    click.echo(say("rows", rows=counted("row", sum(files)), files=counted("file", len(files))))
    click.echo(say("quads", quads=summary["quads"], inferred=summary["inferred"]))
    _tell_hybrids(assembly)
    total = counted("second", round(sum(assembly.seconds.values()), 1))
    spent = "; ".join(
        f"{say(f'stage.{stage}').lower()} {decimal(seconds)}"
        for stage, seconds in assembly.seconds.items()
    )
    click.echo(f"{say('seconds', seconds=total)} ({spent})")


def _tell_hybrids(assembly: Assembly) -> None:
    hybrids = assembly.classes.get(SAM + "HybridOrganisation", 0)
    if hybrids:
        click.echo(say("hybrids", count=hybrids))
    if assembly.public_not_hybrid:
        click.echo(say("not.hybrids", count=assembly.public_not_hybrid))


@click.command()
@publication_argument()
@sources_option()
@reference_date_option()
@report_options()
@json_option()
def check(
    publication: Path,
    sources: Path | None,
    reference_date: date | None,
    reports: tuple[Path, ...],
    mail: Path | None,
    as_json: bool,
) -> None:
    """Map, reason and validate without writing anything, and report all that is wrong.

    Exits with 1 when there is an error, 0 when there are only warnings and tips.
    """
    opened = read_publication(publication, sources=sources, reference_date=reference_date)
    with progress() as tell, tempfile.TemporaryDirectory(prefix="samenspel-") as folder:
        if opened.extensions:
            tell("ontology", "")
            judge_extensions(opened)
        assembly = assemble(opened, Path(folder), tell)
    written = write_reports(assembly.findings, opened, reports, mail)
    if as_json:
        records = [finding_record(finding, language()) for finding in assembly.findings]
        emit_json({**_summary(assembly), "list": records})
    else:
        _tell(assembly)
        _tell_written(written)
        if opened.extensions:
            click.echo(say("ontology.fine"))
        click.echo(say("checked"))
        options = {"sources": sources, "reference-date": reference_date}
        next_step("build", publication, *_given(options))
    raise click.exceptions.Exit(1 if assembly.errors else 0)


@click.command()
@publication_argument()
@sources_option()
@reference_date_option()
@state_option()
@report_options()
@json_option()
def build(
    publication: Path,
    sources: Path | None,
    reference_date: date | None,
    state: Path | None,
    reports: tuple[Path, ...],
    mail: Path | None,
    as_json: bool,
) -> None:
    """Make a sealed release that is not public yet.

    Errors in single rows leave out only what they concern and are reported; the release is made
    all the same. Exits with 1 when there are more errors than [limits] max_errors allows.
    """
    opened = read_publication(publication, sources=sources, reference_date=reference_date)
    folder = state_folder(publication, state)
    with sole_writer(folder), progress() as tell:
        built = make_release(opened, folder, tell)
    written = write_reports(built.findings, opened, reports, mail)
    errors = built.assembly.errors
    allowed = opened.errors_allowed(_rows(built.assembly))
    if as_json:
        emit_json({"release": built.release.id, **_summary(built.assembly)})
    else:
        _tell(built.assembly)
        click.echo(say("built", id=built.release.id))
        click.echo(say("report", path=folder / "reports" / f"{built.release.id}.json"))
        _tell_written(written)
        if errors > allowed:
            click.echo(say("limit.passed", errors=counted("error", errors), allowed=allowed))
        next_step("publish", publication, *_given({"sources": sources, "state": state}))
    raise click.exceptions.Exit(1 if errors > allowed else 0)


def _rows(assembly: Assembly) -> int:
    return sum(count for rows in assembly.rows.values() for count in rows.values())


def _tell_written(paths: list[Path]) -> None:
    for path in paths:
        click.echo(say("report.written", path=path))


@click.command()
@publication_argument()
@sources_option()
@state_option()
@click.option("--release", help="The release to publish (default: the newest).")
@json_option()
def publish(
    publication: Path,
    sources: Path | None,
    state: Path | None,
    release: str | None,
    as_json: bool,
) -> None:
    """Make a release the one that is served, in one step.

    Sources are not read again; --sources is taken as `check` and `build` take it.
    """
    folder = state_folder(publication, state)
    with sole_writer(folder):
        published = switch(folder, release)
    if as_json:
        emit_json({"release": published.id, "quads": published.manifest["quads"]})
        return
    click.echo(say("published", id=published.id, quads=published.manifest["quads"]))
    next_step("serve", publication, *_given({"state": state}))


def _given(options: Mapping[str, Path | date | None]) -> Iterator[str]:
    """The options that were given, for the command to go on with."""
    for name, value in options.items():
        if value is not None:
            yield from (f"--{name}", str(value))
