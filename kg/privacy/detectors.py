"""Kinds of personal data in a text or an IRI, and whether each is certain or only looks so.

What is certain (a national number with right check digits, an address `voornaam.naam@`) is left
out of a release; what only looks personal is asked. What the column and the property are declared
to hold decides where kinds overlap: the digits of an enterprise number may be a mobile number's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from kg.privacy.accounts import find_accounts
from kg.privacy.birth_dates import find_birth_dates
from kg.privacy.column_names import PERSONAL, ColumnKind
from kg.privacy.mail_addresses import find_addresses, looks_personal, owner_of
from kg.privacy.national_numbers import (
    HEXADECIMAL,
    find_citizen_numbers,
    find_national_numbers,
)
from kg.privacy.person_names import (
    begins_as_name,
    find_names,
    find_traders,
    is_name,
    is_trader_name,
)
from kg.privacy.plain_text import plain_iri, plain_text
from kg.privacy.telephones import find_mobile_numbers, is_mobile

NATIONAL, CITIZEN = "national number", "citizen service number"
MAIL, MAIL_MAYBE = "e-mail of a person", "e-mail that may be a person's"
NAME, NAME_IN_TEXT = "name of a person", "name in a text"
BIRTH, PHOTO, PERSON = "birth date", "photo", "person"
BIRTH_IN_TEXT = "birth date in a text"
MOBILE, ACCOUNT = "mobile number", "bank account"
TRADER, TRADER_IN_TEXT = "sole trader", "sole trader in a text"
HOME_DECLARED = "address of a dataset of homes"
HOME, CHANCE = "home address", "number that may be a national number"
AT_HOME = "provided at home"
"""What a thing is whose addresses are home addresses; itself it is published."""
CERTAIN = frozenset(
    [NATIONAL, CITIZEN, MAIL, NAME, BIRTH, PHOTO, PERSON, TRADER, HOME, HOME_DECLARED]
)
"""Kinds that are left out; the others are asked."""
_OF_COLUMNS: dict[ColumnKind, str] = {
    "national-number": NATIONAL,
    "citizen-number": CITIZEN,
    "given-name": NAME,
    "family-name": NAME,
    "birth-date": BIRTH,
    "photo": PHOTO,
    "home-address": HOME,
}


class Detection(NamedTuple):
    """A kind of personal data in a text; `certain` says that it is left out, not asked."""

    kind: str

    @property
    def certain(self) -> bool:
        return self.kind in CERTAIN


def kind_by_column(declared: ColumnKind | None) -> str | None:
    """The kind of personal data that any value of such a column is."""
    return None if declared is None else _OF_COLUMNS.get(declared)


@lru_cache(maxsize=10_000)
def detect(text: str, declared: ColumnKind | None = None) -> frozenset[Detection]:
    """The kinds of personal data in the lexical form of a literal.

    `declared` is what the column or the property says that it holds.
    """
    plain = plain_text(text).strip()
    if not plain:
        return frozenset()
    if declared in PERSONAL or declared == "home-address":
        return frozenset([Detection(_OF_COLUMNS[declared])])
    return frozenset(map(Detection, _kinds(plain, declared)))


def _kinds(plain: str, declared: ColumnKind | None) -> Iterator[str]:
    rest = HEXADECIMAL.sub(_blank, plain)
    rest, found = _without(rest, find_accounts(rest))
    if found:
        yield ACCOUNT
    spans = find_national_numbers(rest)
    if declared == "measure":  # digits of a quantity stand in one piece
        spans = (span for span in spans if not rest[slice(*span)].isdigit())
    rest, found = _without(rest, spans)
    if found:
        yield NATIONAL
    rest, found = _without(rest, find_citizen_numbers(rest, named=declared == "citizen-number"))
    if found:
        yield CITIZEN
    yield from _of_mail(rest, declared)
    if declared in ("code", "measure"):
        return
    if declared != "telephone":
        named = declared in ("mobile", "person")
        if next(find_mobile_numbers(rest, named=named), None):
            yield MOBILE
    if declared == "person" and is_name(plain):
        # A body may be the organiser or the manager: without a given name it is asked.
        yield NAME if begins_as_name(plain) else NAME_IN_TEXT
    elif next(find_names(rest), None):
        yield NAME_IN_TEXT
    if next(find_birth_dates(rest), None):
        yield BIRTH_IN_TEXT
    if is_trader_name(rest) or next(find_traders(rest), None):
        yield TRADER_IN_TEXT


def _of_mail(text: str, declared: ColumnKind | None) -> Iterator[str]:
    for _, _, local, domain in find_addresses(text):
        owner = owner_of(local, domain)
        personal = declared in ("person", "person-mail")
        if owner == "person" or (owner == "maybe" and personal):
            yield MAIL
        elif owner == "maybe" and (declared != "mail" or looks_personal(local, domain)):
            yield MAIL_MAYBE


def _without(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, bool]:
    """A text with blanks at some places, and whether there were any."""
    found = list(spans)
    for start, end in found:
        text = text[:start] + " " * (end - start) + text[end:]
    return text, bool(found)


def _blank(found: object) -> str:
    return " "


@lru_cache(maxsize=10_000)
def detect_iri(iri: str, declared: ColumnKind | None = None) -> frozenset[Detection]:
    """The kinds of personal data in the parts of an IRI, percent-encoded or not."""
    plain = plain_iri(iri)
    scheme, _, rest = plain.partition(":")
    if scheme.lower() in ("tel", "sms"):
        asked: Callable[[str], bool] = is_mobile
        personal = declared != "telephone" and asked(rest.split(";")[0])
        return frozenset([Detection(MOBILE)] if personal else [])
    if scheme.lower() == "mailto":
        return frozenset(map(Detection, _of_mail(rest, declared)))
    return frozenset(map(Detection, _kinds_of_iri(plain)))


def _kinds_of_iri(plain: str) -> Iterator[str]:
    rest = HEXADECIMAL.sub(_blank, plain)
    if next(find_national_numbers(rest), None):
        yield NATIONAL
    for _, _, local, domain in find_addresses(rest):
        if owner_of(local, domain) == "person" and "/" not in local:
            yield MAIL
    if next(find_accounts(rest), None):
        yield ACCOUNT
