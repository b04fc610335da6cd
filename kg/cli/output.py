"""How verbs speak: progress, findings grouped by cause, errors, the next step."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import click
from rich.console import Console

from kg.cli.texts import language, say
from kg.errors import SamenspelError
from kg.model.findings import Finding

SHOWN = 3
"""Findings of one kind in one file that are written out; the others are counted."""


@contextmanager
def progress() -> Iterator[Callable[[str, str], None]]:
    """A line on the terminal that says which stage runs; nothing when nobody watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda stage, detail: None
        return
    with console.status("…") as status:
        yield lambda stage, detail: status.update(f"{say(f'stage.{stage}')} {detail}".rstrip())


def explain_error(error: SamenspelError) -> None:
    """An error as people read it, on standard error."""
    click.secho(f"{say('severity.error')} {error.code}", fg="red", err=True)
    click.echo(f"  {error.message}", err=True)
    if error.hint:
        click.echo(f"  → {error.hint}", err=True)


def next_step(command: str) -> None:
    """The command to run after this one."""
    click.echo(f"{say('next')}: {command}")


def emit_json(value: Any) -> None:
    """A report for machines, on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def show_findings(findings: list[Finding]) -> None:
    """All findings of a run, grouped by kind and file; the worst first."""
    if not findings:
        click.echo(say("findings.none"))
        return
    order = {"error": 0, "warning": 1, "tip": 2}

    def key(finding: Finding) -> tuple[int, str, str]:
        return order[finding.severity], finding.code, finding.file

    for (_, code, file), group in groupby(sorted(findings, key=key), key):
        _show_group(code, file, list(group))
    levels = {level: sum(f.severity == level for f in findings) for level in order}
    click.echo(
        say("findings", errors=levels["error"], warnings=levels["warning"], tips=levels["tip"])
    )


def _show_group(code: str, file: str, group: list[Finding]) -> None:
    first, lang = group[0], language()
    colour = {"error": "red", "warning": "yellow", "tip": "blue"}[first.severity]
    head = click.style(f"{say(f'severity.{first.severity}')} {code}", fg=colour)
    click.echo(f"{head}  {first.title(lang)} — {file} ({len(group)})")
    for finding in sorted(group, key=lambda f: (f.row or 0, f.column or ""))[:SHOWN]:
        click.echo(f"  {_place(finding)}")
    if len(group) > SHOWN:
        click.echo(f"  {say('findings.more', count=len(group) - SHOWN)}")
    if first.fix(lang):
        click.echo(f"  {say('fix')}: {first.fix(lang)}")


def _place(finding: Finding) -> str:
    parts = []
    if finding.row is not None:
        parts.append(f"{say('row')} {finding.row}")
    if finding.line is not None and finding.line != finding.row:
        parts.append(f"{say('line')} {finding.line}")
    if finding.column is not None:
        parts.append(f"{say('column')} '{finding.column}'")
    text = ", ".join(parts) or finding.file
    if finding.raw is not None:
        text += f": {json.dumps(finding.raw, ensure_ascii=False)}"
    if finding.rule:
        text += f"  [{finding.rule}]"
    if finding.expected:
        text += f"; {say('expected')}: {finding.expected}"
    if finding.guess:
        text += f"; {say('guess')} '{finding.guess}'?"
    return text


def finding_record(finding: Finding) -> dict[str, Any]:
    """A finding for machines, value included: for the steward's own eyes."""
    lang = language()
    return {
        "code": finding.code,
        "severity": finding.severity,
        "title": finding.title(lang),
        "dataset": finding.dataset,
        "file": finding.file,
        "row": finding.row,
        "line": finding.line,
        "column": finding.column,
        "raw": finding.raw,
        "rule": finding.rule,
        "expected": finding.expected,
        "guess": finding.guess,
        "fix": finding.fix(lang),
    }
