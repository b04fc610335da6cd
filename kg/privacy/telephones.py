"""Mobile telephone numbers in texts: mostly of one person."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType
from stdnum.be import vat

_CANDIDATE = re.compile(
    r"(?<![0-9A-Za-z])(?P<begin>\+ ?|00 ?|\(?0)(?P<rest>(?:[ ().,/_-]{0,3}[0-9]){8,13})(?![0-9])"
)
_LUXEMBOURG = re.compile(r"(?<![0-9])6[0-9]1(?:[ ./-]?[0-9]{3}){2}(?![0-9])")
_REGIONS = ("BE", "NL", "FR", "LU")
"""Where a number without its country is looked for."""
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.PERSONAL_NUMBER)
_ENTERPRISE = re.compile(
    r"(?i)(kbo|bce|ondernemingsn|btw|tva|vat|num[ée]ro d.entreprise|nr\.? ond)"
)
_TELEPHONE = re.compile(r"(?i)tel|t[ée]l|gsm|mob|bel|portable|phone|whatsapp|☎|📞|appel|nummer")
_BEFORE = 30
_AS_ENTERPRISE = re.compile(r"0[0-9]{3}[ .][0-9]{3}[ .][0-9]{3}")


def find_mobile_numbers(text: str, *, named: bool = False) -> Iterator[tuple[int, int]]:
    """Where mobile numbers stand in a plain text.

    Enterprise numbers have the same digits: with its check digits right, one that is written or
    named like an enterprise number is none, unless the column (`named`) says it is a telephone.
    """
    for found in _CANDIDATE.finditer(text):
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        if is_mobile(found[0]) and (named or not _is_enterprise(found[0], before)):
            yield found.span()
    for found in _LUXEMBOURG.finditer(text):
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        if (named or _TELEPHONE.search(before)) and is_mobile(f"+352{found[0]}"):
            yield found.span()


def is_mobile(written: str) -> bool:
    """Whether a text is a mobile number of Belgium, the Netherlands, France or Luxembourg."""
    written = written.replace("(0)", "").replace(",", " ").replace("_", " ")
    for region in _REGIONS:
        try:
            number = phonenumbers.parse(written, region)
        except NumberParseException:
            continue
        if not phonenumbers.is_valid_number(number):
            continue
        if phonenumbers.region_code_for_number(number) not in _REGIONS:
            return False
        return phonenumbers.number_type(number) in _MOBILE
    return False


def _is_enterprise(written: str, before: str) -> bool:
    digits = re.sub("[^0-9]", "", written)
    if not written.lstrip("(").startswith("0") or not vat.is_valid(digits):
        return False
    if _TELEPHONE.search(before) and not _ENTERPRISE.search(before):
        return False
    bare = written.strip() == digits
    return bare or bool(_ENTERPRISE.search(before) or _AS_ENTERPRISE.fullmatch(written.strip()))
