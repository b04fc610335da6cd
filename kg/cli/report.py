"""Findings as a report: a page, a table or a list for machines, and a letter to each owner.

Everything that was found is counted. Only the terminal and the page leave out findings of one
cause that are many; they say how many those are.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from kg.cli.texts import counted, labelled, language, say, say_in
from kg.errors import UsageError
from kg.model.findings import Finding, Severity
from kg.model.spreadsheet import without_formula
from kg.release.publication import Owner, Publication
from kg.texts import Language, Message

SHOWN = 1000
"""Findings of one cause that the page writes out."""

ON_ONE_LINE = 200
"""Characters of a value that stand on one line."""

ON_TERMINAL = 3
"""Findings of one cause that the terminal writes out."""

_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "tip": 2}
_COLUMNS = [
    "severity",
    "code",
    "title",
    "dataset",
    "file",
    "sheet",
    "row",
    "line",
    "column",
    "raw",
    "rule",
    "expected",
    "guess",
    "fix",
]
_HEADS = {"raw": "value", "guess": "guess.head"}


def finding_record(finding: Finding, lang: Language) -> dict[str, Any]:
    """A finding for machines, value included: for the steward's own eyes."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "title": finding.title(lang),
        "dataset": finding.dataset,
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "line": finding.line,
        "column": finding.column,
        "raw": finding.raw,
        "withheld": finding.withheld,
        "rule": finding.rule,
        "expected": finding.expected,
        "guess": finding.guess,
        "fix": finding.fix(lang),
    }


def value_of(finding: Finding, lang: Language) -> str | None:
    """The value of a finding, or that it is withheld; None when it has none."""
    return say_in(lang, "value.withheld") if finding.withheld else finding.raw


