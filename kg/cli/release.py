"""The verbs that make releases: check, build, publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from getpass import getuser
from pathlib import Path
from typing import Any

import click

from kg.cli.gate import judgement_record, show_judgement
from kg.cli.options import (
    json_option,
    publication_argument,
    reference_date_option,
    report_options,
    sources_option,
    state_option,
)
from kg.cli.output import command_line, emit_json, next_step, progress
from kg.cli.report import finding_record, show_findings, write_reports
from kg.cli.texts import counted, decimal, language, say, spoken
from kg.model.findings import counts, without_values
from kg.model.terms import SAM
from kg.release import build as building
from kg.release import check as checking
from kg.release import publish as publishing
from kg.release.configuration import open_publication
from kg.release.gate.admission import GateError
from kg.release.pointer import current_id
from kg.release.release import state_folder
from kg.release.results import CheckResult


def _summary(result: CheckResult) -> dict[str, Any]:
    return {
        "rows": result.rows,
        "quads": result.quads,
        "graphs": result.graphs,
        "inferred": result.inferred,
        "findings": counts(result.findings),
        "classes": result.classes,
        "public_not_hybrid": result.public_not_hybrid,
        "seconds": result.seconds,
    }


def _tell(result: CheckResult) -> None:
    files = sum(len(files) for files in result.rows.values())
    for note in result.notes:
        click.echo(f"{say('severity.tip')}  {spoken(note)}")
    show_findings(result.findings)
    if result.errors:
        click.echo(f"  ({say('withheld')})")
    click.echo(say("rows", rows=counted("row", result.row_count), files=counted("file", files)))
    click.echo(say("quads", quads=result.quads, inferred=result.inferred))
    _tell_hybrids(result)
    total = counted("second", round(sum(result.seconds.values()), 1))
    spent = "; ".join(
        f"{say(f'stage.{stage}').lower()} {decimal(seconds)}"
        for stage, seconds in result.seconds.items()
    )
    click.echo(f"{say('seconds', seconds=total)} ({spent})")


def _tell_hybrids(result: CheckResult) -> None:
    hybrids = result.classes.get(SAM + "HybridOrganisation", 0)
    if hybrids:
        click.echo(say("hybrids", count=hybrids))
    if result.public_not_hybrid:
        click.echo(say("not.hybrids", count=result.public_not_hybrid))


@click.command()
@publication_argument()
@sources_option()
@reference_date_option()
@state_option()
@report_options()
@click.option(
    "--public",
    is_flag=True,
    help="Show counts and places only, without any value: for a log that others may read.",
)
@json_option()
def check(
    publication: Path,
    sources: Path | None,
    reference_date: date | None,
    state: Path | None,
    reports: tuple[Path, ...],
    mail: Path | None,
    public: bool,
    as_json: bool,
) -> None:
    """Map, reason and validate without writing anything, and report all that is wrong.

    Exits with 1 when there is an error, 0 when there are only warnings and tips.
    """
    opened = open_publication(publication, sources=sources, reference_date=reference_date)
    with progress() as tell:
        result = checking.check(opened, state=state, progress=tell)
    written = write_reports(result.findings, opened, reports=reports, mail=mail)
    if public:
        result.findings[:] = [without_values(finding) for finding in result.findings]
    if as_json:
        records = [finding_record(finding, language()) for finding in result.findings]
        told = judgement_record(result.judgement)
        emit_json({**_summary(result), **told, "list": records})
    else:
        _tell(result)
        _tell_written(written)
        if opened.extensions:
            click.echo(say("ontology.fine"))
        click.echo(say("checked"))
        _show_reasons(result, publication, state=state, sources=sources)
        options = {"sources": sources, "reference-date": reference_date, "state": state}
        next_step("build", publication, *_given(options))
    raise click.exceptions.Exit(1 if result.errors else 0)


@click.command()
@publication_argument()
@sources_option()
@reference_date_option()
@state_option()
@report_options()
@click.option(
    "--anew", is_flag=True, help="Make a release although nothing changed since the newest one."
)
@json_option()
def build(
    publication: Path,
    sources: Path | None,
    reference_date: date | None,
    state: Path | None,
    reports: tuple[Path, ...],
    mail: Path | None,
    anew: bool,
    as_json: bool,
) -> None:
    """Make a sealed release that is not public yet.

    Errors in single rows leave out only what they concern and are reported; the release is made
    all the same. Exits with 1 when there are more errors than [limits] max_errors allows.

    Where nothing changed since the newest release, none is made, unless with --anew.
    """
    opened = open_publication(publication, sources=sources, reference_date=reference_date)
    with progress() as tell:
        result = building.build(opened, state=state, anew=anew, progress=tell)
    written = write_reports(result.findings, opened, reports=reports, mail=mail)
    errors = len(result.errors)
    allowed = opened.errors_allowed(result.row_count)
    if as_json:
        told = judgement_record(result.judgement)
        names = {"release": result.release.id, "changed": result.changed, "reused": result.reused}
        emit_json({**names, **_summary(result), **told})
    else:
        if result.changed:
            _tell(result)
            if result.reused:
                click.echo(say("reused", datasets=", ".join(result.reused)))
        click.echo(say("built" if result.changed else "unchanged", id=result.release.id))
        report = state_folder(publication, state) / "reports" / f"{result.release.id}.json"
        click.echo(say("report", path=report))
        _tell_written(written)
        if errors > allowed:
            click.echo(say("limit.passed", errors=counted("error", errors), allowed=allowed))
        if result.release.id == current_id(state_folder(publication, state)):
            next_step("serve", publication, *_given({"state": state}))
        else:
            _show_reasons(result, publication, state=state, sources=sources)
            next_step("publish", publication, *_given({"sources": sources, "state": state}))
    raise click.exceptions.Exit(1 if errors > allowed else 0)


def _show_reasons(
    result: CheckResult, publication: Path, *, state: Path | None, sources: Path | None
) -> None:
    options = _given({"sources": sources, "state": state})
    show_judgement(result.judgement, command=["publish", publication, *options])


def _tell_written(paths: list[Path]) -> None:
    for path in paths:
        click.echo(say("report.written", path=path))


@click.command()
@publication_argument()
@sources_option()
@state_option()
@click.option("--release", help="The release to publish (default: the newest).")
@click.option(
    "--accept",
    multiple=True,
    metavar="FINGERPRINT",
    help="A reason to publish all the same, by its fingerprint: written to accepted.csv.",
)
@click.option("--why", default="", help="Why it may be published; it stands in the release.")
@click.option(
    "--who", default=getuser, show_default=False, help="Who accepts it (default: your account)."
)
@click.option(
    "--until", default="", help="Last day or release it holds for (default: while it is found)."
)
@json_option()
def publish(
    publication: Path,
    sources: Path | None,
    state: Path | None,
    release: str | None,
    accept: tuple[str, ...],
    why: str,
    who: str,
    until: str,
    as_json: bool,
) -> None:
    """Make a release the one that is served, in one step.

    It is compared with the one that is published, and refused with what is to be looked at first.
    Each such reason is removed, or accepted by its fingerprint with --accept and --why.

    Sources are not read again; --sources is taken as `check` and `build` take it.
    """
    try:
        published = publishing.publish(
            publication, release, state=state, accept=accept, why=why, who=who, until=until
        )
    except GateError as error:
        if as_json:
            emit_json({"release": error.release.id, **judgement_record(error.judgement)})
        else:
            options = list(_given({"sources": sources, "state": state}))
            click.echo(say("gate.refused", id=error.release.id))
            show_judgement(error.judgement, command=["publish", publication, *options])
            again = command_line("build", publication, *options)
            click.echo(say("gate.mended", command=again))
        raise click.exceptions.Exit(1) from None
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
