"""Every RML case either passes or is listed with the reason why not, in the reference as well.

With SAMENSPEL_WRITE_CONFORMANCE=1 the run writes docs/reference/conformance.md.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from absent import needs_suite
from cases import MODULES, Case, cases, run_case
from not_passed import NOT_PASSED

from kg.mapping.execution.run import Engine, map_document

TABLE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "conformance.md"
CASES = cases()
pytestmark = needs_suite("RML test cases", ".", "rml-*/*/case.json")


@pytest.mark.parametrize("engine", ["compiled", "interpreted"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = run_case(case, tmp_path, partial(map_document, engine=engine))
    if case.id in NOT_PASSED:
        assert wrong is not None, "it passes: take it from the list of those that do not"
    else:
        assert wrong is None


def test_the_reference_says_what_passes() -> None:
    text = _table()
    if os.environ.get("SAMENSPEL_WRITE_CONFORMANCE") == "1":
        TABLE.write_text(text, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == text


def _table() -> str:
    total = Counter(case.folder.parent.name for case in CASES)
    failed = Counter(name.split("/")[0] for name in NOT_PASSED)
    rows = [
        f"| {title} | {total[name]} | {total[name] - failed[name]} |"
        for name, title in MODULES.items()
    ]
    listed = [f"| `{name.split('/')[1]}` | {why} |" for name, why in sorted(NOT_PASSED.items())]
    return "\n".join(
        [
            "# Conformance to RML",
            "Measured by `pytest tests/conformance` on the published test cases of RML, about half",
            "of each suite, with `samenspel map`. A case passes when its outputs are the same",
            "dataset as the expected ones (RDFC-1.0), or, where it expects an error, when the run",
            "says what is wrong and ends with 1. This page is written by that run.",
            "The cases of RML-CC and of 2014 name another base than their expected outputs have;",
            "they run with the base of those outputs.",
            "",
            "| module | cases | passed |",
            "|---|---|---|",
            *rows,
            "",
            "## Not passed",
            *(["| case | why |", "|---|---|", *listed] if listed else ["None."]),
            "",
        ]
    )
