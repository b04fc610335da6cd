"""Faults of the protocol, next to those of queries in `kg.store.errors`."""

# ruff: noqa: N818 - named after what happened, as readers of the API would say it

from __future__ import annotations

from kg.store.errors import QueryRefused, TypedQueryError
from server.error_codes import ERROR_CODES
from server.sparql.formats import GRAPHS, TABULAR


class NoQuery(QueryRefused):
    """The request carries no query."""

    def __init__(self) -> None:
        super().__init__(ERROR_CODES["SAM-P001"])


class BadParameter(QueryRefused):
    """A parameter of the request cannot be used; `parameter` says which."""

    def __init__(self, parameter: str, why: str) -> None:
        super().__init__(ERROR_CODES["SAM-P002"], parameter=parameter, why=why)
        self.parameter, self.why = parameter, why


class BodyUnreadable(QueryRefused):
    """The body is not the UTF-8 text it should be."""

    def __init__(self) -> None:
        super().__init__(ERROR_CODES["SAM-P003"])


class MediaTypeUnknown(QueryRefused):
    """The body comes in a media type that carries no query."""

    def __init__(self) -> None:
        super().__init__(ERROR_CODES["SAM-P004"])


class MethodNotAllowed(QueryRefused):
    """The HTTP method does not ask a question."""

    def __init__(self) -> None:
        super().__init__(ERROR_CODES["SAM-H405"])


class NothingAcceptable(TypedQueryError):
    """The Accept header takes none of the formats there are."""

    def __init__(self) -> None:
        self.offered = ", ".join([*TABULAR, *GRAPHS])
        super().__init__(ERROR_CODES["SAM-H406"], offered=self.offered)


class BodyUnfinished(TypedQueryError):
    """The body of the request did not come in time."""

    def __init__(self, seconds: int) -> None:
        super().__init__(ERROR_CODES["SAM-H440"], seconds=seconds)
        self.seconds = seconds


class AddressTooLong(QueryRefused):
    """The address of the request is longer than an address may be; `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(ERROR_CODES["SAM-H441"], limit=limit)
        self.limit = limit


class HeadersTooLarge(QueryRefused):
    """The header fields are larger or more than they may be; `limit` is in bytes."""

    def __init__(self, limit: int, fields: int) -> None:
        super().__init__(ERROR_CODES["SAM-H442"], limit=limit, fields=fields)
        self.limit, self.fields = limit, fields


class HeadUnreadable(QueryRefused):
    """What came is no HTTP request."""

    def __init__(self) -> None:
        super().__init__(ERROR_CODES["SAM-H400"])
