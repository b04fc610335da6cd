"""One query on one worker: what each packet means, without waiting for any.

`QueryRun` holds the state that the blocking driver (`pool`) and the asyncio driver (`async_pool`)
share: they differ only in how they wait for a packet.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable

from kg.errors import QueryError
from kg.store.errors import (
    Busy,
    GraphsTooLarge,
    NotOffered,
    NoXmlForCharacter,
    NoXmlForProperty,
    QueryMemory,
    QueryTimeout,
    ResultTooLarge,
    ServiceRefused,
    WorkerDied,
)
from kg.store.query_text.syntax_error import explain_engine_error, explain_syntax
from kg.store.workers import protocol
from kg.store.workers.fork_server import Worker
from kg.store.workers.shares import Shares
from kg.store.workers.worker_group import WorkerGroup
from kg.texts import Message

CHUNK = 256 * 1024
"""Bytes read from a growing answer at once."""

_FORMS = {protocol.SELECT: "SELECT", protocol.ASK: "ASK", protocol.GRAPH: "CONSTRUCT or DESCRIBE"}


class QueryNotStarted(Exception):  # noqa: N818 - not a fault: the driver asks another worker
    """The worker ended before it took the job, so another may safely do it."""


class QueryRun:
    """The state of one query: sent, answered whole, or answered by a growing file.

    `form` is a letter of `protocol` (SELECT, ASK, GRAPH); `body` is the whole answer, or None when
    it comes by `chunk`; `complete` says that the worker has written everything. `buffer_budget`
    counts the bytes of finished answers that wait for slow readers, by `client`; without one they
    are read at once.
    """

    def __init__(
        self,
        group: WorkerGroup,
        worker: Worker,
        job: protocol.Job,
        seconds: float,
        buffer_budget: Shares,
        client: str = "",
    ) -> None:
        self.form = ""
        self.body: bytes | None = None
        self.complete = False
        self.wants_files = False
        self._group, self._worker, self._job, self._seconds = group, worker, job, seconds
        self._buffer_budget = buffer_budget
        self._client = client
        self._fd = -1
        self._read = 0
        self._size = 0
        self._freed = False

    @property
    def release(self) -> str:
        """Label of the release that answers."""
        return self._group.label

    @property
    def started(self) -> bool:
        """True when the form is known and bytes can be had."""
        return self.body is not None or self._fd >= 0

    @property
    def waits_for_worker(self) -> bool:
        """True while the worker's socket is ours to read."""
        return not self._freed

    def send(
        self, watch: Callable[[Worker], None], left: Callable[[], bool] = lambda: False
    ) -> bool:
        """Give the job to the worker; false when that worker is dead and another must do it.

        A query that runs long is stopped when the one who asked has `left`.
        """
        now = time.monotonic()
        self._worker.left = left
        self._worker.started, self._worker.deadline = now, now + self._seconds
        try:
            protocol.send_job(self._worker.sock, self._job)
        except OSError:
            self._group.discard(self._worker)
            self._freed = True
            return False
        watch(self._worker)
        return True

    def receive(self, flags: int = 0) -> bool:
        """Receive a packet and take it in; false when `flags` say not to wait and there is none.

        Raises:
            QueryError: the query failed, was stopped, or its worker died.
            QueryNotStarted: another worker must do it.
        """
        files: list[int] = []
        try:
            if self.wants_files:
                message, files = protocol.receive_with_files(
                    self._worker.sock, protocol.PACKET, flags=flags
                )
            else:
                receive_buffer = self._worker.receive_buffer
                message = bytes(
                    receive_buffer[: self._worker.sock.recv_into(receive_buffer, 0, flags)]
                )
        except BlockingIOError:
            return False
        except ConnectionResetError:  # closed with our job unread in it
            if not self.started and self._worker.kill_reason is None:
                self._freed = True
                self._group.discard(self._worker)
                raise QueryNotStarted from None
            message = b""
        except OSError:
            message = b""
        self._take(message, files)
        return True

    def _take(self, message: bytes, files: list[int]) -> None:
        kind = message[:1]
        if kind == protocol.WHOLE:
            self.form, self.body, self.complete = chr(message[1]), message[2:], True
            self._free()
        elif kind == protocol.BEGIN and not self.wants_files:
            self.form, self.wants_files = chr(message[1]), True
        elif kind == protocol.BEGIN:
            self.wants_files = False
            if files:
                self._fd = files[0]
            # Without a file, we have as many open as we may. What we ask ourselves we read at once.
            if not files or (self._client and not self._buffer_budget.has_room(self._client)):
                self.cancel()
                raise Busy(retry_after=10)
        elif kind == protocol.END:
            self._size = int.from_bytes(message[1:9], "little")
            self._buffer_budget.take(self._client, self._size)
            self.complete = True
            self._free()
        elif kind == protocol.FAULT:
            self._free()
            fault, said = json.loads(message[1:])
            raise self._explain(fault, said)
        elif kind != protocol.GREW:
            raise self._death()

    def chunk(self) -> bytes:
        """Return the next bytes of a growing answer; empty when none are there yet."""
        data = os.pread(self._fd, CHUNK, self._read)
        self._read += len(data)
        return data

    def cancel(self) -> None:
        """Stop the query by ending its worker, unless it is done."""
        if not self._freed:
            self._freed = True
            self._worker.kill("cancelled")
            self._group.discard(self._worker)

    def close(self) -> None:
        """Let go of the answer; a query that still runs is stopped."""
        self.cancel()
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
            self._buffer_budget.give_back(self._client, self._size)

    def _free(self) -> None:
        self._freed = True
        self._group.release(self._worker)

    def _explain(self, fault: str, said: str) -> QueryError:
        limits = self._group.limits
        if fault == "syntax":
            return explain_syntax(self._job.text, said)
        if fault == "size":
            return ResultTooLarge(limits.result)
        if fault == "memory":
            return QueryMemory(limits.memory)
        if fault == "merge":
            return GraphsTooLarge()
        if fault == "form":
            return NotOffered(_FORMS.get(said, said))
        if fault == "property":
            return NoXmlForProperty(said)
        if fault == "sign":
            return NoXmlForCharacter(*said.split("\n", 1))
        if "not permitted" in said or "SERVICE" in said:
            return ServiceRefused(line=1, column=1)
        return explain_engine_error(self._job.text, said) or WorkerDied(said)

    def _death(self) -> QueryError:
        """Say why the socket ended: we killed the worker, or it broke down."""
        kill_reason, words = self._worker.kill_reason, self._worker.stderr_tail()
        self._freed = True
        self._group.discard(self._worker)
        if kill_reason == "deadline":
            return QueryTimeout(self._seconds)
        if kill_reason is not None:
            return WorkerDied(Message("it was stopped: {why}", why=kill_reason))
        if any(sign in words for sign in ("memory allocation", "bad_alloc", "MemoryError")):
            return QueryMemory(self._group.limits.memory)
        if "total order" in words:
            return WorkerDied(Message("it cannot sort values of such mixed kinds"))
        if "stack overflow" in words:
            return WorkerDied(Message("the query is nested too deeply"))
        return WorkerDied(Message("its process ended"))
