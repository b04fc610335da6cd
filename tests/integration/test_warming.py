"""What is made before anybody asks, when a release begins to be served."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from kg.release.pointer import switch
from server import create_app
from server.metrics import Metrics
from server.page import prepare
from server.warming import PageWarmer

NAMES = ("2026-11-24-1-aaaaaaaaaa", "2026-11-25-1-bbbbbbbbbb")
PATIENCE = 60.0
"""Seconds after which something is wrong, however busy the machine."""


@pytest.fixture
def app(make_release: Callable[[Path, str, int], Path], tmp_path: Path) -> Iterator[Flask]:
    state = tmp_path / ".samenspel"
    for number, name in enumerate(NAMES):
        make_release(state, name, 20 + number)
    switch(state, NAMES[0])
    app = create_app(state, workers=1)
    prepare(app)
    yield app
    app.extensions["samenspel"].close()


def _wait(warming: PageWarmer, release: str) -> None:
    end = time.monotonic() + PATIENCE
    while not (warming.settled and warming.made[0] == release):
        assert time.monotonic() < end, f"{warming.made} instead of pages of {release}"
        time.sleep(0.02)


def test_shared_parts_of_a_release_are_there_before_the_first_reader(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, warming = app.extensions["samenspel"], PageWarmer(app)
    metrics = Metrics(service, made=lambda: warming.made)
    for release in NAMES:
        switch(service.place, release)
        service.look()
        _wait(warming, release)
        assert warming.made[1] > len(NAMES)
        told = f'samenspel_pages_made_beforehand{{release="{release}"}} {warming.made[1]}'
        assert told in metrics.reply().body.decode()
        with monkeypatch.context() as patched:
            patched.setattr(service.pool, "select", _refuse)
            patched.setattr(service.pool, "ask", _refuse)
            for theme in ("light", "dark"):  # a page that nobody made
                reader = app.test_client()
                reader.set_cookie("theme", theme)
                for path in ("/", "/ns"):
                    reply = reader.get(path, headers={"Accept-Language": "fr"})
                    assert reply.status_code == 200 and f'data-theme="{theme}"' in reply.text


def _refuse(query: str, **_: object) -> None:
    raise AssertionError(f"asked for a reader: {query}")
