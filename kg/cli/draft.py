"""Drafts a publication from inspected files: its configuration, mapping and copies of sources."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from kg.cli.draft_mapping import Conventions, MappingDraft, on_one_line, quoted
from kg.cli.draft_rdf import ClassesDraft
from kg.cli.inspect import Inspection
from kg.cli.texts import say
from kg.errors import UsageError
from kg.inspection.files import InspectedFile, slug
from kg.texts import Message

_CONFIG = """\
# {mend}
base = "{base}"{base_guess}
languages = ["nl", "en", "fr"]
example = true # guess: {example}

[title]
nl = "Publicatie van onze organisatie" # guess

[publisher]
iri = "{base}id/organisation/our-organisation" # guess
name.nl = "Onze organisatie" # guess

"""
_DATASET = """\
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


def draft(found: Inspection, *, base: str, modified: str, is_base_given: bool) -> dict[str, str]:
    """The texts of a publication by their paths, source files left out.

    `base` ends in `/`; `modified` is the day on which the sources last changed.
    """
    name = slug(found.files[0].source.name)
    config = _CONFIG.format(
        mend=say("draft.mend"),
        base=base,
        base_guess="" if is_base_given else f" # guess: {say('draft.base')}",
        example=say("draft.example"),
    )
    conventions = Conventions(f"{base}id/", f"{base}def/")
    block, texts = draft_dataset(found, name, conventions=conventions, modified=modified)
    return {"samenspel.toml": config + block, **texts}


def draft_dataset(
    found: Inspection, name: str, *, conventions: Conventions, modified: str
) -> tuple[str, dict[str, str]]:
    """The block of a dataset in samenspel.toml, and its mapping and look-ups by their paths."""
    drafter = MappingDraft(found, conventions)
    block = _DATASET.format(
        contact=say("draft.contact"),
        id=name,
        title=quoted(found.files[0].source.name),
        description=quoted(f"Uit {_named(found.files)}."),
        review=f"{int(modified[:4]) + 1}-12-31",
        modified=modified,
    )
    texts = {}
    mapped = [file for file in found.files if file.source.kind != "rdf"]
    classes = [file for file in found.files if file.source.kind == "rdf"]
    reader = ClassesDraft(found, classes)
    read = reader.maps()
    if mapped or read:
        block += f'mappings = ["mappings/{name}.yml"]\n'
        told = on_one_line(_named([*mapped, *(classes if read else [])]))
        texts[f"mappings/{name}.yml"] = drafter.document(mapped, told=told, also=read)
    rdf = dict.fromkeys(file.access for file in classes)
    if rdf:
        taken = quoted([f"sources/{access}" for access in rdf])
        block += f"rdf = {taken} # guess: {say('draft.rdf')}\n"
    return block, {**texts, **drafter.lookups, **reader.lookups}


def _named(files: list[InspectedFile]) -> str:
    return ", ".join(dict.fromkeys(file.access for file in files))


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


@contextmanager
def written(
    texts: dict[str, str], folder: Path, *, sources: dict[str, Path], into: Path | None = None
) -> Iterator[None]:
    """Write a drafted publication and copy its sources, by their place below sources/ or `into`.

    What was not there before goes again when the block ends with an error.
    """
    copied = {(into or folder / "sources") / name: source for name, source in sources.items()}
    files = [*(folder / name for name in texts), *copied]
    new = [path for path in files if not path.exists()]
    try:
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        for target, source in copied.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            if not (target.exists() and target.samefile(source)):
                shutil.copyfile(source, target)
        yield
    except OSError:
        for path in new:
            path.unlink(missing_ok=True)
        raise


def write(texts: dict[str, str], folder: Path, *, sources: dict[str, Path]) -> None:
    """Write a drafted publication, as `written` does."""
    with written(texts, folder, sources=sources):
        pass


def guesses(texts: Mapping[str, str]) -> int:
    """How many lines are marked as guesses."""
    return sum("# guess" in line for text in texts.values() for line in text.splitlines())


def last_changed(files: Iterable[Path]) -> str:
    """The day on which the youngest of files changed, as `modified` has it."""
    newest = max(file.stat().st_mtime for file in files)
    return datetime.fromtimestamp(newest, UTC).date().isoformat()
