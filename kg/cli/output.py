"""How verbs speak: progress, errors, answers for machines, the next step."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kg.cli.texts import labelled, language, say, spoken
from kg.errors import SamenspelError


@contextmanager
def progress() -> Iterator[Callable[[str, str], None]]:
    """A line on the terminal that says which stage runs; nothing when nobody watches."""
    from rich.console import Console  # here: verbs that are over at once need none

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda stage, detail: None
        return
    with console.status("…") as status:
        yield lambda stage, detail: status.update(f"{say(f'stage.{stage}')} {detail}".rstrip())


def explain_error(error: SamenspelError) -> None:
    """An error as people read it, on standard error: it may quote a source, but nobody's number."""
    from kg.privacy.masks import masked

    head = click.style(f"{say('severity.error')} {error.code}", fg="red")
    click.echo(f"{head}  {masked(error.asked_by or '')}".rstrip(), err=True)
    click.echo(f"  {masked(spoken(error.message))}", err=True)
    hint = _hint(error)
    if hint:
        click.echo(f"  → {masked(hint)}", err=True)


def _hint(error: SamenspelError) -> str | None:
    from kg.store.errors import QuerySyntaxError

    if isinstance(error, QuerySyntaxError) and error.syntax_hint is not None:
        return error.syntax_hint.text(language())
    return error.hint and spoken(error.hint)


def next_step(*words: str | Path) -> None:
    """The command to run after this one, quoted as a shell wants it."""
    click.echo(labelled(language(), "next", value=command_line(*words)))


def command_line(*words: str | Path) -> str:
    """A command of this program, quoted as a shell wants it."""
    return shlex.join(["samenspel", *map(str, words)])


def emit_json(value: Any) -> None:
    """A report for machines, on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
