"""What a test does when a program that it needs is not on the machine."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip, or fail where everything must be there: on the machine that judges changes."""
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(what)
    pytest.skip(what)


def not_installed_here(what: str) -> NoReturn:
    """Skip, also on the machine that judges changes: it does not install this program."""
    pytest.skip(f"{what} is not installed")
