"""What can go wrong with a query, each with the HTTP status that says so.

Every class carries a stable `code` (page /errors/<code>) and the values its message needs, so
that the server can say the same in another language.
"""

# ruff: noqa: N818 - named after what happened, as readers of the API would say it

from __future__ import annotations

from typing import Any

from kg.errors import QueryError, ReleaseError
from kg.store.query_text.mistakes import SyntaxHint
from kg.texts import Message


class QuerySyntaxError(QueryError):
    """The text is not a SPARQL query; `line` and `column` count from 1, in characters."""

    status = 400

    def __init__(
        self, *, line: int, column: int, near: str, syntax_hint: SyntaxHint | None = None
    ) -> None:
        if near:
            told = Message(
                "The query cannot be read: line {line}, column {column} near {near}.",
                line=line,
                column=column,
                near=repr(near),
            )
        else:
            told = Message(
                "The query cannot be read: line {line}, column {column} at the end of the text.",
                line=line,
                column=column,
            )
        super().__init__(
            told,
            code="SAM-Q001",
            hint=None if syntax_hint is None else syntax_hint.text("en"),
        )
        self.line, self.column, self.near, self.syntax_hint = line, column, near, syntax_hint


class QueryTimeout(QueryError):
    """The query ran longer than its deadline and was stopped."""

    status = 504

    def __init__(self, seconds: float) -> None:
        super().__init__(
            Message(
                "The query was stopped after {seconds:g} seconds, the longest a query may run.",
                seconds=seconds,
            ),
            code="SAM-Q002",
            hint=Message(
                "Ask for less: name the class or the subject, add a LIMIT, or split the query."
            ),
        )
        self.seconds = int(seconds) if seconds == int(seconds) else seconds


class QueryMemory(QueryError):
    """The query needed more memory than one query may have."""

    status = 507

    def __init__(self, limit: int) -> None:
        super().__init__(
            Message(
                "The query needed more than {size} MiB of memory and was stopped.", size=limit >> 20
            ),
            code="SAM-Q003",
            hint=Message(
                "Sort and group fewer rows, or avoid combining patterns that share no variable."
            ),
        )
        self.limit = limit


class ResultTooLarge(QueryError):
    """The answer is larger than an answer may be."""

    status = 507

    def __init__(self, limit: int) -> None:
        super().__init__(
            Message(
                "The answer is larger than {limit} MiB, the largest an answer may be.",
                limit=limit >> 20,
            ),
            code="SAM-Q004",
            hint=Message(
                "Ask for it in parts with LIMIT and OFFSET, or take the dump of the dataset."
            ),
        )
        self.limit = limit


class WorkerDied(QueryError):
    """The engine broke down on this query; only this query is affected."""

    status = 500

    def __init__(self, reason: str) -> None:
        super().__init__(
            Message(
                "The query engine broke down on this query ({reason}). Other queries go on.",
                reason=reason,
            ),
            code="SAM-Q005",
            hint=Message(
                "Write the query another way; ORDER BY over values of mixed kinds is a known"
                " cause: sort by STR(?x) instead."
            ),
        )
        self.reason = reason


class Busy(QueryError):
    """Every worker is taken and the queue is full or slow."""

    status = 503

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            Message("All query workers are busy."),
            code="SAM-Q006",
            hint=Message("Ask again in {retry_after} seconds.", retry_after=retry_after),
        )
        self.retry_after = retry_after


class QueryRefused(QueryError):
    """The text is refused before it is parsed."""

    status = 400


class QueryTooLarge(QueryRefused):
    """The query text is longer than a query may be."""

    status = 413

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            Message(
                "The query has {size} bytes; the longest a query may be is {limit}.",
                size=size,
                limit=limit,
            ),
            code="SAM-Q007",
            hint=Message("Shorten it, for instance by fewer VALUES, and ask several times."),
        )
        self.size, self.limit = size, limit


