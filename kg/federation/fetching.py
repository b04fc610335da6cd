"""The only way out to the network: guarded requests to one peer, counted against its limits.

The guards are those of `kg.sources.web`: http(s) only, public addresses only, and the address that
is checked is the one that is connected to, at each redirect again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

import httpx

from kg.federation.faults import PeerError
from kg.federation.limits import USUAL, PeerLimits
from kg.release.peer_datasets import PeerConfig
from kg.sources.files import shown
from kg.sources.web import MAX_REDIRECTS, Deadline, checked_url, explained, guarded_client
from kg.sources.web_policy import WebPolicy
from kg.texts import Message

RDF_TYPES = (
    "application/n-quads, application/n-triples;q=0.9, text/turtle;q=0.8, application/trig;q=0.8,"
    " application/ld+json;q=0.6, application/rdf+xml;q=0.5"
)
"""What is asked for: what is quickest to read first."""
_PIECE = 1 << 16


@dataclass(frozen=True)
class PeerAnswer:
    """What came back: where from in the end, and in which file its unpacked body lies."""

    url: str
    status: int
    media_type: str
    path: Path
    size: int
    etag: str | None = None
    modified: str | None = None
    cache_control: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    """Addresses of the Link header, by their relation."""

    @property
    def is_fresh(self) -> bool:
        """Whether it has a new body: what was had already stays as it is."""
        return self.status == httpx.codes.OK

    @property
    def is_immutable(self) -> bool:
        """Whether it says that it never changes."""
        return "immutable" in self.cache_control

    def text(self) -> bytes:
        """The body, which `PeerLimits.page_bytes` bounds."""
        return self.path.read_bytes()


def policy_for(peer: PeerConfig, limits: PeerLimits = USUAL) -> WebPolicy:
    """What may be connected to for a peer: the public web, and its own host where that is private.

    `allow_private` opens the very hosts and ports that samenspel.toml names for it, and no other.
    """
    named = (peer.url, *(dataset.url for dataset in peer.datasets)) if peer.allow_private else ()
    return WebPolicy(frozenset(map(host_of, named)), limits.total_bytes, limits.seconds)


def host_of(url: str) -> str:
    """The host and port of an address, as policies name them."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


class PeerClient:
    """Requests to one peer; all of them together stay below its limits."""

    def __init__(self, policy: WebPolicy, work: Path, *, limits: PeerLimits = USUAL) -> None:
        self.limits, self._work = limits, work
        self._whole, self._deadline = Deadline(limits.seconds), Deadline(limits.seconds)
        self._client = guarded_client(policy, self._deadline)
        self._bytes = 0
        self.requests = 0
        work.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> PeerClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(
        self,
        url: str,
        *,
        accept: str = RDF_TYPES,
        etag: str | None = None,
        modified: str | None = None,
        most: int | None = None,
        name: str = "answer",
    ) -> PeerAnswer:
        """What lies at an address, in the file `name` of the work folder.

        `etag` and `modified` are those of what is had already: status 304 says that it holds.
        `most` are the bytes that it may have (default: those of a page).

        Raises:
            SourceError: it may not be connected to, or does not answer.
            PeerError: a limit is passed.
        """
        headers = {"Accept": accept}
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        address = checked_url(url, url)
        with explained(url):
            for _ in range(MAX_REDIRECTS + 1):
                self._count(url)
                with self._client.stream("GET", address, headers=headers) as response:
                    if response.next_request is not None:
                        address = checked_url(str(response.next_request.url), url)
                        continue
                    return self._answer(response, self._work / name, most or self.limits.page_bytes)
        raise PeerError(
            Message(
                "Fetching {url}: more than {most} redirections.", url=shown(url), most=MAX_REDIRECTS
            ),
            code="SAM-R061",
        )

    def _count(self, url: str) -> None:
        self.requests += 1
        if self.requests > self.limits.requests:
            raise too_much(url, Message("more than {most} requests", most=self.limits.requests))
        if self._whole.left() <= 0:
            raise too_much(url, Message("it takes too long"))
        self._deadline.at = min(self._whole.at, Deadline(self.limits.request_seconds).at)

    def _answer(self, response: httpx.Response, path: Path, most: int) -> PeerAnswer:
        url, size = str(response.url), 0
        with path.open("wb") as out:
            for piece in response.iter_bytes(_PIECE):
                size += len(piece)
                self._bytes += len(piece)
                self._judge(url, size, packed=response.num_bytes_downloaded, most=most)
                out.write(piece)
        headers = response.headers
        return PeerAnswer(
            url,
            response.status_code,
            headers.get("content-type", "").partition(";")[0].strip().lower(),
            path,
            size,
            headers.get("etag"),
            headers.get("last-modified"),
            headers.get("cache-control", ""),
            _links(response),
        )

    def _judge(self, url: str, size: int, *, packed: int, most: int) -> None:
        limits = self.limits
        if size > most:
            raise too_much(url, Message("more than {most} bytes", most=most))
        if self._bytes > limits.total_bytes:
            raise too_much(url, Message("more than {most} bytes", most=limits.total_bytes))
        if size > limits.growth_free and size > limits.growth * packed:
            raise too_much(url, Message("it grows more than {times} times", times=limits.growth))
        if self._deadline.left() <= 0:
            raise too_much(url, Message("it takes too long"))


def expected(answer: PeerAnswer) -> PeerAnswer:
    """An answer that must be there.

    Raises:
        PeerError: the server gives another status than 200 or 304.
    """
    if answer.status not in (httpx.codes.OK, httpx.codes.NOT_MODIFIED):
        raise PeerError(
            Message(
                "Fetching {url}: the server answers {status}.",
                url=shown(answer.url),
                status=answer.status,
            ),
            code="SAM-N001",
            hint=Message("What was taken in before stays. Ask the publisher if it lasts."),
        )
    return answer


def too_much(url: str, what: Message) -> PeerError:
    """The fault of what passes a limit."""
    return PeerError(
        Message("Fetching {url}: {what}.", url=shown(url), what=what),
        code="SAM-N002",
        hint=Message("What was taken in before stays. Ask the publisher what is the matter."),
    )


def _links(response: httpx.Response) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in response.links.values():
        target = link.get("url")
        for relation in (link.get("rel") or "").split():
            if target:
                found.setdefault(relation, str(response.url.join(target)))
    return found
