"""Lets a release through to the public, or says why not; writes down what is accepted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ReleaseError, UsageError
from kg.release.configuration import CONFIG, open_publication
from kg.release.difference.public import PUBLIC, difference_to_seal
from kg.release.gate.acceptances import (
    Acceptance,
    add_acceptances,
    check_until,
    read_acceptances,
)
from kg.release.gate.candidates import ACCEPTED, judge_release
from kg.release.gate.judge import Judgement
from kg.release.gate.reason import Reason
from kg.release.gate.thresholds import Thresholds
from kg.release.leaving.reasons import check_reason
from kg.release.release import Release, published_release
from kg.release.reseal import reseal
from kg.texts import Message


class GateError(ReleaseError):
    """A release that is not published as it is; `judgement` has the reasons."""

    def __init__(self, release: Release, judgement: Judgement) -> None:
        super().__init__(
            Message(
                "Publishing {id}: {count} reasons not to, the first {code} ({place}). The published"
                " release keeps serving.",
                id=release.id,
                count=len(judgement.unaccepted),
                code=judgement.unaccepted[0].code,
                place=judgement.unaccepted[0].place or CONFIG,
            ),
            code="SAM-L034",
            hint=Message(
                "Remove the causes and build again, or accept each by `samenspel publish --accept"
                " FINGERPRINT --why TEXT`."
            ),
        )
        self.release, self.judgement = release, judgement


@dataclass(frozen=True)
class AcceptanceRequest:
    """What a steward accepts: fingerprints, why, who says so, and until when (blank: for good)."""

    fingerprints: tuple[str, ...] = ()
    why: str = ""
    who: str = ""
    until: str = ""


NOTHING = AcceptanceRequest()


def admit(
    release: Release, *, folder: Path, state: Path, asked: AcceptanceRequest = NOTHING
) -> tuple[Release, Judgement]:
    """Judge a release beside the published one, and seal it with what was accepted and changed.

    `folder` is that of the publication; without a samenspel.toml in it, as on a machine that only
    serves, what the release itself says was accepted is all that is.

    Raises:
        GateError: there are reasons that nobody accepted.
        UsageError: what is to be accepted is no reason here, or has to be accepted by itself.
        InputError: samenspel.toml or `accepted.csv` cannot be read.
    """
    own_publication = (folder / CONFIG).is_file()
    thresholds = open_publication(folder).thresholds if own_publication else Thresholds()

    def judged() -> Judgement:
        acceptances = read_acceptances(folder) if own_publication else {}
        return judge_release(release, state=state, acceptances=acceptances, thresholds=thresholds)

    judgement = judged()
    if asked.fingerprints:
        known = [*judgement.unaccepted, *(reason for reason, _ in judgement.accepted)]
        add_acceptances(folder, _acceptances(known, asked))
        judgement = judged()
    if judgement.unaccepted:
        raise GateError(release, judgement)
    records, kept = judgement.records(), release.json(ACCEPTED) or []
    files = dict[str, str]()
    if {r["fingerprint"] for r in records} - {k["fingerprint"] for k in kept}:
        files[ACCEPTED] = json.dumps(records, ensure_ascii=False, indent=1)
    # Another may have been published since it was built.
    difference = difference_to_seal(published_release(state), release)
    if difference is not None:
        files[PUBLIC] = difference
    if files:
        release = reseal(release, files, state=state)
    return release, judgement


def _acceptances(reasons: Iterable[Reason], asked: AcceptanceRequest) -> Mapping[str, Acceptance]:
    known = {reason.fingerprint: reason for reason in reasons}
    if not asked.why.strip():
        raise UsageError(
            Message("Accepting: no reason is given."),
            hint=Message("Add --why and say why it may be published, for who reads it later."),
        )
    check_reason(asked.why)
    check_until(asked.until, where=Message("Accepting"))
    for fingerprint in asked.fingerprints:
        if fingerprint not in known:
            raise UsageError(
                Message("Accepting {fingerprint}: it is no reason here.", fingerprint=fingerprint),
                hint=Message("There are: {names}.", names=", ".join(known) or "0"),
            )
        if known[fingerprint].is_privacy and len(asked.fingerprints) > 1:
            raise UsageError(
                Message(
                    "Accepting {fingerprint}: what may tell of people is accepted one by one.",
                    fingerprint=fingerprint,
                ),
                hint=Message("Look at each place, and accept it in a command of its own."),
            )
    return {
        fingerprint: Acceptance(
            fingerprint,
            known[fingerprint].code,
            known[fingerprint].place,
            asked.why.strip(),
            asked.who,
            asked.until,
        )
        for fingerprint in asked.fingerprints
    }
