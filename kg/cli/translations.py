"""Help of the command line in the reader's language.

Click takes its own texts through gettext; here it gets them from our catalogues. A command's
help is translated when the command is looked up, so that docstrings stay in the code, in English.
"""

from __future__ import annotations

import copy
import gettext
import sys

import click

from kg.cli.texts import language
from kg.texts import Language, translated


def translate(text: str) -> str:
    """A text in the reader's language, paragraph by paragraph; what is not known stays English."""
    lang = language()
    if lang == "en":
        return text
    return "\n\n".join(_paragraph(part, lang) for part in text.split("\n\n"))


def _paragraph(text: str, lang: Language) -> str:
    """A paragraph of a docstring, whose lines are one; else a text of click with its own lines."""
    line = " ".join(text.split())
    found = translated(line, lang)
    return found if found != line else translated(text, lang)


def translate_plural(one: str, several: str, number: int) -> str:
    """The text for one or for several."""
    return translate(one if number == 1 else several)


def teach_click() -> None:
    """Have click take its texts from here."""
    for name, module in list(sys.modules.items()):
        if name.startswith("click.") and getattr(module, "_", None) is gettext.gettext:
            module.__dict__["_"] = translate
        if name.startswith("click.") and hasattr(module, "ngettext"):
            module.__dict__["ngettext"] = translate_plural


def in_language(command: click.Command, ctx: click.Context) -> click.Command:
    """A command whose help, options and placeholders are in the reader's language."""
    shown = copy.copy(command)
    shown.help = translate(command.help or "")
    shown.params = [_parameter(parameter, ctx) for parameter in command.params]
    shown.options_metavar = translate(command.options_metavar or "")
    if isinstance(shown, click.Group):
        shown.subcommand_metavar = translate(shown.subcommand_metavar or "")
    return shown


def _parameter(parameter: click.Parameter, ctx: click.Context) -> click.Parameter:
    shown = copy.copy(parameter)
    word = (shown.name or "") if isinstance(shown, click.Argument) else shown.type.name
    shown.metavar = shown.make_metavar(ctx).replace(word.upper(), translate(word.upper()))
    if isinstance(shown, click.Option):
        shown.help = translate(shown.help or "")
        if shown.is_flag or shown.count:
            shown.metavar = None
    return shown
