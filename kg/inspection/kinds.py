"""Kinds of values: SQL that tests each, and which kind a column is by how many values pass.

A number with zeros in front is a code; a sign before three digits may part thousands or decimals; a
date has the digits that its form asks. What cannot be told stays text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FITS = 0.9
"""Share of the different values that must be of a kind; the others are then probably mistakes."""
DATES = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%y",
    "%m-%d-%y",
    "%y-%m-%d",
    "%d.%m.%y",
)
"""Forms of dates; of two that fit the same values the one that comes first is meant."""
_DIGITS = "regexp_replace({v}, '[^0-9]', '', 'g')"
_RRN = (
    "(regexp_full_match({v},"
    " '[0-9]{{2}}[. ]?[01][0-9][. ]?[0-3][0-9][- ]?[0-9]{{3}}[. ]?[0-9]{{2}}')"
    " AND TRY_CAST(right({d}, 2) AS INT) IN (97 - TRY_CAST(left({d}, 9) AS BIGINT) % 97,"
    " 97 - (2000000000 + TRY_CAST(left({d}, 9) AS BIGINT)) % 97))"
)
_KBO = (
    "(regexp_full_match({v}, '(BE ?)?[01]?[0-9]{{3}}[. ]?[0-9]{{3}}[. ]?[0-9]{{3}}')"
    " AND 97 - TRY_CAST(left(lpad({d}, 10, '0'), 8) AS BIGINT) % 97"
    " = TRY_CAST(right({d}, 2) AS INT))"
)
_BLANK = "[ \N{NO-BREAK SPACE}]"
_PATTERNS = {
    "email": r"[^@\s;,]+@[^@\s;,]+\.[A-Za-z]{2,}",
    "url": r"(?i)https?://\S+",
    "date-time": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*",
    "postcode": r"[1-9][0-9]{3}",
    "nis": r"0[1-9][0-9]{3}|[1-9][0-9]{4}",
    "percentage": r"[+-]?\d+([.,]\d+)? ?%",
    "amount": r"(€|EUR) ?-?\d[\d. ]*(,(\d+|-))?|-?\d[\d. ]*(,(\d+|-))? ?(€|EUR|euro)",
    "phone": r"(\+|0)[0-9 ()./-]{6,16}|[1-9][0-9]{7,8}",
    "written phone": r"(\+|00)[1-9][0-9 ()./-]{8,16}|0[0-9]{1,3}[ /.-][0-9]{2,3}([ .][0-9]{2}){2}",
    "whole": r"[+-]?(0|[1-9]\d*)",
    "large": r"[+-]?[1-9]\d{3,}",
    "point": r"[+-]?\d+\.\d+",
    "comma": r"[+-]?\d+,\d+",
    "by points": r"[+-]?[1-9]\d{0,2}(\.\d{3})+",
    "millions by points": r"[+-]?[1-9]\d{0,2}(\.\d{3}){2,}",
    "by commas": r"[+-]?[1-9]\d{0,2}(,\d{3})+",
    "millions by commas": r"[+-]?[1-9]\d{0,2}(,\d{3}){2,}",
    "by blanks": rf"[+-]?[1-9]\d{{0,2}}({_BLANK}\d{{3}})+",
    "grouped comma": rf"[+-]?[1-9]\d{{0,2}}((\.\d{{3}})+|({_BLANK}\d{{3}})+),\d+",
    "english": r"[+-]?(0|[1-9]\d*|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?",
    "surely english": r"[+-]?[1-9]\d{0,2}((,\d{3})+\.\d+|(,\d{3}){2,})",
    "whole english": r"[+-]?[1-9]\d{0,2}(,\d{3})+",
    "whole swiss": r"[+-]?[1-9]\d{0,2}([\x27’\x{202f}]\d{3})+",
    "swiss": r"[+-]?(0|[1-9]\d*|[1-9]\d{0,2}([\x27’\x{202f}]\d{3})+)(\.\d+)?",
    "surely swiss": r"[+-]?[1-9]\d{0,2}([\x27’\x{202f}]\d{3})+(\.\d+)?",
    "euro comma": rf"(€{_BLANK}?)?[+-]?(\d+|[1-9]\d{{0,2}}(\.\d{{3}}|{_BLANK}\d{{3}})+)(,\d+)?"
    rf"({_BLANK}?€)?",
    "euro point": rf"(€{_BLANK}?)?[+-]?\d+(\.\d{{1,2}})?({_BLANK}?€)?",
    "exponent": r"[+-]?\d\.\d+[Ee][+-]?\d+",
    "zero in front": r"[+-]?0\d.*",
    "letter behind": r"\d+ ?[A-Za-z].*",
}
NUMERIC = (
    "whole",
    "large",
    "point",
    "comma",
    "by points",
    "millions by points",
    "by commas",
    "millions by commas",
    "by blanks",
    "grouped comma",
    *(f"{much}{form}" for form in ("english", "swiss") for much in ("", "whole ", "surely ")),
    "amount",
    "euro comma",
    "euro point",
    "exponent",
    "zero in front",
    "letter behind",
)
"""The patterns that decide what numbers are."""
_WORDS = (
    "'ja','nee','neen','yes','no','oui','non','true','false','waar','onwaar','vrai','faux',"
    "'j','n','y'"
)
_NAMED = {
    "postcode": r"post|zip|^pc$|^cp$",
    "nis": r"nis|ins\b|refnis|gemeente_?code|code_?commune",
    "phone": r"(^|[\W_])(tel|gsm|fax)(nr|nummer)?($|[\W_\d])|t[eé]l[eé]?(f|ph)|phone|mobi(el|le)"
    r"|portable",
    "%Y%m%d": r"dat|dag|day|jour|sinds|since|depuis|van|tot",
    "%d.%m.%y": r"dat|dag|day|jour|sinds|since|depuis|van|tot",
}
"""What a column must be called where the form of its values says too little."""
LATITUDES = r"(^|[\W_])lat($|[\W_])|latitude|breedte|^y$"
LONGITUDES = r"(^|[\W_])(lon|lng|long)($|[\W_])|longitude|lengte|^x$"
"""What columns of coordinates in degrees are called."""
_PLACE = rf"{LATITUDES}|{LONGITUDES}|co[oö]rd"
CODES = re.compile(
    r"(^|[\W_])(id|code|nr|num|number|num[ée]ro|no|n°|key|sleutel|ref|referentie|r[ée]f[ée]rence|cbs"
    r"|nis|ins|kbo|bce|kvk|lrk|ovo|btw|tva|vat|siret|siren|iban)($|[\W_])|nummer|code$|[a-z](Id|ID|Nr|Code)$",
    re.IGNORECASE,
)
"""Names of columns whose digits are identifiers and no quantities."""


def tests() -> dict[str, str]:
    """The SQL test of each pattern and form of date on a value `v`."""
    digits = _DIGITS.format(v="v")
    found = {
        "national-number": _RRN.format(v="v", d=digits),
        "enterprise-number": _KBO.format(v="v", d=digits),
        "boolean": f"lower(v) IN ({_WORDS})",
        **{name: f"regexp_full_match(v, '{pattern}')" for name, pattern in _PATTERNS.items()},
        **{form: date_test(form) for form in DATES},
    }
    return {name: f"coalesce({test}, false)" for name, test in found.items()}


def date_test(form: str) -> str:
    """Whether a value `v` is a date that is written as a form says, years with all its digits."""
    lone = form == "%Y%m%d"
    pattern = form.replace(".", r"\.").replace("%Y", r"\d{4}").replace("%y", r"\d{2}")
    for part in ("%d", "%m"):
        pattern = pattern.replace(part, r"\d{2}" if lone else r"\d{1,2}")
    return f"(regexp_full_match(v, '{pattern}') AND try_strptime(v, '{form}') IS NOT NULL)"


@dataclass(frozen=True)
class ValueKind:
    """What values are: `name` as inspection says it, `tests` that a value passes one of.

    `forms` are those of dates, and `also` those that could be meant as well. `unsure` says that a
    sign may part thousands or decimals, so that it is text.
    """

    name: str
    tests: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    unsure: bool = False


TEXT = ValueKind("text")


def kind_of_values(name: str, size: int, *, passed: Mapping[str, int], typed: bool) -> ValueKind:
    """The kind of `size` different values of a column, by how many pass each test.

    `typed` says that the source itself knows which values are numbers.
    """

    def fits(*names: str) -> bool:
        return size > 0 and sum(passed[n] for n in names) >= FITS * size

    for kind in ("national-number", "enterprise-number", "email", "url", "boolean"):
        if fits(kind):
            return ValueKind(kind, (kind,))
    dates = _dates(name, size, passed)
    if dates is not None:
        return dates
    for kind in ("date-time", "postcode", "nis", "percentage"):
        if fits(kind) and _named(kind, name):
            return ValueKind(kind, (kind,))
    if fits("amount"):
        for sign, form in ((",", "euro comma"), (".", "euro point")):
            if passed[form] == size:
                return ValueKind(f"amount {sign}", (form,))
        return ValueKind("amount", ("amount",))
    if fits("written phone") or (fits("phone") and _named("phone", name)):
        return ValueKind("phone", ("phone", "written phone"))
    return _number(name, size, passed, typed=typed)


def _named(kind: str, name: str) -> bool:
    return re.search(_NAMED.get(kind, ""), name, re.IGNORECASE) is not None


def _dates(name: str, size: int, passed: Mapping[str, int]) -> ValueKind | None:
    """The forms of dates that the values have, when together they fit; one slip is let pass."""
    shapes: dict[str, list[str]] = {}
    for form in DATES:
        if _named(form, name) and passed[form]:
            shape = "-2" if form in ("%d-%m-%y", "%m-%d-%y", "%y-%m-%d") else _shape(form)
            shapes.setdefault(shape, []).append(form)
    best = {shape: max(forms, key=lambda f: passed[f]) for shape, forms in shapes.items()}
    chosen = sorted(best.values(), key=lambda form: -passed[form])
    count = sum(passed[form] for form in chosen)
    if not size or not (count >= FITS * size or count == size - 1 > 1):
        return None
    also = tuple(
        form
        for shape, forms in shapes.items()
        for form in forms
        if form != best[shape] and passed[form] == passed[best[shape]]
    )
    return ValueKind(f"date {' '.join(chosen)}", tuple(chosen), tuple(chosen), also)


def _shape(form: str) -> str:
    return form.replace("%d", "%m")


def _number(name: str, size: int, passed: Mapping[str, int], *, typed: bool) -> ValueKind:
    """The kind of number that most values are; a code, or what may be read in two ways, is text."""
    if not size or passed["zero in front"] or passed["letter behind"]:
        return TEXT
    if not typed and CODES.search(name):
        return TEXT
    for sign, form in ((",", "english"), ("'", "swiss")):
        # One that tells, and none that is written otherwise.
        if not typed and passed[form] == size and passed[f"surely {form}"]:
            parts = passed["point"] or passed["whole"] + passed[f"whole {form}"] < size
            return ValueKind(f"decimal .{sign}" if parts else f"grouped {sign}", ("whole", form))
    place = typed or re.search(_PLACE, name, re.IGNORECASE) is not None
    points = passed["point"] + passed["millions by points"]
    grouped = 0 < points == passed["by points"] and not place
    commas = passed["comma"] + passed["millions by commas"]
    parted = 0 < commas == passed["by commas"] and not place and not passed["grouped comma"]
    kinds: list[tuple[str, tuple[str, ...]]] = [("integer", ("whole",))]
    if grouped:
        kinds.append(("grouped .", ("whole", "by points")))
    elif points:
        kinds.append(("decimal .", ("whole", "point")))
    if passed["by blanks"]:
        kinds.append(("grouped blank", ("whole", "by blanks")))
    if passed["comma"] + passed["grouped comma"]:
        tests = ("whole", "comma", "by points", "by blanks", "grouped comma")
        kinds.append(("decimal ,", tests))
    if passed["exponent"]:
        kinds.append(("double", ("whole", "point", "exponent")))
    fitting = {kind: _passing(passed, found) for kind, found in kinds}
    best, found = max(kinds, key=lambda item: fitting[item[0]])
    if parted and _passing(passed, ("whole", "by commas")) >= FITS * size:
        return ValueKind("text", unsure=True)
    if fitting[best] < FITS * size:
        return TEXT
    if best == "grouped ." and passed["large"] and not passed["millions by points"]:
        return ValueKind("text", unsure=True)
    return ValueKind(best, found)


def _passing(passed: Mapping[str, int], names: tuple[str, ...]) -> int:
    return sum(passed[name] for name in names)
