"""Counts for Prometheus: requests, seconds, bytes, workers and the release that is served."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from server.service import Service
from server.sparql.reply import Reply

SECONDS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
"""Upper ends of the classes of the histogram."""


class Metrics:
    """What is counted while a service runs; each service has its own registry."""

    def __init__(self, service: Service, *, made: Callable[[], tuple[str, int]]) -> None:
        """`made` tells the release of which pages were made for nobody yet, and how many."""
        self._made = made
        self._service, self._registry = service, CollectorRegistry()
        self._requests = Counter(
            "samenspel_requests",
            "Requests that ended, by kind of address and outcome",
            ["kind", "outcome"],
            registry=self._registry,
        )
        self._running = Gauge(
            "samenspel_requests_running",
            "Requests that are being answered",
            ["kind"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "samenspel_request_seconds",
            "Seconds from a request to the end of its answer",
            ["kind"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._bytes = Counter(
            "samenspel_response_bytes",
            "Bytes of bodies that were sent",
            ["kind"],
            registry=self._registry,
        )
        self._workers = Gauge(
            "samenspel_query_workers",
            "Query workers in service, and how many there should be",
            ["state"],
            registry=self._registry,
        )
        self._healthy = Gauge(
            "samenspel_healthy", "1 when nothing is wrong with the service", registry=self._registry
        )
        self._quads = Gauge(
            "samenspel_release_quads",
            "Quads of the release that is served",
            ["release"],
            registry=self._registry,
        )

        self._pages_made = Gauge(
            "samenspel_pages_made_beforehand",
            "Pages that were made when a release began to be served, before anybody asked",
            ["release"],
            registry=self._registry,
        )

    def begin(self, kind: str) -> None:
        """Count a request that begins."""
        self._running.labels(kind).inc()

    def end(self, kind: str, outcome: str, *, seconds: float, size: int) -> None:
        """Count a request that ended."""
        self._running.labels(kind).dec()
        self._requests.labels(kind, outcome).inc()
        self._seconds.labels(kind).observe(seconds)
        self._bytes.labels(kind).inc(size)

    def reply(self) -> Reply:
        """Everything that was counted, in the format that Prometheus reads."""
        told = self._service.describe_health()
        self._workers.labels("running").set(told["workers"])
        self._workers.labels("wanted").set(told["workers_wanted"])
        self._healthy.set(told["status"] == "ok")
        self._quads.clear()
        self._quads.labels(told["release"]).set(told["quads"] or 0)
        self._pages_made.clear()
        release, made = self._made()
        self._pages_made.labels(release).set(made)
        headers = (("Content-Type", CONTENT_TYPE_LATEST), ("Cache-Control", "no-store"))
        return Reply(200, headers, generate_latest(self._registry))


def may_read_metrics(client: str) -> bool:
    """Whether a client is in the house: on this machine or in a private network."""
    try:
        address = ip_address(client.partition("/")[0])
    except ValueError:
        return False
    return address.is_private or address.is_loopback
