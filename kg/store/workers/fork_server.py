"""Starting query workers, and ending them, from the process that serves.

The first worker costs the start of a Python with the engine in it; the others are forked from
that process and cost some milliseconds. Workers are held by a pidfd, so that a kill can never hit
a process that got the number of a dead one.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kg.store.errors import StoreUnreadable
from kg.store.workers import protocol
from kg.texts import Message

START_SECONDS = 30.0
"""Longest wait for a worker to open its store before it counts as broken."""

LOW_PRIORITY = 10
"""Niceness of a worker whose query has been running for a while."""

_ROOT = str(Path(__file__).resolve().parents[2])
_STDERR_TAIL = 4096


def _is_there() -> bool:
    return False


class Worker:
    """One query process as the front sees it.

    `started` and `deadline` (monotonic seconds) are those of the query that runs, `deadline` is
    None when none does; `client` is for whom it runs, `left` whether that one is gone;
    `receive_buffer` is where its packets are received; `kill_reason` says why we killed it.
    """

    __slots__ = (
        "_low",
        "_pidfd",
        "_stderr",
        "client",
        "deadline",
        "kill_reason",
        "layers",
        "left",
        "lowered",
        "pid",
        "receive_buffer",
        "reserved",
        "sock",
        "started",
    )

    def __init__(self, pid: int, pidfd: int, sock: socket.socket, stderr_tail: int) -> None:
        self.pid, self._pidfd, self.sock, self._stderr = pid, pidfd, sock, stderr_tail
        self.receive_buffer = bytearray(protocol.PACKET)
        self.started = 0.0
        self.deadline: float | None = None
        self.lowered = self._low = False
        self.kill_reason: str | None = None
        self.reserved = False
        self.client: str | None = None
        self.left: Callable[[], bool] = _is_there
        self.layers: list[tuple[str, bool, str]] = []

    def kill(self, kill_reason: str) -> None:
        """End the process now, and wake whoever waits for its answer first."""
        if self.kill_reason is None:
            self.kill_reason = kill_reason
        with suppress(OSError):  # closed already, or the worker's end is
            self.sock.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):  # dead already
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def lower_priority(self) -> None:
        """Let pages and short queries have the processor first."""
        self.lowered = True
        with suppress(OSError):  # it died meanwhile; whoever uses it will see
            os.setpriority(os.PRIO_PROCESS, self.pid, LOW_PRIORITY)

    def stay_low(self) -> None:
        """Let all others have the processor first, from now on."""
        self.lower_priority()
        self._low = True

    def restore_priority(self) -> bool:
        """Undo `lower_priority`; false when the system does not let us, as for most users."""
        if self.lowered and not self._low:
            try:
                os.setpriority(os.PRIO_PROCESS, self.pid, os.getpriority(os.PRIO_PROCESS, 0))
            except OSError:
                return False
            self.lowered = False
        return True

    def stderr_tail(self) -> str:
        """Return what the process wrote to its standard error, of a dead one its complaint."""
        size = os.fstat(self._stderr).st_size
        said = os.pread(self._stderr, _STDERR_TAIL, max(0, size - _STDERR_TAIL))
        return said.decode(errors="replace")

    def has_ended(self) -> bool:
        """True when the process is gone."""
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return bool(poll.poll(0))

    def close(self) -> None:
        """End the process and let go of everything we hold of it."""
        self.kill("closed")
        self.sock.close()
        for fd in (self._pidfd, self._stderr):
            os.close(fd)


class ForkServer:
    """Forks workers; restarts its process when that has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start_worker(
        self, store: Path, *, memory: int, result: int, base: str | None = None
    ) -> Worker:
        """Return a worker that has opened `store`.

        `memory` and `result` are bytes: what its process may hold, what an answer may measure.
        `base` resolves relative IRIs in queries.

        Raises:
            StoreUnreadable: the store does not open, or the worker cannot start.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        stderr_tail = os.memfd_create("samenspel-worker-stderr")
        wishes = {"store": str(store), "memory": memory, "result": result, "base": base}
        request = json.dumps(wishes).encode()
        try:
            with self._lock:
                pid, pidfd = self._fork(request, [theirs.fileno(), stderr_tail])
        except (OSError, RuntimeError) as error:
            ours.close()
            os.close(stderr_tail)
            raise StoreUnreadable(
                store, Message("no worker can be started ({error})", error=error)
            ) from error
        finally:
            theirs.close()
        worker = Worker(pid, pidfd, ours, stderr_tail)
        self._await_ready(worker, store)
        return worker

    def close(self) -> None:
        """End the process that forks; its workers end with it."""
        with self._lock:
            if self._control is not None:
                self._control.close()
                self._control = None
            if self._process is not None:
                try:
                    self._process.wait(2)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
                self._process = None

    def _fork(self, request: bytes, files: list[int]) -> tuple[int, int]:
        for attempt in (1, 2):
            control = self._control or self._start()
            try:
                protocol.send_with_files(control, request, files=files)
                message, received = protocol.receive_with_files(control, protocol.PACKET)
            except OSError:
                message, received = b"", []
            if message:
                return json.loads(message)["pid"], received[0]
            control.close()
            self._control = None
            if attempt == 1 and self._process is not None:
                self._process.kill()
                self._process.wait()
        raise RuntimeError("the process that starts workers ends at once")

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {
            **os.environ,
            "PYTHONPATH": _ROOT,
            "PYTHONDONTWRITEBYTECODE": "1",
            "RUST_BACKTRACE": "0",  # a trace would cost seconds before the abort
            "MALLOC_ARENA_MAX": "2",  # fewer half-empty heaps under the memory ceiling
        }
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kg.store.workers.worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self._control = ours
        return ours

    @staticmethod
    def _await_ready(worker: Worker, store: Path) -> None:
        worker.sock.settimeout(START_SECONDS)
        try:
            message = worker.sock.recv(protocol.PACKET)
        except OSError as error:
            message = protocol.FAULT + json.dumps(["start", str(error)]).encode()
        if message[:1] == protocol.READY:
            worker.layers = [(name, stands, why) for name, stands, why in json.loads(message[1:])]
            worker.sock.settimeout(None)
            return
        if message[:1] == protocol.FAULT:
            reason = json.loads(message[1:])[1]
        else:
            reason = worker.stderr_tail() or Message("the worker ended")
        worker.close()
        raise StoreUnreadable(store, reason)
