"""Files on the web: fetched with limits, from public addresses only, and kept for the next time.

The address that is checked is the address that is connected to, so a name that resolves to
another one a moment later changes nothing. A copy is asked for again with its ETag or
Last-Modified; without a usable answer the copy of last time is not used silently: it is an error.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import re
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email.message import Message as Headers
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import httpcore
import httpx

from kg.errors import SourceError
from kg.sources.files import shown
from kg.sources.web_policy import WebPolicy
from kg.texts import Message

MAX_REDIRECTS = 5
RETRIES = 2
_ANYWHERE_PUBLIC = WebPolicy()
_TROUBLE = (
    httpx.HTTPError,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)


def fetch(url: str, cache: Path, *, policy: WebPolicy = _ANYWHERE_PUBLIC) -> Path:
    """The file at an http(s) address, in a folder of its own below `cache`.

    Raises:
        SourceError: it may not be fetched, or is not there, or is too large or too slow.
    """
    folder = cache / "web" / hashlib.sha256(url.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    kept = _kept(folder)
    with guarded_client(policy, Deadline(policy.timeout)) as client, explained(url):
        return _get(client, url, folder, kept, policy)


class Deadline:
    """A moment after which nothing is waited for any more; it may be moved."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left; below nought when it is past."""
        return self.at - time.monotonic()


def guarded_client(policy: WebPolicy, deadline: Deadline) -> httpx.Client:
    """A client that connects to addresses that may be fetched only, and follows no redirect."""
    return httpx.Client(
        transport=_Transport(_CheckedBackend(policy, deadline)),
        trust_env=False,
        timeout=min(30.0, policy.timeout),
        headers={"User-Agent": "samenspel", "Accept-Encoding": "gzip"},
    )


@contextmanager
def explained(url: str) -> Iterator[None]:
    """What goes wrong on the way, as an error for people.

    Raises:
        SourceError: there is no good answer.
    """
    try:
        yield
    except _TROUBLE as error:
        raise _no_answer(url, error) from None


def _get(
    client: httpx.Client,
    url: str,
    folder: Path,
    kept: dict[str, str],
    policy: WebPolicy,
) -> Path:
    conditions = {
        header: kept[field]
        for header, field in (("If-None-Match", "etag"), ("If-Modified-Since", "modified"))
        if field in kept
    }
    address = checked_url(url, url)
    for _ in range(MAX_REDIRECTS + 1):
        with client.stream("GET", address, headers=conditions) as response:
            if response.next_request is not None:
                address = checked_url(str(response.next_request.url), url)
                continue
            if response.status_code == httpx.codes.NOT_MODIFIED and kept:
                return folder / kept["name"]
            if response.status_code != httpx.codes.OK:
                raise _failed(
                    url,
                    Message("the server answers {status}", status=response.status_code),
                )
            return _save(response, url, folder, policy)
    raise _failed(
        url,
        Message("more than {most} redirections", most=MAX_REDIRECTS),
        "SAM-R061",
    )


def _save(response: httpx.Response, url: str, folder: Path, policy: WebPolicy) -> Path:
    name = file_name(str(response.url), response.headers.get("content-disposition", ""))
    part = folder / ".part"
    size = 0
    try:
        with part.open("wb") as out:
            for chunk in response.iter_bytes(1 << 16):
                size += len(chunk)
                if size > policy.max_bytes:
                    raise _failed(
                        url,
                        Message("more than {most} MB", most=policy.max_bytes >> 20),
                        "SAM-R062",
                    )
                out.write(chunk)
        part.replace(folder / name)
    finally:
        part.unlink(missing_ok=True)
    found = {
        "etag": response.headers.get("etag"),
        "modified": response.headers.get("last-modified"),
    }
    kept = {"name": name} | {key: value for key, value in found.items() if value}
    (folder / ".kept.json").write_text(json.dumps(kept), encoding="utf-8")
    return folder / name


