"""Why is this here? The row, file, column and mapping rule, or the rule that inferred it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from server.pages.addresses import href
from server.pages.kept import kept
from server.pages.labels import Ref
from server.pages.service import Service
from server.pages.terms import PROLOGUE, iri_token, last_part

ROWS_SHOWN = 200  # source rows read per thing: more are counted, not listed


@dataclass(frozen=True)
class SourceRow:
    """A row of a source file from which something about a thing was read."""

    file: str
    row: int | None
    iri: str
    file_iri: str
    href: str
    dataset: str | None = None


@dataclass(frozen=True)
class ColumnUse:
    """A mapping uses columns of a file to state a property."""

    file_iri: str
    property: str
    mapping: str
    document: str
    columns: tuple[str, ...]
    line: int | None


@dataclass(frozen=True)
class Rule:
    """An inference rule as the release tells it; heads and body are triple patterns."""

    id: str
    titles: dict[str, str]
    axiom: str
    heads: tuple[tuple[str, ...], ...] = ()
    body: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Why:
    """One reason for a statement, as a page shows it.

    kind: "row" (a source row and the mapping rule), "file" (an RDF file taken as it stands),
    "rule" (inferred), "vocabulary" or "metadata" (stated by Samenspel itself).
    """

    kind: str
    source: SourceRow | None = None
    use: ColumnUse | None = None
    rule: Rule | None = None
    premises: tuple[str, ...] = field(default=())


def source_rows(service: Service, iri: str) -> list[SourceRow]:
    """The source rows of a thing, by dataset and row."""
    rows = service.pool.select(
        PROLOGUE
        + f"""SELECT DISTINCT ?source ?file ?name ?dataset WHERE {{
  {iri_token(iri)} prov:wasDerivedFrom ?source .
  BIND(IRI(STRBEFORE(CONCAT(STR(?source), "#"), "#")) AS ?file)
  OPTIONAL {{ ?file rdfs:label ?name }} OPTIONAL {{ ?file sam:inDataset ?dataset }}
}} LIMIT {ROWS_SHOWN}"""
    )
    found = []
    for row in rows:
        source, file = row["source"].value, row["file"].value if "file" in row else ""
        number = source.partition("#row=")[2]
        found.append(
            SourceRow(
                file=row["name"].value if "name" in row else file.rsplit("/", 1)[-1],
                row=int(number) if number.isdigit() else None,
                iri=source,
                file_iri=file,
                href=href(source),
                dataset=row["dataset"].value if "dataset" in row else None,
            )
        )
    return sorted(found, key=lambda row: (row.dataset or "", row.file, row.row or 0))


def column_uses(service: Service, files: Iterable[str]) -> list[ColumnUse]:
    """What the mappings of these files do with their columns."""
    tokens = " ".join(iri_token(file) for file in sorted(set(files)) if file)
    if not tokens:
        return []
    rows = service.pool.select(
        PROLOGUE
        + f"""SELECT ?file ?p ?map ?name ?document ?use ?column ?line WHERE {{
  VALUES ?file {{ {tokens} }}
  ?map sam:mapsFile ?file ; sam:hasColumnUse ?use .
  ?use sam:usesProperty ?p .
  OPTIONAL {{ ?map rdfs:label ?name }} OPTIONAL {{ ?map sam:mappingDocument ?document }}
  OPTIONAL {{ ?use sam:usesColumn ?column }} OPTIONAL {{ ?use sam:mappingLine ?line }}
}}"""
    )
    grouped: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        key = (row["file"].value, row["p"].value, row["use"].value)
        grouped.setdefault(key, []).append(row)
    return [_column_use(key, rows) for key, rows in sorted(grouped.items())]


def _column_use(key: tuple[str, str, str], rows: list[dict[str, Any]]) -> ColumnUse:
    first = rows[0]
    columns = sorted({row["column"].value for row in rows if "column" in row})
    line = first["line"].value if "line" in first else ""
    return ColumnUse(
        file_iri=key[0],
        property=key[1],
        mapping=first["name"].value if "name" in first else first["map"].value.rsplit("/", 1)[-1],
        document=first["document"].value if "document" in first else "",
        columns=tuple(columns),
        line=int(line) if line.isdigit() else None,
    )


def rules(service: Service) -> list[Rule]:
    """The rules that inferred something in this release (`inference.json`); read once."""
    return kept(service, "rules", lambda: _read_rules(service))


def _read_rules(service: Service) -> list[Rule]:
    path = service.release.path / "inference.json"
    told = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return [_rule(key, entry) for key, entry in sorted(told.items())]


def _rule(key: str, entry: dict[str, Any]) -> Rule:
    title = entry.get("title") or {}
    heads = entry.get("heads") or [entry["head"]]
    return Rule(
        id=key,
        titles=title if isinstance(title, dict) else {"en": str(title)},
        axiom=str(entry.get("axiom") or ""),
        heads=tuple(tuple(pattern) for pattern in heads),
        body=tuple(tuple(pattern) for pattern in entry.get("body") or ()),
    )


def _fits(part: str, iri: str) -> bool:
    return part.startswith("?") or part == f"<{iri}>"


def rules_for(service: Service, predicate: str, value: str) -> list[tuple[Rule, tuple[str, ...]]]:
    """The rules whose conclusion fits a statement with this predicate and value, and how."""
    return [
        (rule, head)
        for rule in rules(service)
        for head in rule.heads
        if _fits(head[1], predicate) and _fits(head[2], value)
    ]


def reasons(
    kinds: Iterable[str],
    property_iri: str,
    value: str,
    rows: list[SourceRow],
    uses: list[ColumnUse],
    service: Service,
    datasets: Collection[str] = (),
) -> list[Why]:
    """Why a statement is there, from what is known about its subject.

    `datasets` (ids) are those that say it: rows of other datasets are no reason for it.
    """
    found: list[Why] = []
    for kind in kinds:
        if kind in ("inferred", "closed-world"):
            fitting = rules_for(service, property_iri, value)
            # Of several rules only the page that asks each one can tell which concluded this.
            if len(fitting) == 1:
                found.append(Why("rule", rule=fitting[0][0]))
        elif kind == "dataset":
            own = [row for row in rows if not row.dataset or last_part(row.dataset) in datasets]
            found += _rows_for(property_iri, own if datasets else rows, uses)
        elif kind in ("vocabulary", "metadata"):
            found.append(Why(kind))
    return found


def _rows_for(property_iri: str, rows: list[SourceRow], uses: list[ColumnUse]) -> list[Why]:
    found = []
    for row in rows:
        own = [use for use in uses if use.file_iri == row.file_iri]
        # A file without rows may still be mapped: an RDF file that a query asks.
        if row.row is None and not own:
            found.append(Why("file", source=row))
        found += [Why("row", source=row, use=use) for use in own if use.property == property_iri]
    return found


def source_ref(row: SourceRow) -> Ref:
    """A source row as a link."""
    return Ref(row.iri, row.href, row.file)
