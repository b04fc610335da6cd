"""Why is this here? The row, file, column and mapping rule, or the rule that inferred it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.model.terms import IriNames
from kg.release.provenance import MOST, Provenance, StatementOrigin, Subject
from server.service import Service
from server.view.addresses import href
from server.view.release_cache import per_release_cache

if TYPE_CHECKING:
    from kg.store.results import Term

ROWS_SHOWN = 200  # source rows shown of a thing


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
class ColumnMapping:
    """A line of a mapping makes a property of columns of a file."""

    mapping: str
    document: str
    columns: tuple[str, ...]
    line: int | None


@dataclass(frozen=True)
class RuleView:
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
    use: ColumnMapping | None = None
    rule: RuleView | None = None
    premises: tuple[str, ...] = field(default=())


def origins_of(service: Service, iri: str) -> Subject:
    """What the release knows of the origins of a thing's statements."""
    release = service.release
    return per_release_cache(
        service, "provenance", make=lambda: Provenance(release.path, release.base)
    ).about(iri)


def source_rows(service: Service, subject: Subject) -> tuple[list[SourceRow], bool]:
    """The source rows of a thing, by dataset and row, each once; True when there may be more."""
    rows = dict.fromkeys(_source_row(service, StatementOrigin(place)) for place in subject.places)
    ordered = sorted(rows, key=lambda row: (row.dataset or "", row.file, row.row or 0))
    return ordered[:ROWS_SHOWN], len(subject.places) >= MOST or len(ordered) > ROWS_SHOWN


def _source_row(service: Service, origin: StatementOrigin) -> SourceRow:
    place, names = origin.place, IriNames(service.release.base)
    file_iri = names.source(place.dataset, place.file)
    address = file_iri + origin.fragment
    dataset = names.dataset(place.dataset)
    # Rows are counted on each sheet, so that a row of a workbook is no place without it.
    sheet = place.rule.sheet
    shown = f"{place.file}, {sheet}" if sheet else place.file
    return SourceRow(shown, place.row, address, file_iri, href(address), dataset)


def rules(service: Service) -> list[RuleView]:
    """The rules that inferred something in this release (`inference.json`); read once."""
    return per_release_cache(service, "rules", make=lambda: _read_rules(service))


def _read_rules(service: Service) -> list[RuleView]:
    path = service.release.path / "inference.json"
    told = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return [_rule(key, entry) for key, entry in sorted(told.items())]


def _rule(key: str, entry: dict[str, Any]) -> RuleView:
    title = entry.get("title") or {}
    heads = entry.get("heads") or [entry["head"]]
    return RuleView(
        id=key,
        titles=title if isinstance(title, dict) else {"en": str(title)},
        axiom=str(entry.get("axiom") or ""),
        heads=tuple(tuple(pattern) for pattern in heads),
        body=tuple(tuple(pattern) for pattern in entry.get("body") or ()),
    )


def _fits(part: str, iri: str) -> bool:
    return part.startswith("?") or part == f"<{iri}>"


def rules_for(
    service: Service, predicate: str, *, value: str
) -> list[tuple[RuleView, tuple[str, ...]]]:
    """The rules whose conclusion fits a statement with this predicate and value, and how."""
    return [
        (rule, head)
        for rule in rules(service)
        for head in rule.heads
        if _fits(head[1], predicate) and _fits(head[2], value)
    ]


def reasons(
    service: Service,
    kinds: Iterable[str],
    *,
    predicate: str,
    term: Term,
    known: Subject,
    datasets: Iterable[str] = (),
) -> list[Why]:
    """Why a statement is there, by its predicate and value.

    `known` is what the release knows of its subject; `datasets` (ids) are those that say it.
    """
    found: list[Why] = []
    for kind in kinds:
        if kind in ("inferred", "closed-world"):
            fitting = rules_for(service, predicate, value=term.value)
            # Of several rules only the page that asks each one can tell which concluded this.
            if len(fitting) == 1:
                found.append(Why("rule", rule=fitting[0][0]))
        elif kind == "dataset":
            for dataset in datasets:
                origins = known.of(predicate, term, dataset=dataset)
                found += [_why(service, origin) for origin in origins]
        elif kind in ("vocabulary", "metadata"):
            found.append(Why(kind))
    return found


def _why(service: Service, origin: StatementOrigin) -> Why:
    row, use = _source_row(service, origin), origin.use
    if use is None:
        return Why("file", source=row)
    rule = origin.place.rule
    told = ColumnMapping(rule.name or "", rule.document or "", tuple(origin.columns), use.told.line)
    return Why("row", source=row, use=told)
