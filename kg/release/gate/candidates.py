"""Judges what was built or checked beside what is published in a state folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.release.assembly import Assembly
from kg.release.gate.acceptances import Acceptance, read_acceptances
from kg.release.gate.judge import Judgement, judge
from kg.release.gate.own_reasons import own_reasons
from kg.release.gate.reason import Reason, as_record, from_record
from kg.release.gate.summaries import summary_of_lines, summary_of_release
from kg.release.gate.thresholds import Thresholds
from kg.release.leaving.departures import of_release
from kg.release.publication import today
from kg.release.release import Release, published_release

REASONS = "reasons.json"
"""The reasons that a release gives by itself, without anything that only a steward may see."""
ACCEPTED = "accepted.json"
"""What was accepted when the release was published."""


def judge_assembly(
    assembly: Assembly, manifest: dict[str, Any], *, published: Release | None
) -> tuple[list[Reason], Judgement]:
    """Judge a graph that is not sealed, beside what is published if anything is.

    Gives the reasons that are its own, too.

    Raises:
        InputError: `accepted.csv` of the publication cannot be read.
    """
    publication = assembly.publication
    rows = sum(count for files in assembly.rows.values() for count in files.values())
    own = own_reasons(publication, assembly.findings, rows=rows)
    judgement = judge(
        summary_of_lines(manifest, assembly.lines),
        None if published is None else summary_of_release(published),
        own=own,
        acceptances=read_acceptances(publication.folder),
        release=today().isoformat(),
        today=today(),
        thresholds=publication.thresholds,
        left=assembly.departures.has_left,
    )
    return own, judgement


def judge_release(
    release: Release,
    *,
    state: Path,
    acceptances: Mapping[str, Acceptance],
    thresholds: Thresholds,
) -> Judgement:
    """Judge a sealed release beside the one that is published now.

    What was accepted in the release itself is accepted here too: it may have come from another
    machine, without its publication.
    """
    own = [from_record(record) for record in release.json(REASONS) or ()]
    within = {
        record["fingerprint"]: Acceptance(
            record["fingerprint"], record["code"], record["place"], record["reason"], ""
        )
        for record in release.json(ACCEPTED) or ()
    }
    published = published_release(state)
    return judge(
        summary_of_release(release),
        None if published is None else summary_of_release(published),
        own=own,
        acceptances={**within, **acceptances},
        release=release.id,
        today=today(),
        thresholds=thresholds,
        left=of_release(release.path).has_left,
    )


def write_judgement(folder: Path, own: list[Reason], *, judgement: Judgement) -> None:
    """Write the reasons of a release and what was accepted into its folder."""
    _write(folder / REASONS, [as_record(reason) for reason in own])
    _write(folder / ACCEPTED, judgement.records())


def _write(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_text(json.dumps(records, ensure_ascii=False, indent=1), encoding="utf-8")
