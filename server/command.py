"""`samenspel serve`: show a publication, a release or a single RDF file."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from kg.cli.texts import language, say
from kg.errors import ReleaseError, UsageError
from kg.release.release import Release, current_release, state_folder
from kg.store.crew import Limits
from server.asgi import OPTIONS
from server.service import Service

_ROOT = str(Path(__file__).resolve().parent.parent)


@click.command()
@click.argument(
    "publication",
    type=click.Path(exists=True, path_type=Path),
    default=".",
)
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="SAMENSPEL_STATE",
    help="Folder where build and publish keep their releases; default: the publication's own.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8080,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port to listen on.",
)
@click.option(
    "--deadline",
    default=Limits.deadline,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds a query may run.",
)
@click.option(
    "--workers",
    default=3,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Queries that may run at once; pages have a worker of their own.",
)
@click.option(
    "--memory",
    default=Limits.memory >> 20,
    show_default=True,
    type=click.IntRange(min=256),
    help="MiB of memory one query may use.",
)
@click.option("--prefix", default="", help="Path of the site behind a proxy, such as /graph.")
@click.option(
    "--trust-proxy",
    is_flag=True,
    help="Believe the X-Forwarded headers of the proxy in front; not without one.",
)
def serve(
    publication: Path,
    state: Path | None,
    host: str,
    port: int,
    deadline: float,
    workers: int,
    memory: int,
    prefix: str,
    trust_proxy: bool,
) -> None:
    """Show PUBLICATION as web pages and answer SPARQL queries about it.

    PUBLICATION is a publication's folder (its published release), the folder of one release, or an
    RDF file as it stands. Default: the current folder.
    """
    bounds: dict[str, Any] = {"deadline": deadline, "memory": memory << 20}
    with ExitStack() as stack:
        place = _find(publication, state, stack)
        _refuse_taken_port(host, port)
        Service(place, limits=Limits(**bounds), workers=1).close()  # says what is wrong, if it is
        shown = f"[{host}]" if ":" in host else host
        path = f"/{prefix.strip('/')}/" if prefix.strip("/") else "/"
        options = {
            "place": str(place),
            "limits": bounds,
            "workers": workers,
            "prefix": prefix,
            "trust_proxy": trust_proxy,
            "greeting": say(
                "serve.greeting", name=_name(place), address=f"http://{shown}:{port}{path}"
            ),
        }
        _run(options, host, port)


def _find(publication: Path, state: Path | None, stack: ExitStack) -> Path:
    """Return the state folder or release folder to serve; raises when there is nothing to serve."""
    if publication.is_file():
        return _release_of_file(publication, stack)
    if (publication / "manifest.json").is_file():
        return Release.open(publication).path
    folder = state_folder(publication, state)
    if not (publication / "samenspel.toml").is_file() and not folder.exists():
        raise UsageError(
            f"Serving {publication}: this is neither a publication (no samenspel.toml), nor a"
            " release (no manifest.json), nor an RDF file.",
            code="SAM-E103",
            hint="Give the folder of a publication, or make one with `samenspel init`.",
        )
    current_release(folder)
    return folder


def _release_of_file(file: Path, stack: ExitStack) -> Path:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="samenspel-")))
    click.echo(say("serve.loading", name=file.name))
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kg.store.one_file", str(file.resolve()), str(folder)],
        env={**os.environ, "PYTHONPATH": _ROOT},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        raise ReleaseError(
            f"Loading {file}: {reason}",
            code="SAM-E104",
            hint="RDF files end in .ttl, .nt, .nq, .trig, .rdf, .jsonld or .n3.",
        )
    return folder


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"Listening on {host} port {port}: {error.strerror or error}.",
                code="SAM-E102",
                hint=f"Another program may use it; try `samenspel serve --port {port + 1}`.",
            ) from error


def _name(place: Path) -> str:
    release = Release.open(place if (place / "manifest.json").is_file() else place / "current")
    titles = release.manifest.get("title", {})
    return str(titles.get(language()) or next(iter(titles.values()), release.id))


def _run(options: dict[str, Any], host: str, port: int) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    os.environ[OPTIONS] = json.dumps(options)
    server = Server(
        "server.asgi:create",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,  # one pool of query workers for the machine
        factory=True,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=3,
    )
    server.serve()
    click.echo(say("serve.stopped"))
