"""What can go wrong with a query, each with the HTTP status that says so.

Every class carries a stable `code` (page /errors/<code>) and the values its message needs, so
that the server can say the same in another language.
"""

# ruff: noqa: N818 - named after what happened, as readers of the API would say it

from __future__ import annotations

from typing import Any

from kg.errors import QueryError, ReleaseError
from kg.store.query_text.mistakes import SyntaxHint


class QuerySyntaxError(QueryError):
    """The text is not a SPARQL query; `line` and `column` count from 1, in characters."""

    status = 400

    def __init__(
        self, *, line: int, column: int, near: str, syntax_hint: SyntaxHint | None = None
    ) -> None:
        where = f"line {line}, column {column}"
        found = f" near {near!r}" if near else " at the end of the text"
        super().__init__(
            f"The query cannot be read: {where}{found}.",
            code="SAM-Q001",
            hint=None if syntax_hint is None else syntax_hint.text("en"),
        )
        self.line, self.column, self.near, self.syntax_hint = line, column, near, syntax_hint


class QueryTimeout(QueryError):
    """The query ran longer than its deadline and was stopped."""

    status = 504

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The query was stopped after {seconds:g} seconds, the longest a query may run.",
            code="SAM-Q002",
            hint="Ask for less: name the class or the subject, add a LIMIT, or split the query.",
        )
        self.seconds = int(seconds) if seconds == int(seconds) else seconds


class QueryMemory(QueryError):
    """The query needed more memory than one query may have."""

    status = 507

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The query needed more than {limit >> 20} MiB of memory and was stopped.",
            code="SAM-Q003",
            hint="Sort and group fewer rows, or avoid combining patterns that share no variable.",
        )
        self.limit = limit


class ResultTooLarge(QueryError):
    """The answer is larger than an answer may be."""

    status = 507

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The answer is larger than {limit >> 20} MiB, the largest an answer may be.",
            code="SAM-Q004",
            hint="Ask for it in parts with LIMIT and OFFSET, or take the dump of the dataset.",
        )
        self.limit = limit


class WorkerDied(QueryError):
    """The engine broke down on this query; only this query is affected."""

    status = 500

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The query engine broke down on this query ({reason}). Other queries go on.",
            code="SAM-Q005",
            hint="Write the query another way; ORDER BY over values of mixed kinds is a known"
            " cause: sort by STR(?x) instead.",
        )
        self.reason = reason


class Busy(QueryError):
    """Every worker is taken and the queue is full or slow."""

    status = 503

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "All query workers are busy.",
            code="SAM-Q006",
            hint=f"Ask again in {retry_after} seconds.",
        )
        self.retry_after = retry_after


class Refused(QueryError):
    """The text is refused before it is parsed."""

    status = 400


class QueryTooLarge(Refused):
    """The query text is longer than a query may be."""

    status = 413

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"The query has {size} bytes; the longest a query may be is {limit}.",
            code="SAM-Q007",
            hint="Shorten it, for instance by fewer VALUES, and ask several times.",
        )
        self.size, self.limit = size, limit


class TooNested(Refused):
    """Brackets or operators are nested deeper than the engine's parser can bear."""

    def __init__(self, *, limit: int, line: int, column: int) -> None:
        super().__init__(
            f"The query is nested too deeply: line {line}, column {column} opens or chains"
            f" more than {limit} levels.",
            code="SAM-Q008",
            hint="Flatten the groups, sub-queries, lists or expressions.",
        )
        self.limit, self.line, self.column = limit, line, column


class ServiceRefused(Refused):
    """SERVICE would make this server call another address; it does not."""

    def __init__(self, *, line: int, column: int) -> None:
        super().__init__(
            f"SERVICE is not answered here (line {line}, column {column}): this server calls"
            " no other addresses.",
            code="SAM-Q009",
            hint="Ask the other endpoint yourself and pass what it answers in a VALUES clause.",
        )
        self.line, self.column = line, column


class UnknownFunction(QueryError):
    """The query calls a function that the engine does not have."""

    status = 400

    def __init__(self, function: str, *, line: int | None, column: int | None) -> None:
        super().__init__(
            f"The query calls a function that does not exist here: {function}.",
            code="SAM-Q010",
            hint="Check its IRI; SPARQL 1.1 functions, xsd: casts and geof: are supported.",
        )
        self.function, self.line, self.column = function, line, column


class NotOffered(QueryError):
    """None of the formats asked for fits the form of the query; `form` says which form."""

    status = 406

    def __init__(self, form: str) -> None:
        super().__init__(
            f"The answer to this {form} query cannot be given in the format asked for.",
            code="SAM-Q011",
        )
        self.form = form


class NoXmlForProperty(QueryError):
    """The answer has a property that RDF/XML cannot write; `property` is its IRI."""

    status = 406

    def __init__(self, iri: str) -> None:
        super().__init__(
            f"RDF/XML cannot write the property <{iri}>: its IRI does not end in a name.",
            code="SAM-H411",
            hint="Ask for Turtle, JSON-LD or N-Triples.",
        )
        self.property = iri


class NoXmlForCharacter(QueryError):
    """The answer has a character that XML forbids: `sign`, as U+000B, after the text `near`."""

    status = 406

    def __init__(self, sign: str, near: str) -> None:
        super().__init__(
            f"XML cannot hold the character {sign}; a value has it after {near!r}.",
            code="SAM-H412",
            hint="Ask for JSON, CSV, Turtle or N-Triples.",
        )
        self.sign, self.near = sign, near


class UpdateRefused(Refused):
    """The text changes data; a published release never changes."""

    def __init__(self, keyword: str, *, line: int, column: int) -> None:
        super().__init__(
            f"{keyword} changes data (line {line}, column {column}); this service only answers"
            " questions, a published release never changes.",
            code="SAM-Q012",
            hint="Change the sources or the mapping and publish a new release.",
        )
        self.keyword, self.line, self.column = keyword, line, column


class GroupMisread(Refused):
    """REPLACE has a group before a letter or digit, which the engine takes for part of its name."""

    status = 400

    def __init__(self, group: str, *, line: int, column: int) -> None:
        super().__init__(
            f"In REPLACE, {group} at line {line}, column {column} would be read as one group of"
            " that name, and be empty.",
            code="SAM-Q021",
            hint="Put the number in braces, as in ${1}c.",
        )
        self.group, self.line, self.column = group, line, column


class GraphsTooLarge(QueryError):
    """The query names large graphs as one default graph, and they have statements in common."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            "The graphs that the query names as its default graph have statements in common, and"
            " are too large to be put together for one query.",
            code="SAM-Q020",
            hint="Name one graph, or none for all of them; or ask GRAPH ?g and count DISTINCT.",
        )


class StoreUnreadable(ReleaseError):
    """A store cannot be opened by the query workers."""

    def __init__(self, path: Any, reason: str) -> None:
        super().__init__(
            f"The store {path} cannot be opened: {reason}",
            code="SAM-E101",
            hint="Build and publish the release again; `samenspel doctor` shows what is missing.",
        )
