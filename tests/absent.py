"""What a test does when a program, or files beside the project, are not on the machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

_SHARED = Path(os.environ.get("SAMENSPEL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
SUITES = Path(os.environ.get("SAMENSPEL_SUITES", _SHARED / "suites"))
"""The folder of conformance suites."""
FLEMISH_FILES = _SHARED / "data" / "real"
"""The folder of the Flemish open data that `mappings/vlaanderen` reads."""

needs_flemish_files = pytest.mark.skipif(
    not (FLEMISH_FILES / "lblod-bestuurseenheden.ttl").is_file(),
    reason=f"the Flemish files are not part of the project and do not lie in {FLEMISH_FILES};"
    " name the folder that holds data/real with SAMENSPEL_SHARED",
)


def needs_suite(name: str, folder: str, holds: str) -> pytest.MarkDecorator:
    """Skip tests of the suite `name`, whose `folder` in SUITES must have files that `holds` says.

    They say where it is looked for and what names another place.
    """
    place = SUITES / folder
    return pytest.mark.skipif(
        not any(place.glob(holds)),
        reason=f"no {name} at {place}; name the folder that has it with SAMENSPEL_SUITES",
    )


def missing(what: str) -> NoReturn:
    """Skip, or fail where everything must be there: on the machine that judges changes."""
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(what)
    pytest.skip(what)


def not_installed_here(what: str) -> NoReturn:
    """Skip, also on the machine that judges changes: it does not install this program."""
    pytest.skip(f"{what} is not installed")
