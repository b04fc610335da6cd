"""Arguments and options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from kg.cli.texts import spoken
from kg.texts import Message

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def publication_argument() -> Decorator:
    """The folder of a publication; the current one when it is left out."""
    return click.argument(
        "publication", default=".", type=click.Path(path_type=Path, file_okay=False)
    )


def publication_option() -> Decorator:
    """The folder of a publication, for verbs whose arguments are something else."""
    return click.option(
        "--publication",
        default=".",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of the publication (default: the current one).",
    )


def reason_option(*, required: bool, help: str) -> Decorator:
    """Why something is done, as a text for others to read."""
    return click.option("--reason", metavar="TEXT", required=required, help=help)


def state_option() -> Decorator:
    """Where releases are written."""
    return click.option(
        "--state",
        envvar="SAMENSPEL_STATE",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder that holds .samenspel with the releases (default: the publication).",
    )


def sources_option() -> Decorator:
    """Where source files lie."""
    return click.option(
        "--sources",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        help="Folder with the source files (default: sources/ in the publication).",
    )


def reference_date_option() -> Decorator:
    """The day that conclusions hold on."""
    return click.option(
        "--reference-date",
        metavar="DAY",
        callback=_day,
        help="Day that counts as today in conclusions, such as 2026-06-30 (default: that of"
        " samenspel.toml, else the day of the build).",
    )


def _day(context: click.Context, option: click.Parameter, value: str | None) -> date | None:
    return None if value is None else read_day(value)


def read_day(value: str) -> date:
    """A day as it is given to an option.

    Raises:
        click.BadParameter: it is none.
    """
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            spoken(
                Message(
                    "'{value}' is no day. Write year, month and day, such as 2026-06-30.",
                    value=value,
                )
            )
        ) from None


def json_option() -> Decorator:
    """A report for machines."""
    return click.option("--json", "as_json", is_flag=True, help="Report as JSON.")


def report_options() -> Decorator:
    """Where findings are written in full, and where the texts to owners of sources."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        mail = click.option(
            "--mail",
            type=click.Path(path_type=Path, file_okay=False),
            help="Folder for a text to each owner of a source, in the owner's language.",
        )
        report = click.option(
            "--report",
            "reports",
            multiple=True,
            type=click.Path(path_type=Path, dir_okay=False),
            callback=_known_report,
            help="File for all findings: .html, .csv, .json or .txt. May be given several times.",
        )
        return report(mail(command))

    return add


def _known_report(
    context: click.Context, option: click.Parameter, paths: tuple[Path, ...]
) -> tuple[Path, ...]:
    from kg.cli.report import formatter

    for path in paths:
        formatter(path)
    return paths
