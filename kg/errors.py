"""Every error a person can meet, in one tree.

SamenspelError                  something a person can act on; never shown as a traceback
  UsageError                    exit 2: the command was given wrongly
  InputError                    exit 1: something the person gave is wrong
    ConfigError                 samenspel.toml
    MappingError                a mapping document, with file, line and column
    SourceError                 a source file
    OntologyError               a vocabulary file
  ReleaseError                  exit 1: a release cannot be made, found or switched
  QueryError                    a query cannot be answered, with an HTTP status
"""

from __future__ import annotations

from kg.texts import Message, compose


class SamenspelError(Exception):
    """An error for people: what was being done, where, what is wrong, what to do next.

    `message` says the first three, `hint` the last; `code` is stable and has a page. `asked_by` is
    the place in a mapping that asks for what cannot be read.
    """

    exit_code = 1
    asked_by: str | None = None

    def __init__(self, message: str, *, code: str = "SAM-E000", hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint

    def __str__(self) -> str:
        return "\n  ".join(part for part in (self.message, self.asked_by, self.hint) if part)


class UsageError(SamenspelError):
    """The command was given wrongly."""

    exit_code = 2


class InputError(SamenspelError):
    """Something the person gave is wrong."""


class ConfigError(InputError):
    """samenspel.toml cannot be used."""


class MappingError(InputError):
    """A mapping document cannot be used; says file, line and column (counted from 1)."""

    def __init__(
        self,
        message: str,
        *,
        file: str,
        line: int | None = None,
        column: int | None = None,
        code: str = "SAM-Y001",
        hint: str | None = None,
    ) -> None:
        place = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(
            compose("{place}: {message}", place=place, message=message), code=code, hint=hint
        )
        self.file, self.line, self.column = file, line, column


class SourceError(InputError):
    """A source file cannot be read."""


class OntologyError(InputError):
    """A vocabulary file cannot be used."""


class ReleaseError(SamenspelError):
    """A release cannot be made, found or switched."""


class QueryError(SamenspelError):
    """A query cannot be answered; `status` is the HTTP status that says why."""

    status = 500


_NO_ROOM = (
    Message("No space left on device"),
    Message("Disk quota exceeded"),
    Message("File too large"),
)
"""ENOSPC, EDQUOT and EFBIG in the words of the system, which engines repeat."""


def no_room(error: Exception) -> str | None:
    """What the system says where a disk did not take what was written; None for other errors.

    Engines give only its words.
    """
    return next((words for words in _NO_ROOM if words in str(error)), None)
