"""Help of the command line in the reader's language.

Click takes its own texts through gettext; here it gets them from our catalogues. A command's
help is translated when the command is looked up, so that docstrings stay in the code, in English.
"""

from __future__ import annotations

import copy
import gettext
import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from kg.cli.texts import language
from kg.texts import LANGUAGES, Language, translated


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


def _translate_plural(one: str, several: str, number: int) -> str:
    """The text for one or for several; click calls it as it calls gettext's `ngettext`."""
    return translate(one if number == 1 else several)


def teach_click() -> None:
    """Have click take its texts from here."""
    for name, module in list(sys.modules.items()):
        if name.startswith("click.") and getattr(module, "_", None) is gettext.gettext:
            module.__dict__["_"] = translate
        if name.startswith("click.") and hasattr(module, "ngettext"):
            module.__dict__["ngettext"] = _translate_plural


def in_language(command: click.Command, ctx: click.Context) -> click.Command:
    """A command whose help, options and placeholders are in the reader's language."""
    shown = copy.copy(command)
    shown.help = translate(command.help or "")
    params = [*command.params]
    if not any("--lang" in parameter.opts for parameter in params):
        params.append(lang_option())
    shown.params = [_parameter(parameter, ctx) for parameter in params]
    shown.options_metavar = translate(command.options_metavar or "")
    if isinstance(shown, click.Group):
        shown.subcommand_metavar = translate(shown.subcommand_metavar or "")
    return shown


def lang_option() -> click.Option:
    """The option of every verb that says in which language it speaks; see `asked_language`."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        metavar="LANG",  # the choices would push the help of all options aside
        expose_value=False,
        help="Language to speak: nl, en or fr (default: that of the system).",
    )


def asked_language(arguments: Sequence[str]) -> Language | None:
    """The language that `--lang` asks for, known before help or an error is said in another."""
    for word, following in pairwise([*arguments, ""]):
        value = following if word == "--lang" else word.removeprefix("--lang=")
        for lang in LANGUAGES:
            if word.startswith("--lang") and value == lang:
                return lang
    return None


def _parameter(parameter: click.Parameter, ctx: click.Context) -> click.Parameter:
    shown = copy.copy(parameter)
    word = (shown.name or "") if isinstance(shown, click.Argument) else shown.type.name
    if parameter.metavar:
        shown.metavar = translate(parameter.metavar)
    else:
        shown.metavar = shown.make_metavar(ctx).replace(word.upper(), translate(word.upper()))
    if isinstance(shown, click.Option):
        shown.help = translate(shown.help or "")
        if shown.is_flag or shown.count:
            shown.metavar = None
    return shown
