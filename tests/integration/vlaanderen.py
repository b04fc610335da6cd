"""Runs the command on the Flemish publication, and reads what it reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import command

PUBLICATION = Path(__file__).resolve().parents[2] / "mappings" / "vlaanderen"


def run(verb: str, *arguments: object, code: int = 0) -> str:
    """Run a verb on the publication; what it says."""
    return command.run(verb, PUBLICATION, *arguments, code=code)


def found(report: dict[str, Any], code: str, file: str = "") -> list[dict[str, Any]]:
    """The findings of a code, in files whose name holds `file`."""
    return [f for f in report["list"] if f["code"] == code and file in f["file"]]
