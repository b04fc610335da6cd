"""Walls around a query worker: what it cannot do, whatever a query makes it do.

Each function puts up one wall for the calling process (and its children) and returns a `Layer`
that says whether it stands. None needs root or a library: seccomp goes by prctl(2), so that a
query can open no socket and start no program; the network namespace is left where the host
permits it; core dumps are off, because a dump would hold data; memory has a ceiling.

`layers()` tries them all in a process of its own and reports, for `samenspel doctor`.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import resource
import signal
import socket
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kg.texts import Message, as_data, from_data

MEMORY_DEFAULT = 1 << 30
"""Bytes of data a worker may hold: a 10M-quad store opens and streams within a quarter of it."""

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_SET_MODE_FILTER = 1
_SECCOMP_FILTER_FLAG_TSYNC = 1
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_EPERM = 1


@dataclass(frozen=True)
class Layer:
    """One wall: its name, whether it stands here, and why not."""

    name: str
    in_force: bool
    detail: str = ""


@dataclass(frozen=True)
class _Machine:
    """What a seccomp filter must know about a processor: audit number and call numbers."""

    audit_arch: int
    seccomp_call: int
    refused: tuple[int, ...]
    foreign_from: int | None = None


# Calls answered with EPERM, in this order: socket, connect, accept, bind, listen, socketpair,
# accept4, execve, execveat, ptrace, process_vm_readv, process_vm_writev, kill, io_uring_setup,
# pidfd_getfd. Sending on the socket a worker was given stays possible, and so does tgkill,
# which abort(3) needs. Numbers: Linux arch/x86/entry/syscalls/syscall_64.tbl and
# include/uapi/asm-generic/unistd.h.
_MACHINES = {
    "x86_64": _Machine(
        audit_arch=0xC000003E,
        seccomp_call=317,
        refused=(41, 42, 43, 49, 50, 53, 288, 59, 322, 101, 310, 311, 62, 425, 438),
        foreign_from=0x40000000,  # numbers of the x32 interface, which would slip past
    ),
    "aarch64": _Machine(
        audit_arch=0xC00000B7,
        seccomp_call=277,
        refused=(198, 203, 202, 200, 201, 199, 242, 221, 281, 117, 270, 271, 129, 425, 438),
    ),
}


def forbid_calls() -> Layer:
    """Refuse sockets, new programs and looking into other processes, by a seccomp filter."""
    name = Message("no sockets, no programs (seccomp)")
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return Layer(
            name, False, Message("no filter written for {machine}", machine=platform.machine())
        )
    program = _filter_program(machine)
    code = ctypes.create_string_buffer(program)
    header = ctypes.create_string_buffer(
        struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    )
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.syscall(
        machine.seccomp_call, _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC, header
    ):
        return Layer(name, False, os.strerror(ctypes.get_errno()))
    return Layer(name, True)


def _filter_program(machine: _Machine) -> bytes:
    """Classic BPF: kill on a foreign architecture, EPERM on the refused calls, else allow."""

    def step(code: int, when_true: int, when_false: int, value: int) -> bytes:
        return struct.pack("HBBI", code, when_true, when_false, value)

    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    kill, allow, refuse = 0x80000000, 0x7FFF0000, 0x00050000 | _EPERM
    steps = [step(load, 0, 0, 4), step(equal, 1, 0, machine.audit_arch), step(answer, 0, 0, kill)]
    steps.append(step(load, 0, 0, 0))
    if machine.foreign_from is not None:
        steps += [step(at_least, 0, 1, machine.foreign_from), step(answer, 0, 0, kill)]
    left = len(machine.refused)
    steps += [step(equal, left - i, 0, number) for i, number in enumerate(machine.refused)]
    return b"".join([*steps, step(answer, 0, 0, allow), step(answer, 0, 0, refuse)])


def leave_network() -> Layer:
    """Move to a network namespace of our own, with nothing in it, where that is permitted."""
    name = Message("own empty network (namespace)")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        return Layer(name, True)
    why = Message("this host does not permit it: {why}", why=os.strerror(ctypes.get_errno()))
    return Layer(name, False, why)


def drop_core_dumps() -> Layer:
    """Write no core file when a query aborts the process: it would hold data."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return Layer(Message("no core dumps"), True)


def limit_memory(size: int) -> Layer:
    """Cap the data segment and private mappings (bytes); the engine aborts when it needs more.

    RLIMIT_DATA and not RLIMIT_AS: a store reserves far more address space than it uses.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    return Layer(Message("memory ceiling"), True, f"{size >> 20} MiB")


def raise_stack(size: int) -> None:
    """Let the main thread's stack grow to `size` bytes, as far as the hard limit allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))


def die_with_parent(parent: int) -> Layer:
    """Be killed when the process `parent` (which must be ours) ends, however it ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the signal was asked for
        os._exit(0)
    return Layer(Message("ends with the server"), True)


def close_in() -> list[Layer]:
    """Put up what of the sandbox all workers share, in the process that they are forked from."""
    return [drop_core_dumps(), leave_network(), forbid_calls()]


def layers() -> list[Layer]:
    """Report which layers hold on this machine, tried in a process of its own."""
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kg.store.workers.sandbox"],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        check=False,
        timeout=30,
    )
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return [Layer(Message("query workers"), False, last[0] if last else Message("no output"))]
    told = json.loads(done.stdout)
    return [Layer(*(from_data(part) for part in entry)) for entry in told]


def _try_all() -> None:
    found = [limit_memory(MEMORY_DEFAULT), die_with_parent(os.getppid()), *close_in()]
    name = Message("a socket cannot be opened (tried)")
    try:
        socket.socket().close()
        found.append(Layer(name, False, Message("a socket was opened")))
    except PermissionError:
        found.append(Layer(name, True))
    told = [(as_data(wall.name), wall.in_force, as_data(wall.detail)) for wall in found]
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _try_all()
