"""A release that is made and served, for tests over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from serving import Served, add_dump, serving

from server import create_app


@pytest.fixture(scope="module")
def app(demo_state: Path) -> Iterator[Flask]:
    """The pages of the example, without a server."""
    app = create_app(demo_state, workers=1)
    yield app
    app.extensions["samenspel"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def serving_release(
    make_release: Callable[[Path, str, int], Path],
) -> Callable[..., AbstractContextManager[Served]]:
    """Serves a release that is made in a folder, with a dump of 8 MB."""

    @contextmanager
    def serve(folder: Path, things: int, *options: str) -> Iterator[Served]:
        release = make_release(folder / ".samenspel", "only", things) / "releases" / "only"
        add_dump(release, 8_000_000)
        with serving(release, *options) as served:
            yield served

    return serve
