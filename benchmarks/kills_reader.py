"""A server of a publication and a reader that asks it all the time, for `benchmarks.kills`."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

BASE = "https://dorp.example.org/"
ORG = f"{BASE}id/organisation/"
ASKED = """SELECT ?s ?label WHERE { ?s a <https://w3id.org/samenspel/ns#Organisation> ;
 <http://www.w3.org/2004/02/skos/core#prefLabel> ?label . FILTER(STRSTARTS(STR(?s), "BASE")) }"""


def ask(port: int) -> list[tuple[str, str]]:
    """The organisations and their names, as a server tells them now."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        query = quote(ASKED.replace("BASE", ORG), safe="")
        accept = {"Accept": "application/sparql-results+json"}
        connection.request("GET", f"/sparql?query={query}", headers=accept)
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise ValueError(f"{answer.status} {text[:200]}")
        rows = json.loads(text)["results"]["bindings"]
        return [(row["s"]["value"], row["label"]["value"]) for row in rows]
    finally:
        connection.close()


def read(port: int, notes: Path, *, least: int) -> int:
    """Start a process that asks the server all the time, and notes what is wrong.

    An answer is half when it has fewer than the `least` rows or names of two rounds.
    """
    pid = os.fork()
    if pid:
        return pid
    with notes.open("a", encoding="utf-8", buffering=1) as out:
        while True:
            try:
                rows = ask(port)
                rounds = {name.rpartition(" ")[2] for _, name in rows}
                half = len(rounds) != 1 or len(rows) < least
                out.write(f"half: {len(rows)} of rounds {sorted(rounds)}\n" if half else "fine\n")
            except (OSError, ValueError, http.client.HTTPException) as error:
                out.write(f"reader: {error!r}\n")
            time.sleep(0.3)


def served(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """A server of a publication, and its port, when it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    program = Path(sys.executable).with_name("samenspel")
    command = [str(program), "serve", str(folder), "--port", str(port)]
    with folder.with_name(f"{folder.name}.served").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    end = time.monotonic() + 120
    while True:
        try:
            ask(port)
        except (OSError, ValueError, http.client.HTTPException):
            if time.monotonic() > end or process.poll() is not None:
                raise
            time.sleep(0.2)
        else:
            return process, port
