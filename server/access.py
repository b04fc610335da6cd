"""What operators see of each request: a line of JSON in a log, and counts for Prometheus.

A line names the request, what was asked in general (of a query only a digest), the release that
answered, how long it took and how it ended. Of the client's address only the network is kept:
enough to see that one client asks much, too little to say who it is.
"""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from ipaddress import ip_address, ip_network
from pathlib import Path
from time import perf_counter
from typing import Any

from server.messages import Scope, Send
from server.metrics import Metrics

LOG = logging.getLogger("samenspel.access")
"""One message for each request, which is JSON already."""
_NAMES = (
    "sparql id doc ns resource search views catalog dumps feeds api releases why errors static"
    " health metrics timemap"
)
KINDS = frozenset(_NAMES.split())
"""First parts of addresses that are told apart; all others are pages."""
_NETWORK = {4: 24, 6: 48}
"""Bits of an address that are kept."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass
class AccessRecord:
    """What is known of a request while it is answered; `outcome` is said when it ended."""

    id: str
    method: str
    kind: str
    network: str
    began: float
    status: int = 0
    size: int = 0
    query: str | None = None
    release: str | None = None
    code: str | None = None
    ended: bool = False

    @property
    def outcome(self) -> str:
        """How it ended: `ok`, `refused`, `failed`, or `cut` when the client has no whole answer."""
        if not self.ended:
            return "cut"
        return "ok" if self.status < 400 else "refused" if self.status < 500 else "failed"

    def sender(self, send: Send) -> Send:
        """A `send` that notes the status and the size, and tells the client the request's id."""

        async def noted(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                headers = [*message.get("headers", ()), (b"x-request-id", self.id.encode())]
                message = {**message, "headers": headers}
            else:
                self.size += len(message.get("body", b""))
            await send(message)
            self.ended = message["type"] == "http.response.body" and not message.get("more_body")

        return noted


_CURRENT: ContextVar[AccessRecord | None] = ContextVar("access_record", default=None)


def note(*, query: str | None = None, release: str | None = None, code: str | None = None) -> None:
    """Say more of the request that is answered: the text of its query, the release, an error."""
    record = _CURRENT.get()
    if record is None:
        return
    if query is not None:
        record.query = blake2b(query.encode("utf-8", "replace"), digest_size=6).hexdigest()
    record.release = release or record.release
    record.code = code or record.code


@contextmanager
def recorded(scope: Scope, path: str, *, client: str, metrics: Metrics) -> Iterator[AccessRecord]:
    """Record a request as long as the context lasts; the log gets its line at the end."""
    record = AccessRecord(
        _id(scope), scope["method"], kind_of(path), network_of(client), perf_counter()
    )
    token = _CURRENT.set(record)
    metrics.begin(record.kind)
    try:
        yield record
    finally:
        _CURRENT.reset(token)
        seconds = perf_counter() - record.began
        metrics.end(record.kind, record.outcome, seconds=seconds, size=record.size)
        if LOG.isEnabledFor(logging.INFO):
            LOG.info(_line(record, seconds))


def _line(record: AccessRecord, seconds: float) -> str:
    told = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request": record.id,
        "method": record.method,
        "kind": record.kind,
        "status": record.status,
        "outcome": record.outcome,
        "seconds": round(seconds, 4),
        "bytes": record.size,
        "network": record.network,
        "release": record.release,
        "query": record.query,
        "code": record.code,
    }
    return json.dumps({key: value for key, value in told.items() if value is not None})


def kind_of(path: str) -> str:
    """The kind of an address: one of few words, whatever a client makes up."""
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in KINDS else "page"


def network_of(client: str) -> str:
    """The network of a client's address; nothing of what is no address."""
    try:
        address = ip_address(client.partition("/")[0])
    except ValueError:
        return ""
    return str(ip_network((address, _NETWORK[address.version]), strict=False))


def _id(scope: Scope) -> str:
    """The id that a proxy gave the request, if it is one, else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value.decode("latin-1")):
            return str(value.decode("latin-1"))
    return uuid.uuid4().hex


def write_log(target: str) -> None:
    """Write access lines to a file, or to standard error when it is `-`."""
    handler = logging.StreamHandler() if target == "-" else logging.FileHandler(Path(target))
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
