"""The questions that ship with the ontology (`ontology/questions/*.rq`), as runnable examples.

A question's file begins with comments: `# id:`, `# title@nl:`, `# question@nl:` and, for each
value a reader may choose, `# param name kind label@nl="…" label@en="…" label@fr="…"`. `# needs:`
names the classes without which there is nothing to ask. The query below them runs unchanged: a
parameter is the `VALUES ?name { … }` line that holds its default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kg.model.prefixes import PAGE_PREFIXES
from kg.resources import ontology_folder
from server.view.terms import iri_token, is_iri, string_token

_TEXT = re.compile(r"#\s*([a-z]+)(?:@([a-z]{2}))?\s*:\s*(.*\S)\s*$")
_PARAM = re.compile(r"#\s*param:?\s+\??(\w+)\s+(\S+)\s*(.*)$")
_LABEL = re.compile(
    r"label@([a-z]{2})\s*[=:]?\s*(?:\"([^\"]*)\"|'([^']*)'|([^|;]*?))\s*(?=[|;]|label@|$)"
)


@dataclass(frozen=True)
class QuestionParameter:
    """A value a reader may choose: its name, what kind of thing it is, and its default."""

    name: str
    kind: str
    labels: Mapping[str, str]
    default: str


@dataclass(frozen=True)
class Question:
    """One question: its texts in three languages and its query as it stands in the file."""

    id: str
    titles: Mapping[str, str]
    questions: Mapping[str, str]
    parameters: tuple[QuestionParameter, ...]
    text: str
    file: str
    needs: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    def with_values(self, values: Mapping[str, str]) -> str:
        """The query with other values for its parameters; unknown parameters are left out."""
        text = self.text
        for parameter in self.parameters:
            value = values.get(parameter.name, "").strip()
            if value:
                text = _replace_values(text, parameter.name, value_token(value))
        return text

    @property
    def query(self) -> str:
        """The query without the comments at its head."""
        return strip_header(self.text)


def _values_line(name: str) -> re.Pattern[str]:
    return re.compile(rf"(VALUES\s+\(?\s*\?{name}\s*\)?\s*\{{\s*\(?)(.*?)(\)?\s*\}})", re.I | re.S)


def _replace_values(text: str, name: str, token: str) -> str:
    def filled(match: re.Match[str]) -> str:
        return f"{match[1]}{token}{match[3]}"

    return _values_line(name).sub(filled, text, count=1)


def value_token(value: str) -> str:
    """What a reader typed as SPARQL text: an IRI, a short IRI, a number or a text."""
    if value.startswith("<") and value.endswith(">"):
        value = value[1:-1]
    if "://" in value and is_iri(value):
        return iri_token(value)
    prefix, colon, local = value.partition(":")
    if colon and prefix in PAGE_PREFIXES and re.fullmatch(r"[\w./-]+", local):
        return iri_token(PAGE_PREFIXES[prefix] + local)
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", value):
        return value
    return string_token(value)


def strip_header(text: str) -> str:
    """A query without the comment lines at its head."""
    lines = text.splitlines()
    while lines and (lines[0].lstrip().startswith("#") or not lines[0].strip()):
        lines.pop(0)
    return "\n".join(lines).strip() + "\n"


def parse_question(text: str, file: str) -> Question:
    """Read a question's file.

    Texts without a language serve for all; a missing id is the beginning of the file's name.
    """
    texts: dict[str, dict[str, str]] = {}
    parameters: list[tuple[str, str, dict[str, str]]] = []
    for line in text.splitlines():
        if not line.lstrip().startswith("#"):
            if line.strip():
                break
            continue
        if match := _PARAM.match(line):
            labels = {m[1]: (m[2] or m[3] or m[4] or "").strip() for m in _LABEL.finditer(match[3])}
            parameters.append((match[1], match[2], labels))
        elif match := _TEXT.match(line):
            texts.setdefault(match[1], {})[match[2] or ""] = match[3]
    identifier = texts.get("id", {}).get("", file.partition("-")[0].removesuffix(".rq"))
    return Question(
        id=identifier.lower(),
        titles=texts.get("title", {}),
        questions=texts.get("question", {}) or texts.get("title", {}),
        parameters=tuple(
            QuestionParameter(name, kind, labels, _default(text, name))
            for name, kind, labels in parameters
        ),
        text=text,
        file=file,
        needs=tuple(texts.get("needs", {}).get("", "").split()),
        notes=texts.get("note", {}),
    )


def _default(text: str, name: str) -> str:
    match = _values_line(name).search(text)
    return match[2].strip() if match else ""


def read_questions(folder: Path) -> list[Question]:
    """All questions of a folder in the order of their ids."""
    found = [parse_question(p.read_text("utf-8"), p.name) for p in sorted(folder.glob("*.rq"))]
    return sorted(found, key=lambda question: question.id)


@cache
def questions() -> tuple[Question, ...]:
    """The questions of this installation."""
    return tuple(read_questions(ontology_folder() / "questions"))


def find_question(identifier: str) -> Question | None:
    """The question with this id (`q03`), in any case."""
    return next((q for q in questions() if q.id == identifier.lower()), None)
