"""A served example publication and a real browser; skipped, with the reason, where there is none.

With CI=true a missing browser, or a missing axe-core, is a failure.
"""

from __future__ import annotations

import json
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from absent import FLEMISH_FILES, missing
from command import run
from made_once import made_once
from playwright.sync_api import Browser, sync_playwright
from publishing import configure, publish
from werkzeug.serving import make_server

from server import create_app

sys.path.append(str(Path(__file__).parents[1] / "integration"))
from difference_case import write_town

sys.path.append(str(Path(__file__).parents[1] / "integration" / "flemish"))
from vlaanderen import run as build_flemish

AXE = Path(__file__).parents[2] / "server/frontend/node_modules/axe-core/axe.min.js"
# A browser that asks nothing of its maker, also as root in a container.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


ROWS = [f"{n},Vereniging {n},014 10 00 0{n}" for n in range(1, 8)]


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, the accessibility checker."""
    if not AXE.is_file():
        missing("axe-core is not installed: run `make setup`")
    return AXE.read_text("utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        missing("no Chromium on this machine: install the package chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small town of which something came, went, moved and was withdrawn."""
    folder = tmp_path_factory.mktemp("months")
    thing, place = "https://dorp.example.org/id/organisation/", ["--publication", folder]
    publish(write_town(folder, ["nr,naam,telefoon", *ROWS]))
    run("replace", f"{thing}2", f"{thing}1", *place, "--reason", "samengegaan")
    run("withdraw", f"{thing}3", *place, "--reason", "gestopt")
    run("withdraw", f"{thing}4", *place, "--erase")
    write_town(folder, ["nr,naam,telefoon", ROWS[0].replace("014", "015"), *ROWS[5:]])
    configure(
        folder, "https://dorp.example.org/", "organisaties", "diensten", modified="2026-02-15"
    )
    run("build", folder)
    told = json.loads(run("check", folder, "--json"))["before_publishing"]
    accepted = [word for one in told for word in ("--accept", one["fingerprint"])]
    run("publish", folder, *accepted, *(["--why", "nagekeken"] if accepted else []))
    yield from _served(folder / ".samenspel")


@pytest.fixture(scope="session")
def site(demo_state: Path) -> Iterator[str]:
    """The address of the served example publication."""
    yield from _served(demo_state)


@pytest.fixture(scope="session")
def flemish_site(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator[str]:
    """The address of the served Flemish publication, which other tests build the same way."""

    def make(folder: Path) -> None:
        summary = build_flemish("build", "--sources", FLEMISH_FILES, "--state", folder, "--json")
        build_flemish("publish", "--state", folder)
        (folder / "summary.json").write_text(summary, encoding="utf-8")

    yield from _served(made_once(tmp_path_factory, "vlaanderen", worker, make) / ".samenspel")


def _served(folder: Path) -> Iterator[str]:
    app = create_app(folder, workers=2)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    app.extensions["samenspel"].close()
