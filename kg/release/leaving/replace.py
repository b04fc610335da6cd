"""Notes that a thing took the place of another; the next build and its server tell it."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from kg.errors import UsageError
from kg.release.leaving.agenda import write_state
from kg.release.leaving.departures import Replacement
from kg.release.leaving.reasons import check_public_iri, check_reason, shown
from kg.release.leaving.records import add_replacement, read_departures, write_replaced
from kg.release.publication import Publication, today
from kg.release.release import state_folder
from kg.texts import Message


def replace(
    publication: Publication,
    old: str,
    *,
    new: str,
    reason: str = "",
    state: str | Path | None = None,
) -> Replacement:
    """Write into `replaced.csv` that `new` stands for `old` from now on.

    Raises:
        UsageError: it cannot be: no IRI, the same, a circle, replaced already, or withdrawn; or an
            IRI itself holds personal data.
        InputError: the reason names a person, or a row of the file cannot be right.
        ReleaseError: another process is at work in the folder of the releases.
    """
    if reason:
        check_reason(reason)
    for iri in (old, new):
        check_public_iri(iri, refuse=_refuse)
    folder = state_folder(publication, state)
    with write_state(folder, publication.folder):
        known = read_departures(publication.folder, folder, names=publication.names)
        if known.is_gone(old):
            _refuse(Message("{iri} was withdrawn", iri=shown(old)))
        one = Replacement(old, new, today().isoformat(), reason.strip())
        replaced = dict(known.replaced)
        add_replacement(replaced, one, names=publication.names, refuse=_refuse)
        write_replaced(publication.folder, replaced.values())
    return one


def _refuse(why: Message) -> NoReturn:
    raise UsageError(Message("Replacing: {why}.", why=why), code="SAM-L041")
