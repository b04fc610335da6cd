"""The process that runs queries, and the one it is forked from. The only users of the engine here.

Started as `python -m kg.store.workers.worker FD`: imports the engine, puts up the layers of
`sandbox`, and forks a worker for each request on the control socket FD; it ends when that socket
closes, and its workers end with it. A worker opens one store read-only and answers one job at a
time until its socket closes or it is killed, which is how a query is stopped.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from kg.store import dataset
from kg.store.spreadsheet import write_rows
from kg.store.workers import protocol, sandbox
from kg.store.xml_text import UnwritableError, XmlText, writable

STACK = 256 << 20
"""Bytes the main thread's stack may grow to: the engine's parser and evaluator recurse."""

_TABULAR = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "sheet": ox.QueryResultsFormat.CSV,
}
_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


class _TooLargeError(Exception):
    """The answer passed the size an answer may have."""


class _NotOfferedError(Exception):
    """The asker cannot take any format of this form."""


class Outlet:
    """Where the engine's serialiser writes: kept back while small, then a growing memfd."""

    def __init__(self, sock: socket.socket, form: str, limit: int) -> None:
        self._sock, self._form, self._limit = sock, form, limit
        self._held: list[bytes] = []
        self._size = 0
        self._told = 0
        self._fd = -1

    def write(self, chunk: bytes) -> int:
        """Take a chunk (bytes written, as a file would answer)."""
        self._size += len(chunk)
        if self._size > self._limit:
            raise _TooLargeError
        if self._fd >= 0:
            protocol.write_all(self._fd, chunk)
            if self._size - self._told >= protocol.STEP:
                self._tell()
        else:
            self._held.append(bytes(chunk))
            if self._size > protocol.HOLD:
                self._begin()
        return len(chunk)

    def flush(self) -> None:
        """Nothing is kept back on purpose here."""

    def end(self) -> None:
        """Send what is held, or say that the memfd is complete."""
        if self._fd < 0:
            self._sock.send(protocol.WHOLE + self._form.encode() + b"".join(self._held))
        else:
            self._sock.send(protocol.END + self._size.to_bytes(8, "little"))

    def close(self) -> None:
        """Let go of the memfd; the front has its own descriptor."""
        if self._fd >= 0:
            os.close(self._fd)

    def _begin(self) -> None:
        self._fd = os.memfd_create("samenspel-answer")
        protocol.write_all(self._fd, b"".join(self._held))
        self._held.clear()
        self._told = self._size
        self._sock.send(protocol.BEGIN + self._form.encode())
        protocol.send_with_files(self._sock, protocol.BEGIN, files=[self._fd])

    def _tell(self) -> None:
        self._told = self._size
        with contextlib.suppress(BlockingIOError):  # the last ones lie unread; END will wake it
            self._sock.send(protocol.GREW, socket.MSG_DONTWAIT)


def main(control_fd: int) -> None:
    """Serve requests for workers until the control socket closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal group
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries dead workers
    control = socket.socket(fileno=control_fd)
    layers = sandbox.close_in()
    while True:
        message, files = protocol.receive_with_files(control, protocol.PACKET)
        if not message:
            return
        request = json.loads(message)
        me = os.getpid()
        pid = os.fork()
        if pid == 0:
            control.close()
            _become_worker(request, files, me, layers)
        pidfd = os.pidfd_open(pid)
        protocol.send_with_files(control, json.dumps({"pid": pid}).encode(), files=[pidfd])
        for fd in (pidfd, *files):
            os.close(fd)


def _become_worker(
    request: dict[str, Any], files: list[int], parent: int, layers: list[sandbox.Layer]
) -> None:
    """Set up the forked process, serve, and end without returning to the parent's loop."""
    try:
        channel, stderr_tail = files
        os.dup2(stderr_tail, 2)
        os.close(stderr_tail)
        layers = [*layers, sandbox.die_with_parent(parent)]
        sock = socket.socket(fileno=channel)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        sandbox.raise_stack(STACK)
        layers.append(sandbox.limit_memory(request["memory"]))
        serve(sock, request, layers=layers)
        os._exit(0)
    except BaseException as error:
        sys.stderr.write(repr(error))
        sys.stderr.flush()
        os._exit(70)


def serve(sock: socket.socket, request: dict[str, Any], *, layers: list[sandbox.Layer]) -> None:
    """Open the store and answer jobs until the socket closes."""
    try:
        store = ox.Store.read_only(request["store"])
    except (OSError, ValueError) as error:
        _send_fault(sock, "store", str(error))
        return
    shares = dataset.read_shares(Path(request["store"]).with_name("manifest.json"))
    sock.send(
        protocol.READY + json.dumps([[w.name, w.in_force, w.detail] for w in layers]).encode()
    )
    while (job := protocol.receive_job(sock)) is not None:
        try:
            _answer(
                dataset.run(store, shares, job=job, base=request["base"]),
                job,
                sock,
                request["result"],
            )
        except _NotOfferedError as error:
            _send_fault(sock, "form", str(error))
        except dataset.TooMuchToMergeError:
            _send_fault(sock, "merge", "")
        except UnwritableError as error:
            _send_fault(sock, error.fault, str(error))
        except _TooLargeError:
            _send_fault(sock, "size", "")
        except SyntaxError as error:
            _send_fault(sock, "syntax", str(error))
        except MemoryError:
            _send_fault(sock, "memory", "")
        except (ValueError, RuntimeError, OSError) as error:
            _send_fault(sock, "engine", str(error))


def _answer(result: Any, job: protocol.Job, sock: socket.socket, limit: int) -> None:
    if isinstance(result, ox.QueryTriples):
        form, name = protocol.GRAPH, job.graph
    else:
        form = protocol.ASK if isinstance(result, ox.QueryBoolean) else protocol.SELECT
        name = job.tabular
    if name is None:
        raise _NotOfferedError(form)
    outlet = Outlet(sock, form, limit)
    try:
        _write(result, name, job, outlet)
        outlet.end()
    except OSError as error:
        if "does not support RDF 1.2" in str(error):  # JSON-LD has no triple terms
            raise _NotOfferedError(form) from None
        raise
    finally:
        outlet.close()


def _write(result: Any, name: str, job: protocol.Job, outlet: Outlet) -> None:
    """Let the engine write an answer in the format of this name."""
    sink = XmlText(outlet) if name in ("xml", "rdfxml") else outlet
    file = cast(IO[bytes], sink)  # the engine only writes and flushes
    if name == "sheet" and isinstance(result, ox.QuerySolutions):
        write_rows(result, sink)
    elif not isinstance(result, ox.QueryTriples):
        result.serialize(file, format=_TABULAR[name])
    else:
        _write_triples(result, name, job, file)


def _write_triples(result: ox.QueryTriples, name: str, job: protocol.Job, file: IO[bytes]) -> None:
    prefixes = dict(job.prefixes)
    more = ox.parse(job.also, format=ox.RdfFormat.N_TRIPLES) if job.also else ()
    triples = chain(result, (quad.triple for quad in more))
    if name == "rdfxml":
        ox.serialize(writable(triples, prefixes), file, format=_GRAPHS[name], prefixes=prefixes)
    elif job.also or (prefixes and name == "turtle"):
        ox.serialize(triples, file, format=_GRAPHS[name], prefixes=prefixes)
    else:
        result.serialize(file, format=_GRAPHS[name])


def _send_fault(sock: socket.socket, kind: str, message: str) -> None:
    sock.send(protocol.FAULT + json.dumps([kind, message[:2000]]).encode())


if __name__ == "__main__":
    main(int(sys.argv[1]))
