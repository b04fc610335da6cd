"""What verbs say at their end can be pasted into a shell."""

from pathlib import Path

import pytest

from kg.cli.output import next_step


def test_the_next_command_has_quotes_where_a_shell_needs_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    next_step("check", Path("our town"))
    assert capsys.readouterr().out.endswith("samenspel check 'our town'\n")
