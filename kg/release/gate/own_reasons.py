"""Reasons that a release gives by itself: guesses of drafts, errors, review days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kg.model.findings import Finding
from kg.release.configuration import CONFIG
from kg.release.gate.reason import EXAMPLES, Reason, reasons_of
from kg.release.publication import Publication
from kg.texts import Message

_GUESS = re.compile(r"#\s*guess\b")


def own_reasons(
    publication: Publication, findings: Sequence[Finding], *, rows: int
) -> list[Reason]:
    """What stands in the way of publishing findings of so many source rows, whatever came before.

    An example is marked as one on every page, so what its draft guessed is nobody's statement.
    """
    guesses = [] if publication.example else find_guesses(publication)
    return [*guesses, *_too_many_errors(publication, findings, rows), *reasons_of(findings)]


def find_guesses(publication: Publication) -> list[Reason]:
    """The lines of samenspel.toml and of mappings that a draft guessed, by file."""
    mappings = [mapping for dataset in publication.datasets for mapping in dataset.mappings]
    files = dict.fromkeys([CONFIG, *mappings])
    return [reason for name in files for reason in _guesses(publication.folder / name, name)]


def _guesses(path: Path, name: str) -> Iterable[Reason]:
    text = path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if _GUESS.search(line)]
    if lines:
        yield Reason(
            "SAM-G005",
            file=name,
            about=digest(line.strip() for _, line in lines),
            count=len(lines),
            detail=Message("lines: {count}", count=len(lines)),
            examples=tuple(str(number) for number, _ in lines[:EXAMPLES]),
            counted_as="line",
        )


def _too_many_errors(
    publication: Publication, findings: Sequence[Finding], rows: int
) -> Iterable[Reason]:
    errors = sum(finding.severity == "error" for finding in findings)
    allowed = publication.errors_allowed(rows)
    if errors > allowed:
        yield Reason(
            "SAM-G006",
            about=str(errors),
            count=errors,
            detail=Message("{errors}, where {allowed} may be", errors=errors, allowed=allowed),
        )


def overdue_reviews(manifest: Mapping[str, Any], today: date) -> list[Reason]:
    """The datasets that somebody was to look at before today."""
    return [
        Reason("SAM-G007", dataset["id"], about=dataset["review"], detail=dataset["review"])
        for dataset in manifest["datasets"]
        if date.fromisoformat(dataset["review"]) < today
    ]


def digest(parts: Iterable[str]) -> str:
    """A short digest of texts in their order."""
    said = "\n".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(said, digest_size=8).hexdigest()
