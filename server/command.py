"""`samenspel serve`: show a publication, a release or a single RDF file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import click

from kg.cli.texts import language, say
from kg.errors import ReleaseError, UsageError
from kg.release.release import Release, current_release, state_folder
from kg.store.workers.worker_group import Limits
from kg.texts import Message, from_data
from kg.work_folder import work_folder
from server.access import write_log
from server.asgi import application
from server.listen import bind, run

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
@click.option(
    "--log",
    metavar="FILE",
    help="Note each request as a line of JSON in a file; - is standard error.",
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
    log: str | None,
) -> None:
    """Show PUBLICATION as web pages and answer SPARQL queries about it.

    PUBLICATION is a publication's folder (its published release), the folder of one release, or an
    RDF file as it stands. Default: the current folder.
    """
    if log is not None:
        write_log(log)
    with ExitStack() as stack:
        place = _find(publication, state, stack)
        listener = stack.enter_context(bind(host, port))
        shown = f"[{host}]" if ":" in host else host
        path = f"/{prefix.strip('/')}/" if prefix.strip("/") else "/"
        greeting = say("serve.greeting", name=_name(place), address=f"http://{shown}:{port}{path}")
        served = application(
            place,
            limits=Limits(deadline=deadline, memory=memory << 20),
            workers=workers,
            prefix=prefix,
            trust_proxy=trust_proxy,
        )
        stack.callback(served.close)
        run(served, listener, ready=partial(click.echo, greeting), root=served.prefix)
    click.echo(say("serve.stopped"))


def _find(publication: Path, state: Path | None, stack: ExitStack) -> Path:
    """Return the state folder or release folder to serve; raises when there is nothing to serve."""
    if publication.is_file():
        return _release_of_file(publication, stack)
    if (publication / "manifest.json").is_file():
        return Release.open(publication).path
    folder = state_folder(publication, state)
    if not (publication / "samenspel.toml").is_file() and not folder.exists():
        raise UsageError(
            Message(
                "Serving {path}: this is neither a publication (no samenspel.toml), nor a"
                " release (no manifest.json), nor an RDF file.",
                path=publication,
            ),
            code="SAM-E103",
            hint=Message("Give the folder of a publication, or make one with `samenspel init`."),
        )
    current_release(folder)
    return folder


def _release_of_file(file: Path, stack: ExitStack) -> Path:
    folder = stack.enter_context(work_folder())
    click.echo(say("serve.loading", name=file.name))
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kg.store.one_file", str(file.resolve()), str(folder)],
        env={**os.environ, "PYTHONPATH": _ROOT},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        told = json.loads(done.stdout) if done.stdout else {}
        last = (done.stderr.strip().splitlines() or [Message("it ended without a word")])[-1]
        raise ReleaseError(
            Message("Loading {file}: {reason}", file=file, reason=from_data(told.get("why", last))),
            code="SAM-E104",
            hint=from_data(told.get("hint")),
        )
    return folder


def _name(place: Path) -> str:
    release = Release.open(place if (place / "manifest.json").is_file() else place / "current")
    titles = release.manifest.get("title", {})
    return str(titles.get(language()) or next(iter(titles.values()), release.id))
