"""Drafts a publication from inspected files: a mapping that runs, each guess marked as one."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path, PurePosixPath

from kg.cli.inspect import Inspection, remark
from kg.cli.texts import say
from kg.errors import UsageError
from kg.inspection.columns import Column
from kg.inspection.files import InspectedFile, slug
from kg.inspection.keys import KeyLink, may_be_key
from kg.inspection.kinds import FITS
from kg.inspection.vocabulary import Scheme, class_for, language_of, without_accents
from kg.mapping.yarrrml.syntax import reference
from kg.sources.columns import BY_PLACE, SOURCE_ROW
from kg.sources.formats import formats
from kg.texts import Message

# The datatype of each kind of number, and the decimal sign that it is written with.
_NUMBERS = {
    "integer": ("xsd:integer", "."),
    "grouped .": ("xsd:integer", ","),
    "grouped blank": ("xsd:integer", ","),
    "decimal .": ("xsd:decimal", "."),
    "decimal ,": ("xsd:decimal", ","),
    "double": ("xsd:double", "."),
    "amount .": ("xsd:decimal", "."),
    "amount ,": ("xsd:decimal", ","),
}
# The datatype of numbers whose thousands are parted by what no decimal sign of a mapping implies,
# and a pattern of it.
_PARTED = {
    "grouped ,": ("xsd:integer", ","),
    "grouped '": ("xsd:integer", "['’\u202f]"),
    "decimal .,": ("xsd:decimal", ","),
    "decimal .'": ("xsd:decimal", "['’\u202f]"),
}
# Properties that are written by the name of a column, and the kind that its values must be. They
# mean the same for whatever a row is about, which others of the vocabulary do not.
_FORMS = {
    "skos:prefLabel": None,
    "dct:description": None,
    "foaf:homepage": "url",
    "sam:kboNumber": "enterprise-number",
    "sam:nisCode": "nis",
}
# What YAML takes for something else than a text.
_NO_TEXTS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_HEAD = """\
{drafted}
prefixes:
  ex: "{base}id/"
  own: "{base}def/"
  c: "https://w3id.org/samenspel/id/concept/"
"""
_CONFIG = """\
# {mend}
base = "{base}"
example = true # guess: {example}
languages = ["nl", "en", "fr"]

[title]
nl = "Publicatie van onze organisatie" # guess

[publisher]
iri = "{base}id/organisation/our-organisation" # guess
name.nl = "Onze organisatie" # guess

