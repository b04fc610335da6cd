"""Text that a spreadsheet program takes as text."""

from __future__ import annotations

import re

_BEGINS = re.compile(r"(^|[;\n\r\t])(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")
_NEGATIVE = re.compile(r"-[0-9]+(?:\.[0-9]+)?(?:[Ee][+-]?[0-9]+)?")


def without_formula(cell: str) -> str:
    """A cell of a file for people, with an apostrophe before what a program would calculate.

    A formula begins with one of a few signs (OWASP, CSV Injection), also after a semicolon, which
    parts cells where a comma is the decimal sign. A negative number is no formula.
    """
    return cell if _NEGATIVE.fullmatch(cell) else _BEGINS.sub(r"\1'", cell)
