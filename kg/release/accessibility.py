"""What a publisher declares of the accessibility of the site (Decision (EU) 2018/1523, annex).

It travels in the manifest, so that the server can show it; without it the page says that it lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.texts import LANGUAGES, Message

if TYPE_CHECKING:
    from kg.errors import ConfigError
    from kg.release.table_reader import TableReader

WHERE = "[accessibility]"
STATUSES = ("full", "partial", "none")
METHODS = ("self", "other")
Told = Mapping[str, str]
"""A text by language."""


@dataclass(frozen=True)
class AccessibilityDeclaration:
    """The table `[accessibility]` of samenspel.toml.

    `gaps` are parts that do not comply, `burden` those for which it would be a disproportionate
    burden, `exempt` those that the law does not cover. Days are ISO days; empty: not said.
    """

    status: str = ""
    gaps: Told = field(default_factory=dict)
    burden: Told = field(default_factory=dict)
    exempt: Told = field(default_factory=dict)
    prepared: str = ""
    reviewed: str = ""
    method: str = ""
    assessor: str = ""
    contact: str = ""
    enforcement: Told = field(default_factory=dict)
    enforcement_link: str = ""

    @staticmethod
    def keys() -> set[str]:
        return {each.name for each in fields(AccessibilityDeclaration)}

    def json(self) -> dict[str, Any] | None:
        """What the manifest says of it; None where nothing is declared."""
        told = {key: value for key, value in asdict(self).items() if value}
        return told or None


def read_accessibility(reader: TableReader, data: Any) -> AccessibilityDeclaration:
    """What the table `[accessibility]` declares; nothing where there is none.

    Raises:
        ConfigError: a key is unknown, or a value is not of its kind.
    """
    reader.known(data, AccessibilityDeclaration.keys(), where=WHERE)
    read: dict[str, Any] = {}
    for key, value in data.items():
        if key == "status":
            read[key] = _one_of(reader, key, value, STATUSES)
        elif key == "method":
            read[key] = _one_of(reader, key, value, METHODS)
        elif key in ("prepared", "reviewed"):
            read[key] = _day(reader, key, value)
        elif key in ("gaps", "burden", "exempt", "enforcement"):
            read[key] = _texts(reader, key, value)
        elif key == "enforcement_link":
            read[key] = reader.iri(data, key, where=WHERE)
        elif not isinstance(value, str) or not value.strip():
            raise _no_text(reader, key)
        else:
            read[key] = value
    if read.get("status") == "partial" and not (read.keys() & {"gaps", "burden", "exempt"}):
        raise reader.error(
            Message("{where} says 'partial', and not what does not comply.", where=WHERE),
            Message('Write gaps.nl = "…" (and .en, .fr).'),
        )
    return AccessibilityDeclaration(**read)


def _one_of(reader: TableReader, key: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise reader.error(
            Message("{key} of {where} is '{value}'.", key=key, where=WHERE, value=value),
            Message("One of: {allowed}.", allowed=", ".join(allowed)),
        )
    return str(value)


def _day(reader: TableReader, key: str, value: Any) -> str:
    hint = Message("Write a day such as {key} = 2026-06-30.", key=key)
    found: date = reader.day(value, f"{key} of {WHERE}", hint=hint)
    return found.isoformat()


def _texts(reader: TableReader, key: str, value: Any) -> dict[str, str]:
    texts = value if isinstance(value, dict) else dict.fromkeys(LANGUAGES, value)
    known = set(texts) <= set(LANGUAGES)
    if not texts or not known or not all(isinstance(t, str) and t for t in texts.values()):
        raise _no_text(reader, key)
    return texts


def _no_text(reader: TableReader, key: str) -> ConfigError:
    return reader.error(
        Message("'{key}' of {where} is no text.", key=key, where=WHERE),
        Message('Write {key} = "…", or {key}.nl = "…" (and .en, .fr).', key=key),
    )
