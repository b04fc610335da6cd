"""The verb `add`: files of one's own as a dataset more of a publication that is there."""

from __future__ import annotations

import filecmp
import tomllib
from pathlib import Path

import click

from kg.cli.draft import copies, draft_dataset, guesses, last_changed, written
from kg.cli.draft_mapping import Conventions
from kg.cli.inspect import Inspection, inspecting
from kg.cli.options import json_option, publication_option, sources_option
from kg.cli.output import emit_json, next_step
from kg.cli.texts import counted, say
from kg.errors import UsageError
from kg.inspection.files import slug
from kg.release.configuration import CONFIG, open_publication
from kg.release.publication import Publication
from kg.texts import Message


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@publication_option()
@sources_option()
@click.option(
    "--id", "name", metavar="ID", help="Id of the dataset (default: the first file's name)."
)
@json_option()
def add(
    files: tuple[Path, ...],
    publication: Path,
    sources: Path | None,
    name: str | None,
    as_json: bool,
) -> None:
    """Draft a dataset from FILES into a publication, beside what is there.

    A block is put at the end of samenspel.toml, and the rest of it stays as it is; the mapping
    follows how the publication names things. Columns whose values are keys of a dataset that is
    mapped already become links to it. Each guess is marked '# guess'.
    """
    _refuse_publications(files)
    opened = open_publication(publication, sources=sources)
    folder = sources or publication / "sources"
    with inspecting(files) as found:
        dataset = slug(name or found.files[0].source.name)
        copied = copies(found.files)
        _refuse_taken(opened, dataset)
        from kg.cli.conventions import (
            conventions_of,  # staging what is mapped already takes a while
        )

        unread: set[str] = set()
        conventions = conventions_of(opened, found, unread=unread)
        modified = last_changed(copied.values())
        block, texts = draft_dataset(found, dataset, conventions=conventions, modified=modified)
        _refuse_files(publication, texts, copied, folder)
        whole = _with_block(publication / CONFIG, block, dataset)
        links = _links(found, conventions)
        left_out = [*found.left_out, *(say("add.unread", file=file) for file in sorted(unread))]
    with written(texts, publication, sources=copied, into=folder):
        _replace(publication / CONFIG, whole)
    count = guesses({CONFIG: block, **texts})
    if as_json:
        names = [*sorted(texts), *(f"sources/{place}" for place in sorted(copied))]
        told = {"dataset": dataset, "written": names, "guesses": count}
        emit_json({**told, "links": links, "left_out": left_out})
        return
    for text in left_out:
        click.echo(text)
    for link in links:
        share = round(100 * float(str(link["share"])))
        known = say("draft.known", share=share, rule=link["rule"], dataset=link["dataset"])
        click.echo(f"'{link['column']}': {known}")
    click.echo(say("init.guesses", lines=counted("line", count)))
    click.echo(say("added", dataset=dataset, path=publication / CONFIG))
    if sources is None:
        next_step("check", publication)
    else:
        next_step("check", publication, "--sources", sources)


def _refuse_publications(files: tuple[Path, ...]) -> None:
    """Other verbs take the folder of a publication where this one takes files."""
    wrong = next((file for file in files if (file / CONFIG).is_file()), None)
    if wrong is not None:
        raise UsageError(
            Message("Adding files: {folder} is a publication, not a source.", folder=wrong),
            hint=Message("Name the publication with --publication {folder}.", folder=wrong),
        )


def _replace(config: Path, content: bytes) -> None:
    new = config.with_name(f"{config.name}.new")
    try:
        new.write_bytes(content)
        new.replace(config)
    finally:
        new.unlink(missing_ok=True)


def _links(found: Inspection, conventions: Conventions) -> list[dict[str, object]]:
    files = {file.table: file.access for file in found.files}
    return [
        {
            "file": files[table],
            "column": column,
            "dataset": known.dataset,
            "rule": known.rule,
            "share": round(known.share, 4),
        }
        for (table, column), known in conventions.known.items()
    ]


def _refuse_taken(publication: Publication, dataset: str) -> None:
    if any(dataset == other.id for other in publication.datasets):
        raise UsageError(
            Message(
                "Adding to {folder}: it has a dataset '{dataset}' already.",
                folder=publication.folder,
                dataset=dataset,
            ),
            hint=Message("Give the new one another id: --id {dataset}-2.", dataset=dataset),
        )


def _refuse_files(
    folder: Path, texts: dict[str, str], sources: dict[str, Path], into: Path
) -> None:
    """Stop before anything is written over; a source that is there already, the same, may stay."""
    taken = next((name for name in texts if (folder / name).exists()), None)
    if taken is not None:
        raise UsageError(
            Message("Adding to {folder}: there is {file} already.", folder=folder, file=taken),
            hint=Message("Say another name with --id, or move that file away."),
        )
    for name, source in sources.items():
        there = into / name
        if there.exists() and not filecmp.cmp(there, source, shallow=False):
            raise UsageError(
                Message(
                    "Adding to {folder}: sources/{file} is there already, and is another file.",
                    folder=folder,
                    file=name,
                ),
                hint=Message(
                    "Rename the new file; or replace the old one, when it is its successor."
                ),
            )


def _with_block(config: Path, block: str, dataset: str) -> bytes:
    """The configuration with a block more at its end, all else byte for byte as it is.

    Raises:
        UsageError: a block at the end would not be a dataset more.
    """
    raw = config.read_bytes()
    newline = b"\r\n" if b"\r\n" in raw else b"\n"
    text = block.encode("utf-8").replace(b"\n", newline)
    whole = raw + (b"" if raw.endswith(b"\n") else newline) + newline + text
    try:
        ids = [one["id"] for one in tomllib.loads(whole.decode("utf-8-sig"))["dataset"]]
    except tomllib.TOMLDecodeError:
        ids = []
    if ids[-1:] != [dataset]:
        raise UsageError(
            Message("Adding to {file}: its datasets are not written as [[dataset]].", file=config),
            hint=Message("Write each of them as a block [[dataset]] first."),
        )
    return whole
