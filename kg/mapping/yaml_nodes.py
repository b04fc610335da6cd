"""YAML with places: every key and item knows its line and column, duplicates are refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import process
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from kg.errors import MappingError
from kg.mapping.document import Place


@dataclass(frozen=True)
class Node:
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

    def mapping(self, what: str) -> dict[str, Node]:
        """The node as a table of keys.

        Raises:
            MappingError: it is something else.
        """
        if not isinstance(self.value, dict):
            raise self.error(f"{what} must be written as keys with values.")
        file, places = self.place.file, self._places()
        # YAML takes the word null for nothing, also where it is a key.
        return {
            "null" if key is None else str(key): Node(value, _place(file, places.value(key)))
            for key, value in self.value.items()
        }

    def items(self) -> list[Node]:
        """The node as a list; anything else is a list of one."""
        if not isinstance(self.value, list):
            return [self]
        return [
            Node(value, _place(self.place.file, self._places().item(index)))
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
        raise self.error(f"{what} must be a text.")

    def texts(self, what: str) -> tuple[str, ...]:
        """The node as one or several texts; an empty one counts as the empty text."""
        return tuple("" if n.value is None else n.text(what) for n in self.items())

    def keys(self, what: str, allowed: dict[str, str]) -> dict[str, Node]:
        """A table whose keys are known; `allowed` gives the long name of each.

        Raises:
            MappingError: a key is unknown (says which was probably meant) or given twice.
        """
        found: dict[str, Node] = {}
        for key, node in self.mapping(what).items():
            name = allowed.get(key)
            if name is None:
                raise node.error(
                    f"'{key}' is not a key of {what}.",
                    hint=did_you_mean(key, allowed),
                    code="SAM-Y002",
                )
            if name in found:
                raise node.error(f"'{name}' is given twice in {what}.", code="SAM-Y003")
            found[name] = node
        return found


def _place(file: str, lc: tuple[int, int]) -> Place:
    return Place(file, lc[0] + 1, lc[1] + 1)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A sentence with the nearest known word, or with all of them when none is near."""
    choices = sorted(set(known))
    best = process.extractOne(word, choices, score_cutoff=70)
    if best is not None:
        return f"Did you mean '{best[0]}'?"
    return f"Known here: {', '.join(choices)}." if choices else None


def load(path: Path, name: str) -> Node:
    """Read a YAML file; `name` is how messages call it.

    Raises:
        MappingError: the file is missing, is no YAML, or has the same key twice.
    """
    try:
        value = YAML(typ="rt").load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise MappingError(
            "this mapping document is not there.",
            file=name,
            code="SAM-Y000",
            hint="Check the names under `mappings` in samenspel.toml.",
        ) from None
    except DuplicateKeyError as error:
        key = str(error.problem).split('"')[1] if '"' in str(error.problem) else "a key"
        mark = error.problem_mark
        raise _marked(name, mark, f"the key '{key}' stands here twice", "SAM-Y003") from None
    except MarkedYAMLError as error:
        problem = error.problem or "this is not YAML"
        raise _marked(name, error.problem_mark, problem, "SAM-Y004") from None
    return Node(value, Place(name, 1, 1))


def _marked(name: str, mark: Any, message: str, code: str) -> MappingError:
    line = mark.line + 1 if mark is not None else None
    column = mark.column + 1 if mark is not None else None
    return MappingError(f"{message}.", file=name, line=line, column=column, code=code)
