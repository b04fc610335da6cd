"""Functions that give true or false, for conditions."""

from __future__ import annotations

from collections.abc import Callable

from kg.mapping.functions.function import VALUE, Function, Parameter, parameter
from kg.mapping.functions.text import SEVERAL
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.terms import AROUND, trimmed
from kg.model.terms import FN

OTHER = parameter("other")


def truth(value: bool | None) -> str | None:
    """A condition's outcome as text."""
    return None if value is None else "true" if value else "false"


def truth_sql(condition: str) -> str:
    """A condition as the texts true and false; NULL when it is neither."""
    return f"CASE WHEN {condition} THEN 'true' WHEN NOT ({condition}) THEN 'false' END"


def _bare(value: str | None) -> str:
    return (value or "").strip(AROUND)


def _bare_sql(value: str) -> str:
    return f"coalesce({trimmed(value)}, '')"


def _condition(
    name: str,
    parameters: tuple[Parameter, ...],
    python: Callable[..., bool],
    sql: Callable[..., str],
    does: str,
    *,
    total: bool = False,
) -> Function:
    return Function(
        f"{FN}{name}",
        name,
        parameters,
        lambda **given: truth(python(**given)),
        does,
        lambda **given: truth_sql(sql(**given)),
        total=total,
        gives="boolean",
    )


LOGIC = (
    _condition(
        "equal",
        (VALUE, OTHER),
        lambda value=None, other=None: _bare(value) == _bare(other),
        lambda value="NULL", other="NULL": f"{_bare_sql(value)} = {_bare_sql(other)}",
        "the same text, blanks around it aside; nothing is the same as an empty text",
        total=True,
    ),
    _condition(
        "notEqual",
        (VALUE, OTHER),
        lambda value=None, other=None: _bare(value) != _bare(other),
        lambda value="NULL", other="NULL": f"{_bare_sql(value)} <> {_bare_sql(other)}",
        "not `equal`",
        total=True,
    ),
    _condition(
        "isNull",
        (VALUE,),
        lambda value=None: value is None,
        lambda value="NULL": f"{value} IS NULL",
        "there is no value",
        total=True,
    ),
    _condition(
        "notNull",
        (VALUE,),
        lambda value=None: value is not None,
        lambda value="NULL": f"{value} IS NOT NULL",
        "there is a value",
        total=True,
    ),
    _condition(
        "contains",
        (VALUE, OTHER),
        lambda value, other: other in value,
        lambda value, other: dialect().contains(value, other),
        "`other` is a part of it",
    ),
    _condition(
        "and",
        (SEVERAL,),
        lambda values: all(value == "true" for value in values),
        lambda values: " AND ".join(f"coalesce({value} = 'true', false)" for value in values),
        "all values are true",
        total=True,
    ),
    _condition(
        "or",
        (SEVERAL,),
        lambda values: any(value == "true" for value in values),
        lambda values: " OR ".join(f"coalesce({value} = 'true', false)" for value in values),
        "one of the values is true",
        total=True,
    ),
    _condition(
        "not",
        (VALUE,),
        lambda value=None: value != "true",
        lambda value="NULL": f"coalesce({value} <> 'true', true)",
        "the value is not true",
        total=True,
    ),
)