[[dataset]]
id = "{id}"
title.nl = {title} # guess
description.nl = {description} # guess
licence = "https://data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0" # guess
legal_basis = "Decreet van 9 februari 2018 betreffende het lokaal sociaal beleid" # guess
contact = "dienst sociaal beleid" # guess: {contact}
review = "{review}" # guess
modified = "{modified}" # guess
"""


def draft(found: Inspection, *, base: str, modified: str) -> dict[str, str]:
    """The texts of a publication by their paths, source files left out.

    `base` ends in `/`; `modified` is the day on which the sources last changed.
    """
    drafter = _Drafter(found)
    first = slug(found.files[0].source.name)
    config = _CONFIG.format(
        mend=say("draft.mend"),
        contact=say("draft.contact"),
        example=say("draft.example"),
        base=base,
        id=first,
        title=_quoted(found.files[0].source.name),
        description=_quoted(f"Uit {_named(found.files)}."),
        review=f"{int(modified[:4]) + 1}-12-31",
        modified=modified,
    )
    texts = {}
    mapped = [file for file in found.files if file.source.kind != "rdf"]
    if mapped:
        config += f'mappings = ["mappings/{first}.yml"]\n'
        drafted = "\n".join(
            f"# {t}" for t in say("draft.head", files=_on_one_line(_named(mapped))).split("\n")
        )
        lines = [_HEAD.format(drafted=drafted, base=base), "sources:"]
        for file in mapped:
            lines += drafter.source(file)
        lines += ["", "mappings:"]
        for file in mapped:
            lines += drafter.triples_map(file)
        texts[f"mappings/{first}.yml"] = "\n".join(lines) + "\n"
    rdf = dict.fromkeys(file.access for file in found.files if file.source.kind == "rdf")
    if rdf:
        taken = _quoted([f"sources/{access}" for access in rdf])
        config += f"rdf = {taken} # guess: {say('draft.rdf')}\n"
    return {"samenspel.toml": config, **texts, **drafter.lookups}


def _named(files: list[InspectedFile]) -> str:
    return ", ".join(dict.fromkeys(file.access for file in files))


class _Drafter:
    def __init__(self, found: Inspection) -> None:
        self.found = found
        self.lookups: dict[str, str] = {}

    def source(self, file: InspectedFile) -> list[str]:
        source = file.source
        lines = [
            f"  {_key(file)}:",
            f"    access: {_quoted(f'sources/{file.access}')}",
            f"    referenceFormulation: {formats()[source.kind].words[0]}",
        ]
        if source.iterator is not None and source.kind != "jsonl":
            lines.append(f"    iterator: {_quoted(source.iterator)}")
        said = ("encoding", "delimiter", "member", "sheet", "table", "crs")
        written: dict[str, object] = {
            key: value for key in said if (value := getattr(source, key)) is not None
        }
        if source.namespaces:
            written["namespaces"] = dict(source.namespaces)
        if source.header != 1:
            written["header"] = source.header
        if file.profile.marks:
            written["null"] = ["", *file.profile.marks]
        personal = [column.name for column in file.columns if column.personal is not None]
        if personal:
            written["withhold"] = personal
        if written:
            lines.append(f"    samenspel: {_quoted(written)} # guess")
        return lines

    def triples_map(self, file: InspectedFile) -> list[str]:
        name = _key(file)
        kind = class_for(file.source.name)
        lines = [
            f"  {name}:",
            f"    sources: {name}",
            f"    s: {self.subject(file)}",
            *(["    samenspel: {unique: true}"] if _keys(file) else []),
            "    po:",
            f"      - [a, owl:Thing] # guess: {say('draft.about')}{_perhaps(kind)}",
        ]
        terms = _terms(file)
        for column in file.columns:
            if not column.filled and column.name.startswith(BY_PLACE):
                continue  # blank columns behind a table, as spreadsheets export them
            lines += self.column(file, column, term=terms[column.name])
        return lines

    def subject(self, file: InspectedFile) -> str:
        keys = [key.name for key in _keys(file)]
        # A slash parts the values, which have none: so no two sets of values give one address.
        value = "/".join(reference(key) for key in keys or [SOURCE_ROW])
        quoted = _quoted(f"ex:{slug(file.source.name)}/{value}")
        names = _on_one_line(" + ".join(keys))
        return f"{quoted} # guess: {say('draft.key', names=names) if keys else say('draft.row')}"

    def column(self, file: InspectedFile, column: Column, *, term: str) -> list[str]:
        if column.personal is not None:
            return [f"      # guess: {say('draft.personal', column=_on_one_line(column.name))}"]
        name = None if term.startswith("own:") else term
        meant = file.property_of(column)
        told = "draft.named" if name else "draft.own" if meant else "draft.unknown"
        cut = [say("draft.cut", mark=column.separator)] if column.separator is not None else []
        why = "; ".join([say(told) + ("" if name else _perhaps(meant)), *cut, *remark(column)])
        link = self.link(file, column)
        scheme = self.found.schemes.get((file.table, column.name))
        if scheme is not None and scheme.share < FITS:
            scheme = None
        value = self.join(link) if link else self.value(file, column, scheme=scheme, name=name)
        return [f"      # guess: {why}", f"      - {{p: {term}, o: {value}}}"]

    def link(self, file: InspectedFile, column: Column) -> KeyLink | None:
        """The link to the key by which the subjects of another file are made."""
        if column in _keys(file):
            return None
        for link in self.found.links:
            parent = self.found.file_of(link.parent_table)
            is_key = [key.name for key in _keys(parent)] == [link.parent_column]
            same = (link.table, link.column) == (file.table, column.name)
            if same and is_key and link.share >= FITS:
                return link
        return None

    def join(self, link: KeyLink) -> str:
        parent = _key(self.found.file_of(link.parent_table))
        child, key = (_quoted(reference(name)) for name in (link.column, link.parent_column))
        condition = f"{{function: equal, parameters: [[str1, {child}], [str2, {key}]]}}"
        return f"{{mapping: {parent}, condition: {condition}}}"

    def value(
        self, file: InspectedFile, column: Column, *, scheme: Scheme | None, name: str | None
    ) -> str:
        parts: dict[str, object] = {"value": reference(column.name)}
        more: dict[str, object] = {}
        if column.separator is not None and column.name not in file.lists:
            more["split"] = column.separator
        if scheme is not None:
            parts["type"] = "iri"
            more["lookup"] = self.lookup(file, column, scheme=scheme)
        elif file.proposal.geometries and column.name == "geometry":
            parts["datatype"] = "geo:wktLiteral"
        elif column.kind == "url":
            parts["type"] = "iri"
        elif column.kind == "enterprise-number":
            more["function"] = "kbo"
        elif column.forms:
            parts["datatype"] = "xsd:date"
            more["dates"] = list(column.forms)
        elif column.kind in _NUMBERS and not column.typed:
            parts["datatype"], sign = _NUMBERS[column.kind]
            more |= {} if sign == "." else {"decimal": sign}
        elif column.kind in _PARTED and not column.typed:
            datatype, sign = _PARTED[column.kind]
            inputs = [["value", parts.pop("value")], ["pattern", sign], ["by", ""]]
            parts |= {"function": "replacePattern", "parameters": inputs, "datatype": datatype}
        elif name in ("skos:prefLabel", "dct:description") and language_of(column.name):
            parts["language"] = language_of(column.name)
        if more:
            parts["samenspel"] = more
        return _quoted(parts)

    def lookup(self, file: InspectedFile, column: Column, *, scheme: Scheme) -> str:
        path = f"lookups/{slug(file.source.name)}-{slug(column.name)}.csv"
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["from", "to"])
        writer.writerows((text, f"c:{concept}") for text, concept in scheme.found.items())
        self.lookups[path] = out.getvalue()
        return path


def _keys(file: InspectedFile) -> list[Column]:
    """The column that tells rows apart, else several together; none when no columns do."""
    single = [column for column in file.columns if column.unique and column.personal is None]
    if single:
        likely = [column for column in single if may_be_key(column)]
        named = [c for c in single if re.search(r"^(id|code|nr|nummer|key)|id$", c.name, re.I)]
        return (named or likely or single)[:1]
    chosen = file.key_sets[0] if file.key_sets else ()
    return [column for column in file.columns if column.name in chosen]


def _key(file: InspectedFile) -> str:
    """The name of a source and its mapping as YAML has it: between quotes where it is no text."""
    name = slug(file.source.name)
    is_other = name[0].isdigit() or name in _NO_TEXTS
    return json.dumps(name) if is_other else name


def _perhaps(term: str | None) -> str:
    return f" ({say('draft.perhaps', term=term)})" if term else ""


def _is_fit(column: Column, term: str) -> bool:
    """Whether values have the form that a property of the vocabulary asks."""
    alone = column.separator is None and not column.repeats
    return alone and term in _FORMS and _FORMS[term] in (None, column.kind)


def _terms(file: InspectedFile) -> dict[str, str]:
    """A property of its own for each column: of the vocabulary by its name, else `own:`."""
    terms: dict[str, str] = {}
    for column in file.columns:
        local = name = f"own:{_local_name(column.name)}"
        number = 1
        while name in terms.values():
            number += 1
            name = f"{local}_{number}"
        meant = file.property_of(column)
        is_meant = meant is not None and _is_fit(column, meant) and meant not in terms.values()
        terms[column.name] = meant if meant is not None and is_meant else name
    return terms


def _on_one_line(name: str) -> str:
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", " ".join(name.split()))


def _local_name(column: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "_", without_accents(column)).strip("_") or "value"


def _quoted(value: object) -> str:
    """A value as YAML and TOML have it, control characters (YAML 1.2, 5.1) escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def copies(files: list[InspectedFile]) -> dict[str, Path]:
    """The files that a drafted publication has, by their place below its sources.

    Raises:
        UsageError: two files would have the same place.
    """
    found: dict[str, Path] = {}
    for unknown in files:
        folder = PurePosixPath(unknown.access)
        if len(unknown.files) > 1 and "*" in folder.name:
            folder = folder.parent
        for file in unknown.files:
            name = str(folder / file.name) if len(unknown.files) > 1 else unknown.access
            if found.setdefault(name, file).resolve() != file.resolve():
                raise UsageError(
                    Message("Drafting a mapping: two of the files are called {name}.", name=name),
                    hint=Message("Give them different names first."),
                )
    return found


def write(texts: dict[str, str], folder: Path, *, sources: dict[str, Path]) -> None:
    """Write a drafted publication and copy its sources into it, by their place below sources/."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name, source in sources.items():
        target = folder / "sources" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
