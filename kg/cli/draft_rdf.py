"""Drafts what the things of an RDF file may be among ours: classes and properties by alignments."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from kg.cli.draft_mapping import FORMS
from kg.cli.inspect import Inspection
from kg.cli.texts import say
from kg.inspection.alignments import Alignment, near_classes, near_properties
from kg.inspection.columns import Column, share_like
from kg.inspection.files import InspectedFile, slug
from kg.inspection.kinds import FITS
from kg.inspection.rdf_classes import SUBJECT
from kg.inspection.rdf_codes import CLASSIFICATION, code_lists
from kg.model.prefixes import PREFIXES

KBO = "sam:kboNumber"
Object = tuple[str, str, dict[str, object], str]
"""A column, the property of ours for it, how its value is made, and why that is guessed."""


class ClassesDraft:
    """The maps of things in RDF; `lookups` fills with the look-up lists that they need."""

    def __init__(self, found: Inspection, files: Sequence[InspectedFile]) -> None:
        self.found, self.files = found, files
        self.lookups: dict[str, str] = {}

    def maps(self) -> list[str]:
        """For each class that is near one of ours, the source that asks for its things and its map.

        A source stands before a line `mappings:`, its triples map behind it.
        """
        taken: set[str] = set()
        drafted = []
        for file in self.files:
            near = near_classes(file.proposal.part or "")
            if near:
                name = slug(
                    f"{PurePosixPath(file.access).stem}"
                    f" {(file.proposal.part or '').rpartition(':')[2]}"
                )
                number, free = 1, name
                while free in taken:
                    number += 1
                    free = f"{name}-{number}"
                taken.add(free)
                drafted.append("\n".join(self._drafted(file, free, near)))
        return drafted

    def _drafted(self, file: InspectedFile, name: str, near: Sequence[Alignment]) -> Iterator[str]:
        kind = file.proposal.part or ""
        objects = [*self._near_objects(file), *self._coded_objects(file, name)]
        asked = " ".join(f"?v{number}" for number, _ in enumerate(objects))
        either = [f"{{ ?thing a {_written(kind)} }}"]
        either += [
            f"{{ ?thing a {_written(kind)} ; {_written(column)} ?v{number} }}"
            for number, (column, *_) in enumerate(objects)
        ]
        yield f"  {json.dumps(name)}:"
        yield f"    access: {json.dumps(f'sources/{file.access}', ensure_ascii=False)}"
        yield "    query: |"
        yield f"      SELECT ?thing {asked}".rstrip()
        yield "      WHERE { " + "\n        UNION ".join(either)
        yield "        FILTER(isIRI(?thing)) }"
        yield "mappings:"
        yield f"  {json.dumps(name)}:"
        yield f"    sources: {json.dumps(name)}"
        yield "    s: $(thing)~iri"
        yield "    po:"
        ours = ", ".join(one.ours for one in near[1:])
        also = f" ({say('draft.perhaps', term=ours)})" if ours else ""
        why = say("draft.class", count=file.rows, theirs=kind, ours=near[0].ours)
        yield f"      - [a, {near[0].ours}] # guess: {why}{also}"
        for number, (_, ours, value, why) in enumerate(objects):
            made = json.dumps({"value": f"$(v{number})", **value})
            yield f"      - {{p: {ours}, o: {made}}} # guess: {why}"

    def _coded_objects(self, file: InspectedFile, name: str) -> Iterator[Object]:
        """Codes with the name of a kind of ours, each with a look-up list from code to kind."""
        for codes in code_lists(self.found.connection, file, files=self.files):
            path = f"lookups/{name}-{slug(codes.column.rpartition(':')[2])}.csv"
            out = io.StringIO()
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(["from", "to", "name"])
            writer.writerows((code, f"c:{to}", text) for code, (text, to) in codes.found.items())
            self.lookups[path] = out.getvalue()
            why = say("draft.codes", found=len(codes.found), all=codes.codes, theirs=codes.column)
            yield codes.column, CLASSIFICATION, {"type": "iri", "samenspel": {"lookup": path}}, why

    def _near_objects(self, file: InspectedFile) -> Iterator[Object]:
        """Properties near one of ours, where the values have the form that ours asks."""
        columns = {column.name: column for column in file.columns if column.name != SUBJECT}
        taken = set()
        for one in near_properties(columns):
            if self._is_fit(file, columns[one.theirs], one.ours):
                taken.add(one.ours)
                value: dict[str, object] = {"type": "iri"} if one.is_link else {}
                why = say("draft.near", theirs=one.theirs, ours=one.ours)
                yield one.theirs, one.ours, value, why
        for column in columns.values():
            if column.kind == "enterprise-number" and KBO not in taken:
                taken.add(KBO)
                why = say("draft.form", theirs=column.name, ours=KBO)
                yield column.name, KBO, {"samenspel": {"function": "kbo"}}, why

    def _is_fit(self, file: InspectedFile, column: Column, ours: str) -> bool:
        """Whether values have the form that a property of ours asks."""
        kind = FORMS.get(ours)
        if kind is None:
            return True
        found = self.found.connection
        return share_like(found, file.profile, column=column, kind=kind) >= FITS


def _written(name: str) -> str:
    """A name with a known prefix as SPARQL has it without declarations."""
    prefix, colon, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>" if colon and prefix in PREFIXES else f"<{name}>"
