"""What others notice while one client misbehaves: `/health` and a small query, beside each attack.

    python -m benchmarks.attacks [ROWS] [SECONDS]

Starts a server of its own on the loopback and attacks nothing else. Attackers come from 127.0.0.2,
the canary from 127.0.0.1, so that they are two clients. Every attack is bounded in connections and
time.
"""

from __future__ import annotations

import asyncio
import http.client
import multiprocessing
import resource
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import quote

from benchmarks.build import SAMENSPEL
from benchmarks.measure import show
from benchmarks.serving import free_port, published, serving

HERE, ATTACKER = "127.0.0.1", "127.0.0.2"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * { ?s ?p ?o } LIMIT 200000"
CANARY = "SELECT ?s { ?s a ?c } LIMIT 1"
PAUSE = 0.02
"""Seconds between two questions of the canary."""

Client = Callable[[int, float], Awaitable[None]]


def main(rows: int = 20_000, seconds: float = 8.0) -> None:
    """Run every attack in turn and print what the canary saw."""
    with published(rows) as publication:
        port = free_port()
        serve = [SAMENSPEL, "serve", str(publication), "--port", str(port)]
        with serving(serve, port, publication.parent / "serve.log"):
            table = [_measure(name, port, seconds) for name in ATTACKS]
    show(
        f"Milliseconds while one client misbehaves for {seconds:g} s",
        ("attack", "connections", "/health p99", "max", "query p99", "max", "failed"),
        table,
    )


def _measure(name: str, port: int, seconds: float) -> tuple[object, ...]:
    count, _ = ATTACKS[name]
    attack = multiprocessing.Process(target=_attack, args=(name, port, seconds), daemon=True)
    attack.start()
    time.sleep(0.7)  # until it is in full swing
    seen: dict[str, list[float]] = {"/health": [], f"/sparql?query={quote(CANARY)}": []}
    failed: list[str] = []
    threads = [
        threading.Thread(target=_watch, args=(port, path, seconds - 1.5, times, failed))
        for path, times in seen.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    attack.terminate()
    attack.join()
    time.sleep(0.5)
    health, query = (sorted(times) or [float("nan")] for times in seen.values())
    return name, count, _p99(health), health[-1], _p99(query), query[-1], len(failed)


def _p99(times: list[float]) -> float:
    return times[min(len(times) - 1, int(len(times) * 0.99))]


def _watch(port: int, path: str, seconds: float, times: list[float], failed: list[str]) -> None:
    end = time.monotonic() + seconds
    while (started := time.monotonic()) < end:
        connection = http.client.HTTPConnection(HERE, port, timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                failed.append(str(response.status))
        except (OSError, http.client.HTTPException) as error:
            failed.append(repr(error))
        connection.close()
        times.append(round(1000 * (time.monotonic() - started), 1))
        time.sleep(PAUSE)


def _attack(name: str, port: int, seconds: float) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 10_000), hard))
    count, client = ATTACKS[name]
    asyncio.run(_crowd(count, client, port, seconds))


async def _crowd(count: int, client: Client, port: int, seconds: float) -> None:
    end = time.monotonic() + seconds

    async def one() -> None:
        while time.monotonic() < end:
            with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
                await client(port, end - time.monotonic())
            await asyncio.sleep(0.01)

    await asyncio.gather(*(one() for _ in range(count)))


async def _open(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(HERE, port, local_addr=(ATTACKER, 0), limit=1024)


async def _stay(port: int, seconds: float, text: str) -> None:
    """Send something and then nothing, and read nothing."""
    _, writer = await _open(port)
    writer.write(text.encode())
    try:
        await asyncio.sleep(seconds)
    finally:
        writer.transport.abort()


async def _ask(port: int, seconds: float, text: str, body: str = "") -> None:
    """Send a request and read its answer, or give up after `seconds`."""
    reader, writer = await _open(port)
    writer.write((text + body).encode())
    try:
        async with asyncio.timeout(seconds):
            while await reader.read(65536):
                pass
    finally:
        writer.transport.abort()


def _get(path: str, *headers: str) -> str:
    lines = [f"GET {path} HTTP/1.1", f"Host: {HERE}", "Connection: close", *headers]
    return "\r\n".join(lines) + "\r\n\r\n"


def _post(body: str, length: int | None = None) -> str:
    head = f"POST /sparql HTTP/1.1\r\nHost: {HERE}\r\nContent-Type: application/sparql-query\r\n"
    size = len(body) if length is None else length
    return f"{head}Connection: close\r\nContent-Length: {size}\r\n\r\n{body}"


def _stays(text: str) -> Client:
    return lambda port, seconds: _stay(port, seconds, text)


def _asks(text: str, patience: float = 10.0) -> Client:
    return lambda port, seconds: _ask(port, min(seconds, patience), text)


PAGE = _get(f"/sparql?text={quote(HEAVY)}", "Accept: text/html")
ATTACKS: dict[str, tuple[int, Client]] = {
    "none": (0, _stays("")),
    "idle connections": (2000, _stays("")),
    "unfinished heads": (500, _stays("GET / HTTP/1.1\r\nHost: x\r\nX: ")),
    "unfinished bodies": (500, _stays(_post("ASK", 100_000))),
    "slow readers of a dump": (200, _stays(_get("/dumps/gemeente-1.nq.gz"))),
    "slow readers of large answers": (50, _stays(_get(f"/sparql?query={quote(LARGE)}"))),
    "one client that asks heavy queries": (20, _asks(_get(f"/sparql?query={quote(HEAVY)}"))),
    "page queries, abandoned": (20, _asks(PAGE, 0.3)),
    "SELECT SELECT …, 28 kB": (4, _asks(_post("SELECT " * 4000))),
    "words that are none, 250 kB": (4, _asks(_post("zqxwv " * 42_000))),
    "Accept of 450 kB": (4, _asks(_get("/sparql?query=ASK%7B%7D", "Accept: " + "a/b," * 110_000))),
    "long searches": (8, _asks(_get("/search?q=" + "qa+" * 30))),
    "pages": (8, _asks(_get("/"))),
}


if __name__ == "__main__":
    main(*(kind(text) for kind, text in zip((int, float), sys.argv[1:], strict=False)))
