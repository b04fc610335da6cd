"""A difference for people: sections of lines, as text or as a page that needs nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import click
from jinja2 import Environment, StrictUndefined

from kg.cli.diff_words import count_words, fact_words, headline
from kg.cli.texts import counted, language, say
from kg.model.terms import RDF_TYPE
from kg.release.difference.conclusions import ChangedPremise, ConclusionChange
from kg.release.difference.facts import FactKind, facts
from kg.release.difference.farewells import Farewell
from kg.release.difference.names import name_of, short
from kg.release.difference.resources import PropertyChange, ResourceChange
from kg.release.difference.steward import (
    Difference,
    StatementPlaces,
    count_conclusions,
    count_properties,
)
from kg.release.difference.subjects import Kind
from kg.store.results import read_token

KINDS: tuple[Kind, ...] = ("added", "removed", "changed")
HEADED = 4
"""Classes, facts and properties that a headline tells."""
SIGNS: dict[Kind, str] = {"added": "+", "removed": "−", "changed": "~"}


@dataclass
class Item:
    """A thing that changed, with a line for each value."""

    kind: Kind
    title: str
    lines: list[str] = field(default_factory=list)


@dataclass
class Section:
    """What changed of one class, or of one kind; `left_out` items are only counted."""

    title: str
    summary: list[str]
    items: list[Item] = field(default_factory=list)
    left_out: int = 0


@dataclass
class Chapter:
    """A dataset, or what is told apart from datasets."""

    title: str
    sections: list[Section]
    headline: str = ""
    whole: bool = False
    """Whether the headline says all that the summary of its only section does."""


def chapters(found: Difference, most: int | None) -> list[Chapter]:
    """What changed, at most `most` things of each class opened (None: all)."""
    titles = {
        str(d["id"]): name_of(d["title"], language()) or str(d["id"])
        for release in (found.old, found.new)
        for d in release.manifest["datasets"]
    }
    origins = StatementPlaces(found.old, found.new)
    told: dict[str, Chapter] = {}
    for (dataset, cls), changes in found.by_class().items():
        name = titles.get(dataset, dataset)
        chapter = told.setdefault(dataset, Chapter(f"{name} ({dataset})", []))
        chapter.sections.append(_class_section(found, cls, changes, origins=origins, most=most))
    for dataset, chapter in told.items():
        own = {cls: all_ for (name, cls), all_ in found.by_class().items() if name == dataset}
        chapter.headline, whole = _headline(found, own)
        chapter.whole = whole and len(own) == 1
    result = list(told.values())
    listed = {change.subject for change in found.resources}
    gone = [one for iri, one in sorted(found.farewells.items()) if iri not in listed]
    if gone:
        lines = [f"− {_thing(found, one.iri, {})}: {_why(found, one)}" for one in gone]
        result.append(Chapter(say("diff.left"), [Section("", lines)]))
    if found.conclusions:
        sections = list(_conclusion_sections(found, origins, most))
        result.append(Chapter(say("diff.conclusions"), sections))
    if found.sources:
        result.append(Chapter(say("diff.sources"), [Section("", list(_source_lines(found)))]))
    if found.findings:
        result.append(Chapter(say("diff.findings"), [Section("", list(_finding_lines(found)))]))
    return result


def _headline(found: Difference, own: dict[str | None, list[ResourceChange]]) -> tuple[str, bool]:
    """The sentence over a dataset, whose changes are given by class."""
    frequent = sorted(own.items(), key=lambda item: -len(item[1]))
    classes = [
        count_words(cls, _class_name(found, cls), counts=_ways(found, changes))
        for cls, changes in frequent
    ]
    told = Counter[tuple[FactKind, str]]()
    properties: dict[str, Counter[Kind]] = {}
    for change in (change for changes in own.values() for change in changes):
        spoken = facts(change, found.today)
        for fact in (fact for each in spoken.values() for fact in each):
            named = fact.kind not in ("renamed", "ended")
            told[fact.kind, _plain(found, fact.value) if named else ""] += 1
        if change.kind == "changed":
            for one in change.properties:
                if one.predicate not in spoken:
                    properties.setdefault(one.predicate, Counter())[one.kind] += 1
    many = sorted(properties.items(), key=lambda item: -item[1].total())
    said = [count_words(name, _name(found, name), counts=counts) for name, counts in many]
    return headline(classes, told, properties=said, most=HEADED)


def _ways(found: Difference, changes: list[ResourceChange]) -> Counter[str]:
    """What became of things: of those that are gone, whether they were withdrawn or replaced."""
    told = Counter[str]()
    for change in changes:
        gone = found.farewells.get(change.subject) if change.kind == "removed" else None
        if gone is None:
            told[change.kind] += 1
        else:
            told["replaced" if gone.successor else "withdrawn"] += 1
    return told


def _why(found: Difference, gone: Farewell) -> str:
    if gone.successor:
        return say("diff.replaced", name=_name(found, gone.successor))
    return say("diff.withdrawn", reason=gone.reason)


def _class_name(found: Difference, cls: str | None) -> str:
    return say("diff.no_class") if cls is None else _name(found, cls)


def _plain(found: Difference, value: str) -> str:
    """A value within a sentence."""
    term = read_token(value)
    return _name(found, term.value) if term.kind == "uri" else term.value


def _counts(counter: Counter[Kind]) -> str:
    return ", ".join(counted(kind, counter[kind]) for kind in KINDS if counter[kind])


def _name(found: Difference, iri: str) -> str:
    if iri == RDF_TYPE:
        return say("diff.is_a")
    return name_of(found.names.get(iri), language()) or short(iri, found.new.base)


def _class_section(
    found: Difference,
    cls: str | None,
    changes: list[ResourceChange],
    *,
    origins: StatementPlaces,
    most: int | None,
) -> Section:
    title = _class_name(found, cls)
    summary = [count_words(cls, title, counts=_ways(found, changes))]
    summary += [
        f"  {count_words(name, _name(found, name), counts=counter)}"
        for name, counter in count_properties(changes).items()
    ]
    opened = changes[:most]
    items = [
        Item(
            change.kind,
            _title(found, change),
            [
                line
                for one in change.properties
                for line in _values(found, change, one, origins=origins)
            ],
        )
        for change in opened
    ]
    return Section(title, summary, items, len(changes) - len(opened))


def _title(found: Difference, change: ResourceChange) -> str:
    title = _thing(found, change.subject, change.label)
    gone = found.farewells.get(change.subject) if change.kind == "removed" else None
    return title if gone is None else f"{title}: {_why(found, gone)}"


def _thing(found: Difference, subject: str, label: dict[str, str]) -> str:
    name = name_of(label or found.names.get(subject), language())
    iri = short(subject, found.new.base)
    return iri if name is None else f"{name} ({iri})"


def _values(
    found: Difference, change: ResourceChange, one: PropertyChange, *, origins: StatementPlaces
) -> Iterator[str]:
    name = _name(found, one.predicate)
    told: list[tuple[str, str]] = []
    for kind, values in (("removed", one.old), ("added", one.new)):
        places: list[dict[str, Any]] = []
        for value in values:
            places += origins.of(
                change.subject,
                one.predicate,
                value=value,
                dataset=change.dataset,
                kind="removed" if kind == "removed" else "added",
            )
        said = ", ".join(_value(found, value) for value in values)
        told.append((said, _places(places)))
    (was, where), (now, place) = told
    both = where if where == place else _both(where, place)
    spoken = facts(change, found.today).get(one.predicate)
    if spoken:
        for fact in spoken:
            renamed = fact.kind == "renamed"
            value = f"{was} → {now}" if renamed else _plain(found, fact.value)
            before = f"; {say('diff.before', values=was)}" if was and fact.kind == "offered" else ""
            yield f"{fact_words(fact.kind, value)}{before}{_in_brackets(both)}"
    elif one.kind == "changed":
        yield f"{name}: {was} → {now}{_in_brackets(both)}"
    elif one.kind == "added":
        yield f"+ {name}: {now}{_in_brackets(place)}"
    else:
        yield f"− {name}: {was}{_in_brackets(where)}"


def _both(where: str, place: str) -> str:
    return f"{where} → {place}" if where and place else where or place


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _places(origins: Iterable[dict[str, Any]]) -> str:
    """Files and rows, each once, with all columns that are read there."""
    columns: dict[tuple[str, int | None], dict[str, None]] = {}
    for one in origins:
        columns.setdefault((one["file"], one["row"]), {}).update(dict.fromkeys(one["columns"]))
    return "; ".join(
        ", ".join([file, *([] if row is None else [f"{say('row')} {row}"]), *names])
        for (file, row), names in columns.items()
    )


def _value(found: Difference, value: str) -> str:
    term = read_token(value)
    if term.kind == "uri":
        return _name(found, term.value)
    return f"“{term.value}”" + (f" ({term.lang})" if term.lang else "")


def _conclusion_sections(
    found: Difference, origins: StatementPlaces, most: int | None
) -> Iterator[Section]:
    # What follows for a thing that came or went is no news, unless all is asked for.
    whole = {change.subject for change in found.resources if change.kind != "changed"}
    groups: dict[tuple[str, str], list[ConclusionChange]] = {}
    for change in found.conclusions:
        name, value = change.statement.property, change.statement.value
        key = name, value[1:-1] if name == RDF_TYPE else ""
        groups.setdefault(key, []).append(change)
    following = 0
    for (name, cls), counter in count_conclusions(found.conclusions).items():
        title = f"{say('diff.is_a')} {_name(found, cls)}" if cls else _name(found, name)
        changes = groups[name, cls]
        stayed = (
            changes if most is None else [c for c in changes if c.statement.subject not in whole]
        )
        if not stayed:
            following += len(changes)
            continue
        items = [_conclusion(found, change, title, origins=origins) for change in stayed[:most]]
        left_out = len(changes) - len(items)
        yield Section(title, [f"{title}: {_counts(counter)}"], items, left_out)
    if following:
        yield Section("", [say("diff.follow", count=following)])


def _conclusion(
    found: Difference, change: ConclusionChange, title: str, *, origins: StatementPlaces
) -> Item:
    statement = change.statement
    said = "" if statement.property == RDF_TYPE else f" {_value(found, statement.value)}"
    lines = list(_premise_lines(found, change, origins))
    if change.by_date:
        lines.append(f"{say('diff.because')}: {say('diff.by_date')}")
    elif not lines and change.rule is not None:
        lines.append(say("diff.no_premise", rule=change.rule))
    return Item(change.kind, f"{_thing(found, statement.subject, {})} {title}{said}", lines)


def _premise_lines(
    found: Difference, change: ConclusionChange, origins: StatementPlaces
) -> Iterator[str]:
    """The premises of a conclusion: those about one thing on one line, if they went or came so."""
    about: dict[tuple[str, Kind], list[ChangedPremise]] = {}
    for premise in change.premises:
        about.setdefault((premise.statement.subject, premise.kind), []).append(premise)
    for (subject, kind), premises in about.items():
        said = (
            f"{_name(found, one.statement.property)} {_value(found, one.statement.value)}"
            for one in premises
        )
        told = f"{_thing(found, subject, {})} {', '.join(said)}"
        where = _places(o for one in premises for o in origins.of_premise(one))
        came = say("diff.came" if kind == "added" else "diff.went")
        yield f"{say('diff.because')}: {told}: {came}{_in_brackets(where)}"


def _source_lines(found: Difference) -> Iterator[str]:
    for change in found.sources:
        parts = []
        if change.kind != "changed":
            parts.append(say(f"diff.file_{change.kind}"))
        if change.rows_before != change.rows:
            before, now = ("–" if n is None else n for n in (change.rows_before, change.rows))
            parts.append(say("diff.rows", before=before, now=now))
        for key, names in (("gone", change.columns_gone), ("new", change.columns_new)):
            if names:
                parts.append(say(f"diff.columns_{key}", names=", ".join(names)))
        yield f"{change.dataset}, {change.file}: {'; '.join(parts or [say('diff.bytes')])}"


def _finding_lines(found: Difference) -> Iterator[str]:
    for change in found.findings:
        title = name_of(found.titles.get(change.code), language()) or ""
        place = ", ".join(
            part for part in (change.dataset, change.file, change.sheet, change.column) if part
        )
        yield f"{change.code} {title} [{place}]: {change.before} → {change.now}"


def show_text(found: Difference, told: Iterable[Chapter]) -> None:
    """Write a difference on the terminal."""
    for line in _head(found):
        click.echo(line)
    for chapter in told:
        click.echo("")
        click.echo(click.style(chapter.title, bold=True))
        if chapter.headline:
            click.echo(f"  {chapter.headline}")
        for section in chapter.sections:
            for line in [] if chapter.whole else section.summary:
                click.echo(f"  {line}")
            for item in section.items:
                click.echo(f"    {SIGNS[item.kind]} {item.title}")
                for line in item.lines:
                    click.echo(f"        {line}")
            if section.left_out:
                click.echo(f"    {say('diff.more', count=section.left_out)}")


def _head(found: Difference) -> Iterator[str]:
    yield say("diff.title", new=found.new.id, old=found.old.id)
    before, now = (r.manifest.get("reference_date") for r in (found.old, found.new))
    if before != now:
        yield say("diff.date", before=before, now=now)
    if found.nothing:
        yield say("diff.nothing")


def as_page(found: Difference, told: list[Chapter]) -> str:
    """A difference as one page that can be kept; it holds values, and is for the steward."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    source = files("kg.cli").joinpath("templates/difference.html").read_text(encoding="utf-8")
    return environment.from_string(source).render(
        lang=language(),
        say=say,
        head=list(_head(found)),
        chapters=told,
        signs=SIGNS,
    )
