"""Runs the command on the Flemish publication, and reads what it reports."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import command
from absent import FLEMISH_FILES

PUBLICATION = Path(__file__).resolve().parents[3] / "mappings" / "vlaanderen"
PREFIXES = """
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX locn: <http://www.w3.org/ns/locn#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX cpsv: <http://purl.org/vocab/cpsv#>
PREFIX lpdc: <https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#>
PREFIX m8g: <http://data.europa.eu/m8g/>
PREFIX schema: <http://schema.org/>
PREFIX regorg: <http://www.w3.org/ns/regorg#>
PREFIX sam: <https://w3id.org/samenspel/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX area: <https://vlaanderen.data.example.be/id/area/>
PREFIX o: <https://vlaanderen.data.example.be/id/organisation/>
PREFIX kind: <https://w3id.org/samenspel/id/concept/kind/>
PREFIX trait: <https://w3id.org/samenspel/id/concept/trait/>
PREFIX zone: <https://w3id.org/samenspel/id/concept/zone/>
"""
Ask = Callable[[str], list[tuple[str, ...]]]


def run(verb: str, *arguments: object, code: int = 0) -> str:
    """Run a verb on the publication; what it says."""
    return command.run(verb, PUBLICATION, *arguments, code=code)


def found(report: dict[str, Any], code: str, file: str = "") -> list[dict[str, Any]]:
    """The findings of a code, in files whose name holds `file`."""
    return [f for f in report["list"] if f["code"] == code and file in f["file"]]


def number(ask: Ask, pattern: str, what: str = "?x") -> int:
    """How many different things a pattern has."""
    return int(ask(f"SELECT (COUNT(DISTINCT {what}) AS ?n) {{ {pattern} }}")[0][0])


def rows_of(file: str, encoding: str = "utf-8-sig", skip: int = 1) -> list[list[str]]:
    """The rows of one of the files, read by other means than those that are tested."""
    with (FLEMISH_FILES / file).open(encoding=encoding, newline="") as lines:
        return list(csv.reader(lines, delimiter=";"))[skip:]
