"""Digests of what a build reads, so that what would be made of the same again is known beforehand.

Nobody can read out of them what went in. Sources that only asking gives (web addresses, databases)
have none: what is built from them may differ each time.
"""

from __future__ import annotations

import json
import os.path
import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

import kg
from kg.mapping.document import MappingDocument, Source
from kg.mapping.execution.privacy import Privacy
from kg.mapping.reading import read_mapping
from kg.release.configuration import CONFIG
from kg.release.gate.acceptances import FILE as ACCEPTED
from kg.release.leaving.departures import read_key
from kg.release.leaving.records import ERASED, REPLACED, WITHDRAWN
from kg.release.matches import FILE as MATCHES
from kg.release.publication import DatasetConfig, Publication
from kg.release.release import file_hash
from kg.resources import ontology_folder
from kg.sources.files import files_of, is_address, shown

_OWN = (CONFIG, ACCEPTED, MATCHES, WITHDRAWN, REPLACED, ERASED)
"""Files of a publication that a build reads when they are there."""
_PLACES = ("folder", "sources", "peer_lines")
"""Where a publication lies: what lies there counts, and not where it does."""
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class BuildInputs:
    """The digest of all that can be had without asking anybody, and the sources that cannot."""

    digest: str
    asked: tuple[str, ...] = ()
    """Sources at addresses and in databases, as they may be shown."""


def digest_inputs(publication: Publication, state: Path) -> BuildInputs:
    """Digest what a build of a publication reads now; `state` is its state folder.

    Raises:
        InputError: a mapping or a look-up list cannot be used, or a source file is not there.
    """
    folder = publication.folder
    documents = [
        read_mapping(folder / name, folder)
        for name in dict.fromkeys(n for d in publication.datasets for n in d.mappings)
    ]
    sources = list(_sources(documents))
    asked = sorted({shown(s.access) for s in sources if _is_asked(s)})
    rdf = (taken.file for dataset in publication.datasets for taken in dataset.rdf)
    digest = _digest(
        program_stamp(),
        json.dumps(_told(publication), default=_plain, sort_keys=True),
        (read_key(state) or b"").hex(),
        *_hashes((name, folder / name) for name in _named(publication, documents)),
        *_hashes(_source_files(publication, sources, rdf)),
    )
    return BuildInputs(digest, tuple(asked))


def digest_mapping(
    publication: Publication,
    dataset: DatasetConfig,
    *,
    documents: Iterable[MappingDocument],
    privacy: Privacy,
    program: str,
) -> str | None:
    """Digest all that mapping one dataset reads; None where some of it must be asked for.

    `documents` are its mapping documents as they were read, look-up lists too; `privacy` is what
    all documents withhold, `program` the stamp of what maps.

    Raises:
        InputError: a source file is not there.
        OSError: a file cannot be read.
    """
    documents = list(documents)
    sources = list(dict.fromkeys(_sources(documents)))
    if any(map(_is_asked, sources)):
        return None
    taken = [(each.file, each.skolemise) for each in dataset.rdf]
    return _digest(
        program,
        json.dumps([publication.base, dataset.id, taken]),
        *map(repr, documents),
        json.dumps([privacy.said_of(source) for source in sources]),
        *_hashes(_source_files(publication, sources, (file for file, _ in taken))),
    )


def _digest(*parts: str) -> str:
    digest = blake2b(digest_size=32)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()


def program_stamp() -> str:
    """A stamp of what makes a release: the code, the vocabulary with it, and the libraries."""
    return f"{_code_stamp()} {_files_stamp(ontology_folder())}"


@cache
def _code_stamp() -> str:
    """The code that runs and its libraries: what they are when they are first asked for."""
    libraries = blake2b(
        "\0".join([platform.python_version(), *_libraries()]).encode(), digest_size=16
    ).hexdigest()
    return f"{_files_stamp(Path(kg.__file__).parent)} {libraries}"


def _files_stamp(folder: Path) -> str:
    digest = blake2b(digest_size=16)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(folder)}\0{file_hash(path)}\0".encode())
    return digest.hexdigest()


def _libraries() -> Iterator[str]:
    try:
        needed = requires("samenspel") or []
    except PackageNotFoundError:  # a checkout that nobody installed
        needed = ["pyoxigraph", "duckdb"]
    for each in needed:
        name = _NAME.match(each)
        try:
            yield f"{name[0]} {version(name[0])}" if name else each
        except PackageNotFoundError:  # for development, and not there
            yield each


def _told(publication: Publication) -> dict[str, Any]:
    """What the publication says, with what the caller of the build changed in it."""
    return {key: value for key, value in asdict(publication).items() if key not in _PLACES}


def _plain(value: object) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _named(publication: Publication, documents: Iterable[MappingDocument]) -> list[str]:
    """Files that are named from the folder of the publication on."""
    lists = (lookup.file for document in documents for lookup in document.lookups.values())
    mappings = (name for dataset in publication.datasets for name in dataset.mappings)
    return list(dict.fromkeys([*_OWN, *mappings, *publication.extensions, *sorted(set(lists))]))


def _sources(documents: Iterable[MappingDocument]) -> Iterator[Source]:
    for document in documents:
        for triples_map in document.triples_maps:
            yield triples_map.source


def _is_asked(source: Source) -> bool:
    return source.kind == "sql" or is_address(source.access)


def _source_files(
    publication: Publication, sources: Iterable[Source], rdf: Iterable[str]
) -> Iterator[tuple[str, Path]]:
    accesses = {name for s in sources if not _is_asked(s) for name in (s.access, *s.also)}
    folder = publication.find_file("sources/")
    for access in sorted({*accesses, *rdf}):
        for path in files_of(publication.find_file(access), access):
            yield f"{access}\0{os.path.relpath(path, folder)}", path


def _hashes(files: Iterable[tuple[str, Path]]) -> Iterator[str]:
    for name, path in files:
        if path.is_file():
            yield f"{name}\0{file_hash(path)}"
