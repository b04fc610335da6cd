"""Whom to tell that something on a page is wrong: a letter that names page, statement and source.

It goes to the `contact` of the dataset that says it, which is a function and never a person. The
letter is a `mailto:` address (RFC 6068): nothing is sent before the reader sends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from flask_babel import gettext as _

from server.service import Service
from server.view.addresses import href, root
from server.view.provenance import SourceRow, Why
from server.view.service import current_service

if TYPE_CHECKING:
    from server.view.description import StatementValue

_MAIL = re.compile(r"[^\s,;<>()]+@[^\s,;<>()]+\.[^\s,;<>()]+")
LONGEST_TEXT = 300
"""Characters of a value that a letter repeats; programs for mail cut addresses that are long."""
MOST_SOURCES = 3


class Correction(NamedTuple):
    """Where a reader tells what is wrong: a letter, or the page that says whom to ask."""

    address: str
    mail: bool
    contact: str


def contacts(service: Service, datasets: Iterable[str]) -> list[tuple[str, str]]:
    """The contact functions of some datasets, by id, each with the IRI of its dataset."""
    told = {d["id"]: d for d in service.release.manifest.get("datasets", [])}
    known = [told[name] for name in dict.fromkeys(datasets) if name in told]
    return [(str(one.get("contact", "")), str(one["iri"])) for one in known]


def correction(
    service: Service, datasets: Iterable[str], *, page: str, about: str, sources: Sequence[str] = ()
) -> Correction:
    """How to tell what is wrong at an address; `about` is the statement, or the name of the page.

    Without a mail address it is the page of the dataset, and without a dataset the catalogue.
    """
    known = contacts(service, datasets)
    for contact, _iri in known:
        mail = _MAIL.search(contact)
        if mail is not None:
            letter = _letter(service, page=page, about=about, sources=sources)
            return Correction(f"mailto:{quote(mail[0], safe='@')}?{letter}", True, contact)
    if known:
        contact, iri = known[0]
        return Correction(href(iri), False, contact)
    return Correction(f"{root()}/catalog", False, "")


def correct_statement(value: StatementValue, about: str, *, page: str) -> Correction | None:
    """How to tell that a statement is wrong; None where no dataset says it.

    Of what was inferred the page that explains it tells whom to ask.
    """
    if not value.datasets:
        return None
    return correction(
        current_service(),
        value.datasets,
        page=page,
        about=about or value.label,
        sources=source_lines(value.why),
    )


def source_lines(reasons: Iterable[Why]) -> list[str]:
    """The cells and rows from which something was read, each as a line of a letter."""
    found: dict[str, None] = {}
    for reason in reasons:
        if reason.source is not None:
            found[source_line(reason.source, reason.use.columns if reason.use else ())] = None
        elif reason.rule is not None:
            found[_("inferred by the rule %(rule)s", rule=reason.rule.id)] = None
    return list(found)[:MOST_SOURCES]


def source_line(source: SourceRow, columns: Sequence[str] = ()) -> str:
    """One row of a source, with its columns where they are known."""
    place = source.file
    if source.row is not None:
        place = _("%(file)s, row %(row)s", file=source.file, row=source.row)
    if columns:
        place = _("%(place)s, column %(columns)s", place=place, columns=", ".join(columns))
    return str(place)


def dataset_ids(service: Service, rows: Iterable[SourceRow]) -> list[str]:
    """The datasets, by id, that the sources of something belong to."""
    ids = {one["iri"]: str(one["id"]) for one in service.release.manifest.get("datasets", [])}
    return list(dict.fromkeys(ids[row.dataset] for row in rows if row.dataset in ids))


def _letter(service: Service, *, page: str, about: str, sources: Sequence[str]) -> str:
    shown = about if len(about) <= LONGEST_TEXT else f"{about[:LONGEST_TEXT]}…"
    lines = [
        _("Page: %(address)s", address=page),
        _("What it says: %(statement)s", statement=shown),
        *(_("Source: %(place)s", place=place) for place in sources),
        _("Release: %(release)s", release=service.release.id),
        "",
        _("What is wrong, and what should it be?"),
        "",
        "",
    ]
    subject = _("Something wrong: %(statement)s", statement=shown[:80])
    parts = {"subject": str(subject), "body": "\r\n".join(map(str, lines))}
    return "&".join(f"{name}={quote(text, safe='')}" for name, text in parts.items())
