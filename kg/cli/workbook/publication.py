"""Writes the publication around a workbook: mapping, look-up lists, configuration, a note."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from kg.cli.workbook.columns import ColumnProperty, RowSubject, Sheet, SheetColumn
from kg.cli.workbook.sheets import SHEETS
from kg.cli.workbook.texts import text
from kg.cli.workbook.words import choices, heading, iri
from kg.cli.workbook.write import PUBLISH, write_workbook
from kg.release.configuration import CONFIG
from kg.release.publication import today
from kg.texts import LANGUAGES, Language

_TABLES = ("criterion", "confidence", "form")
"""Lists that are no single concept scheme: they get a table of their own."""
_DATATYPES = {"date": "xsd:date", "count": "xsd:integer", "amount": "xsd:decimal"}


def write_publication(folder: Path, base: str, *, lang: Language) -> Path:
    """Write a publication with a workbook to fill in; gives the path of the workbook."""
    name = text("file", lang)
    book = folder / "sources" / f"{name}.xlsx"
    write_workbook(book, lang)
    for table in _TABLES:
        _table(folder / "lookups" / f"{table}.csv", table)
    mapping = folder / "mappings" / f"{name}.yml"
    mapping.parent.mkdir(parents=True, exist_ok=True)
    mapping.write_text(mapping_document(base, lang), encoding="utf-8")
    (folder / CONFIG).write_text(_configuration(base, name, lang), encoding="utf-8")
    note = text("folder", lang, file=f"`sources/{name}.xlsx`", mapping=f"`mappings/{name}.yml`")
    lines = [f"# {text('readme.title', lang)}", note, text("folder.terms", lang)]
    lines += [f"{n}. {text(f'readme.{n}', lang)}" for n in range(1, 6)]
    (folder / "README.md").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return book


def _table(path: Path, name: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["from", "to"])
        found = {c.words: c.stands_for for lang in LANGUAGES for c in choices(name, lang)}
        rows.writerows(found.items())


def mapping_document(base: str, lang: Language) -> str:
    """The mapping in YARRRML that reads the workbook in a language."""
    lines = [
        "# Reads the workbook; each sheet is a source. Rows whose first column says no stay out.",
        "prefixes:",
        f'  ex: "{base}id/"',
        '  c: "https://w3id.org/samenspel/id/concept/"',
        "",
        "sources:",
    ]
    # Of numbers that a sheet holds as text; else 1.234 would be little more than one.
    decimal = "" if lang == "en" else ', decimal: ","'
    for sheet in SHEETS:
        dialect = f"sheet: {_quoted(text(f'sheet.{sheet.key}', lang))}{decimal}"
        lines += [
            f"  {sheet.key}:",
            f"    access: sources/{text('file', lang)}.xlsx",
            "    referenceFormulation: excel",
            f'    samenspel: {{{dialect}, dates: ["%Y-%m-%d", "%d/%m/%Y"]}}',
        ]
    lines += ["", "mappings:"]
    for sheet in SHEETS:
        for thing in sheet.things:
            lines += _Rule(sheet, thing, lang).lines()
    return "\n".join(lines).rstrip("\n") + "\n"


class _Rule:
    """The triples map of one thing that a sheet speaks about."""

    def __init__(self, sheet: Sheet, thing: RowSubject, lang: Language) -> None:
        self.sheet, self.thing, self.lang = sheet, thing, lang
        self.columns = {column.key: column for column in sheet.columns}

    def lines(self) -> list[str]:
        """The lines of its YARRRML."""
        thing, sheet = self.thing, self.sheet
        name = sheet.key if thing is sheet.things[0] else f"{sheet.key}-{thing.folder}"
        key = "-".join(self._cell(self.columns[part]) for part in thing.key)
        # A code makes an address as it stands; words and dates are made fit for one.
        words = any(self.columns[part].kind in ("words", "list", "date") for part in thing.key)
        slug = ", samenspel: {function: slug}" if words else ""
        subject = f"{{value: {_quoted(f'ex:{thing.folder}/{key}')}{slug}}}"
        found = [
            f"  {name}:",
            f"    sources: {sheet.key}",
            f"    s: {subject}",
            f"    condition: {self._unlike(PUBLISH, 'no')}",
            "    po:",
        ]
        if thing.type:
            found.append(f"      - [a, {thing.type}]")
        if thing.label:
            label = " – ".join(self._cell(self.columns[part]) for part in thing.label)
            found.append(f"      - [skos:prefLabel, {_quoted(label)}, {self.lang}~lang]")
        for said in thing.said or self._all_said():
            found += self._property(said)
        return [*found, ""]

    def _all_said(self) -> tuple[ColumnProperty, ...]:
        return tuple(
            ColumnProperty(c.predicate, c.key) for c in self.columns.values() if c.predicate
        )

    def _property(self, said: ColumnProperty) -> list[str]:
        column = self.columns[said.column]
        found = [f"      - p: {said.predicate}", f"        o: {self._value(column)}"]
        ticked = self.columns[said.when] if said.when else column if column.kind == "yes" else None
        if ticked is not None:
            found.append(f"        condition: {self._like(ticked, 'yes')}")
        return found

    def _value(self, column: SheetColumn) -> str:
        cell = _quoted(self._cell(column))
        need = ["required: true"] if column.required else []
        match column.kind:
            case "yes":
                return f"{{value: {_quoted(iri(column.of))}, type: iri}}"
            case "link":
                value = _quoted(f"ex:{column.of}/{self._cell(column)}")
                return f"{{value: {value}, type: iri{_treated(need)}}}"
            case "list":
                kind = "" if column.of == "confidence" else ", type: iri"
                return f"{{value: {cell}{kind}{_treated([f'lookup: {_list(column.of)}', *need])}}}"
            case "web":
                return f"{{value: {cell}, type: iri}}"
            case "words":
                return f"{{value: {cell}, language: {self.lang}{_treated(need)}}}"
            case "kbo" | "nis" as function:
                return f"{{value: {cell}{_treated([f'function: {function}', *need])}}}"
            case kind if kind in _DATATYPES:
                return f"{{value: {cell}, datatype: {_DATATYPES[kind]}{_treated(need)}}}"
        return f"{{value: {cell}{_treated(need)}}}"

    def _cell(self, column: SheetColumn) -> str:
        return _reference(heading(column, self.lang))

    def _like(self, column: SheetColumn, word: str, function: str = "equal") -> str:
        # Spreadsheets take "Nee" where the list says "nee".
        cell = f"{{function: lower, parameters: [[value, {_quoted(self._cell(column))}]]}}"
        said = _quoted(text(word, self.lang))
        return f"{{function: {function}, parameters: [[value, {cell}], [other, {said}]]}}"

    def _unlike(self, column: SheetColumn, word: str) -> str:
        return self._like(column, word, "notEqual")


def _list(name: str) -> str:
    """The look-up of a list: the concept scheme, or the table beside the mapping."""
    if name in _TABLES:
        return f"lookups/{name}.csv"
    return f"c:{'role' if name == 'part' else name}"


def _treated(parts: list[str]) -> str:
    return f", samenspel: {{{', '.join(parts)}}}" if parts else ""


def _reference(name: str) -> str:
    return "$(" + re.sub(r"([()\\])", r"\\\1", name) + ")"


def _quoted(words: str) -> str:
    """Words as YAML takes them whatever is in them: JSON is YAML."""
    return json.dumps(words, ensure_ascii=False)


def _configuration(base: str, name: str, lang: Language) -> str:
    def texts(key: str) -> str:
        return "\n".join(f"{key}.{other} = {{}}" for other in LANGUAGES)

    def of(key: str, words: str) -> str:
        filled = [_quoted(text(words, other)) for other in LANGUAGES]
        return texts(key).format(*filled)

    order = [lang, *(other for other in LANGUAGES if other != lang)]
    return f"""\
# A publication: what it is called, whose it is, and its datasets.
base = "{base}"
languages = {json.dumps(order)}

{of("title", "policy")}

[publisher]
iri = "{base}id/organisation/our-municipality"
{of("name", "publisher")}

[[dataset]]
id = "{name}"
{of("title", "readme.title")}
{of("description", "dataset")}
licence = "https://data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0"
legal_basis = "Decreet van 9 februari 2018 betreffende het lokaal sociaal beleid"
contact = {_quoted(text("desk", lang))}
review = "{today().year + 1}-12-31"
modified = "{today()}"
mappings = ["mappings/{name}.yml"]
"""
