"""Shows what stands in the way of publishing, and how each is accepted."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from kg.cli.texts import labelled, language, say
from kg.release.gate.judge import Judgement
from kg.release.gate.reason import Reason
from kg.texts import Language


def reason_record(reason: Reason, lang: Language) -> dict[str, Any]:
    """A reason for machines: its code, place and numbers, and what it is accepted by."""
    return {
        "fingerprint": reason.fingerprint,
        "code": reason.code,
        "title": reason.title(lang),
        "dataset": reason.dataset,
        "file": reason.file,
        "sheet": reason.sheet,
        "column": reason.column,
        "count": reason.count,
        "detail": reason.told(lang),
        "fix": reason.fix(lang),
    }


def judgement_record(judgement: Judgement) -> dict[str, Any]:
    """The reasons that nobody accepted, and those that somebody did, for machines."""
    lang = language()
    return {
        "before_publishing": [reason_record(reason, lang) for reason in judgement.unaccepted],
        "accepted": [
            {**reason_record(reason, lang), "reason": acceptance.reason, "until": acceptance.until}
            for reason, acceptance in judgement.accepted
        ],
    }


def show_judgement(judgement: Judgement, *, command: Iterable[str | Path]) -> None:
    """Everything to do before publishing, each with the command that accepts it.

    `command` are the words of the `publish` that is to follow, without `samenspel`.
    """
    if judgement.accepted:
        click.echo(say("gate.accepted", count=len(judgement.accepted)))
    if not judgement.unaccepted:
        return
    click.echo(say("gate.head", count=len(judgement.unaccepted)))
    for reason in judgement.unaccepted:
        _show(reason)
    shown = shlex.join(["samenspel", *map(str, command), "--accept"])
    why = say("gate.why")
    click.echo(labelled(language(), "gate.how", value=f'{shown} {say("gate.code")} --why "{why}"'))


def _show(reason: Reason) -> None:
    lang = language()
    head = click.style(f"{reason.fingerprint} {reason.code}", fg="yellow")
    click.echo(f"  {head}  {reason.title(lang)}")
    examples = ", ".join(reason.examples)
    if examples and reason.counted_as:
        examples = f"{say(reason.counted_as)} {examples}"
    parts = [reason.place, reason.told(lang), examples]
    place = " · ".join(part for part in parts if part)
    if place:
        click.echo(f"      {place}")
    click.echo(f"      → {reason.fix(lang)}")
