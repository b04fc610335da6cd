"""What goes wrong with a database, as errors for people."""

from __future__ import annotations

import re

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from kg.errors import SourceError
from kg.model.suggestion import nearest
from kg.sources.staged import LogicalSource
from kg.texts import Message

PASSWORD_VARIABLE = "password_env"
_MYSQL_DENIED = {1044, 1045, 1698}


def password_variable(name: str) -> str:
    """The environment variable that holds the password of a source."""
    return "SAMENSPEL_DB_PASSWORD_" + re.sub(r"\W", "_", name).upper()


def reading(source: LogicalSource) -> str:
    """What was being done with a source, as messages begin."""
    return Message("Reading the source '{source}' from its database", source=source.name)


def reason_of(error: DBAPIError) -> str:
    """The reason that a server gives, in one line."""
    arguments = getattr(error.orig, "args", ())
    text = str(arguments[-1]) if arguments else str(error.orig)
    return text.strip().splitlines()[0] if text.strip() else Message("no reason given")


def not_connected(source: LogicalSource, url: URL, *, error: DBAPIError) -> SourceError:
    """No connection, or not for this user."""
    why = reason_of(error)
    number = getattr(error.orig, "args", (None,))[0]
    if number in _MYSQL_DENIED or "authentication failed" in why or "no password" in why:
        return SourceError(
            Message(
                "{doing}: the server does not accept the user {user} ({reason}).",
                doing=reading(source),
                user=url.username,
                reason=why,
            ),
            code="SAM-R051",
            hint=Message(
                "Put the password in the environment variable {own}, or in the"
                " one that {option} in the address names.",
                own=password_variable(source.name),
                option=PASSWORD_VARIABLE,
            ),
        )
    return SourceError(
        Message(
            "{doing}: no connection with {host} ({reason}).",
            doing=reading(source),
            host=url.host or Message("this machine"),
            reason=why,
        ),
        code="SAM-R050",
        hint=Message(
            "Check host, port and name of the database, and that this machine may reach it."
        ),
    )


def query_failed(source: LogicalSource, why: str, *, tables: list[str]) -> SourceError:
    """The database refuses a table or a query; `tables` are those it has."""
    near = nearest(source.table or "", tables, least=60, most=3)
    hint = Message("Did you mean {names}? ", names=" or ".join(near)) if near else ""
    return SourceError(
        Message("{doing}: the database refuses it ({reason}).", doing=reading(source), reason=why),
        code="SAM-R052",
        hint=Message(
            "{hint}Check the names of tables and columns; they are case-sensitive.", hint=hint
        ),
    )


def bad_address(doing: str, detail: str = "") -> SourceError:
    """An address that is not one of a database that is read."""
    return SourceError(
        Message(
            "{doing}: this is no address of a database that is read.{detail}",
            doing=doing,
            detail=detail,
        ),
        code="SAM-R055",
        hint=Message(
            "Write sqlite:///file, postgresql://user@host/database or mariadb://user@host/database."
        ),
    )


def password_written(doing: str) -> SourceError:
    """An address with a password in it, which a mapping would publish."""
    return SourceError(
        Message("{doing}: the address holds a password, and mappings are published.", doing=doing),
        code="SAM-R051",
        hint=Message(
            "Take it out, change it at the database, and put the new one in the environment"
            " variable SAMENSPEL_DB_PASSWORD_ followed by the name of the source."
        ),
    )
