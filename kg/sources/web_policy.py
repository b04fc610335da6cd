"""What may be fetched from the web: apart from the fetching, whose libraries are slow to load."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WebPolicy:
    """What may be fetched: `allowed_hosts` ("host:port") may lie in a private network.

    `max_bytes` counts what is written, after unpacking; `timeout` is the seconds for all of it.
    """

    allowed_hosts: frozenset[str] = frozenset()
    max_bytes: int = 1 << 30
    timeout: float = 300.0
