"""YAML with places: every key and item knows its line and column, duplicates are refused."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent

from kg.errors import MappingError
from kg.mapping.document import Place
from kg.model.suggestion import did_you_mean
from kg.texts import Message

_KEPT = 64
MAX_DEPTH = 100
"""Values that may stand inside each other: mappings need some ten."""


@dataclass(frozen=True)
class YamlNode:
    """A value of a YAML document with the place where it stands."""

    value: Any
    place: Place

    def error(
        self, message: str, *, hint: str | None = None, code: str = "SAM-Y001"
    ) -> MappingError:
        """An error at this place of the document."""
        return MappingError(
            message,
            file=self.place.file,
            line=self.place.line,
            column=self.place.column,
            code=code,
            hint=hint,
        )

    def mapping(self, what: str) -> dict[str, YamlNode]:
        """The node as a table of keys.

        Raises:
            MappingError: it is something else.
        """
        if not isinstance(self.value, dict):
            raise self.error(Message("{what} must be written as keys with values.", what=what))
        file, places = self.place.file, self._places()
        # YAML takes the word null for nothing, also where it is a key.
        return {
            "null" if key is None else str(key): YamlNode(value, _place(file, places.value(key)))
            for key, value in self.value.items()
        }

    def items(self) -> list[YamlNode]:
        """The node as a list; anything else is a list of one."""
        if not isinstance(self.value, list):
            return [self]
        return [
            YamlNode(value, _place(self.place.file, self._places().item(index)))
            for index, value in enumerate(self.value)
        ]

    def _places(self) -> Any:
        return self.value.lc  # ruamel.yaml keeps line and column here

    def text(self, what: str) -> str:
        """The node as text; numbers as they are written.

        Raises:
            MappingError: it is a list, a table, or empty.
        """
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if isinstance(self.value, str | int | float):
            return str(self.value)
        raise self.error(Message("{what} must be a text.", what=what))

    def texts(self, what: str) -> tuple[str, ...]:
        """The node as one or several texts; an empty one counts as the empty text."""
        return tuple("" if n.value is None else n.text(what) for n in self.items())

    def keys(self, what: str, allowed: dict[str, str]) -> dict[str, YamlNode]:
        """A table whose keys are known; `allowed` gives the long name of each.

        Raises:
            MappingError: a key is unknown (says which was probably meant) or given twice.
        """
        found: dict[str, YamlNode] = {}
        for key, node in self.mapping(what).items():
            name = allowed.get(key)
            if name is None:
                raise node.error(
                    Message("'{key}' is not a key of {what}.", key=key, what=what),
                    hint=did_you_mean(key, allowed),
                    code="SAM-Y002",
                )
            if name in found:
                raise node.error(
                    Message("'{key}' is given twice in {what}.", key=name, what=what),
                    code="SAM-Y003",
                )
            found[name] = node
        return found


def _place(file: str, lc: tuple[int, int]) -> Place:
    return Place(file, lc[0] + 1, lc[1] + 1)


def load(path: Path, name: str) -> YamlNode:
    """Read a YAML file; `name` is how messages call it.

    Raises:
        MappingError: the file is missing, is no YAML, or has the same key twice.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        value = _parsed(text)
        mark = _too_deep(text) if _depth(value) > MAX_DEPTH else None
    except RecursionError:
        mark = _too_deep(text)
        value = None
    except FileNotFoundError:
        raise MappingError(
            Message("this mapping document is not there."),
            file=name,
            code="SAM-Y000",
            hint=Message("Check its path, or the names under `mappings` in samenspel.toml."),
        ) from None
    except DuplicateKeyError as error:
        key = str(error.problem).split('"')[1] if '"' in str(error.problem) else "a key"
        mark = error.problem_mark
        raise _marked(
            name, mark, Message("the key '{key}' stands here twice.", key=key), "SAM-Y003"
        ) from None
    except MarkedYAMLError as error:
        problem = f"{error.problem or 'this is not YAML'}."
        raise _marked(name, error.problem_mark, problem, "SAM-Y004") from None
    except (YAMLError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise MappingError(
            Message("this cannot be read as YAML ({reason}).", reason=why),
            file=name,
            code="SAM-Y004",
        ) from None
    if mark is not None:
        raise _marked(
            name,
            mark,
            Message("values stand more than {number} deep inside each other.", number=MAX_DEPTH),
            "SAM-Y004",
        )
    return YamlNode(value, Place(name, 1, 1))


@lru_cache(_KEPT)
def _parsed(text: str) -> Any:
    """What a text says. A build reads a document three times, and parsing takes most of it."""
    return YAML(typ="rt").load(text)


def _depth(value: Any) -> int:
    """How deep values stand inside each other, as far as it matters; an alias may hold itself."""
    level, depth = [value], 0
    while level and depth <= MAX_DEPTH:
        inside = [v for v in level if isinstance(v, dict | list)]
        below = (v.values() if isinstance(v, dict) else v for v in inside)
        # Aliases can make a few lines stand for millions of values: each is looked at once.
        level = list({id(v): v for values in below for v in values}.values())
        depth += 1
    return depth


def _too_deep(text: str) -> Any:
    """Where values stand too deep inside each other."""
    depth, last = 0, None
    for event in YAML(typ="rt").parse(text):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        last = event.start_mark
        if depth > MAX_DEPTH:
            break
    return last


def _marked(name: str, mark: Any, message: str, code: str) -> MappingError:
    line = mark.line + 1 if mark is not None else None
    column = mark.column + 1 if mark is not None else None
    return MappingError(message, file=name, line=line, column=column, code=code)
