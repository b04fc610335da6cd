"""Texts for people: English in the code, translated before their gaps are filled.

The lowest module: whatever is said to people, from an error to a heading, is made here and put into
the reader's language by whoever shows it, the command line or the web.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

Language = Literal["nl", "en", "fr"]
LANGUAGES: tuple[Language, ...] = ("nl", "en", "fr")
FOLDER = Path(__file__).parent / "translations"


class Message(str):
    """An English text that knows its template and its values, so that it can be translated.

    `Message("Reading {file}: {why}.", file=path.name, why=error)` is a `str`, the English text
    filled in. Without values the template stands as it is, braces too. A value that is a `Message`,
    or an error that carries one, is translated with the text around it; values of other kinds than
    numbers are kept as their `str`. The template is what catalogues know, so it is a literal.
    """

    template: str
    values: dict[str, str | int | float]

    def __new__(cls, template: str, /, **values: object) -> Message:
        """Fill in the English text."""
        kept = {name: _kept(value) for name, value in values.items()}
        made = super().__new__(cls, template.format(**kept) if kept else template)
        made.template, made.values = template, kept
        return made

    def __str__(self) -> str:
        return self  # `str(ValueError(message))` is the message, with all it knows

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (self.template, self.values)

    def in_language(self, lang: Language) -> str:
        """The text in a language, English where it has no translation."""
        if not self.values:
            return translated(self.template, lang)
        values = {name: in_language(value, lang) for name, value in self.values.items()}
        return translated(self.template, lang).format(**values)


def compose(template: str, /, **values: object) -> Message:
    """A text of parts with nothing of its own to translate, such as `{place}: {message}`."""
    return Message(template, **values)


def join(separator: str, parts: Iterable[str]) -> Message:
    """Texts behind each other, each of which is translated when it is a `Message`."""
    named = {f"part{number}": part for number, part in enumerate(parts)}
    gaps = [f"{{{name}}}" for name in named]
    return Message(separator.replace("{", "{{").replace("}", "}}").join(gaps), **named)


def in_language(text: Any, lang: Language) -> Any:
    """A text in a language when it is a `Message`; any other value as it is."""
    return text.in_language(lang) if isinstance(text, Message) else text


def translated(text: str, lang: Language, context: str | None = None) -> str:
    """A template in a language; `context` tells apart what is one word in English."""
    if lang == "en" or not text:
        return text
    known = load_catalogue(lang)
    return known.gettext(text) if context is None else known.pgettext(context, text)


@cache
def load_catalogue(lang: str, folder: Path = FOLDER) -> gettext.NullTranslations:
    """All texts of one language, read from its `.po` files: nothing to compile can be stale."""
    # Here and not above: whoever reads English pays nothing for it.
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=lang)
    for path in sorted((folder / lang / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=lang):
                if message.id:
                    whole.add(message.id, message.string, context=message.context)
    binary = BytesIO()
    write_mo(binary, whole)
    binary.seek(0)
    return gettext.GNUTranslations(binary)


def as_data(text: str | int | float | None) -> Any:
    """A text as JSON holds it, for another process to make the same of it."""
    if not isinstance(text, Message):
        return text
    return {"text": text.template, "values": {n: as_data(v) for n, v in text.values.items()}}


def from_data(data: Any) -> Any:
    """What `as_data` was given."""
    if not isinstance(data, dict):
        return data
    return compose(data["text"], **{n: from_data(v) for n, v in data["values"].items()})


def _kept(value: object) -> str | int | float:
    return value if isinstance(value, (str, int, float)) else str(value)


def _remade(template: str, values: dict[str, str | int | float]) -> Message:
    return Message(template, **values)
