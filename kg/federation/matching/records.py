"""What is known of an organisation that may be another's: names, numbers, place, kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_SIGNS = re.compile(r"[\s.\-/]")
_OVO = re.compile(r"OVO[0-9]{6}")
_MODULUS = 97


class NumberKind(StrEnum):
    """What a number identifies: never compared with a number of another kind."""

    KBO = "kbo"
    """The enterprise: of the Crossroads Bank for Enterprises, 10 digits that begin with 0 or 1."""
    ESTABLISHMENT = "establishment"
    """A place of business of an enterprise: 10 digits that begin with 2 to 8."""
    OVO = "ovo"
    """The Flemish register of organisations: OVO and six digits."""


_DIGITS = {
    NumberKind.KBO: re.compile("[01][0-9]{9}"),
    NumberKind.ESTABLISHMENT: re.compile("[2-8][0-9]{9}"),
}


@dataclass(frozen=True)
class OrganisationNumber:
    """A number in its one form, with what it identifies."""

    kind: NumberKind
    digits: str


def read_number(kind: NumberKind, text: str) -> OrganisationNumber | None:
    """A number as written by people, in its one form; None when it cannot be of this kind.

    A KBO number and an establishment number have the same check digits (97 less the rest of the
    first eight) and differ by their first digit: one in the field of the other is none of either.
    """
    plain = _SIGNS.sub("", text.strip().upper())
    if kind is NumberKind.OVO:
        return OrganisationNumber(kind, plain) if _OVO.fullmatch(plain) else None
    digits = plain.removeprefix("BE") if kind is NumberKind.KBO else plain
    digits = f"0{digits}" if kind is NumberKind.KBO and len(digits) == 9 else digits
    if not _DIGITS[kind].fullmatch(digits):
        return None
    sound = _MODULUS - int(digits[:8]) % _MODULUS == int(digits[8:])
    return OrganisationNumber(kind, digits) if sound else None


@dataclass(frozen=True)
class OrganisationRecord:
    """An organisation as one publisher (`home`) tells of it.

    `kinds` are the names of its classes and classifications, in any language, as texts; `places`
    names or codes of municipalities; `abbreviations` short names that the publisher itself gives.
    """

    iri: str
    home: str
    names: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    numbers: frozenset[OrganisationNumber] = frozenset()

    def digits(self, kind: NumberKind) -> frozenset[str]:
        """Its numbers of one kind."""
        return frozenset(number.digits for number in self.numbers if number.kind is kind)
