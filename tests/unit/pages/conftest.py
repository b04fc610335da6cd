"""What the tests of sentences share: a request in each language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from server import i18n


@pytest.fixture(params=["nl", "en", "fr"])
def lang(request: pytest.FixtureRequest) -> Iterator[str]:
    app = Flask("server")
    i18n.register(app)
    with app.test_request_context(f"/?lang={request.param}"):
        app.preprocess_request()
        yield request.param
