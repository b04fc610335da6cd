"""What the front and a query worker say to each other over their SOCK_SEQPACKET socket.

One packet is one message; its first byte says which. The front sends jobs; the worker answers a
job with one WHOLE packet when the answer is small, or with BEGIN, a packet that carries a memfd,
any number of GREW and one END, or with FAULT at any moment. A large answer never goes through the
socket: the worker writes it to the memfd at its own speed and the front reads while it grows.
"""

from __future__ import annotations

import array
import json
import os
import socket
from functools import lru_cache
from typing import Any, NamedTuple

HOLD = 64 * 1024
"""Bytes of an answer that are kept back: up to here a fault is still a clean problem."""
STEP = 128 * 1024
"""Bytes a growing answer gains between two GREW packets."""
INLINE_JOB = 16_000
"""A longer job travels in a memfd, so that a worker need not keep room for the longest."""
FEW_GRAPHS, SHORT_HEADER = 8, 4096
"""Graphs, and bytes of a job's header, up to which the header is remembered."""
PACKET = HOLD + 1024
"""Bytes to offer when receiving a packet."""

READY, WHOLE, BEGIN, GREW, END, FAULT = b"R", b"W", b"B", b"G", b"E", b"X"
JOB, JOB_IN_FILE = b"J", b"F"

SELECT, ASK, GRAPH = "S", "A", "G"

TABULAR = ("json", "xml", "csv", "tsv", "sheet")
"""Format names for SELECT and ASK; "sheet" is CSV for people, without formulas."""
GRAPHS = ("turtle", "ntriples", "nquads", "jsonld", "rdfxml")
"""Format names for CONSTRUCT and DESCRIBE."""


class Job(NamedTuple):
    """One query to run. A format that is None is one that the asker cannot take.

    `default_graphs` and `named_graphs` are the dataset of the protocol (SPARQL 1.1 Protocol
    2.1.4); both empty means what the query itself names, else the whole store. `also` are triples
    as N-Triples that follow those of the answer, as they are written: the engine forgets the type
    of some numbers.
    """

    text: str
    tabular: str | None = "json"
    graph: str | None = "ntriples"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()
    also: str = ""


def pack_job(job: Job) -> bytes:
    """Return the job as header line and text."""
    few = len(job.default_graphs) + len(job.named_graphs) <= FEW_GRAPHS and not job.also
    pack = _pack_header if few else _pack_header.__wrapped__
    return JOB + pack(job[1:]) + job.text.encode()


def unpack_job(message: bytes) -> Job:
    """Return the job that `pack_job` packed."""
    header, _, text = message[1:].partition(b"\n")
    unpack = _unpack_header if len(header) <= SHORT_HEADER else _unpack_header.__wrapped__
    return Job(text.decode(), *unpack(header))


@lru_cache(64)  # most jobs ask for the same formats of the same graphs
def _pack_header(header: tuple[Any, ...]) -> bytes:
    return json.dumps(header).encode() + b"\n"


@lru_cache(64)
def _unpack_header(header: bytes) -> tuple[Any, ...]:
    tabular, graph, default_graphs, named_graphs, prefixes, also = json.loads(header)
    pairs = tuple((name, iri) for name, iri in prefixes)
    return tabular, graph, tuple(default_graphs), tuple(named_graphs), pairs, also


def send_job(sock: socket.socket, job: Job) -> None:
    """Send a job; raises OSError when the worker is gone."""
    message = pack_job(job)
    if len(message) <= INLINE_JOB:
        sock.send(message)
        return
    fd = os.memfd_create("samenspel-query")
    try:
        write_all(fd, message)
        send_with_files(sock, JOB_IN_FILE, files=[fd])
    finally:
        os.close(fd)


def receive_job(sock: socket.socket) -> Job | None:
    """Wait for a job; None when the front has closed the socket."""
    message, files = receive_with_files(sock, INLINE_JOB + 1)
    if not message:
        return None
    if message[:1] == JOB_IN_FILE:
        fd = files[0]
        try:
            message = os.pread(fd, os.fstat(fd).st_size, 0)
        finally:
            os.close(fd)
    return unpack_job(message)


def send_with_files(sock: socket.socket, message: bytes, *, files: list[int]) -> None:
    """Send one packet that carries open files."""
    sock.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))])


def receive_with_files(
    sock: socket.socket, size: int, *, flags: int = 0
) -> tuple[bytes, list[int]]:
    """Receive one packet and the open files it carries (at most four)."""
    message, ancillary, _, _ = sock.recvmsg(
        size, socket.CMSG_SPACE(4 * 4), flags | socket.MSG_CMSG_CLOEXEC
    )
    files = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            files.frombytes(data[: len(data) - len(data) % files.itemsize])
    return message, list(files)


def write_all(fd: int, data: bytes) -> None:
    """Write every byte; a memfd may take a large write in parts."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
