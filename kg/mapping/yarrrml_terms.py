"""Reads the values of a YARRRML document: IRIs, templates, objects, look-ups."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

from kg.mapping.document import Lookup, Part, TermMap, TermType, Text, yarrrml_parts
from kg.mapping.functions import FUNCTIONS
from kg.mapping.yaml_nodes import Node, did_you_mean
from kg.model.terms import PREFIXES

_PREFIXED = re.compile(r"^([A-Za-z][\w.-]*|):(?!//)(.*)$", re.DOTALL)
_ABSOLUTE = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*$")
_KNOWN_SCHEMES = ("http", "https", "urn", "mailto", "tel", "tag", "info", "geo", "file", "data")

TERM_KEYS = {
    "split": "split",
    "lookup": "lookup",
    "function": "function",
    "required": "required",
    "dates": "dates",
    "decimal": "decimal",
}


@dataclass
class Context:
    """What a value of a document can lean on: prefixes, base, and the publication's folder."""

    root: Path
    prefixes: dict[str, str] = field(default_factory=lambda: dict(PREFIXES))
    base: str = ""
    lookups: dict[str, Lookup] = field(default_factory=dict)

    def iri(self, node: Node, what: str) -> str:
        """An IRI that is written out or with a prefix.

        Raises:
            MappingError: the prefix is unknown or the result is no IRI.
        """
        text = node.text(what)
        full = self.expand(text, node)
        if not _ABSOLUTE.match(full):
            raise node.error(f"'{text}' is not an IRI for {what}.", code="SAM-Y010")
        return full

    def expand(self, text: str, node: Node) -> str:
        """Replace a leading prefix by its namespace; a relative text is put below the base."""
        match = _PREFIXED.match(text)
        if match is None:
            return text if "://" in text else self.base + text
        prefix, rest = match[1], match[2]
        if prefix in self.prefixes:
            return self.prefixes[prefix] + rest
        if prefix in _KNOWN_SCHEMES:
            return text
        raise node.error(
            f"the prefix '{prefix}:' is not known.",
            hint=did_you_mean(prefix, self.prefixes),
            code="SAM-Y011",
        )

    def parts(self, text: str, term_type: TermType, node: Node) -> tuple[Part, ...]:
        """The parts of a value; the first fixed part of an IRI is expanded."""
        parts = yarrrml_parts(text)
        if any("$(" in part.value for part in parts if isinstance(part, Text)):
            raise node.error(
                f"in '{text}' a reference is not closed.",
                hint="Write $(column), with both brackets.",
                code="SAM-Y015",
            )
        if term_type != "iri" or not parts:
            return parts
        first = parts[0]
        if isinstance(first, Text):
            return (Text(self.expand(first.value, node)), *parts[1:])
        return parts

    def lookup(self, node: Node) -> Lookup:
        """The look-up list that a mapping names, read once.

        Raises:
            MappingError: the file is missing, or has not the columns `from` and `to`.
        """
        name = node.text("lookup")
        if name not in self.lookups:
            self.lookups[name] = self._read_lookup(name, node)
        return self.lookups[name]

    def _read_lookup(self, name: str, node: Node) -> Lookup:
        path = self.root / name
        if not path.is_file():
            raise node.error(f"the look-up list {name} is not there.", code="SAM-Y012")
        entries: dict[str, str] = {}
        labels: list[str] = []
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"from", "to"} <= set(reader.fieldnames or ()):
                raise node.error(
                    f"the look-up list {name} needs the columns 'from' and 'to'.", code="SAM-Y012"
                )
            for row in reader:
                entries[fold(row["from"])] = row["to"].strip()
                labels.append(row["from"].strip())
        return Lookup(name, entries, tuple(labels))

    def term(
        self, node: Node, *, default: TermType = "literal", extra: Node | None = None
    ) -> TermMap:
        """An object: a text, a list of text and type, or a table of keys."""
        if isinstance(node.value, dict):
            return self._table(node, default)
        items = node.items()
        text = items[0].text("a value")
        if extra is None and len(items) > 1:
            extra = items[1]
        term_type: TermType = default
        if text.endswith("~iri"):
            text, term_type = text[: -len("~iri")], "iri"
        elif text.endswith("~literal"):
            text, term_type = text[: -len("~literal")], "literal"
        language = datatype = None
        if extra is not None:
            language, datatype = self._language_or_type(extra)
            term_type = "literal"
        parts = self.parts(text, term_type, node)
        return TermMap(parts, term_type, node.place, language=language, datatype=datatype)

    def _language_or_type(self, node: Node) -> tuple[str | None, str | None]:
        text = node.text("a datatype or language")
        if text.endswith("~lang"):
            return text[: -len("~lang")].lower(), None
        return None, self.iri(node, "a datatype")

    def _table(self, node: Node, default: TermType) -> TermMap:
        keys = node.keys(
            "an object",
            {
                "value": "value",
                "v": "value",
                "type": "type",
                "datatype": "datatype",
                "language": "language",
                "samenspel": "samenspel",
            },
        )
        if "value" not in keys:
            raise node.error("an object needs a value.", hint="Write value: $(column).")
        kind = keys["type"].text("type") if "type" in keys else default
        if kind not in ("iri", "literal"):
            raise keys["type"].error(f"'{kind}' is no type of a value.", hint="Use iri or literal.")
        text = keys["value"].text("value")
        if text.endswith("~iri"):
            text, kind = text[: -len("~iri")], "iri"
        term_type: TermType = "iri" if kind == "iri" else "literal"
        language = keys["language"].text("language").lower() if "language" in keys else None
        language = language.removesuffix("~lang") if language else None
        datatype = self.iri(keys["datatype"], "a datatype") if "datatype" in keys else None
        parts = self.parts(text, term_type, keys["value"])
        term = TermMap(parts, term_type, node.place, language=language, datatype=datatype)
        return self._treated(term, keys["samenspel"]) if "samenspel" in keys else term

    def _treated(self, term: TermMap, node: Node) -> TermMap:
        keys = node.keys("samenspel", TERM_KEYS)
        function = keys["function"].text("function") if "function" in keys else None
        if function is not None and function not in FUNCTIONS:
            raise keys["function"].error(
                f"'{function}' is not a function.", hint=did_you_mean(function, FUNCTIONS)
            )
        single = {"split", "function", "lookup"} & set(keys)
        if single and term.term_type == "literal" and len(set(term.references)) != 1:
            raise node.error(f"{', '.join(sorted(single))} need a value with exactly one column.")
        return TermMap(
            term.parts,
            term.term_type,
            term.place,
            language=term.language,
            datatype=term.datatype,
            split=keys["split"].text("split") if "split" in keys else None,
            function=function,
            lookup=self._expanded(keys["lookup"], term.term_type) if "lookup" in keys else None,
            required=bool(keys["required"].value) if "required" in keys else False,
            dates=keys["dates"].texts("dates") if "dates" in keys else None,
            decimal=keys["decimal"].text("decimal") if "decimal" in keys else None,
        )

    def _expanded(self, node: Node, term_type: TermType) -> Lookup:
        lookup = self.lookup(node)
        if term_type != "iri":
            return lookup
        entries = {key: self.expand(to, node) for key, to in lookup.entries.items()}
        for key, to in entries.items():
            if not _ABSOLUTE.match(to):
                raise node.error(f"in {lookup.file}, '{key}' leads to '{to}', which is no IRI.")
        return Lookup(lookup.file, entries, lookup.labels)


def fold(text: str) -> str:
    """How look-ups compare: trimmed, inner blanks single, lower case."""
    return " ".join(text.split()).lower()
