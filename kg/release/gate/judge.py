"""Whether a release may be published: the reasons against it, and which of them were accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kg.release.gate.acceptances import Acceptance
from kg.release.gate.changes import ReleaseSummary, change_reasons
from kg.release.gate.own_reasons import overdue_reviews
from kg.release.gate.reason import Reason
from kg.release.gate.thresholds import Thresholds


@dataclass(frozen=True)
class Judgement:
    """The reasons not to publish that nobody accepted, and those that somebody did."""

    unaccepted: tuple[Reason, ...] = ()
    accepted: tuple[tuple[Reason, Acceptance], ...] = ()

    def records(self) -> list[dict[str, Any]]:
        """What was accepted, as it stands in a release: without who did, who is a person."""
        return [
            {
                "fingerprint": reason.fingerprint,
                "code": reason.code,
                "place": reason.place,
                "count": reason.count,
                "reason": acceptance.reason,
                "until": acceptance.until,
            }
            for reason, acceptance in self.accepted
        ]


def judge(
    candidate: ReleaseSummary,
    published: ReleaseSummary | None,
    *,
    own: Iterable[Reason],
    acceptances: Mapping[str, Acceptance],
    release: str,
    today: date,
    thresholds: Thresholds,
    left: Callable[[str], bool] = lambda iri: False,
) -> Judgement:
    """Judge a candidate by itself and beside what is published (None: nothing is).

    `own` are the reasons seen while it was made, `release` is its id or its day, by which an
    acceptance may have ended. `left` says of an IRI that it was withdrawn or replaced.
    """
    reasons = [*own, *overdue_reviews(candidate.manifest, today)]
    if published is not None:
        reasons += change_reasons(candidate, published, thresholds=thresholds, left=left)
    open_ones, accepted = [], []
    for reason in {reason.fingerprint: reason for reason in reasons}.values():
        acceptance = acceptances.get(reason.fingerprint)
        if acceptance is not None and acceptance.holds(release):
            accepted.append((reason, acceptance))
        else:
            open_ones.append(reason)
    return Judgement(tuple(open_ones), tuple(accepted))
