"""A publication: the folder of one publisher with samenspel.toml, mappings and sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from kg.model.terms import IriNames
from kg.release.accessibility import AccessibilityDeclaration
from kg.release.gate.thresholds import Thresholds
from kg.release.peer_datasets import Origin, PeerConfig
from kg.release.processing import ProcessingRecord
from kg.sources.web_policy import WebPolicy
from kg.texts import LANGUAGES, Language

Texts = dict[str, str]


@dataclass(frozen=True)
class RdfSource:
    """An RDF file that is taken as it stands."""

    file: str
    skolemise: bool = True
    is_ready: bool = False
    """Whether it is sorted lines of the dataset's graph already, as those of peers are."""


@dataclass(frozen=True)
class Owner:
    """Who mends a source file: the one who is written to about what is wrong in it.

    `files` are paths or patterns as mappings write them; the leading `sources/` may be left out.
    """

    name: str
    email: str
    language: Language
    files: tuple[str, ...] = ()

    def owns(self, file: str) -> bool:
        """Whether a file, named as in findings, is this owner's."""
        return any(fnmatchcase(file, pattern.removeprefix("sources/")) for pattern in self.files)


@dataclass(frozen=True)
class Retention:
    """Which releases are kept: the `last` ones, and one a month for so many `months`.

    Reports hold values of the sources: they stay `reports_days`.
    """

    last: int = 2
    months: int = 12
    reports_days: int = 90


@dataclass(frozen=True)
class PlausibleRange:
    """The years, both included, that the dates of a column or property may have."""

    earliest: int | None = None
    latest: int | None = None


MUNICIPALITY_ONLY = "municipality only"
"""What of addresses goes out of a dataset that says so."""


@dataclass(frozen=True)
class DatasetConfig:
    """One dataset: what the catalogue says of it, and what it is made from."""

    id: str
    title: Texts
    description: Texts
    licence: str
    legal_basis: str
    contact: str
    review: str
    modified: str
    mappings: tuple[str, ...] = ()
    rdf: tuple[RdfSource, ...] = ()
    small_cells: int | None = None
    """Counts of people from 1 and below this are not published; 0: it counts no people."""
    special_category: bool = False
    """Whether it comes from special categories of personal data (GDPR art. 9)."""
    abroad: bool = False
    """Whether its places may lie outside Belgium."""
    home_addresses: str | None = None
    """`MUNICIPALITY_ONLY` where addresses are homes or refuges, else nothing."""
    plausible: dict[str, PlausibleRange] = field(default_factory=dict)
    """What years dates may have, by column or property, where the usual ones are wrong."""
    origin: Origin | None = None
    """Which peer it is taken over from, if it is one's."""


def today() -> date:
    """The day of the build, as releases are named by: in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, repr=False)
class Publication:
    """What samenspel.toml says, checked.

    `reference_date` is the day that "today" means in the conclusions of a release.
    """

    folder: Path
    base: str
    title: Texts
    publisher: str
    publisher_name: Texts
    datasets: tuple[DatasetConfig, ...]
    languages: tuple[str, ...] = ("nl", "en", "fr")
    example: bool = False
    extensions: tuple[str, ...] = ()
    sources: Path | None = field(default=None)
    owners: tuple[Owner, ...] = ()
    max_errors: str = "0"
    web: WebPolicy = field(default_factory=WebPolicy)
    reference_date: date = field(default_factory=today)
    retention: Retention = field(default_factory=Retention)
    thresholds: Thresholds = field(default_factory=Thresholds)
    processing: ProcessingRecord = field(default_factory=ProcessingRecord)
    accessibility: AccessibilityDeclaration = field(default_factory=AccessibilityDeclaration)
    peers: tuple[PeerConfig, ...] = ()
    peer_lines: Mapping[str, Path] = field(default_factory=dict)
    """Where the lines of datasets of peers lie that are part of this publication, by access."""

    def __repr__(self) -> str:
        datasets = ", ".join(dataset.id for dataset in self.datasets)
        return f"<Publication {self.folder}: {self.base} with {datasets}>"

    @property
    def names(self) -> IriNames:
        return IriNames(self.base)

    def owner(self, dataset: str, file: str) -> Owner:
        """Who mends a file: its first owner, else the contact of its dataset."""
        for owner in self.owners:
            if owner.owns(file):
                return owner
        contacts = [d.contact for d in self.datasets if d.id == dataset]
        contact = contacts[0] if contacts else self.publisher_name["nl"]
        email = re.search(r"[^\s,;<>]+@[^\s,;<>]+", contact)
        known = [lang for lang in LANGUAGES if lang in self.languages[:1]]
        return Owner(contact, email[0] if email else "", known[0] if known else "nl")

    def errors_allowed(self, rows: int) -> int:
        """How many errors a release of so many rows may leave out values for."""
        if self.max_errors.endswith("%"):
            return int(rows * float(self.max_errors[:-1]) / 100)
        return int(self.max_errors)

    def find_file(self, access: str) -> Path:
        """Where a source lies: below `--sources` when given, else in the publication.

        The leading `sources/` of a mapping's path stands for the sources folder. A path without
        it names a file that is the publication's own (a reviewed table), if it has that file.
        """
        if access in self.peer_lines:
            return self.peer_lines[access]
        own = self.folder / access
        if self.sources is None or (not access.startswith("sources/") and own.is_file()):
            return own
        return self.sources / access.removeprefix("sources/")
