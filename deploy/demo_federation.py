"""Three municipalities and a regional hub on loopback: publish, follow, change, withdraw, follow.

    python deploy/demo_federation.py FOLDER [FIRST_PORT]

Each municipality has a part of the example publication. The servers run until Ctrl-C.
"""

from __future__ import annotations

import gzip
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "mappings" / "voorbeeld"
SAMENSPEL = Path(sys.executable).with_name("samenspel")
TOWNS = {
    "lindewater": ("Lindewater", ["gebieden", "organisaties-lindewater", "diensten-lindewater"]),
    "molenvoorde": (
        "Molenvoorde",
        ["gebieden", "organisaties-molenvoorde", "diensten-molenvoorde"],
    ),
    "kastanjeveld": ("Kastanjeveld", ["gebieden", "actoren-kastanjeveld", "diensten-kastanjeveld"]),
}
HEAD = """base = "{base}"
example = true
reference_date = 2026-06-30
languages = ["nl", "en", "fr"]
{more}
[title]
nl = "{name}"
[publisher]
iri = "{base}id/organisation/{slug}"
name.nl = "{name}"
[limits]
max_errors = 100
"""
PATIENCE = 60
"""Seconds within which a server answers."""


def samenspel(*words: str | Path) -> None:
    """Run a verb, and stop where it does."""
    print("$ samenspel", *words, flush=True)
    told = subprocess.run([SAMENSPEL, *words], capture_output=True, text=True)
    if told.returncode:
        sys.exit(told.stdout + told.stderr)


def make_town(folder: Path, slug: str, base: str) -> None:
    """A publication of a municipality, of its part of the example."""
    name, datasets = TOWNS[slug]
    _, *blocks = (EXAMPLE / "samenspel.toml").read_text(encoding="utf-8").split("[[dataset]]\n")
    own = [block for block in blocks if re.match(r'id = "(.*)"', block)[1] in datasets]
    for part in ("mappings", "lookups", "sources"):
        shutil.copytree(EXAMPLE / part, folder / part)
    for file in (*(folder / "mappings").iterdir(), folder / "sources" / "gebieden.ttl"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("https://data.example.be/", base), encoding="utf-8")
    head = HEAD.format(base=base, name=name, slug=slug, more="")
    text = "".join(f"[[dataset]]\n{block}" for block in own)
    (folder / "samenspel.toml").write_text(head + text, encoding="utf-8")


def serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """A server of a publication that answers."""
    log = (folder / "serve.log").open("wb")
    process = subprocess.Popen(
        [SAMENSPEL, "serve", folder, "--port", str(port)], stdout=log, stderr=log
    )
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2)
            return process
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    process.terminate()
    sys.exit(f"The server of {folder} does not answer; see {folder / 'serve.log'}.")


def an_organisation(folder: Path, dataset: str) -> str:
    """An organisation that a municipality publishes."""
    dump = folder / ".samenspel" / "current" / "dumps" / f"{dataset}.nq.gz"
    lines = gzip.decompress(dump.read_bytes()).decode()
    return re.findall(r"^<(\S+/id/organisation/[^>#]+)> ", lines, re.MULTILINE)[-1]


def main(folder: Path, first: int) -> None:
    """Play it all and keep serving."""
    signal.signal(signal.SIGTERM, lambda *told: sys.exit(0))
    began = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    servers: list[subprocess.Popen[bytes]] = []
    ports = {slug: first + number for number, slug in enumerate(TOWNS, 1)}
    bases = {slug: f"http://127.0.0.1:{port}/" for slug, port in ports.items()}
    hub, hub_base = folder / "hub", f"http://127.0.0.1:{first}/"
    try:
        for slug, base in bases.items():
            make_town(folder / slug, slug, base)
            samenspel("build", folder / slug)
            samenspel("publish", folder / slug)
            servers.append(serve(folder / slug, ports[slug]))
        hub.mkdir(parents=True)
        told = HEAD.format(base=hub_base, name="Regio Beekland", slug="regio", more="dataset = []")
        (hub / "samenspel.toml").write_text(told, encoding="utf-8")
        for slug, base in bases.items():
            here = ["--publication", hub, "--allow-private"]
            samenspel("peers", "add", base, "--id", slug, "--all", "--yes", *here)
        samenspel("peers", "sync", "--publication", hub)
        samenspel("publish", hub)
        servers.append(serve(hub, first))

        changed = folder / "lindewater" / "sources" / "lindewater-organisaties.csv"
        text = changed.read_bytes().replace(b"OCMW Lindewater;", b"OCMW Lindewater aan zee;")
        changed.write_bytes(text)
        config = folder / "lindewater" / "samenspel.toml"
        days = config.read_text(encoding="utf-8").replace("2026-09-14", "2026-09-15")
        config.write_text(days, encoding="utf-8")
        samenspel("build", folder / "lindewater")
        samenspel("publish", folder / "lindewater")
        gone = an_organisation(folder / "molenvoorde", "organisaties-molenvoorde")
        reason = "Deze vereniging is ontbonden."
        samenspel("withdraw", gone, "--reason", reason, "--publication", folder / "molenvoorde")
        samenspel("peers", "sync", "--publication", hub)
        samenspel("publish", hub)

        print(f"\nThe federation stands, after {time.monotonic() - began:.0f} seconds. Open:")
        ocmw = f"{bases['lindewater']}id/organisation/0999245203"
        for text, address in (
            ("the hub", hub_base),
            ("whose datasets it brings together", f"{hub_base}catalog"),
            (
                "what Lindewater changed, on the hub",
                f"{hub_base}resource?iri={quote(ocmw, safe='')}",
            ),
            ("what Molenvoorde withdrew, gone", f"{hub_base}resource?iri={quote(gone, safe='')}"),
            ("a municipality itself", bases["lindewater"]),
        ):
            print(f"  {address}\n      {text}")
        print("Ctrl-C ends it.", flush=True)
        servers[-1].wait()
    except KeyboardInterrupt:
        pass
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 8100)
