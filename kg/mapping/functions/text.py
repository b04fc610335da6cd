"""Functions on texts.

Where a regular expression is used, both forms use the same one: classes such as `\\s` and `\\w` are
written out, since they are more to Python than to the engine.
"""

from __future__ import annotations

import re
import unicodedata

from kg.mapping.functions.function import VALUE, Function, Parameter, parameter
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.terms import AROUND, BLANKS, quoted, trimmed
from kg.model.terms import FN
from kg.texts import Message

_SPACES = "".join(
    chr(c) for c in (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
)
_ASCII_BLANKS = "[\\t\\n\\f\\r ]+"
_FIRST = "\\1"
_ENTITIES = (
    ("&nbsp;", "\N{NO-BREAK SPACE}"),
    ("&sect;", "§"),
    ("&quot;", '"'),
    ("&#39;", "'"),
    ("&apos;", "'"),
    ("&euro;", "€"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),  # last, so that an escaped entity is not read twice
)


def upper(value: str) -> str:
    """Upper case, a character for a character, as SQL does it."""
    return "".join(map(_upper, value))


def _upper(char: str) -> str:
    for form in (char.upper(), char.title()):
        if len(form) == 1:
            return form
    return "ẞ" if char == "ß" else char


def lower(value: str) -> str:
    """Lower case, a character for a character, as SQL does it."""
    return "".join(char.lower()[0] for char in value)


def _collapse(value: str) -> str:
    return re.sub(_ASCII_BLANKS, " ", value).strip(_SPACES)


def fold(value: str) -> str:
    """A text as look-ups compare it, as `kg.mapping.sql.terms.folded` does."""
    return lower(re.sub(BLANKS, " ", value).strip(_SPACES))


def _slug_sql(value: str) -> str:
    sql = dialect()
    plain = f"lower({sql.without_accents(value)})"
    return sql.strip(sql.replace_all(plain, "[^a-z0-9]+", by="-"), "-")


def _slug(value: str) -> str:
    marks = unicodedata.normalize("NFD", value)
    bare = "".join(c for c in marks if not unicodedata.category(c).startswith("M"))
    return re.sub("[^a-z0-9]+", "-", lower(bare)).strip("-")


def _plain_sql(value: str) -> str:
    sql = dialect()
    text = sql.replace_all(value, "</?[A-Za-z!][^<>]*>", by=" ")
    for entity, char in _ENTITIES:
        text = f"replace({text}, {quoted(entity)}, {quoted(char)})"
    inner = sql.strip(sql.replace_all(text, BLANKS, by=" "))
    return f"nullif({sql.replace_all(inner, ' ([.,])', by=_FIRST)}, '')"


def _plain(value: str) -> str | None:
    text = re.sub("</?[A-Za-z!][^<>]*>", " ", value)
    for entity, char in _ENTITIES:
        text = text.replace(entity, char)
    inner = re.sub(BLANKS, " ", text).strip(_SPACES)
    return re.sub(" ([.,])", "\\1", inner) or None


def _tail(value: str) -> str:
    found = re.search("([^/#]*)[/#]?\\Z", value.strip(AROUND))
    return found[1] if found else ""


def _replace(value: str, find: str, by: str) -> str:
    return value.replace(find, by) if find else value


def _replace_pattern(value: str, pattern: str, by: str) -> str:
    return re.sub(pattern, by, value)


def _no_pattern(pattern: str, by: str) -> str | None:
    try:
        re.sub(pattern, by, "")
    except (re.error, IndexError) as error:
        return Message(
            "the pattern '{pattern}' with '{by}' is no regular expression ({error}); a"
            " backslash goes before a character that must stand for itself",
            pattern=pattern,
            by=by,
            error=error,
        )
    return None


def _split_sql(value: str, separator: str) -> str:
    sql = dialect()
    parts = sql.split(value, separator)
    parts = f"CASE WHEN {separator} = '' THEN {sql.list_of([value])} ELSE {parts} END"
    return sql.keep(sql.each(parts, "x", body=trimmed("x")), "x", test="x <> ''")


def split(value: str, separator: str) -> list[str]:
    """The parts between a separator, without blanks around them and without empty ones."""
    parts = value.split(separator) if separator else [value]
    return [part.strip(AROUND) for part in parts if part.strip(AROUND)]


def substring_sql(value: str, start: str, *, end: str = "NULL") -> str:
    """From a position to before another, counted from 0; NULL when it begins past the end."""
    first, last = whole_sql(start), whole_sql(end)
    size = f"greatest(coalesce({last}, length({value})) - {first}, 0)"
    return (
        f"CASE WHEN {first} >= 0 AND {first} < length({value})"
        f" THEN nullif(substr({value}, {first} + 1, {size}), '') END"
    )


def substring(value: str, start: str, *, end: str | None = None) -> str | None:
    """From a position to before another, counted from 0; None when it begins past the end."""
    first, last = whole(start), whole(end)
    if first is None or not 0 <= first < len(value):
        return None
    size = max((len(value) if last is None else last) - first, 0)
    return value[first : first + size] or None


LONGEST = 1000
"""Characters that a text may be filled up to: codes have some twenty."""
_WHOLE = "-?[0-9]{1,9}"


def whole_sql(text: str) -> str:
    """A text as a whole number; NULL when it is none."""
    sql = dialect()
    return f"(CASE WHEN {sql.matches(text, _WHOLE)} THEN {sql.cast(text, 'INTEGER')} END)"


def whole(text: str | None) -> int | None:
    """A text as a whole number; None when it is none."""
    return int(text) if text is not None and re.fullmatch(_WHOLE, text) else None


def _pad_sql(value: str, length: str) -> str:
    wanted = whole_sql(length)
    return (
        f"CASE WHEN length({value}) >= {wanted} THEN {value} WHEN {wanted} IS NOT NULL"
        f" THEN {dialect().zeros(f'{wanted} - length({value})')} || {value} END"
    )


def _no_length(length: str) -> str | None:
    wanted = whole(length)
    if wanted is not None and 0 < wanted <= LONGEST:
        return None
    return Message("'{length}' is no length from 1 to {longest}", length=length, longest=LONGEST)


def _pad(value: str, length: str) -> str | None:
    wanted = whole(length)
    return None if wanted is None else value.rjust(wanted, "0")


def coalesce(values: list[str | None]) -> str | None:
    """The first of the values that is there."""
    return next((value for value in values if value is not None), None)


def _function(name: str, *rest: Parameter, **more: object) -> Function:
    parameters = rest or (VALUE,)
    return Function(f"{FN}{name}", name, parameters, **more)  # type: ignore[arg-type]


FIND, BY = parameter("find"), parameter("by")
SEVERAL = parameter("values", many=True)

TEXT = (
    _function(
        "trim",
        python=lambda value: value.strip(AROUND),
        sql=trimmed,
        does="without the blanks around it",
    ),
    _function(
        "collapse",
        python=_collapse,
        sql=lambda value: dialect().strip(dialect().replace_all(value, _ASCII_BLANKS, by=" ")),
        does="one blank where there are more, none around it",
    ),
    _function("lower", python=lower, sql=lambda value: f"lower({value})", does="in lower case"),
    _function("upper", python=upper, sql=lambda value: f"upper({value})", does="in upper case"),
    _function(
        "capitalise",
        python=lambda value: upper(value[:1]) + value[1:],
        sql=lambda value: f"upper(substr({value}, 1, 1)) || substr({value}, 2)",
        does="with a capital first",
    ),
    _function("slug", python=_slug, sql=_slug_sql, does="lower case without accents, hyphens"),
    _function(
        "plain", python=_plain, sql=_plain_sql, does="HTML as one line of text, tags left out"
    ),
    _function(
        "tail",
        python=_tail,
        sql=lambda value: dialect().group(trimmed(value), "([^/#]*)[/#]?$", number=1),
        does="what follows the last `/` or `#` of an address",
    ),
    _function(
        "replace",
        VALUE,
        FIND,
        BY,
        python=_replace,
        sql=lambda value, find, by: f"replace({value}, {find}, {by})",
        does="every `find` becomes `by`",
    ),
    _function(
        "replacePattern",
        VALUE,
        parameter("pattern", constant=True),
        parameter("by", constant=True),
        python=_replace_pattern,
        wrong=_no_pattern,
        does="every match of a regular expression becomes `by`, with `\\1` for its first group",
    ),
    _function(
        "split",
        VALUE,
        parameter("separator"),
        python=split,
        sql=_split_sql,
        splits=True,
        does="several values: what stands between the separators",
    ),
    _function(
        "substring",
        VALUE,
        parameter("start"),
        parameter("end", required=False),
        python=substring,
        sql=substring_sql,
        does="from `start` to before `end`, counted from 0",
    ),
    _function(
        "pad",
        VALUE,
        parameter("length", constant=True),
        python=_pad,
        sql=_pad_sql,
        wrong=_no_length,
        does="zeros before it until it has `length` characters",
    ),
    _function(
        "concat",
        SEVERAL,
        python=lambda values: "".join(values),
        sql=lambda values: " || ".join(f"({value})" for value in values),
        does="the values one after the other",
    ),
    _function(
        "coalesce",
        SEVERAL,
        python=coalesce,
        sql=lambda values: f"coalesce({', '.join(values)})",
        total=True,
        does="the first value that is there",
    ),
)
