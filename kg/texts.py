"""Texts for people: English in the code, translated before their gaps are filled.

The lowest module: whatever is said to people, from an error to a heading, is made here and put into
the reader's language by whoever shows it, the command line or the web.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from babel.support import Translations

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


class ByLanguage(Mapping[str, str]):
    """A message by language, as `{"nl": …, "en": …, "fr": …}`, translated when it is asked for."""

    def __init__(self, message: Message) -> None:
        self._message = message

    def __getitem__(self, lang: str) -> str:
        for known in LANGUAGES:
            if lang == known:
                return self._message.in_language(known)
        raise KeyError(lang)

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


def keyed(key: str, text: str) -> tuple[str, str]:
    """An entry of a table of texts; `key` is its context in catalogues, so that no two meet."""
    return key, text


def keyed_plural(key: str, one: str, *, several: str) -> tuple[str, tuple[str, str]]:
    """An entry of a table of words for one and for several."""
    return key, (one, several)


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


def translated(text: str, lang: Language, *, context: str | None = None) -> str:
    """A template in a language; `context` tells apart what is one word in English."""
    if lang == "en" or not text:
        return text
    known = load_catalogue(lang)
    return str(known.gettext(text) if context is None else known.pgettext(context, text))


def translated_plural(
    one: str, several: str, number: int, lang: Language, context: str | None = None
) -> str:
    """The word for so many, by the rules of the language: in French nought is one."""
    if lang == "en":
        return one if number == 1 else several
    known = load_catalogue(lang)
    if context is None:
        return str(known.ngettext(one, several, number))
    return str(known.npgettext(context, one, several, number))


@cache
def load_catalogue(lang: str, folder: Path = FOLDER) -> Translations:
    """All texts of one language, read from its `.po` files: nothing to compile can be stale.

    Without any, all texts stay as they are.
    """
    # Here and not above: whoever reads English pays nothing for it.
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    whole = Catalog(locale=lang)
    for path in sorted((folder / lang / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=lang):
                if message.id:
                    whole.add(message.id, message.string, context=message.context)
    binary = BytesIO()
    write_mo(binary, whole)
    binary.seek(0)
    return Translations(binary)


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
