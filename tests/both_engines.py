"""Runs a mapping by the compiler and by the interpreter, its oracle."""

from __future__ import annotations

from pathlib import Path

from kg.mapping.execution.run import map_document

Told = tuple[str, int | None, str | None, str, str, str | None, str | None, str | None]
"""A finding: its code, row, column, severity, title, rule, what is expected and what is meant."""


def assert_same(folder: Path, mapping: str) -> tuple[set[str], set[Told]]:
    """Both engines give the same quads and the same findings; what these are."""
    answers = []
    for engine in ("compiled", "interpreted"):
        work = folder / engine
        work.mkdir()
        output = work / "out.nq"
        outcome = map_document(
            folder / mapping, output=output, work=work, engine=engine, base="https://base.be/"
        )
        assert not outcome.interpreted
        findings = {
            (f.code, f.row, f.column, f.severity, f.title("en"), f.rule, f.expected, f.guess)
            for f in outcome.findings
            if f.code != "SAM-R005"
        }
        answers.append((set(output.read_text(encoding="utf-8").split("\n")), findings))
    (quads, findings), (others, found) = answers
    assert (quads - others, findings - found) == (others - quads, found - findings)
    return quads - {""}, findings
