"""The verb `preview`: a few rows of a source beside the quads that they give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import click
from rich.console import Console

from kg.cli.options import json_option
from kg.cli.output import emit_json, next_step
from kg.cli.preview_show import record_of, show
from kg.cli.texts import say
from kg.errors import UsageError
from kg.mapping.document import MappingDocument, TriplesMap
from kg.mapping.execution.preview import Preview, PreviewedMap, Window
from kg.mapping.execution.privacy import Privacy
from kg.mapping.execution.run import located
from kg.mapping.reading import read_mapping
from kg.mapping.sql.duckdb import connect
from kg.model.suggestion import did_you_mean
from kg.model.terms import GENID
from kg.release.configuration import CONFIG, open_publication
from kg.release.publication import DatasetConfig, Publication
from kg.sources.files import shown
from kg.texts import Message
from kg.work_folder import work_folder


@dataclass(frozen=True)
class MapSelection:
    """A document with those of its maps that are looked at, and the dataset it belongs to."""

    document: MappingDocument
    maps: tuple[TriplesMap, ...]
    dataset: DatasetConfig | None = None


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rows", type=click.IntRange(1), help="How many rows of each map (default: 5).")
@click.option("--row", type=click.IntRange(1), help="The row to look at, as findings call it.")
@click.option("--map", "name", help="Only the triples map of this name.")
@click.option("--base", help="What relative IRIs go below, when the mapping does not say it.")
@click.option(
    "--publication",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of the publication (default: the nearest one above SOURCE).",
)
@json_option()
def preview(
    source: Path,
    rows: int | None,
    row: int | None,
    name: str | None,
    base: str | None,
    publication: Path | None,
    as_json: bool,
) -> None:
    """Show rows of SOURCE side by side with the quads that they give. Nothing is written.

    SOURCE is a mapping (YARRRML or RML), or a source file of a publication: then the mappings
    that read it are used. Each quad comes with the line of the mapping that made it. With --row
    and --rows together, rows are shown from that row on. Exits with 1 when a row has an error.
    """
    window = Window(row or 1, rows or (1 if row else 5), only=row is not None and rows is None)
    opened = _publication(source, publication)
    privacy = _privacy(opened)
    chosen = _chosen(source, opened, name)
    with work_folder() as folder:
        shown = [
            (each.document, seen)
            for number, each in enumerate(chosen)
            for seen in _shown(each, opened, source, folder / str(number), window, base, privacy)
        ]
    base_iri = opened.base if opened is not None else base
    if as_json:
        emit_json({"maps": [record_of(document, seen, base=base_iri) for document, seen in shown]})
    else:
        for document, seen in shown:
            show(document, seen, base=base_iri, console=Console(highlight=False))
        if not any(seen.rows for _, seen in shown):
            click.echo(say("preview.nothing", row=window.first))
        elif opened is not None:
            next_step("check", opened.folder)
    raise click.exceptions.Exit(1 if any(_wrong(seen) for _, seen in shown) else 0)


def _shown(
    chosen: MapSelection,
    publication: Publication | None,
    source: Path,
    work: Path,
    window: Window,
    base: str | None,
    privacy: Privacy,
) -> Iterator[PreviewedMap]:
    work.mkdir()
    document = chosen.document
    with connect(work) as connection:
        if chosen.dataset is None or publication is None:
            looked = Preview(
                document,
                lambda access, root: located(root, access, folder=source.parent),
                connection,
                work,
                window,
                base=document.base or base or "",
                privacy=privacy,
            )
        else:
            looked = Preview(
                document,
                lambda access, root: publication.find_file(access),
                connection,
                work,
                window,
                dataset=chosen.dataset.id,
                graph=publication.names.dataset(chosen.dataset.id),
                skolem=f"{publication.base}{GENID}{chosen.dataset.id}/",
                web=publication.web,
                privacy=privacy,
            )
        for triples_map in chosen.maps:
            yield looked.show(triples_map)


def _publication(source: Path, stated: Path | None) -> Publication | None:
    """The publication that is stated, else the nearest above the source, else the current one."""
    if stated is not None:
        return open_publication(stated)
    for folder in (*source.resolve().parents, Path.cwd()):
        if (folder / CONFIG).is_file():
            near = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
            return open_publication(near)
    return None


def _privacy(publication: Publication | None) -> Privacy:
    """What any mapping of a publication withholds: no other one may show it."""
    if publication is None:
        return Privacy()
    folder = publication.folder
    return Privacy(
        *(read_mapping(folder / m, folder) for d in publication.datasets for m in d.mappings)
    )


def _chosen(source: Path, publication: Publication | None, name: str | None) -> list[MapSelection]:
    """The maps to look at: those of a mapping, or those that read a source file.

    Raises:
        UsageError: no mapping reads the file, or no map is called `name`.
    """
    found = list(_documents(source, publication))
    if not found:
        raise _unread(source, publication)
    if name is None:
        return found
    named = [
        MapSelection(each.document, (triples_map,), each.dataset)
        for each in found
        for triples_map in each.maps
        if triples_map.name == name
    ]
    if not named:
        names = [triples_map.name for each in found for triples_map in each.maps]
        raise UsageError(
            Message(
                "Looking for the map '{name}': {source} has none of that name.",
                name=name,
                source=source.name,
            ),
            hint=did_you_mean(name, names) or Message("It has {names}.", names=", ".join(names)),
        )
    return named


def _documents(source: Path, publication: Publication | None) -> Iterator[MapSelection]:
    if publication is not None:
        folder = publication.folder
        listed = [(d, folder / m) for d in publication.datasets for m in d.mappings]
        for dataset, mapping in listed:
            if mapping.resolve() == source.resolve():
                document = read_mapping(mapping, folder)
                yield MapSelection(document, document.triples_maps, dataset)
                return
        if source.suffix.lower() not in (".yml", ".yaml"):
            for dataset, mapping in listed:
                document = read_mapping(mapping, folder)
                maps = tuple(m for m in document.triples_maps if _reads(m, source, publication))
                if maps:
                    yield MapSelection(document, maps, dataset)
            return
    if source.suffix.lower() in (".yml", ".yaml", ".ttl"):
        document = read_mapping(source, source.parent)
        yield MapSelection(document, document.triples_maps)


def _reads(triples_map: TriplesMap, file: Path, publication: Publication) -> bool:
    """Whether the source of a map is this file, its folder, or a pattern that fits it."""
    logical = triples_map.source
    for access in (logical.access, *logical.also):
        path = publication.find_file(access).absolute()
        if file.absolute() == path or file.resolve() == path.resolve():
            return True
        if path.is_dir() and file.resolve().parent == path.resolve():
            return True
        if fnmatchcase(str(file.resolve()), str(path)):
            return True
    return False


def _unread(source: Path, publication: Publication | None) -> UsageError:
    if publication is None:
        return UsageError(
            Message(
                "Looking for a mapping that reads {source}: there is no publication here.",
                source=source,
            ),
            hint=Message("Name a mapping (.yml or .ttl), or say with --publication where it is."),
        )
    folder = publication.folder
    read = {
        shown(m.source.access)
        for d in publication.datasets
        for mapping in d.mappings
        for m in read_mapping(folder / mapping, folder).triples_maps
    }
    return UsageError(
        Message(
            "Looking for a mapping that reads {source}: none of {config} does.",
            source=source,
            config=folder / CONFIG,
        ),
        hint=did_you_mean(source.name, read)
        or Message("They read {names}.", names=", ".join(sorted(read))),
    )


def _wrong(seen: PreviewedMap) -> bool:
    found = [*seen.broken, *(finding for row in seen.rows for finding in row.findings)]
    return any(finding.severity == "error" for finding in found)