class TooNested(QueryRefused):
    """Brackets or operators are nested deeper than the engine's parser can bear."""

    def __init__(self, *, limit: int, line: int, column: int) -> None:
        super().__init__(
            Message(
                "The query is nested too deeply: line {line}, column {column} opens or chains"
                " more than {limit} levels.",
                line=line,
                column=column,
                limit=limit,
            ),
            code="SAM-Q008",
            hint=Message("Flatten the groups, sub-queries, lists or expressions."),
        )
        self.limit, self.line, self.column = limit, line, column


class ServiceRefused(QueryRefused):
    """SERVICE would make this server call another address; it does not."""

    def __init__(self, *, line: int, column: int) -> None:
        super().__init__(
            Message(
                "SERVICE is not answered here (line {line}, column {column}): this server calls"
                " no other addresses.",
                line=line,
                column=column,
            ),
            code="SAM-Q009",
            hint=Message(
                "Ask the other endpoint yourself and pass what it answers in a VALUES clause."
            ),
        )
        self.line, self.column = line, column


class UnknownFunction(QueryError):
    """The query calls a function that the engine does not have."""

    status = 400

    def __init__(self, function: str, *, line: int | None, column: int | None) -> None:
        super().__init__(
            Message(
                "The query calls a function that does not exist here: {function}.",
                function=function,
            ),
            code="SAM-Q010",
            hint=Message(
                "Check its IRI; SPARQL 1.1 functions, xsd: casts and geof: are supported."
            ),
        )
        self.function, self.line, self.column = function, line, column


class NotOffered(QueryError):
    """None of the formats asked for fits the form of the query; `form` says which form."""

    status = 406

    def __init__(self, form: str) -> None:
        super().__init__(
            Message(
                "The answer to this {form} query cannot be given in the format asked for.",
                form=form,
            ),
            code="SAM-Q011",
        )
        self.form = form


class NoXmlForProperty(QueryError):
    """The answer has a property that RDF/XML cannot write; `property` is its IRI."""

    status = 406

    def __init__(self, iri: str) -> None:
        super().__init__(
            Message(
                "RDF/XML cannot write the property <{iri}>: its IRI does not end in a name.",
                iri=iri,
            ),
            code="SAM-H411",
            hint=Message("Ask for Turtle, JSON-LD or N-Triples."),
        )
        self.property = iri


class NoXmlForCharacter(QueryError):
    """The answer has a character that XML forbids: `sign`, as U+000B, after the text `near`."""

    status = 406

    def __init__(self, sign: str, near: str) -> None:
        super().__init__(
            Message(
                "XML cannot hold the character {sign}; a value has it after {near!r}.",
                sign=sign,
                near=near,
            ),
            code="SAM-H412",
            hint=Message("Ask for JSON, CSV, Turtle or N-Triples."),
        )
        self.sign, self.near = sign, near


class UpdateRefused(QueryRefused):
    """The text changes data; a published release never changes."""

    def __init__(self, keyword: str, *, line: int, column: int) -> None:
        super().__init__(
            Message(
                "{keyword} changes data (line {line}, column {column}); this service only"
                " answers questions, a published release never changes.",
                keyword=keyword,
                line=line,
                column=column,
            ),
            code="SAM-Q012",
            hint=Message("Change the sources or the mapping and publish a new release."),
        )
        self.keyword, self.line, self.column = keyword, line, column


class GroupMisread(QueryRefused):
    """REPLACE has a group before a letter or digit, which the engine takes for part of its name."""

    status = 400

    def __init__(self, group: str, *, line: int, column: int) -> None:
        super().__init__(
            Message(
                "In REPLACE, {group} at line {line}, column {column} would be read as one group"
                " of that name, and be empty.",
                group=group,
                line=line,
                column=column,
            ),
            code="SAM-Q021",
            hint=Message("Put the number in braces, as in ${1}c."),
        )
        self.group, self.line, self.column = group, line, column


class GraphsTooLarge(QueryError):
    """The query names large graphs as one default graph, and they have statements in common."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            Message(
                "The graphs that the query names as its default graph have statements in"
                " common, and are too large to be put together for one query."
            ),
            code="SAM-Q020",
            hint=Message(
                "Name one graph, or none for all of them; or ask GRAPH ?g and count DISTINCT."
            ),
        )


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
