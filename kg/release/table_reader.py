"""Reads tables of samenspel.toml: each value of the kind that is expected, or what is wrong."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg.errors import ConfigError
from kg.mapping.ntriples import is_absolute_iri, is_language_tag
from kg.model.suggestion import did_you_mean
from kg.release.publication import Texts
from kg.texts import Message


def is_web_address(text: str) -> bool:
    """Whether a text is a whole address of the web, with its host, that RDF can hold."""
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket that is no IPv6 address
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and is_absolute_iri(text)


class TableReader:
    """Reads values of one configuration file; every method raises ConfigError for what is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def error(self, message: str, hint: str | None = None) -> ConfigError:
        return ConfigError(
            Message("Reading {file}: {message}", file=self.path, message=message),
            code="SAM-C003",
            hint=hint,
        )

    def day(self, value: Any, what: str, *, hint: str) -> date:
        try:
            # A moment is a day too for TOML's reader; only a day is meant.
            if isinstance(value, date) and not isinstance(value, datetime):
                return value
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise self.error(
                Message("{what} is '{value}', which is no day.", what=what, value=value), hint
            ) from None

    def named(self, kind: str, data: Any, *, key: str) -> str:
        return f"{kind} {data.get(key, '')}".strip() if isinstance(data, dict) else kind

    def known(self, data: Any, allowed: set[str], *, where: str) -> None:
        if not isinstance(data, dict):
            raise self.error(Message("{where} is no table.", where=where))
        for key in data:
            if key not in allowed:
                raise self.error(
                    Message("'{key}' is not a key of {what}.", key=key, what=where),
                    did_you_mean(key, allowed),
                )

    def table(self, data: dict[str, Any], key: str, *, where: str) -> dict[str, Any]:
        value = data.get(key)
        if not isinstance(value, dict):
            raise self.error(Message("{where} lacks the table '{key}'.", where=where, key=key))
        return value

    def text(self, data: dict[str, Any], key: str, *, where: str) -> str:
        value = data.get(key)
        if value is None or not str(value).strip():
            raise self.error(
                Message("{where} lacks '{key}'.", where=where, key=key),
                Message("No dataset is published without it."),
            )
        return str(value)

    def listed(self, data: dict[str, Any], key: str, *, where: str) -> list[Any]:
        value = data.get(key, [])
        if not isinstance(value, list):
            raise self.error(
                Message("'{key}' of {where} is no list.", key=key, where=where),
                Message('Write {key} = ["…"].', key=key),
            )
        return value

    def strings(self, data: dict[str, Any], key: str, *, where: str) -> tuple[str, ...]:
        value = self.listed(data, key, where=where)
        if not all(isinstance(item, str) for item in value):
            raise self.error(
                Message("'{key}' of {where} holds what is no text.", key=key, where=where),
                Message('Write {key} = ["…"].', key=key),
            )
        return tuple(value)

    def texts(self, data: dict[str, Any], key: str, *, where: str) -> Texts:
        value = data.get(key)
        if not isinstance(value, dict) or not value.get("nl"):
            raise self.error(
                Message("{where} lacks '{key}.nl'.", where=where, key=key),
                Message('Write {key}.nl = "…" (and .en, .fr).', key=key),
            )
        for lang, text in value.items():
            if not is_language_tag(lang) or not isinstance(text, str):
                raise self.error(
                    Message(
                        "'{key}.{lang}' of {where} is no text in a language.",
                        key=key,
                        lang=lang,
                        where=where,
                    ),
                    Message('Write {key}.nl = "…" (and .en, .fr).', key=key),
                )
        return value

    def iri(self, data: dict[str, Any], key: str, *, where: str) -> str:
        value = self.text(data, key, where=where)
        urn = value.startswith("urn:") and is_absolute_iri(value)
        if not is_web_address(value) and not urn:
            raise self.error(
                Message(
                    "'{key}' of {where} is '{value}', which is no web address.",
                    key=key,
                    where=where,
                    value=value,
                ),
                Message("Write the whole address, with https://."),
            )
        return value