def by_cause(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings of one kind in one file (and sheet) together, the worst first, in row order."""

    def cause(finding: Finding) -> tuple[int, str, str, str]:
        return _ORDER[finding.severity], finding.code, finding.file, finding.sheet or ""

    def place(finding: Finding) -> tuple[tuple[int, str, str, str], int, str]:
        return cause(finding), finding.row or 0, finding.column or ""

    return [list(group) for _, group in groupby(sorted(findings, key=place), cause)]


def as_json(findings: list[Finding], publication: Publication, lang: Language) -> str:
    """All findings as one JSON array, the worst first."""
    records = [finding_record(f, lang) for group in by_cause(findings) for f in group]
    return json.dumps(records, ensure_ascii=False, indent=1)


def as_csv(findings: list[Finding], publication: Publication, lang: Language) -> str:
    """All findings as a table that Excel opens as it should: BOM, `;`, and no cell that runs."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(say_in(lang, _HEADS.get(name, name)) for name in _COLUMNS)
    for group in by_cause(findings):
        for finding in group:
            record = finding_record(finding, lang)
            record["severity"] = say_in(lang, f"severity.{finding.severity}")
            record["raw"] = value_of(finding, lang)
            writer.writerow(_cell(record[name]) for name in _COLUMNS)
    return "\ufeff" + out.getvalue()


def _cell(value: Any) -> Any:
    return without_formula(value) if isinstance(value, str) else value


def as_html(findings: list[Finding], publication: Publication, lang: Language) -> str:
    """All causes as one page that needs nothing else: it can be kept, mailed and printed."""
    from jinja2 import Environment, StrictUndefined  # most reports are text

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    source = files("kg.cli").joinpath("templates/report.html").read_text(encoding="utf-8")
    return environment.from_string(source).render(
        lang=lang,
        labelled=lambda key, value: labelled(lang, key, value=value),
        table=lambda group: _table(group[:SHOWN], lang),
        say=lambda key, **values: say_in(lang, key, **values),
        title=_title(publication, lang),
        levels=", ".join(
            counted(level, sum(f.severity == level for f in findings), lang=lang)
            for level in _ORDER
        ),
        groups=by_cause(findings),
        shown=SHOWN,
    )


def _table(
    findings: list[Finding], lang: Language
) -> tuple[list[str], list[list[tuple[str, str | int]]]]:
    """The columns that any of the findings fills, and for each its cells by column."""
    records = [
        {
            "row": finding.row,
            "line": finding.line,
            "column": finding.column,
            "value": value_of(finding, lang),
            "expected": finding.expected,
            "guess.head": finding.guess,
            "rule": finding.rule,
        }
        for finding in findings
    ]
    heads = [name for name in records[0] if any(record[name] is not None for record in records)]
    cells = [
        [(name, "" if (cell := record[name]) is None else cell) for name in heads]
        for record in records
    ]
    return heads, cells


def as_text(findings: list[Finding], publication: Publication, lang: Language) -> str:
    """All findings as the letters have them, one owner of sources after the other."""
    title = say_in(lang, "report.title", title=_title(publication, lang))
    lines = [title, "=" * len(title), "", say_in(lang, "report.values")]
    for owner, own in _by_owner(findings, publication).items():
        address = _address(owner)
        lines += ["", "", address, "-" * len(address), *_listed(own, lang)]
    if not findings:
        lines += ["", say_in(lang, "findings.none")]
    return "\n".join(lines) + "\n"


_FORMATS: dict[str, Callable[[list[Finding], Publication, Language], str]] = {
    ".html": as_html,
    ".csv": as_csv,
    ".json": as_json,
    ".txt": as_text,
}


def formatter(path: Path) -> Callable[[list[Finding], Publication, Language], str]:
    """How a report is written, by the suffix of its file.

    Raises:
        UsageError: no report has this suffix.
    """
    if path.suffix.lower() not in _FORMATS:
        raise UsageError(
            Message(
                "Writing a report to {path}: the suffix '{suffix}' says no format.",
                path=path,
                suffix=path.suffix,
            ),
            hint=Message("Use one of {suffixes}.", suffixes=", ".join(_FORMATS)),
        )
    return _FORMATS[path.suffix.lower()]


def letters(findings: list[Finding], publication: Publication) -> dict[str, str]:
    """A text to each owner of a source in the owner's language, by the name of its file.

    Tips are for the steward alone and stay out.
    """
    told = _by_owner((f for f in findings if f.severity != "tip"), publication)
    result: dict[str, str] = {}
    for owner, own in told.items():
        name = _slug(owner.email or owner.name)
        while f"{name}.txt" in result:
            name += "-2"
        result[f"{name}.txt"] = _letter(owner, own, _title(publication, owner.language))
    return result


def _by_owner(findings: Iterable[Finding], publication: Publication) -> dict[Owner, list[Finding]]:
    told: dict[Owner, list[Finding]] = {}
    for finding in findings:
        told.setdefault(publication.owner(finding.dataset, finding.file), []).append(finding)
    return told


def _address(owner: Owner) -> str:
    named = not owner.email or owner.email in owner.name
    return owner.name if named else f"{owner.name} <{owner.email}>"


def _letter(owner: Owner, findings: list[Finding], title: str) -> str:
    lang = owner.language
    topic = say_in(lang, "mail.topic", count=len(findings), title=title)
    lines = [
        labelled(lang, "mail.to", value=_address(owner)),
        labelled(lang, "mail.subject", value=topic),
        "",
        say_in(lang, "mail.opening", title=title),
        *_listed(findings, lang),
    ]
    return "\n".join(lines) + "\n"


def _listed(findings: list[Finding], lang: Language) -> list[str]:
    """What to mend in which file, a cause after the other."""
    lines = []
    for group in by_cause(findings):
        first = group[0]
        lines += ["", f"{first.title(lang)} ({first.code}, {len(group)})"]
        if first.fix(lang):
            lines.append(labelled(lang, "fix", value=first.fix(lang)))
        lines.append(labelled(lang, "file", value=first.file))
        lines += [f"- {describe(finding, lang)}" for finding in group]
    return lines


def describe(finding: Finding, lang: Language) -> str:
    """Where it is and what stands there, on one line."""
    parts = []
    if finding.sheet is not None:
        parts.append(f"{say_in(lang, 'sheet')} '{finding.sheet}'")
    if finding.row is not None:
        parts.append(f"{say_in(lang, 'row')} {finding.row}")
    if finding.line is not None and finding.line != finding.row:
        parts.append(f"{say_in(lang, 'line')} {finding.line}")
    if finding.column is not None:
        parts.append(f"{say_in(lang, 'column')} '{finding.column}'")
    text = ", ".join(parts) or finding.file
    if finding.withheld:
        text += f": ({say_in(lang, 'value.withheld')})"
    elif finding.raw is not None:
        shown = finding.raw if len(finding.raw) <= ON_ONE_LINE else f"{finding.raw[:ON_ONE_LINE]}…"
        text += f": {json.dumps(shown, ensure_ascii=False)}"
    if finding.rule:
        text += f"  [{finding.rule}]"
    if finding.expected:
        text += f"; {labelled(lang, 'expected', value=finding.expected)}"
    if finding.guess:
        text += f"; {say_in(lang, 'guess')} '{finding.guess}'?"
    return text


def _title(publication: Publication, lang: Language) -> str:
    return publication.title.get(lang) or publication.title["nl"]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "owner"


def show_findings(findings: list[Finding]) -> None:
    """All findings of a run, grouped by cause; the worst first."""
    if not findings:
        click.echo(say("findings.none"))
        return
    for group in by_cause(findings):
        _show_group(group)
    levels = Counter(finding.severity for finding in findings)
    click.echo(", ".join(counted(level, levels[level]) for level in _ORDER))


def _show_group(group: list[Finding]) -> None:
    first, lang = group[0], language()
    colour = {"error": "red", "warning": "yellow", "tip": "blue"}[first.severity]
    head = click.style(f"{say(f'severity.{first.severity}')} {first.code}", fg=colour)
    click.echo(f"{head}  {first.title(lang)} — {first.file} ({len(group)})")
    for finding in group[:ON_TERMINAL]:
        click.echo(f"  {describe(finding, lang)}")
    if len(group) > ON_TERMINAL:
        click.echo(f"  {say('findings.more', count=len(group) - ON_TERMINAL)}")
    if first.fix(lang):
        click.echo(f"  {labelled(lang, 'fix', value=first.fix(lang))}")


def write_reports(
    findings: list[Finding],
    publication: Publication,
    *,
    reports: tuple[Path, ...],
    mail: Path | None,
) -> list[Path]:
    """Write the reports that were asked for, and a text to each owner; the paths written."""
    written = []
    for path in reports:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = formatter(path)(findings, publication, language())
        path.write_text(text, encoding="utf-8", newline="")
        written.append(path)
    if mail is not None:
        mail.mkdir(parents=True, exist_ok=True)
        for name, text in letters(findings, publication).items():
            (mail / name).write_text(text, encoding="utf-8")
            written.append(mail / name)
    return written
