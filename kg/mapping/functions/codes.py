"""Functions that check and rewrite codes, numbers, dates and places."""

from __future__ import annotations

import re
from datetime import datetime

from kg.mapping.functions.function import DATE, LOOKUP, VALUE, Function, parameter
from kg.mapping.functions.text import fold
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.moments import form_pattern
from kg.mapping.sql.terms import AROUND, trimmed
from kg.model.terms import FN

_GROUPED = "[+-]?([0-9]+|[0-9]{{1,3}}([. \N{NO-BREAK SPACE}'][0-9]{{3}})+)({mark}[0-9]+)?"
_MARKS = " €\N{NO-BREAK SPACE}"


def _kbo_sql(value: str) -> str:
    sql = dialect()
    digits = sql.replace_all("v", "^\\s*(BE)?|[^0-9]", by="", any_case=True)
    padded = f"CASE WHEN length({digits}) = 9 THEN '0' || {digits} ELSE {digits} END"
    body, rest = (sql.cast(part, "INTEGER") for part in ("substr(n, 1, 8)", "substr(n, 9, 2)"))
    check = f"{sql.matches('n', '[01][0-9]{9}')} AND 97 - ({body} % 97) = {rest}"
    sound = sql.matches("v", "\\s*(BE|be)?[0-9 .]+\\s*")
    number = sql.let("n", padded, body=f"CASE WHEN {sound} AND {check} THEN n END")
    return sql.let("v", value, body=number)


def _kbo(value: str) -> str | None:
    blank = "[\\t\\n\\f\\r ]*"
    if re.fullmatch(f"{blank}(BE|be)?[0-9 .]+{blank}", value) is None:
        return None
    digits = re.sub("[^0-9]", "", value)
    number = f"0{digits}" if len(digits) == 9 else digits
    if re.fullmatch("[01][0-9]{9}", number) is None:
        return None
    return number if 97 - int(number[:8]) % 97 == int(number[8:]) else None


def _nis_sql(value: str) -> str:
    bare = trimmed(value)
    return f"CASE WHEN {dialect().matches(bare, '[0-9]{5}[A-Z]?')} THEN {bare} END"


def _nis(value: str) -> str | None:
    bare = value.strip(AROUND)
    return bare if re.fullmatch("[0-9]{5}[A-Z]?", bare) else None


def _number_sql(value: str) -> str:
    sql = dialect()
    bare = sql.strip(value, _MARKS)
    comma, point = _GROUPED.format(mark=","), "[+-]?[0-9]+[.][0-9]+"
    joined = sql.replace_all(bare, "[. \N{NO-BREAK SPACE}']", by="")
    return (
        f"CASE WHEN {sql.matches(bare, comma)} THEN replace({joined}, ',', '.')"
        f" WHEN {sql.matches(bare, point)} THEN {bare} END"
    )


def _number(value: str) -> str | None:
    bare = value.strip(_MARKS)
    if re.fullmatch(_GROUPED.format(mark=","), bare):
        return re.sub("[. \N{NO-BREAK SPACE}']", "", bare).replace(",", ".")
    return bare if re.fullmatch("[+-]?[0-9]+[.][0-9]+", bare) else None


def _date(value: str, formats: list[str]) -> str | None:
    text = value.strip(AROUND)
    for form in formats:
        if re.fullmatch(form_pattern(form), text) is None:
            continue
        try:
            return datetime.strptime(text, form.replace("%-", "%")).date().isoformat()
        except ValueError:
            continue
    return None


def _look_up(value: str, entries: dict[str, str]) -> str | None:
    return entries.get(fold(value))


def _wkt(x: str, y: str, crs: str) -> str | None:
    from kg.sources.coordinates import degrees, on_earth, to_wgs84  # PROJ is slow to load

    try:
        east, north = float(x.replace(",", ".")), float(y.replace(",", "."))
    except ValueError:
        return None
    (lon, *_), (lat, *_) = to_wgs84([east], [north], crs=crs)
    return f"POINT ({degrees(lon)} {degrees(lat)})" if on_earth(lon, lat) else None


CODES = (
    Function(
        f"{FN}kbo",
        "kbo",
        (VALUE,),
        _kbo,
        "an enterprise number as ten digits, checked",
        _kbo_sql,
        code="SAM-M007",
        expected="10 cijfers / digits / chiffres, mod 97",
    ),
    Function(
        f"{FN}nis",
        "nis",
        (VALUE,),
        _nis,
        "a NIS code of five digits, checked",
        _nis_sql,
        code="SAM-M008",
        expected="5 cijfers / digits / chiffres",
    ),
    Function(
        f"{FN}number",
        "number",
        (VALUE,),
        _number,
        "a number with a decimal comma and marks between thousands, with a point",
        _number_sql,
        code="SAM-M003",
        expected="1.234,50",
    ),
    Function(
        DATE,
        "date",
        (VALUE, parameter("formats", constant=True, many=True)),
        _date,
        "a date in one of the stated forms (`%d/%m/%Y`), as year-month-day",
        code="SAM-M002",
        expected="%Y-%m-%d",
    ),
    Function(
        LOOKUP,
        "lookup",
        (VALUE, parameter("list", constant=True)),
        _look_up,
        "what a look-up list of the mapping says for it",
        code="SAM-M005",
    ),
    Function(
        f"{FN}wkt",
        "wkt",
        (parameter("x"), parameter("y"), parameter("crs", constant=True)),
        _wkt,
        "a point as WKT in longitude and latitude, out of a coordinate system such as `EPSG:31370`",
        code="SAM-M003",
        expected="x, y",
    ),
)
