"""`--lang` decides what language every verb speaks, its help included."""

from __future__ import annotations

import sys

import pytest

from kg.cli import main
from kg.cli.translations import asked_language


@pytest.mark.parametrize(
    ("arguments", "lang"),
    [
        (["check", "--lang", "fr", "--help"], "fr"),
        (["--lang=nl", "check"], "nl"),
        (["check", "--lang"], None),
        (["check", "--lang", "de"], None),
        (["check", "nl"], None),
    ],
)
def test_the_language_is_known_before_anything_is_said(
    arguments: list[str], lang: str | None
) -> None:
    assert asked_language(arguments) == lang


def test_help_and_errors_are_in_the_language_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SAMENSPEL_LANG", "en")
    monkeypatch.setattr(sys, "argv", ["samenspel", "check", "nope", "--lang", "nl"])
    with pytest.raises(SystemExit):
        main()
    assert "De publicatie nope openen" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["samenspel", "check", "--lang", "fr", "--help"])
    with pytest.raises(SystemExit):
        main()
    assert "Langue à parler" in capsys.readouterr().out
