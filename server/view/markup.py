"""Pages as HTML text that holds no character that HTML forbids."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

from flask import render_template

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def render(template: str, **values: Any) -> str:
    """A template as text; a control character of the data becomes a sign that shows it.

    The HTML standard (13.1.4) allows neither controls nor noncharacters. Data formats keep them.
    """
    return _FORBIDDEN.sub(_shown, render_template(template, **values))


def with_gaps(template: str) -> str:
    """A text whose gaps are shown by their names (‹line›); one that is no template as it is."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return template
    return "".join(text if name is None else f"{text}‹{name}›" for text, name, _, _ in parts)


def _shown(match: re.Match[str]) -> str:
    """U+000B as the control picture U+240B, others as their number."""
    number = ord(match[0])
    return chr(0x2400 + number) if number < 0x20 else f"⟨U+{number:04X}⟩"
