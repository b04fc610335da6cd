"""What the register of processing says of a publication (GDPR art. 30, paragraph 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from kg.texts import LANGUAGES, Language

Told = Mapping[str, str]
"""A text by language."""


@dataclass(frozen=True)
class ProcessingRecord:
    """The table `[privacy]` of samenspel.toml: each key a text, or one for each language."""

    purpose: Told = field(default_factory=dict)
    data: Told = field(default_factory=dict)
    people: Told = field(default_factory=dict)
    recipients: Told = field(default_factory=dict)
    measures: Told = field(default_factory=dict)
    officer: Told = field(default_factory=dict)

    @staticmethod
    def keys() -> set[str]:
        return {each.name for each in fields(ProcessingRecord)}

    @staticmethod
    def fault(data: Mapping[str, Any]) -> str | None:
        """The first key that is neither a text nor texts by language."""
        for key, value in data.items():
            texts = value.values() if isinstance(value, dict) else [value]
            by_language = not isinstance(value, dict) or set(value) <= set(LANGUAGES)
            if not by_language or not all(isinstance(text, str) and text for text in texts):
                return key
        return None

    @staticmethod
    def read(data: Mapping[str, Any]) -> ProcessingRecord:
        """What a table without faults says."""
        return ProcessingRecord(
            **{
                key: value if isinstance(value, dict) else dict.fromkeys(LANGUAGES, value)
                for key, value in data.items()
            }
        )


def in_reader_language(told: Told, lang: Language) -> str:
    """A text in a language, else in the first that there is; empty without any."""
    return told.get(lang) or next(iter(told.values()), "")
