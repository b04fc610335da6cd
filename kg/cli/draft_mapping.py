"""Drafts a mapping from inspected files: it runs, and each guess in it is marked as one."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.cli.inspect import Inspection, remark, wide_remark, written_unpivot
from kg.cli.texts import counted, say
from kg.inspection.columns import Column
from kg.inspection.files import InspectedFile, slug
from kg.inspection.keys import KeyLink, may_be_key
from kg.inspection.kinds import FITS
from kg.inspection.known_keys import KnownKey
from kg.inspection.vocabulary import Scheme, class_for, language_of, without_accents
from kg.mapping.unpivot import Unpivot
from kg.mapping.yarrrml.syntax import reference
from kg.sources.columns import BY_PLACE, SOURCE_ROW
from kg.sources.formats import formats

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
FORMS = {
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
  ex: {things}
  own: {properties}
  c: "https://w3id.org/samenspel/id/concept/"
"""


@dataclass(frozen=True)
class Conventions:
    """How a publication names things: below which addresses, and the keys it has IRIs for already.

    `known` has, by table and column, the IRIs of what the values of a column are keys of.
    `taken` are beginnings of IRIs that things of other datasets have.
    """

    things: str
    properties: str
    known: Mapping[tuple[str, str], KnownKey] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()

    def folder(self, file: InspectedFile) -> str:
        """The part of IRIs that tells the things of one file from those of others."""
        name, number = slug(file.source.name), 1
        free = name
        while f"{self.things}{free}/" in self.taken:
            number += 1
            free = f"{name}-{number}"
        return free


class MappingDraft:
    """The mapping of inspected files; `lookups` fills with the look-up lists that it needs."""

    def __init__(self, found: Inspection, conventions: Conventions) -> None:
        self.found, self.conventions = found, conventions
        self.lookups: dict[str, str] = {}

    def document(self, files: list[InspectedFile], *, told: str, also: Sequence[str] = ()) -> str:
        """The document for these files, which `told` names; `also` are sources and mappings more.

        Each of `also` is a source, then a line `mappings:`, then its triples maps.
        """
        drafted = "\n".join(f"# {t}" for t in say("draft.head", files=told).split("\n"))
        things, properties = quoted(self.conventions.things), quoted(self.conventions.properties)
        lines = [_HEAD.format(drafted=drafted, things=things, properties=properties), "sources:"]
        parts = [part.split("\nmappings:\n") for part in also]
        for file in files:
            lines += self.source(file)
        lines += [part[0] for part in parts]
        lines += ["", "mappings:"]
        for file in files:
            lines += self.triples_map(file)
        lines += [part[1] for part in parts]
        return "\n".join(lines) + "\n"

    def source(self, file: InspectedFile) -> list[str]:
        source = file.source
        lines = [
            f"  {_key(file)}:",
            f"    access: {quoted(f'sources/{file.access}')}",
            f"    referenceFormulation: {formats()[source.kind].words[0]}",
        ]
        if source.iterator is not None and source.kind != "jsonl":
            lines.append(f"    iterator: {quoted(source.iterator)}")
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
        if file.wide is not None:
            lines.append(f"    # guess: {on_one_line(wide_remark(file))}")
            written["unpivot"] = written_unpivot(file.wide)
        if written:
            lines.append(f"    samenspel: {quoted(written)} # guess")
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
        unnamed: list[str] = []
        for column in _plain_columns(file):
            if not column.filled and column.name.startswith(BY_PLACE):
                continue  # blank columns behind a table, as spreadsheets export them
            why, rule = self.column(file, column, term=terms[column.name])
            if why is None:
                unnamed += rule
            else:
                lines += [f"      # guess: {why}", *rule]
        if unnamed:  # said once for all of them
            columns = counted("column", len(unnamed))
            lines += [f"      # guess: {say('draft.unnamed', columns=columns)}", *unnamed]
        return lines + self.cells(file)

    def cells(self, file: InspectedFile) -> list[str]:
        """What is made of the headers and cells of a wide table."""
        wide = file.wide
        if wide is None:
            return []
        first = next(c for c in file.columns if wide.takes(c.name) and c.kind != "text")
        cell = replace(first, name=wide.value, separator=None)
        lines = [f"      # guess: {say('draft.cells')}"]
        for name in wide.made[:-1]:
            parts: dict[str, object] = {"value": reference(name)}
            if name == wide.name and (datatype := _period_of(wide)) is not None:
                parts["datatype"] = datatype
            lines.append(f"      - {{p: own:{_local_name(name)}, o: {quoted(parts)}}}")
        value = self.value(file, cell, scheme=None, name=None)
        return [*lines, f"      - {{p: own:{_local_name(wide.value)}, o: {value}}}"]

    def subject(self, file: InspectedFile) -> str:
        keys = [key.name for key in _keys(file)]
        known = self.conventions.known.get((file.table, keys[0])) if len(keys) == 1 else None
        if known is not None and known.share >= FITS and file.wide is None and known.plain:
            return f"{quoted(known.template(keys[0]))} # guess: {self.evidence(known)}"
        cells = [] if file.wide is None else list(_parts(file.wide))
        # A slash parts the values, which have none: so no two sets of values give one address.
        value = "/".join(reference(key) for key in [*(keys or [SOURCE_ROW]), *cells])
        address = quoted(f"ex:{self.conventions.folder(file)}/{value}")
        names = on_one_line(" + ".join([*keys, *cells]))
        return f"{address} # guess: {say('draft.key', names=names) if keys else say('draft.row')}"

    def evidence(self, known: KnownKey) -> str:
        """Why values are taken for keys of a dataset that is mapped already."""
        share = round(100 * known.share)
        return say("draft.known", share=share, rule=known.rule, dataset=known.dataset)

    def column(
        self, file: InspectedFile, column: Column, *, term: str
    ) -> tuple[str | None, list[str]]:
        """What is guessed of a column, None where nothing is but that it means something; and its
        lines."""
        if column.personal is not None:
            return say("draft.personal", column=on_one_line(column.name)), []
        name = None if term.startswith("own:") else term
        meant = file.property_of(column)
        told = "draft.named" if name else "draft.own" if meant else "draft.unknown"
        cut = [say("draft.cut", mark=column.separator)] if column.separator is not None else []
        doubts = [*cut, *remark(column)]
        link = self.link(file, column)
        if link is not None:
            parent = on_one_line(self.found.file_of(link.parent_table).title)
            doubts.append(say("draft.link", share=round(100 * link.share), parent=parent))
        known = None if link or name else self.conventions.known.get((file.table, column.name))
        if known is not None:
            doubts.append(self.evidence(known))
        scheme = self.found.schemes.get((file.table, column.name))
        if scheme is not None and scheme.share < FITS:
            scheme = None
        if link is not None:
            value = self.join(link)
        elif known is not None and column not in _keys(file):
            value = quoted(known.value(column.name))
        else:
            value = self.value(file, column, scheme=scheme, name=name)
        rule = [f"      - {{p: {term}, o: {value}}}"]
        if told == "draft.unknown" and not doubts:
            return None, rule
        return "; ".join([say(told) + ("" if name else _perhaps(meant)), *doubts]), rule

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
        child, key = (quoted(reference(name)) for name in (link.column, link.parent_column))
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
        return quoted(parts)

    def lookup(self, file: InspectedFile, column: Column, *, scheme: Scheme) -> str:
        path = f"lookups/{slug(file.source.name)}-{slug(column.name)}.csv"
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["from", "to"])
        writer.writerows((text, f"c:{concept}") for text, concept in scheme.found.items())
        self.lookups[path] = out.getvalue()
        return path


