"""Configures and publishes the small publications of tests."""

from __future__ import annotations

from pathlib import Path

from command import run

HEAD = """\
base = "{base}"
languages = ["nl"]
[limits]
max_errors = {max_errors}
[title]
nl = "Proef"
[publisher]
iri = "{base}id/organisation/uitgever"
name.nl = "Uitgever"
"""
DATASET = """\
[[dataset]]
id = "{id}"
title.nl = "{id}"
description.nl = "Een proef."
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
legal_basis = "geen"
contact = "dienst"
review = "2030-06-30"
modified = "{modified}"
mappings = ["{id}.yml"]
"""


def configure(
    folder: Path, base: str, *datasets: str, max_errors: int = 1000, modified: str = "2026-01-15"
) -> None:
    """Write samenspel.toml for datasets that are mapped by `ID.yml` each."""
    text = HEAD.format(base=base, max_errors=max_errors)
    text += "".join(DATASET.format(id=name, modified=modified) for name in datasets)
    (folder / "samenspel.toml").write_text(text, encoding="utf-8")


def publish(folder: Path) -> Path:
    """Build and publish a publication; the folder of its release."""
    run("build", folder)
    run("publish", folder)
    return (folder / ".samenspel" / "current").resolve()
