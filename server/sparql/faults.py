"""Faults of the protocol, next to those of queries in `kg.store.errors`."""

# ruff: noqa: N818 - named after what happened, as readers of the API would say it

from __future__ import annotations

from kg.errors import QueryError
from kg.store.errors import QueryRefused
from kg.texts import Message
from server.sparql.formats import GRAPHS, TABULAR


class NoQuery(QueryRefused):
    """The request carries no query."""

    def __init__(self) -> None:
        super().__init__(
            Message("The request carries no query."),
            code="SAM-P001",
            hint=Message(
                "Pass it as query=… by GET or in a form, or as the body of a POST with"
                " Content-Type: application/sparql-query."
            ),
        )


class BadParameter(QueryRefused):
    """A parameter of the request cannot be used; `parameter` says which."""

    def __init__(self, parameter: str, why: str) -> None:
        super().__init__(
            Message("The parameter {parameter} {why}.", parameter=parameter, why=why),
            code="SAM-P002",
        )
        self.parameter, self.why = parameter, why


class BodyUnreadable(QueryRefused):
    """The body is not the UTF-8 text it should be."""

    def __init__(self, why: str) -> None:
        super().__init__(Message("The body of the request {why}.", why=why), code="SAM-P003")
        self.why = why


class MediaTypeUnknown(QueryRefused):
    """The body comes in a media type that carries no query."""

    status = 415

    def __init__(self, media_type: str) -> None:
        super().__init__(
            Message(
                "A body of the type {media_type} carries no query.",
                media_type=media_type or "(none given)",
            ),
            code="SAM-P004",
            hint=Message("Use application/sparql-query or application/x-www-form-urlencoded."),
        )
        self.media_type = media_type


class MethodNotAllowed(QueryRefused):
    """The HTTP method does not ask a question."""

    status = 405

    def __init__(self, method: str) -> None:
        super().__init__(
            Message("{method} is not used here; GET and POST are.", method=method), code="SAM-H405"
        )
        self.method = method


class NothingAcceptable(QueryError):
    """The Accept header takes none of the formats there are."""

    status = 406

    def __init__(self) -> None:
        super().__init__(Message("None of the formats asked for is given here."), code="SAM-H406")
        self.offered = ", ".join([*TABULAR, *GRAPHS])


class BodyUnfinished(QueryError):
    """The body of the request did not come in time."""

    status = 408

    def __init__(self, seconds: int) -> None:
        super().__init__(
            Message(
                "The body of the request was not complete within {seconds} seconds.",
                seconds=seconds,
            ),
            code="SAM-H440",
        )
        self.seconds = seconds


class AddressTooLong(QueryRefused):
    """The address of the request is longer than an address may be; `limit` is in bytes."""

    status = 414

    def __init__(self, limit: int) -> None:
        super().__init__(
            Message("The address of the request has more than {limit} bytes.", limit=limit),
            code="SAM-H441",
            hint=Message(
                "Post the query: as the body with Content-Type: application/sparql-query, or as"
                " query=… in a form."
            ),
        )
        self.limit = limit


class HeadersTooLarge(QueryRefused):
    """The header fields are larger or more than they may be; `limit` is in bytes."""

    status = 431

    def __init__(self, limit: int, fields: int) -> None:
        super().__init__(
            Message(
                "The headers of the request have more than {limit} bytes, or are more than"
                " {fields}.",
                limit=limit,
                fields=fields,
            ),
            code="SAM-H442",
        )
        self.limit, self.fields = limit, fields


class HeadUnreadable(QueryRefused):
    """What came is no HTTP request."""

    def __init__(self) -> None:
        super().__init__(Message("What came is no HTTP request."), code="SAM-H400")
