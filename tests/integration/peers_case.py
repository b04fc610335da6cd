"""A publisher on loopback that does what a test says, and a hub that follows it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from command import run

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
HUB = """\
base = "https://hub.example.be/"
languages = ["nl"]
dataset = []
[title]
nl = "Regio"
[publisher]
iri = "https://hub.example.be/id/organisation/regio"
name.nl = "Regio"
"""
TYPES = {
    "nq": "application/n-quads",
    "nt": "application/n-triples",
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "gz": "application/gzip",
    "html": "text/html",
}


@dataclass
class Page:
    """What is answered at an address."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None


Maker = Callable[[str], Page]


@dataclass
class Publisher:
    """A running publisher; `pages` may be changed at any time, `asked` has what was asked."""

    base: str
    pages: dict[str, Page | Maker] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, path: str, text: str | bytes, **told: Any) -> None:
        """Answer with a text; `{base}` in it is the address of this publisher."""
        if isinstance(text, str):
            text = text.replace("{base}", self.base).encode()
        kind = TYPES.get(path.rpartition(".")[2], "text/turtle")
        headers = {"Content-Type": kind, **told.pop("headers", {})}
        self.pages[path] = Page(text, headers=headers, **told)


class PublishingServer(ThreadingHTTPServer):
    """A server that says nothing of clients that go away."""

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def publishing() -> Iterator[Publisher]:
    """A publisher until the end of the block."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            publisher.asked.append(self.path)
            page = publisher.pages.get(self.path) or publisher.pages.get(
                self.path.partition("?")[0]
            )
            if callable(page):
                page = page(self.path)
            page = page or Page(status=404)
            if page.etag and self.headers.get("If-None-Match") == page.etag:
                page = Page(status=304, etag=page.etag)
            self.send_response(page.status)
            headers = dict(page.headers) | ({"ETag": page.etag} if page.etag else {})
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = PublishingServer(("127.0.0.1", 0), Answering)
    publisher = Publisher(f"http://127.0.0.1:{server.server_address[1]}/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield publisher
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Hub:
    """A publication that has nothing but peers."""

    folder: Path

    def follow(self, url: str, name: str = "buur", *more: object, code: int = 0) -> str:
        """`peers add`."""
        given = ["--allow-private", "--id", name, "--name", name.title(), "--yes", *more]
        if "--licence" not in more and "--no-licence" not in more:
            given += ["--licence", CC0]
        given = [one for one in given if one != "--no-licence"]
        return run("peers", "add", url, "--publication", self.folder, *given, code=code)

    def sync(self, *more: object, code: int = 0) -> dict[str, Any]:
        """`peers sync`, as machines are told of it."""
        said = run("peers", "sync", "--publication", self.folder, "--json", *more, code=code)
        return json.loads(said)

    def take(self, code: int = 0) -> dict[str, Any]:
        """`peers sync` without a release: what was done with the one dataset."""
        (one,) = self.sync("--no-build", code=code)["datasets"]
        return one

    def listed(self) -> dict[str, Mapping[str, Any]]:
        """`peers list`: what is told of each dataset, by id."""
        said = json.loads(run("peers", "list", "--publication", self.folder, "--json"))
        return {one["id"]: one for peer in said["peers"] for one in peer["datasets"]}

    def taken(self, peer: str = "buur", dataset: str | None = None) -> list[str]:
        """The lines that were taken in, without their graph."""
        place = self.folder / ".samenspel" / "peers" / peer
        files = place.glob(f"{dataset or '*'}/*.nq")
        return [line.rpartition(" <")[0] for f in files for line in f.read_text().splitlines()]

    def subjects(self, peer: str = "buur") -> set[str]:
        """The things that were taken in."""
        return {line.partition(" ")[0][1:-1] for line in self.taken(peer)}


def make_hub(folder: Path) -> Hub:
    """A hub without any peer yet."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "samenspel.toml").write_text(HUB, encoding="utf-8")
    return Hub(folder)


def organisations(base: str, *numbers: int, name: str = "Vereniging") -> str:
    """Organisations as N-Triples."""
    return "".join(
        f"<{base}id/organisation/{n}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        f" <http://www.w3.org/ns/org#Organization> .\n"
        f"<{base}id/organisation/{n}> <http://www.w3.org/2004/02/skos/core#prefLabel>"
        f' "{name} {n}"@nl .\n'
        for n in numbers
    )
