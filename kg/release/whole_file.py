"""Writes files that are whole or not there, whatever happens meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def whole_file(target: Path) -> Iterator[IO[str]]:
    """Write a file of text in UTF-8 that takes its name when it is whole; else nothing is left.

    What is no file, such as a pipe, is written as it comes.
    """
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8") as out:
            yield out
        return
    half = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with half.open("w", encoding="utf-8") as out:
            yield out
        half.replace(target)
    except PermissionError as error:
        error.filename = str(target)
        raise
    finally:
        half.unlink(missing_ok=True)
