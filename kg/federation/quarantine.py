"""Why nothing new was taken in of a dataset: kept beside its last good lines until it is mended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.errors import SamenspelError
from kg.federation.faults import reason_record
from kg.release.gate.reason import Reason, from_record
from kg.release.leaving.records import write_whole
from kg.texts import Language, from_data, in_language

FILE = "quarantine.json"


def shut(folder: Path, reasons: Sequence[Mapping[str, object]], *, day: str) -> None:
    """Write down why nothing new is taken in, since when the same day is kept."""
    since = day
    if (before := read_quarantine(folder)) is not None:
        since = str(before["since"])
    told = {"since": since, "reasons": list(reasons)}
    write_whole(folder / FILE, json.dumps(told, ensure_ascii=False, indent=1))


def shut_for(folder: Path, error: SamenspelError, *, day: str) -> list[dict[str, object]]:
    """Write down an error as the one reason."""
    reasons = [reason_record(error)]
    shut(folder, reasons, day=day)
    return reasons


def lift(folder: Path) -> None:
    """Take in again."""
    (folder / FILE).unlink(missing_ok=True)


def read_quarantine(folder: Path) -> dict[str, Any] | None:
    """Since when and why nothing new is taken in; None when it is."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {"since": told["since"], "reasons": list(told["reasons"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def told(reason: Mapping[str, Any], lang: Language) -> dict[str, Any]:
    """A reason for people: its code, what is wrong, what to do, and by what it is accepted."""
    if "reason" not in reason:
        hint = from_data(reason.get("hint"))
        return {
            "code": reason["code"],
            "message": in_language(from_data(reason["message"]), lang),
            "fix": None if hint is None else in_language(hint, lang),
            "fingerprint": None,
        }
    one: Reason = from_record(reason["reason"])
    parts = (one.title(lang), one.place, one.told(lang), ", ".join(reason.get("examples", ())))
    return {
        "code": one.code,
        "message": " · ".join(part for part in parts if part),
        "fix": one.fix(lang),
        "fingerprint": one.fingerprint,
    }
