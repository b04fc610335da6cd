"""Names of files go out with a release, so that they name nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.errors import InputError
from kg.model.findings import Finding
from kg.privacy.detectors import detect_iri
from kg.release.protection import Protection
from kg.release.publication import Publication
from kg.texts import Message


def refuse_personal_names(protection: Protection) -> Iterable[Finding]:
    """Stop when a file is called after a person: manifest, provenance and findings name it.

    Raises:
        InputError: a name holds a national number or a person's address, which is not repeated.
    """
    sources = {f for result in protection.mapped.values() for e in result.entries for f in e.files}
    for kind, names in (*_declared(protection.publication), (Message("a source"), sources)):
        for name in names:
            if any(found.certain for found in detect_iri(name)):
                raise InputError(
                    Message(
                        "Reading the names of files: that of {kind} holds personal data.", kind=kind
                    ),
                    code="SAM-R079",
                    hint=Message("Rename the file, since its name is published with each release."),
                )
    return ()


def _declared(publication: Publication) -> Iterator[tuple[Message, Iterable[str]]]:
    datasets = publication.datasets
    yield Message("an extension of the vocabulary"), publication.extensions
    yield Message("a mapping"), [name for each in datasets for name in each.mappings]
    yield Message("a source"), [rdf.file for each in datasets for rdf in each.rdf]
