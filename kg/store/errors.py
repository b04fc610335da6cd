"""What can go wrong with a query, each with the HTTP status that says so.

Every class carries a stable `code` (page /errors/<code>), the words of its type, and the values
that they need.
"""

# ruff: noqa: N818 - named after what happened, as readers of the API would say it

from __future__ import annotations

from typing import Any

from kg.errors import QueryError, ReleaseError
from kg.store.problem_types import QUERY_PROBLEMS, ProblemType
from kg.store.query_text.mistakes import SyntaxHint
from kg.texts import Message


class TypedQueryError(QueryError):
    """A fault of a type that is known: message, hint and status are those of the type."""

    def __init__(self, kind: ProblemType, **values: object) -> None:
        super().__init__(kind.message(values), code=kind.code, hint=kind.hint(values))
        self.status = kind.status


class QuerySyntaxError(TypedQueryError):
    """The text is not a SPARQL query; `line` and `column` count from 1, in characters."""

    def __init__(
        self, *, line: int, column: int, near: str, syntax_hint: SyntaxHint | None = None
    ) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q001"], line=line, column=column)
        if syntax_hint is not None:
            self.hint = syntax_hint.text("en")
        self.line, self.column, self.near, self.syntax_hint = line, column, near, syntax_hint


class QueryTimeout(TypedQueryError):
    """The query ran longer than its deadline and was stopped."""

    def __init__(self, seconds: float) -> None:
        self.seconds = int(seconds) if seconds == int(seconds) else seconds
        super().__init__(QUERY_PROBLEMS["SAM-Q002"], seconds=self.seconds)


class QueryMemory(TypedQueryError):
    """The query needed more memory than one query may have."""

    def __init__(self, limit: int) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q003"])
        self.limit = limit


class ResultTooLarge(TypedQueryError):
    """The answer is larger than an answer may be."""

    def __init__(self, limit: int) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q004"])
        self.limit = limit


class WorkerDied(TypedQueryError):
    """The engine broke down on this query; only this query is affected."""

    def __init__(self, reason: str) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q005"], reason=reason)
        self.reason = reason


class Busy(TypedQueryError):
    """Every worker is taken and the queue is full or slow."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q006"], retry_after=retry_after)
        self.retry_after = retry_after


class QueryRefused(TypedQueryError):
    """The text is refused before it is parsed."""


class QueryTooLarge(QueryRefused):
    """The query text is longer than a query may be."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q007"], size=size, limit=limit)
        self.size, self.limit = size, limit


class TooNested(QueryRefused):
    """Brackets or operators are nested deeper than the engine's parser can bear."""

    def __init__(self, *, limit: int, line: int, column: int) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q008"], limit=limit, line=line, column=column)
        self.limit, self.line, self.column = limit, line, column


class ServiceRefused(QueryRefused):
    """SERVICE would make this server call another address; it does not."""

    def __init__(self, *, line: int, column: int) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q009"], line=line, column=column)
        self.line, self.column = line, column


class UnknownFunction(TypedQueryError):
    """The query calls a function that the engine does not have."""

    def __init__(self, function: str, *, line: int | None, column: int | None) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q010"], function=function)
        self.function, self.line, self.column = function, line, column


class NotOffered(TypedQueryError):
    """None of the formats asked for fits the form of the query; `form` says which form."""

    def __init__(self, form: str) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q011"], form=form)
        self.form = form


class NoXmlForProperty(TypedQueryError):
    """The answer has a property that RDF/XML cannot write; `property` is its IRI."""

    def __init__(self, iri: str) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-H411"], property=iri)
        self.property = iri


class NoXmlForCharacter(TypedQueryError):
    """The answer has a character that XML forbids: `sign`, as U+000B, after the text `near`."""

    def __init__(self, sign: str, near: str) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-H412"], sign=sign, near=near)
        self.sign, self.near = sign, near


class UpdateRefused(QueryRefused):
    """The text changes data; a published release never changes."""

    def __init__(self, keyword: str, *, line: int, column: int) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q012"], keyword=keyword)
        self.keyword, self.line, self.column = keyword, line, column


class GroupMisread(QueryRefused):
    """REPLACE has a group before a letter or digit, which the engine takes for part of its name."""

    def __init__(self, group: str, *, line: int, column: int) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q021"], group=group, line=line, column=column)
        self.group, self.line, self.column = group, line, column


class GraphsTooLarge(TypedQueryError):
    """The query names large graphs as one default graph, and they have statements in common."""

    def __init__(self) -> None:
        super().__init__(QUERY_PROBLEMS["SAM-Q020"])


class StoreUnreadable(ReleaseError):
    """A store cannot be opened by the query workers."""

    def __init__(self, path: Any, reason: str) -> None:
        super().__init__(
            Message("The store {path} cannot be opened: {reason}", path=path, reason=reason),
            code="SAM-E101",
            hint=Message(
                "Build and publish the release again; `samenspel doctor` shows what is missing."
            ),
        )
