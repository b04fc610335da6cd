"""All that leaves something out of what is published, in the order in which it is done."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.findings import Finding
from kg.release.confidential import hide_small_counts
from kg.release.file_names import refuse_personal_names
from kg.release.gate.acceptances import read_acceptances
from kg.release.leaving.guard import keep_out
from kg.release.personal import protect_people
from kg.release.personal_texts import find_in_catalogue
from kg.release.plausible import find_implausible
from kg.release.protection import Guard, Protection


def guard_people(protection: Protection) -> Iterable[Finding]:
    """Leave out and ask about personal data, but for what `accepted.csv` agrees to."""
    accepted = frozenset(read_acceptances(protection.publication.folder))
    yield from protect_people(protection, accepted)
    yield from find_in_catalogue(protection.publication)


GUARDS: tuple[Guard, ...] = (
    refuse_personal_names,
    keep_out,
    find_implausible,
    hide_small_counts,
    guard_people,
)
