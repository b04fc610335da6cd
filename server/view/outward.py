"""Values that people follow out of this site: a website, a mail address, a telephone number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.model.prefixes import PAGE_PREFIXES, WEBSITES
from kg.model.terms import FOAF, VCARD
from server.view.terms import is_iri

if TYPE_CHECKING:
    from kg.store.workers.pool import Term

_MAIL = {
    PAGE_PREFIXES["schema"] + "email",
    FOAF + "mbox",
    VCARD + "hasEmail",
    VCARD + "email",
    PAGE_PREFIXES["m8g"] + "email",
}
_TELEPHONE = {
    PAGE_PREFIXES["schema"] + "telephone",
    PAGE_PREFIXES["schema"] + "faxNumber",
    FOAF + "phone",
    VCARD + "hasTelephone",
    VCARD + "tel",
    PAGE_PREFIXES["m8g"] + "telephone",
}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NUMBER = re.compile(r"\+?[0-9][0-9 ./()-]{4,24}")


def outward(predicate: str, term: Term) -> str | None:
    """The address outside this site that a value leads to, None when it leads nowhere.

    Only http, https, mailto (RFC 6068) and tel (RFC 3966): no other scheme is ever a link.
    """
    text = term.value.strip()
    if re.match(r"(?:mailto|tel):", text, re.IGNORECASE) and is_iri(text):
        return text
    if predicate in WEBSITES and re.match(r"https?://", text, re.IGNORECASE) and is_iri(text):
        return text
    if predicate in _MAIL and _ADDRESS.fullmatch(text):
        return f"mailto:{text.replace('%', '%25').replace('?', '%3F').replace('&', '%26')}"
    if predicate in _TELEPHONE and _NUMBER.fullmatch(text):
        return f"tel:{re.sub('[^0-9+]', '', text)}"
    return None
