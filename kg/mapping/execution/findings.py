"""Findings out of what readers, plans and the interpreter found: with file, line and no secrets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import process

from kg.mapping.document import Lookup, Source
from kg.mapping.execution.privacy import Privacy
from kg.mapping.execution.provenance import file_name
from kg.mapping.execution.spelling import Near
from kg.mapping.interpreter.quads import CellFinding
from kg.mapping.keys import CODE, CONTRADICTION, RepeatedKey
from kg.model.findings import Finding
from kg.sources.stage import StagedTable

CLOSE = 60
"""How alike, of 100, the nearest label must be to be worth proposing."""


class Reporter:
    """Makes the findings of one dataset; `privacy` says what they must not show."""

    def __init__(self, dataset: str, privacy: Privacy) -> None:
        self.dataset, self.privacy = dataset, privacy

    def record_findings(self, source: Source, staged: StagedTable) -> Iterator[Finding]:
        """What was wrong with the records of a source as such."""
        for fault in staged.findings:
            finding = Finding(
                fault.code,
                self.dataset,
                file_name(staged.origins[fault.file]),
                row=fault.row,
                line=fault.line,
                column=fault.column,
                raw=fault.raw,
                expected=fault.expected,
                rule=source.name,
                sheet=staged.sheet,
            )
            yield self.privacy.shown(finding, source)

    def dialect(self, source: Source, staged: StagedTable) -> Iterator[Finding]:
        """What was guessed of a delimited text because the mapping does not say it."""
        if source.kind == "csv" and staged.dialect is not None and staged.dialect.detected:
            said = {"encoding": staged.dialect.encoding, "delimiter": staged.dialect.delimiter}
            text = ", ".join(f"{key}: {said[key]!r}" for key in staged.dialect.detected)
            file = file_name(staged.origins[0])
            yield Finding("SAM-R005", self.dataset, file, expected=text, rule=source.name)

    def found(
        self,
        found: Sequence[CellFinding],
        source: Source,
        *,
        staged: StagedTable,
        lookups: Mapping[str, Lookup],
        near: Near,
    ) -> Iterator[Finding]:
        """What was wrong with values, with the lines they stand on and the nearest label.

        `near` has the keys that links which lead nowhere may mean.
        """
        places: dict[int, set[tuple[int, str | None]]] = {}
        for item in found:
            places.setdefault(item.file, set()).add(staged.place(item.row, item.column))
        lines = {file: staged.lines(asked, file) for file, asked in places.items()}
        for item in found:
            row, column = staged.place(item.row, item.column)
            line = lines[item.file].get((row, column))
            if line is None and not staged.rows_are_places and item.raw:
                line = staged.line_of_text(item.raw)
            finding = Finding(
                item.code,
                self.dataset,
                file_name(staged.origins[item.file]),
                row=row if staged.rows_are_places else None,
                line=line,
                column=item.column,
                raw=item.raw,
                rule=item.rule,
                expected=item.expected,
                guess=near.get((item.expected or "", item.column, item.raw))
                or _guess(item.raw, lookups.get(item.expected or "")),
                sheet=staged.sheet,
            )
            if item.code == CODE and item.expected is not None:
                finding = _repeated(finding, item.expected, staged)
            # What is withheld is asked by the mapping's name, then by that of the file.
            finding = self.privacy.shown(finding, source)
            yield self.privacy.shown(replace(finding, column=column), source)


def _repeated(finding: Finding, expected: str, staged: StagedTable) -> Finding:
    """A key that comes twice, with the row where it stands first: an error when rows differ."""
    first = RepeatedKey.read(expected)
    first = replace(first, row=staged.place(first.row, None)[0])
    files = [file_name(origin) for origin in staged.origins]
    finding = replace(finding, expected=first.expected(files, has_rows=staged.rows_are_places))
    if not first.columns:
        return finding
    return replace(finding, messages=dict(CONTRADICTION), severity_override="error")


def summed(found: Iterable[CellFinding]) -> list[CellFinding]:
    """One for each kind in a column, at the first place, that says how many there are."""
    first: dict[tuple[str, int, str, str], CellFinding] = {}
    times: Counter[tuple[str, int, str, str]] = Counter()
    for one in found:
        kind = one.code, one.file, one.column, one.rule
        first.setdefault(kind, one)
        times[kind] += 1
    return [one._replace(raw="", expected=f"({times[kind]}×)") for kind, one in first.items()]


def found_of(rows: Iterable[Sequence[object]], triples_map: str) -> list[CellFinding]:
    """Answers of a plan's finding queries, sorted, since threads hand them over in any order."""
    made = [
        CellFinding(
            code=str(code),
            row=int(str(row)),
            column=str(column),
            raw="" if raw is None else str(raw),
            rule=str(rule),
            expected=None if expected is None else str(expected),
            triples_map=triples_map,
            file=int(str(file)),
        )
        for code, row, file, column, raw, rule, expected in rows
    ]
    return sorted(made, key=lambda f: (f.file, f.row, str(f)))


def _guess(text: str, lookup: Lookup | None) -> str | None:
    if lookup is None:
        return None
    best = process.extractOne(text, lookup.labels, score_cutoff=CLOSE)
    return None if best is None else str(best[0])
