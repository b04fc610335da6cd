"""Functions that published mappings call by the IRIs of GREL and of IDLab.

Source: the function descriptions at https://w3id.org/imec/idlab/function and the GREL ones beside
them; parameters are known under each of the names that mappings in the field write.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import quote_plus

from kg.mapping.functions.function import Function, Parameter, Result
from kg.mapping.functions.logic import truth, truth_sql
from kg.mapping.functions.text import lower, upper, whole, whole_sql
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.terms import quoted
from kg.texts import Message

GREL = "http://users.ugent.be/~bjdmeest/function/grel.ttl#"
IDLAB = "https://w3id.org/imec/idlab/function#"
_GREL_OUT = tuple(
    f"{GREL}{name}"
    for name in (
        "stringOut",
        "stringOutput",
        "output_string",
        "output_array",
        "o_array",
        "output_bool",
        "o_bool",
        "output_number",
        "o_number",
        "output_any",
        "o_any",
    )
)
_IDLAB_OUT = tuple(
    f"{IDLAB}{name}" for name in ("_stringOut", "stringOut", "_boolOut", "o_boolOut")
)


def _parameter(
    name: str, *iris: str, required: bool = True, constant: bool = False, many: bool = False
) -> Parameter:
    return Parameter(name, iris[0], required, constant, many, tuple(iris[1:]))


def _named(name: str, *names: str, **kind: bool) -> Parameter:
    return _parameter(name, *(f"{GREL}{n}" for n in names), **kind)


_VALUE = _named("value", "valueParam", "valueParameter")
_OTHER = _named("other", "valueParam2", "valueParameter2")
_FIND = _named("find", "param_find", "p_string_find", "param_string_find")
_BY = _named("by", "param_replace", "p_string_replace", "param_string_replace")
_START = _named("start", "p_int_i_from", "param_int_i_from")
_END = _named("end", "p_int_i_opt_to", "param_int_i_opt_to", required=False)
_SEPARATOR = _named("separator", "p_string_sep", "param_string_sep")
_PART = _named("part", "string_sub", "p_string_sub", "param_string_sub")
_MODE = _named("mode", "modeParam", "modeParameter", "param_string_mode", constant=True)
_ARRAY = _named("values", "p_array_a", "param_a", "param_array_a", many=True)
_FLAG = _named("value", "bool_b", "param_b", "param_bool", "param_bool_b", "p_bool_b")
_FLAGS = _named("values", "bool_b", "bool_array_b", "param_rep_b", "p_rep_b", many=True)
_STR = _parameter("value", f"{IDLAB}str", f"{IDLAB}_str", f"{GREL}valueParam")
_THEN, _ELSE = _named("then", "any_true"), _named("otherwise", "any_false", required=False)
_TRUE = _parameter("flag", f"{IDLAB}strBoolean", f"{IDLAB}_strBoolean")


def _grel(
    name: str,
    *parameters: Parameter,
    python: Callable[..., Result],
    sql: Callable[..., str] | None,
    does: str,
    splits: bool = False,
    gives: str | None = None,
    total: bool = False,
    wrong: Callable[..., str | None] | None = None,
) -> Function:
    return Function(
        f"{GREL}{name}",
        f"grel:{name}",
        parameters,
        python,
        does,
        sql,
        _GREL_OUT,
        splits=splits,
        gives=gives,
        total=total,
        wrong=wrong,
    )


def _idlab(
    name: str,
    *parameters: Parameter,
    python: Callable[..., Result],
    sql: Callable[..., str],
    does: str,
    total: bool = False,
    gives: str | None = None,
) -> Function:
    return Function(
        f"{IDLAB}{name}",
        f"idlab-fn:{name}",
        parameters,
        python,
        does,
        sql,
        (*_IDLAB_OUT, *_GREL_OUT),
        total=total,
        gives=gives,
    )


_AROUND = "".join(map(chr, range(1, 33)))
"""What is around a text that GREL trims: the blank and all control characters."""


_WEB = ("HTTP://", "HTTPS://")


def _escape(value: str, mode: str) -> str:
    if mode == "html":
        return html.escape(value, quote=False).replace('"', "&quot;")
    return quote_plus(value, safe="*")


def _no_mode(mode: str) -> str | None:
    return (
        None
        if mode in ("html", "url")
        else Message("'{mode}' is no mode; it is html or url", mode=mode)
    )


def _chosen(
    value: str | None = None, then: str | None = None, otherwise: str | None = None
) -> str | None:
    return {None: otherwise, "true": then, "false": otherwise}.get(value)


def _title(value: str) -> str:
    return " ".join(upper(word[:1]) + lower(word[1:]) for word in value.split(" "))


def _replace(value: str, find: str, by: str) -> str:
    return value.replace(find, by) if find else value


def _split(value: str, separator: str) -> list[str]:
    return [part for part in value.split(separator) if part] if separator else [value]


def _split_sql(value: str, separator: str) -> str:
    sql = dialect()
    parts = sql.keep(sql.split(value, separator), "x", test="x <> ''")
    return f"CASE WHEN {separator} = '' THEN {sql.list_of([value])} ELSE {parts} END"


def _slice_sql(value: str, start: str, end: str = "NULL") -> str:
    sql, size = dialect(), f"length({value})"
    first = _from_end_sql(whole_sql(start), size)
    last = f"least(coalesce({_from_end_sql(whole_sql(end), size)}, {size}), {size})"
    found = f"CASE WHEN a BETWEEN 0 AND b THEN substr({value}, a + 1, b - a) END"
    return sql.let("a", first, body=sql.let("b", last, body=found))


def _from_end_sql(place: str, size: str) -> str:
    return f"CASE WHEN {place} < 0 THEN {place} + {size} ELSE {place} END"


def _slice(value: str, start: str, end: str | None = None) -> str | None:
    first, last = (_from_end(whole(place), len(value)) for place in (start, end))
    last = len(value) if last is None else min(last, len(value))
    return value[first:last] if first is not None and 0 <= first <= last else None


def _from_end(place: int | None, size: int) -> int | None:
    return place if place is None or place >= 0 else place + size


def _all_true(values: list[str]) -> str | None:
    return truth(all(value == "true" for value in values))


def _any_true(values: list[str]) -> str | None:
    return truth(any(value == "true" for value in values))


def _each(values: list[str], operator: str) -> str:
    return truth_sql(operator.join(f"({value}) = 'true'" for value in values))


def _address(value: str) -> str:
    return value if value.startswith(_WEB) else f"http://{value}"


def _address_sql(value: str) -> str:
    there = " OR ".join(dialect().begins(value, quoted(scheme)) for scheme in _WEB)
    return f"CASE WHEN {there} THEN {value} ELSE 'http://' || {value} END"


PUBLISHED = (
    _grel(
        "toUpperCase", _VALUE, python=upper, sql=lambda value: f"upper({value})", does="upper case"
    ),
    _grel(
        "toLowerCase", _VALUE, python=lower, sql=lambda value: f"lower({value})", does="lower case"
    ),
    _grel("toTitleCase", _VALUE, python=_title, sql=None, does="each word with a capital"),
    _grel(
        "string_trim",
        _VALUE,
        python=lambda value: value.strip(_AROUND),
        sql=lambda value: dialect().strip(value, _AROUND),
        does="without the blanks around it",
    ),
    _grel(
        "string_length",
        _VALUE,
        python=lambda value: str(len(value)),
        sql=lambda value: dialect().as_text(f"length({value})"),
        gives="integer",
        does="the number of characters",
    ),
    _grel(
        "string_replace",
        _VALUE,
        _FIND,
        _BY,
        python=_replace,
        sql=lambda value, find, by: f"replace({value}, {find}, {by})",
        does="every part that is `find` becomes `by`",
    ),
    _grel(
        "string_substring",
        _VALUE,
        _START,
        _END,
        python=_slice,
        sql=_slice_sql,
        does="from a position to before another, counted from 0, or from the end when it is"
        " negative; an empty text at the end and nothing past it",
    ),
    _grel(
        "string_split",
        _VALUE,
        _SEPARATOR,
        python=_split,
        sql=_split_sql,
        splits=True,
        does="several values: the parts between the separators",
    ),
    _grel(
        "array_join",
        _ARRAY,
        _SEPARATOR,
        python=lambda values, separator: separator.join(values),
        sql=lambda values, separator: f" || {separator} || ".join(f"({value})" for value in values),
        does="the values with a separator between them",
    ),
    _grel(
        "escape",
        _VALUE,
        _MODE,
        python=_escape,
        sql=None,
        wrong=_no_mode,
        does="written for HTML or for an address (mode `html` or `url`)",
    ),
    _grel(
        "string_contains",
        _VALUE,
        _PART,
        python=lambda value, part: truth(part in value),
        sql=lambda value, part: truth_sql(dialect().contains(value, part)),
        gives="boolean",
        does="whether a part stands in it",
    ),
    _grel(
        "string_startsWith",
        _VALUE,
        _PART,
        python=lambda value, part: truth(value.startswith(part)),
        sql=lambda value, part: truth_sql(dialect().begins(value, part)),
        gives="boolean",
        does="whether it begins with a part",
    ),
    _grel(
        "string_endsWith",
        _VALUE,
        _PART,
        python=lambda value, part: truth(value.endswith(part)),
        sql=lambda value, part: truth_sql(dialect().ends(value, part)),
        gives="boolean",
        does="whether it ends with a part",
    ),
    _grel(
        "controls_if",
        _FLAG,
        _THEN,
        _ELSE,
        python=_chosen,
        sql=lambda value="NULL", then="NULL", otherwise="NULL": (
            f"CASE coalesce({value}, 'false') WHEN 'true' THEN {then}"
            f" WHEN 'false' THEN {otherwise} END"
        ),
        total=True,
        does="`then` when the condition is true, `otherwise` when it is false or absent",
    ),
    _grel(
        "boolean_not",
        _FLAG,
        python=lambda value: truth(value != "true"),
        sql=lambda value: truth_sql(f"({value}) <> 'true'"),
        gives="boolean",
        does="whether it is not true",
    ),
    _grel(
        "boolean_and",
        _FLAGS,
        python=_all_true,
        sql=lambda values: _each(values, " AND "),
        gives="boolean",
        does="whether all are true",
    ),
    _grel(
        "boolean_or",
        _FLAGS,
        python=_any_true,
        sql=lambda values: _each(values, " OR "),
        gives="boolean",
        does="whether one is true",
    ),
    _idlab(
        "toUpperCaseURL",
        _STR,
        python=lambda value: _address(upper(value)),
        sql=lambda value: dialect().let("u", f"upper({value})", body=_address_sql("u")),
        does="an address in upper case, with http:// before it when it has none",
    ),
    _idlab(
        "alwaysReturnsABC", python=lambda: "ABC", sql=lambda: quoted("ABC"), does="the text ABC"
    ),
    _idlab(
        "trueCondition",
        _TRUE,
        _STR,
        python=lambda flag, value: value if flag == "true" else None,
        sql=lambda flag, value: f"CASE WHEN ({flag}) = 'true' THEN {value} END",
        does="the text when the condition is true, else nothing",
    ),
    _idlab(
        "equal",
        _VALUE,
        _OTHER,
        python=lambda value=None, other=None: truth((value or "") == (other or "")),
        sql=lambda value="NULL", other="NULL": truth_sql(
            f"coalesce({value}, '') = coalesce({other}, '')"
        ),
        total=True,
        gives="boolean",
        does="whether two texts are the same; nothing is the same as an empty text",
    ),
    _idlab(
        "notEqual",
        _VALUE,
        _OTHER,
        python=lambda value=None, other=None: truth((value or "") != (other or "")),
        sql=lambda value="NULL", other="NULL": truth_sql(
            f"coalesce({value}, '') <> coalesce({other}, '')"
        ),
        total=True,
        gives="boolean",
        does="whether two texts are not the same",
    ),
    _idlab(
        "isNull",
        _STR,
        python=lambda value=None: truth(value is None),
        sql=lambda value="NULL": truth_sql(f"{value} IS NULL"),
        total=True,
        gives="boolean",
        does="whether there is no value",
    ),
    _idlab(
        "concat",
        _STR,
        _parameter("other", f"{IDLAB}otherStr", f"{IDLAB}_otherStr"),
        _parameter("delimiter", f"{IDLAB}delimiter", f"{IDLAB}_delimiter", required=False),
        python=lambda value, other, delimiter="": f"{value}{delimiter or ''}{other}",
        sql=lambda value, other, delimiter="''": f"{value} || coalesce({delimiter}, '') || {other}",
        does="two texts, with a delimiter between them",
    ),
)
