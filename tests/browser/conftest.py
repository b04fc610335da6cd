"""A served example publication and a real browser; skipped, with the reason, where there is none.

With CI=true a missing browser, or a missing axe-core, is a failure.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from absent import missing
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from server import create_app

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
def site(demo_state: Path) -> Iterator[str]:
    """The address of the served example publication."""
    app = create_app(demo_state, workers=2)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    app.extensions["samenspel"].close()
