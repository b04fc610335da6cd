"""A real `samenspel serve` on loopback, and a small HTTP client, for the tests of this folder."""

from __future__ import annotations

import html
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Reply:
    """What came back; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Served:
    """A running server."""

    port: int
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout: float = 30,
    ) -> Reply:
        """One request on a connection of its own; a cut answer raises IncompleteRead."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())
        finally:
            connection.close()

    def get(self, query: str | None = None, **options: str) -> Reply:
        """GET /sparql; `accept` and `if_none_match` are headers, other options parameters."""
        names = {
            "accept": "Accept",
            "if_none_match": "If-None-Match",
            "language": "Accept-Language",
        }
        headers = {names[key]: options.pop(key) for key in list(options) if key in names}
        parameters = options if query is None else {"query": query, **options}
        return self.request("GET", f"/sparql?{urlencode(parameters)}", headers)

    def workers(self) -> set[int]:
        """Process ids of everything below the server that runs queries."""
        found = set()
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    command = (folder / "cmdline").read_bytes()
                    if b"kg.store.workers.worker" in command and self._is_ours(int(folder.name)):
                        found.add(int(folder.name))
                except OSError:
                    continue
        return found

    def _is_ours(self, pid: int) -> bool:
        while pid > 1:
            if pid == self.process.pid:
                return True
            pid = int((Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
        return False


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(*arguments: str) -> subprocess.Popen[str]:
    """Start `samenspel serve` with these arguments."""
    code = (
        "import sys; from kg.errors import SamenspelError; from server.command import serve\n"
        "try: serve()\n"
        "except SamenspelError as error: sys.exit(f'{error.code} {error}')"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def add_dump(release: Path, size: int) -> None:
    """Give a release /dumps/d0.nq.gz, of `size` bytes that are no text."""
    (release / "dumps").mkdir()
    (release / "dumps" / "d0.nq.gz").write_bytes(random.Random(1).randbytes(size))
    manifest = json.loads((release / "manifest.json").read_text())
    graph = {
        "iri": f"{manifest['base']}id/dataset/d0",
        "kind": "dataset",
        "id": "d0",
        "quads": 1,
        "dump": "dumps/d0.nq.gz",
    }
    manifest["graphs"] = [*manifest["graphs"], graph]
    manifest["files"]["dumps/d0.nq.gz"] = f"{size:064x}"
    (release / "manifest.json").write_text(json.dumps(manifest))


@contextmanager
def serving(place: Path, *arguments: str) -> Iterator[Served]:
    """Serve `place` until the end of the block."""
    port = free_port()
    process = start(str(place), "--port", str(port), *arguments)
    served = Served(port, process)
    try:
        end = time.monotonic() + 120
        while process.poll() is None:
            assert time.monotonic() < end, "the server does not answer"
            try:
                if served.request("GET", "/health", timeout=1).status == 200:
                    break
            except OSError:
                time.sleep(0.05)
        if process.poll() is not None:
            raise AssertionError(f"the server ended: {process.communicate()[1]}")
        yield served
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def follow(served: Served, place: str, accept: str) -> Reply:
    """GET, and go where we are led as long as it is this host."""
    for _ in range(5):
        reply = served.request("GET", place, {"Accept": accept})
        if reply.status not in (301, 302, 303, 307, 308):
            return reply
        led = reply.headers["location"]
        assert re.match(r"/(?![/\\])[\x21-\x7e]*$", led), f"{place} leads to {led!r}"
        place = led
    raise AssertionError(f"{place} leads nowhere")


def heading(reply: Reply) -> str:
    """The heading of a page, as text."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", reply.text, re.S)
    return html.unescape(re.sub(r"<[^>]*>", "", found[1])).strip() if found else ""