def _kept(folder: Path) -> dict[str, str]:
    """What is known of the copy of last time; nothing when it is not whole."""
    try:
        kept = json.loads((folder / ".kept.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if (folder / kept["name"]).is_file() else {}


def file_name(url: str, disposition: str = "") -> str:
    """The name to keep a file under: what the server calls it, or the end of its address.

    Never a path; what does not belong in the name of a file becomes `_`.
    """
    header = Headers()
    header["Content-Disposition"] = re.sub(r"[\r\n]", " ", disposition)
    named = header.get_filename() or unquote(httpx.URL(url).path)
    name = PurePosixPath(named.replace("\\", "/")).name
    name = re.sub(r"[^\w.() -]", "_", name).lstrip(".")[-100:]
    return name or "download"


def checked_url(address: str, url: str) -> httpx.URL:
    """An address that `url` leads to, or itself, when it may be fetched at all.

    Raises:
        SourceError: it is no http(s), or holds a password.
    """
    try:
        found = httpx.URL(address)
    except httpx.InvalidURL:
        raise _failed(url, Message("this is no address"), "SAM-R061") from None
    if found.scheme not in ("http", "https") or not found.host:
        raise _failed(
            url,
            Message("only http and https are fetched, not {scheme}", scheme=found.scheme),
            "SAM-R061",
        )
    if found.userinfo:
        raise _failed(url, Message("the address holds a name or password"), "SAM-R061")
    return found


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also when IPv6 wraps IPv4."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        # Forms that a router may turn back into IPv4: mapped, compatible, 6to4, Teredo and NAT64.
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return is_public(str(inner))
        wraps = ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32")
        if any(found in ipaddress.IPv6Network(net) for net in wraps) or found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


class _Transport(httpx.BaseTransport):
    """Requests of httpx over a network of one's own, which its own transport has no setting for."""

    def __init__(self, network: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            # Of the environment only SSL_CERT_FILE and SSL_CERT_DIR count here.
            ssl_context=httpx.create_ssl_context(),
            network_backend=network,
            retries=RETRIES,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_ResponseBody(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _ResponseBody(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that may be connected to, and to the very ones it looked up."""

    def __init__(self, policy: WebPolicy, deadline: Deadline) -> None:
        self._policy, self._deadline = policy, deadline
        self._below = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise httpcore.ConnectError(
                Message("the name {host} is not known", host=host)
            ) from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if f"{host}:{port}" not in self._policy.allowed_hosts and not all(
            map(is_public, addresses)
        ):
            raise SourceError(
                Message(
                    "Fetching a file from {host}:{port}: this address lies in a private network.",
                    host=host,
                    port=port,
                ),
                code="SAM-R063",
                hint=Message(
                    "Only public addresses are fetched; the publication can allow this one by"
                    " name and port."
                ),
            )
        left = max(0.01, self._deadline.left())
        stream = self._below.connect_tcp(
            addresses[0], port, min(left, timeout or left), local_address, socket_options
        )
        return _TimedStream(stream, self._deadline)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends at a moment, however slowly the other side drips."""

    def __init__(self, below: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._below, self._deadline = below, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._below.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._below.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._below.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._left(timeout)
        return _TimedStream(
            self._below.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._below.get_extra_info(info)

    def _left(self, timeout: float | None) -> float:
        left = self._deadline.left()
        if left <= 0:
            raise httpcore.ReadTimeout(Message("it takes too long"))
        return min(left, timeout or left)


def _no_answer(url: str, error: Exception) -> SourceError:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        failed = _failed(
            url,
            Message(
                "the certificate of the server is not good ({reason})",
                reason=cause.verify_message,
            ),
            "SAM-R064",
        )
        failed.hint = Message(
            "Its owner must mend it. If an authority of your own made it, name the file with"
            " the certificate of that authority in the environment variable SSL_CERT_FILE."
        )
        return failed
    return _failed(url, Message("no good answer ({error})", error=error or type(error).__name__))


def _failed(url: str, what: str, code: str = "SAM-R060") -> SourceError:
    return SourceError(
        Message("Fetching {url}: {what}.", url=shown(url), what=what),
        code=code,
        hint=Message(
            "Check the address in a browser; or save the file and put its path in the mapping."
        ),
    )
