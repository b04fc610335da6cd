"""Where the values of a reference lie in a record: whether one of two holds the other's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.mapping.document import Source
from kg.sources.formats import formats

ANYWHERE = ".."
"""A step that stands for any number of them, as `//` does in XPath."""
_IN_JSON = re.compile(r"""\.\.|\*|'([^']*)'|"([^"]*)"|([^.\[\]'"$*]+)""")
_IN_XML = re.compile(r"//|[^/]+")
_AXES = (
    (r"\s*::\s*", "::"),
    (r"(?<![\w-])attribute::(node\(\))?", "@"),
    (r"@(?![\w*])", "@*"),
    (r"(?<![\w-])self::([\w:.-]+|\*)(\(\))?", "."),
    (r"(?<![\w-])parent::([\w:.-]+|\*)(\(\))?", ".."),
    (r"(?<![\w-])child::", ""),
)
"""Axes of XPath as they are written short (XPath 1.0, 2.5)."""
_DOWN = ("descendant", "descendant-or-self")
_WHOLE = re.compile(r"\(\s*\.?\s*\)")
"""A function in XPath that is given the item as a whole."""


def touch(source: Source, reference: str, *, other_source: Source, other: str) -> bool:
    """Whether two references of one file are the same, or one leads to what holds the other.

    Of a function or a union in XPath every name counts; a plain column is only itself.
    """
    named = formats()[source.kind].references
    if named == "columns":
        return reference == other
    two = _path(other_source, other)
    if named == "xpath" and re.search(r"[(|]", _plain(reference)):
        names = re.findall(r"@?[\w:.*-]+", re.sub(r"[\w-]+::", "", _plain(reference)))
        if not two or _WHOLE.search(_plain(reference)) is not None:
            return True
        any_name = "@*" if two[-1].startswith("@") else "*"
        return not {two[-1], any_name}.isdisjoint(names)
    return _meet(_path(source, reference), two)


def _path(source: Source, reference: str) -> list[str]:
    """The names from the top of a file to the values of a reference."""
    if formats()[source.kind].references == "xpath":
        below = "" if reference.startswith("/") else f"{source.iterator or ''}/"
        return _xml(_plain(f"{below}{reference}"))
    names = _json(reference)
    if source.kind == "geojson":
        return names[names[:1] == ["properties"] :]
    return _json(source.iterator or "") + names


def _json(path: str) -> list[str]:
    """The keys of a JSONPath; which elements of a list are meant does not count."""
    found = _IN_JSON.finditer(re.sub(r"\[(\?[^\]]*|[\s\d:*-]*)\]", "", path))
    names = (next((g for g in match.groups() if g is not None), match[0]) for match in found)
    return [name for name in names if name.strip() not in ("", ",")]


def _plain(path: str) -> str:
    """An XPath without its predicates, the parts that name nothing, and the names of axes."""
    for written, short in _AXES:
        path = re.sub(written, short, path)
    return re.sub(r"/?\b(text|node)\(\)|\[[^\]]*\]", "", path)


def _xml(path: str) -> list[str]:
    """The names of an XPath."""
    found: list[str] = []
    for step in _IN_XML.findall(path):
        if step == "..":
            del found[-1:]
        elif step == "//":
            found.append(ANYWHERE)
        elif "::" in step:
            axis, _, name = step.partition("::")
            # Beside and above an item may be anything of the file.
            found = [*(found if axis in _DOWN else ()), ANYWHERE, *([name] if name else ())]
        elif step != ".":
            found.append(step)
    return found


def _meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether what one path leads to may be on the way of the other, or at its end."""
    if not one or not other:
        return True
    if one[0] == ANYWHERE:
        return any(_meet(one[1:], other[start:]) for start in range(len(other)))
    if other[0] == ANYWHERE:
        return _meet(other, one)
    any_name = {"*", "@*"} & {one[0], other[0]}
    return bool(one[0] == other[0] or any_name) and _meet(one[1:], other[1:])
