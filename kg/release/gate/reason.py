"""A reason not to publish, and how findings become reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kg.model.findings import CATALOGUE, Finding, fingerprint
from kg.texts import Language, Message, as_data, from_data, in_language

EXAMPLES = 5
"""Addresses and rows that a reason names; all are counted."""
PRIVACY = "SAM-D"
"""What the codes of personal data and small counts begin with: they are accepted one by one."""


@dataclass(frozen=True)
class Reason:
    """Why a release is not published as it is: what, where, how much.

    `detail` may be shown to everybody: numbers, addresses that are public, never a value.
    `examples` are for the steward: rows, lines, addresses. `about` is part of the fingerprint, so
    that an acceptance holds for this cause and not for the next one at the same place.
    """

    code: str
    dataset: str = ""
    file: str = ""
    sheet: str | None = None
    column: str | None = None
    rule: str | None = None
    about: str | None = None
    count: int = 1
    detail: str = ""
    examples: tuple[str, ...] = ()
    counted_as: Literal["", "row", "line"] = ""
    """What the examples are numbers of; nothing when they are addresses."""

    @property
    def fingerprint(self) -> str:
        """By what it is accepted, as that of a finding."""
        where = (self.dataset, self.file, self.sheet, self.column, self.rule)
        return fingerprint(self.code, *where, about=self.about)

    @property
    def place(self) -> str:
        """The dataset, file, sheet and column, as one text."""
        parts = (self.dataset, self.file, self.sheet, self.column or self.rule)
        return ", ".join(part for part in parts if part)

    @property
    def is_privacy(self) -> bool:
        """Whether it is about people, and accepted by itself only."""
        return self.code.startswith(PRIVACY)

    def title(self, lang: Language) -> str:
        """What is wrong, in one phrase of the reader's language."""
        return CATALOGUE[self.code].title[lang]

    def fix(self, lang: Language) -> str:
        """What to do about it."""
        return CATALOGUE[self.code].fix[lang]

    def told(self, lang: Language) -> str:
        """The detail in the reader's language."""
        return str(in_language(self.detail, lang))


def refuses(finding: Finding) -> bool:
    """Whether a finding stands in the way of publishing until it is accepted.

    What is left out of the release anyway (an error) does not; what goes out does.
    """
    return finding.code.startswith((PRIVACY, "SAM-G")) and finding.severity == "warning"


def reasons_of(findings: Iterable[Finding]) -> list[Reason]:
    """The findings that refuse, those of one fingerprint together, in their order."""
    return group_findings(finding for finding in findings if refuses(finding))


def group_findings(findings: Iterable[Finding]) -> list[Reason]:
    """Findings as reasons, those of one fingerprint together, in their order."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.fingerprint, []).append(finding)
    return [_reason(group) for group in groups.values()]


def _reason(group: list[Finding]) -> Reason:
    first = group[0]
    rows = [f"{finding.row}" for finding in group if finding.row is not None]
    several = Message("{count} times", count=len(group)) if len(group) > 1 else ""
    detail = several or first.expected or ""
    return Reason(
        first.code,
        first.dataset,
        first.file,
        first.sheet,
        first.column,
        first.rule,
        first.about,
        len(group),
        detail,
        () if first.expected else tuple(rows[:EXAMPLES]),
        "row",
    )


def as_record(reason: Reason) -> dict[str, Any]:
    """A reason as a release keeps it, without examples: nothing that only a steward may see."""
    return {
        "fingerprint": reason.fingerprint,
        "code": reason.code,
        "dataset": reason.dataset,
        "file": reason.file,
        "sheet": reason.sheet,
        "column": reason.column,
        "rule": reason.rule,
        "about": reason.about,
        "count": reason.count,
        "detail": as_data(reason.detail),
    }


def from_record(record: Mapping[str, Any]) -> Reason:
    """A reason that a release kept."""
    told = {key: value for key, value in record.items() if key != "fingerprint"}
    return Reason(**{**told, "detail": from_data(told["detail"])})
