"""What the pages need from the running service: a query pool, a release and a base IRI."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from flask import current_app

if TYPE_CHECKING:
    from kg.store.workers.pool import Answer, Term
    from kg.store.workers.protocol import Job
    from kg.store.workers.worker_group import Limits


class Asking(Protocol):
    """The part of the query pool that pages use."""

    limits: Limits

    def select(self, query: str, *, deadline: float | None = None) -> list[dict[str, Term]]:
        """The rows of a SELECT; a variable without a value is absent from its row."""

    def ask(self, query: str) -> bool:
        """The answer to an ASK."""

    def construct(
        self,
        query: str,
        *,
        media_type: str = "text/turtle",
        prefixes: Mapping[str, str] | None = None,
        also: str = "",
    ) -> bytes:
        """The graph of a CONSTRUCT in an RDF syntax, and the N-Triples `also`."""

    def run_job(self, job: Job) -> Answer:
        """The answer to any query as it comes; `close` stops a query that still runs."""

    def running(self) -> tuple[int, int]:
        """How many queries from outside may run at once, and how many of one client."""


class Released(Protocol):
    """The part of a release that pages use."""

    path: Path
    manifest: Mapping[str, Any]
    id: str
    base: str


class Service(Protocol):
    """One release being served."""

    pool: Asking
    release: Released
    base: str


def current_service() -> Service:
    """The service of this application (`app.extensions["samenspel"]`)."""
    return cast(Service, current_app.extensions["samenspel"])
