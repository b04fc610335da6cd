"""What may be fetched of one peer at most: whatever is more stops its sync, and no other's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PeerLimits:
    """Limits for one dataset of a peer in one sync."""

    page_bytes: int = 64 << 20
    """Bytes of a page or catalogue, after unpacking: a page is held in memory while it is read."""
    dump_bytes: int = 4 << 30
    """Bytes of a dump, before and after unpacking."""
    total_bytes: int = 8 << 30
    """Bytes of all answers together, after unpacking."""
    requests: int = 100_000
    """Requests, pages of a stream or an endpoint among them."""
    members: int = 20_000_000
    """Members of a stream."""
    request_seconds: float = 300.0
    seconds: float = 4 * 3600.0
    """For all of it: what is left over is fetched the next time."""
    growth: int = 200
    """Times an answer may grow when it is unpacked, where it is more than `growth_free` bytes."""
    growth_free: int = 16 << 20


USUAL = PeerLimits()
