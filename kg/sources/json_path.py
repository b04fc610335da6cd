"""JSONPath as mappings write it: the simple ones as steps, all of them as RFC 9535 queries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from kg.errors import SourceError
from kg.texts import Message

Step = str | int | None
"""A key, an index, or None for every element."""

_STEP = re.compile(
    r"""\.?\[\s*(?:'(?P<single>[^'\\"]*)'|"(?P<double>[^'\\"]*)"|(?P<index>\d+)|(?P<all>\*))\s*\]"""
    r"""|(?:^|\.)(?P<star>\*)|(?:^|\.)(?P<key>[^\s.\[\]'"*?@$()\\,:][^.\[\]'"*?@$()\\,:]*)"""
)


def steps(text: str) -> tuple[Step, ...] | None:
    """The steps of a simple path (`a.b`, `$.a['b c'][0]`, `a[*].b`, `$.v.*`); else None."""
    rest = text[1:] if text.startswith("$") else text
    found: list[Step] = []
    position = 0
    while position < len(rest):
        match = _STEP.match(rest, position)
        if match is None or (position == 0 and text.startswith("$") and rest[0] not in ".["):
            return None
        position = match.end()
        if match["index"] is not None:
            found.append(int(match["index"]))
        elif match["all"] or match["star"]:
            found.append(None)
        else:
            found.append(next(m for m in match.group("single", "double", "key") if m is not None))
    return tuple(found)


def query(text: str, file: str) -> Callable[[Any], list[Any]]:
    """A function from a document to the values that a JSONPath finds in it.

    Raises:
        SourceError: it is no JSONPath.
    """
    simple = steps(text)
    if simple is not None:
        text = "$" + "".join("[*]" if s is None else f"[{_literal(s)}]" for s in simple)
    elif not text.startswith("$"):
        text = f"$.{text}"
    import jsonpath  # slow to load, and most mappings have no JSONPath

    try:
        compiled = jsonpath.compile(text)
    except jsonpath.JSONPathError as error:
        why = str(error).partition("\n")[0]  # below it the path is drawn
        raise SourceError(
            Message(
                "Reading {file}: {why}",
                file=file,
                why=Message("'{path}' is not a JSONPath ({reason}).", path=text, reason=why),
            ),
            code="SAM-R013",
            hint=Message("Write it as $.a.b[*] or, with odd names, as $['a b']."),
        ) from None
    return lambda document: [match.obj for match in compiled.finditer(document)]


def _literal(step: str | int) -> str:
    return str(step) if isinstance(step, int) else json.dumps(step)  # RFC 9535, 2.3.1: as in JSON
