"""Whether what a peer gives may be taken in: the only way into a build."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kg.federation.faults import PeerError
from kg.federation.taking import CANDIDATE, Candidate, PeerPlace, lost_subjects, subjects_of
from kg.mapping.sql.duckdb import connect
from kg.release.dataset_mapping import PublicationMapper
from kg.release.gate.acceptances import Acceptance
from kg.release.gate.own_reasons import digest
from kg.release.gate.reason import EXAMPLES, PRIVACY, Reason, as_record, group_findings
from kg.release.guards import GUARDS
from kg.release.peer_datasets import access_of
from kg.release.protection import DatasetLines, Protection
from kg.release.publication import DatasetConfig, Publication, RdfSource, today
from kg.texts import Message
from kg.work_folder import work_folder

_FORBIDS = re.compile(
    r"creativecommons\.org/licenses/[a-z-]*n[cd]\b|/(?:no-licen[cs]e|all-rights-reserved|OP_DATPRO)\b"
    r"|nonfree|closed",
    re.IGNORECASE,
)
"""Licences under which others may not publish it again, for every use: not commercially, without
changes, provisionally, not at all."""
LEAST_LOST = 5
"""Resources below which a loss says nothing, as at the gate."""


@dataclass(frozen=True)
class Loss:
    """What is gone since the last time: of how many things, and what left with a word about it."""

    lost: tuple[str, ...]
    before: int
    explained: int = 0


def check_licence(place: PeerPlace, offered: str) -> str:
    """The licence under which a dataset is taken in: the one that the steward agreed to.

    Raises:
        PeerError: its publisher now says another, or it forbids what we do with it.
    """
    agreed = place.dataset.licence
    if offered and offered.rstrip("/") != agreed.rstrip("/"):
        raise PeerError(
            Message(
                "Taking in {dataset}: its licence is {now}, where samenspel.toml has {agreed}.",
                dataset=place.id,
                now=offered,
                agreed=agreed,
            ),
            code="SAM-N004",
            hint=Message("Read the licence; write it in samenspel.toml when it lets you go on."),
        )
    if forbids(agreed):
        raise PeerError(
            Message(
                "Taking in {dataset}: the licence {licence} does not let others publish it again.",
                dataset=place.id,
                licence=agreed,
            ),
            code="SAM-N004",
            hint=Message("Ask the publisher for an open licence; a link to it is always possible."),
        )
    return agreed


def forbids(licence: str) -> bool:
    """Whether a licence does not let others publish data again, for every use."""
    return _FORBIDS.search(licence) is not None


def find_loss(old: Path, candidate: Candidate) -> Loss:
    """What a dataset had last time and has no more."""
    return Loss(tuple(lost_subjects(old, candidate.path)), sum(1 for _ in subjects_of(old)))


def judge(
    publication: Publication,
    place: PeerPlace,
    *,
    candidate: Candidate,
    loss: Loss | None,
    accepted: Mapping[str, Acceptance],
) -> list[dict[str, object]]:
    """The reasons for which a candidate is not taken in, as they are kept; none: it may be.

    Raises:
        PeerError: it is empty where it was not.
    """
    if not candidate.quads:
        raise nothing_there(place)
    reasons = [*_lost(publication, place, loss), *_personal(publication, place)]
    day = today().isoformat()
    known = {name for name, one in accepted.items() if one.holds(day)}
    return [as_reason(reason) for reason in reasons if reason.fingerprint not in known]


def nothing_there(place: PeerPlace) -> PeerError:
    """The fault of a dataset without a statement."""
    return PeerError(
        Message("Taking in {dataset}: there is not a single statement.", dataset=place.id),
        code="SAM-N005",
        hint=Message("What was taken in before stays. Ask the publisher if that is meant."),
    )


def as_reason(reason: Reason) -> dict[str, object]:
    """A reason as it is kept, with examples: it stays with the steward."""
    record = as_record(reason)
    return {"code": reason.code, "reason": record, "examples": list(reason.examples)}


def _lost(publication: Publication, place: PeerPlace, loss: Loss | None) -> list[Reason]:
    if loss is None or loss.before < LEAST_LOST:
        return []
    unexplained = len(loss.lost) - loss.explained
    # Even with a word about each, half of it at once is more than a correction.
    allowed = publication.thresholds.vanished * loss.before
    if unexplained <= allowed and loss.explained <= loss.before / 2:
        return []
    return [
        Reason(
            "SAM-G002",
            place.id,
            about=digest(sorted(loss.lost)),
            count=len(loss.lost),
            detail=Message("resources: {lost} of {total}", lost=len(loss.lost), total=loss.before),
            examples=loss.lost[:EXAMPLES],
        )
    ]


def _personal(publication: Publication, place: PeerPlace) -> list[Reason]:
    """What looks like personal data or small counts of people, found as in our own datasets."""
    access = access_of(place.peer, place.dataset)
    config = DatasetConfig(
        place.id,
        {"nl": place.dataset.title},
        {"nl": ""},
        place.dataset.licence,
        "",
        "",
        place.peer.review,
        place.peer.review,
        rdf=(RdfSource(access, skolemise=False, is_ready=True),),
    )
    alone = replace(
        publication,
        datasets=(config,),
        extensions=(),
        peer_lines={access: place.folder / CANDIDATE},
    )
    with work_folder() as work:
        connection = connect(work)
        try:
            mapper = PublicationMapper(alone, connection, work=work, cache=work)
            made = mapper.map(progress=lambda dataset: None)[place.id]
            lines = DatasetLines(connection, place.id, path=made.lines, count=made.quads)
            protection = Protection(
                alone, {place.id: lines}, {place.id: made.result}, mapper.privacy, connection
            )
            found = [finding for guard in GUARDS for finding in guard(protection)]
        finally:
            connection.close()
    kept = [f for f in found if f.code.startswith(PRIVACY) and f.severity != "tip"]
    return group_findings(kept)