def _plain_columns(file: InspectedFile) -> list[Column]:
    """The columns that stay columns."""
    wide = file.wide
    return [c for c in file.columns if wide is None or not wide.takes(c.name)]


def _parts(wide: Unpivot) -> tuple[str, ...]:
    """The columns that tell the cells of a row apart."""
    return wide.made[:-1]


def _period_of(wide: Unpivot) -> str | None:
    """The datatype of the periods that headers name; a quarter has none."""
    letters = set(re.findall(r"%(.)", " ".join(wide.dates)))
    if "q" in letters:
        return None
    if "d" in letters:
        return "xsd:date"
    return "xsd:gYearMonth" if letters & {"m", "B"} else "xsd:gYear"


def _keys(file: InspectedFile) -> list[Column]:
    """The column that tells rows apart, else several together; none when no columns do."""
    columns = _plain_columns(file)
    single = [column for column in columns if column.unique and column.personal is None]
    if single:
        likely = [column for column in single if may_be_key(column)]
        named = [c for c in single if re.search(r"^(id|code|nr|nummer|key)|id$", c.name, re.I)]
        return (named or likely or single)[:1]
    chosen = file.key_sets[0] if file.key_sets else ()
    return [column for column in columns if column.name in chosen]


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
    return alone and term in FORMS and FORMS[term] in (None, column.kind)


def _terms(file: InspectedFile) -> dict[str, str]:
    """A property of its own for each column: of the vocabulary by its name, else `own:`."""
    terms: dict[str, str] = {}
    for column in _plain_columns(file):
        local = name = f"own:{_local_name(column.name)}"
        number = 1
        while name in terms.values():
            number += 1
            name = f"{local}_{number}"
        meant = file.property_of(column)
        is_meant = meant is not None and _is_fit(column, meant) and meant not in terms.values()
        terms[column.name] = meant if meant is not None and is_meant else name
    return terms


def on_one_line(name: str) -> str:
    """A name without line ends and characters that cannot be shown."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", " ".join(name.split()))


def _local_name(column: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "_", without_accents(column)).strip("_") or "value"


def quoted(value: object) -> str:
    """A value as YAML and TOML have it, control characters (YAML 1.2, 5.1) escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
