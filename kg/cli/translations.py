"""Help and errors of the command line in the reader's language, found by their English text.

Click takes its own texts through gettext; here it gets them from our table instead. A command's
help is translated when the command is looked up, so that docstrings stay in the code, in English.
"""

from __future__ import annotations

import copy
import gettext
import re
import sys
from functools import cache

import click

from kg.cli.error_texts import ERROR_TEXTS
from kg.cli.help_texts import HELP_TEXTS
from kg.cli.texts import language
from kg.model.findings import Language

_TEXTS = HELP_TEXTS | ERROR_TEXTS
_PLACE = re.compile(r"(?s)(\S+?(?::\d+){0,2}: )(?=['a-z])(.+)")
_APART = re.compile(" (?=[:;?!])")
_WORDED = frozenset({"what", "where", "why", "reason", "message", "part", "wanted", "place"})
"""Names of gaps that may hold a text of ours; the others hold names, numbers and addresses."""
_GAP = re.compile(r"\{([^\W\d]\w*)(?:![rs])?\}")


def translate(text: str) -> str:
    """A text in the reader's language, paragraph by paragraph; what is not known stays English."""
    lang = language()
    if lang == "en":
        return text
    return "\n\n".join(_found(" ".join(part.split()), lang, part) for part in text.split("\n\n"))


def translate_plural(one: str, several: str, number: int) -> str:
    """The text for one or for several."""
    return translate(one if number == 1 else several)


def translate_filled(text: str) -> str:
    """A text whose gaps are filled in already, when one of the texts with gaps fits it.

    A place in a mapping in front of it stays as it is.
    """
    whole = translate(text)
    if language() == "en" or whole != text:
        return whole
    for english, pattern in _patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            ours = _ours(english)
            gaps = {
                name: translate_filled(found) if name in ours else found
                for name, found in match.groupdict().items()
            }
            return translate(english).format(**gaps)
    place = _PLACE.fullmatch(text)
    return text if place is None else place[1] + translate_filled(place[2])


def _found(key: str, lang: Language, otherwise: str) -> str:
    texts = _TEXTS.get(key)
    if texts is None:
        return otherwise
    # French sets its signs apart by a blank, where a line must not break.
    return texts[0] if lang == "nl" else _APART.sub("\N{NO-BREAK SPACE}", texts[1])


@cache
def _ours(english: str) -> frozenset[str]:
    """The gaps of a text that we fill with words of our own; what is quoted is the user's."""
    return frozenset(_GAP.findall(re.sub(r"'\{\w+(?:![rs])?\}'", "", english))) & _WORDED


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Texts with gaps as patterns, those with the most fixed text first."""
    found = []
    for english in sorted(ERROR_TEXTS, key=lambda text: len(_GAP.sub("", text)), reverse=True):
        if _GAP.search(english):
            parts = _GAP.split(english)
            pieces = [
                f"(?P<{part}>.*?)" if i % 2 else re.escape(part) for i, part in enumerate(parts)
            ]
            found.append((english, re.compile("".join(pieces), re.DOTALL)))
    return found


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
