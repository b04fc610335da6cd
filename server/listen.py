"""Listening: the socket, how many connections there may be, and an orderly end.

One process listens, takes HTTP apart and runs the application; there is no other that could outlive
it. SIGTERM and Ctrl-C let running answers finish for a moment and end everything within seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn

from kg.errors import UsageError
from kg.texts import Message
from server.connection import KEEP_SECONDS, Connection, Connections

RESERVED_FILES = 200
"""Open files kept for releases and workers; of the others half may be connections, for each may
read an answer or a dump that is a file as well."""
FEWEST = 8
"""Connections that there may be however few files may be open."""
UNSENT = 128 << 10
"""Bytes that the system holds for a slow reader, beside what is on its way."""
MOST_FILES = 65_536
"""Open files we ask for; each connection holds some kilobytes."""
GRACE_SECONDS = 2
"""Seconds that running answers get when we are asked to end."""
THREAD_SECONDS = 0.0005
"""Seconds that a thread which makes a page may compute while the loop waits for the interpreter."""
END_SECONDS = 2.0
"""Seconds after which a page that is still being made is not waited for."""
_UNFINISHED = "ASGI callable returned without completing response."
_TOO_SLOW = "Cancel %s running task(s), timeout graceful shutdown exceeded"


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that is bound and listens.

    Raises:
        UsageError: SAM-E102, the address is taken or not ours.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with contextlib.suppress(AttributeError, OSError):  # not every system has it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
    try:
        listener.bind((host, port))
        listener.listen(_backlog())
    except OSError as error:
        listener.close()
        raise UsageError(
            Message(
                "Listening on {host} port {port}: {reason}.",
                host=host,
                port=port,
                reason=error.strerror or error,
            ),
            code="SAM-E102",
            hint=Message(
                "Another program may use it; try `samenspel serve --port {port}`.", port=port + 1
            ),
        ) from error
    return listener


def raise_file_limit() -> int:
    """Allow as many open files as the system lets us; returns how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(FEWEST, (max(wanted, soft) - RESERVED_FILES) // 2)


def run(
    application: Any, listener: socket.socket, *, ready: Callable[[], None], root: str = ""
) -> None:
    """Serve an ASGI application until Ctrl-C or SIGTERM; calls `ready` once it can be asked.

    `root` is the path of the site, for what is refused before the application sees it.
    """
    sys.setswitchinterval(THREAD_SECONDS)
    logging.getLogger("uvicorn.error").addFilter(_leave_out_cut_answers)
    config = uvicorn.Config(
        application,
        http=Connection,
        ws="none",
        loop="uvloop",
        lifespan="on",
        log_level="error",  # what clients do wrong is no event
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the application believes them itself, when it may
        timeout_keep_alive=int(KEEP_SECONDS),
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=_backlog(),
    )
    _Server(config, Connections(raise_file_limit(), root), ready).run([listener])
    guard = threading.Timer(END_SECONDS, os._exit, [0])
    guard.daemon = True
    guard.start()


class _Server(uvicorn.Server):
    """uvicorn's server with our connections, a sweep at each tick and a plain end."""

    def __init__(
        self, config: uvicorn.Config, connections: Connections, ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self.server_state = self._connections = connections
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def on_tick(self, counter: int) -> bool:
        self._connections.sweep(asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


def _backlog() -> int:
    """Connections that may wait to be accepted: what the system carries."""
    try:
        return int(Path("/proc/sys/net/core/somaxconn").read_text())
    except (OSError, ValueError):
        return 4096


def _leave_out_cut_answers(record: logging.LogRecord) -> bool:
    """An answer that cannot be finished is cut on purpose, so that it never looks whole."""
    stopped = record.exc_info is not None and record.exc_info[0] is asyncio.CancelledError
    return record.msg not in (_UNFINISHED, _TOO_SLOW) and not stopped
