"""Runs the command in the process of the tests: as the program does, without its start."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from kg.cli import main

SAMENSPEL = Path(sys.executable).with_name("samenspel")
"""The program itself, for tests that must start it."""


def run(*arguments: object, lang: str = "en", code: int = 0) -> str:
    """Run a verb; what it says on both streams, in the order in which it says it."""
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with (
        patch.dict(os.environ, SAMENSPEL_LANG=lang),
        patch.object(sys, "argv", ["samenspel", *map(str, arguments)]),
        redirect_stdout(said),
        redirect_stderr(said),
    ):
        try:
            main()
        except SystemExit as end:
            left_with = end.code or 0
    text = said.buffer.getvalue().decode()
    assert left_with == code, text
    return text
