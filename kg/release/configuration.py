"""Reads samenspel.toml and says what is wrong in it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from kg.errors import ConfigError
from kg.model.terms import SHARED_BASE
from kg.release.accessibility import read_accessibility
from kg.release.gate.thresholds import Thresholds
from kg.release.peer_tables import read_peers
from kg.release.processing import ProcessingRecord
from kg.release.publication import (
    MUNICIPALITY_ONLY,
    DatasetConfig,
    Owner,
    PlausibleRange,
    Publication,
    RdfSource,
    Retention,
    today,
)
from kg.release.table_reader import TableReader
from kg.sources.web_policy import WebPolicy
from kg.texts import LANGUAGES, Message

CONFIG = "samenspel.toml"
OWN_BASE = Message("Use an address of your own domain, for example https://data.mytown.be/.")
OTHER_DUMPS = frozenset(["vocabulary", "inferred", "closed-world", "matches", "metadata"])
"""Dumps of a release that are of no dataset, by name."""
_LONGEST_ID = 255 - len(".nq.gz")
"""Characters of a dataset's id: its dump must have a name that file systems take."""

_TOP = {
    "base",
    "reference_date",
    "example",
    "languages",
    "title",
    "publisher",
    "dataset",
    "ontology",
    "owner",
    "limits",
    "web",
    "retention",
    "privacy",
    "accessibility",
    "gate",
    "peer",
}
_RDF = {"file", "blank_nodes"}
_GATE = {"max_vanished": "vanished", "max_rows_lost": "lost_rows"}
"""The keys of `[gate]`, and the shares that they are."""
_SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
_WEB = {"allow", "max_mb", "timeout"}


def open_publication(
    folder: str | Path,
    *,
    sources: str | Path | None = None,
    reference_date: date | None = None,
) -> Publication:
    """Read samenspel.toml in the folder of a publication.

    `sources` is where the source files lie (default: `sources` in it). `reference_date` is the day
    that conclusions count as today (default: that of samenspel.toml, else today in UTC).

    Raises:
        ConfigError: it is missing, is no TOML, or lacks or misspells something.
    """
    folder = Path(folder)
    path = folder / CONFIG
    if not path.is_file():
        raise ConfigError(
            Message("Opening the publication {folder}: there is no samenspel.toml.", folder=folder),
            code="SAM-C001",
            hint=Message(
                "Go to the folder of your publication, or make one with `samenspel init FOLDER`."
            ),
        )
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        deep = isinstance(error, RecursionError)
        why = Message("values stand too deep inside each other") if deep else str(error)
        raise ConfigError(
            Message(
                "Reading {path}: {why}.",
                path=path,
                why=why,
            ),
            code="SAM-C002",
            hint=Message(
                "Mend the file at this place; docs/reference/configuration.md shows each key."
            ),
        ) from None
    read = _ConfigReader(path).publication(
        data, folder, sources=Path(sources) if sources is not None else None
    )
    return read if reference_date is None else replace(read, reference_date=reference_date)


def fault_of_base(base: str) -> str | None:
    """Why IRIs cannot lie below a web address, if so; `OWN_BASE` says what to do."""
    if base.startswith(SHARED_BASE):
        return Message(
            "base '{base}' lies below {shared}, which all publishers share.",
            base=base,
            shared=SHARED_BASE,
        )
    if "?" in base or "#" in base:
        return Message(
            "base '{base}' has a '?' or '#', behind which nothing can have a page.", base=base
        )
    return None


def _keys(kind: type[Owner | DatasetConfig | Retention]) -> set[str]:
    """The keys of a table; which peer a dataset comes from, the tables of peers say."""
    return {each.name for each in fields(kind)} - {"origin"}


class _ConfigReader(TableReader):
    def publication(
        self, data: dict[str, Any], folder: Path, *, sources: Path | None
    ) -> Publication:
        self.known(data, _TOP, where="samenspel.toml")
        publisher = self.table(data, "publisher", where="samenspel.toml")
        datasets, peers = data.get("dataset", []), read_peers(self, data)
        # Who only brings others together says so: dataset = []
        if not isinstance(datasets, list) or not ("dataset" in data or peers):
            raise self.error(
                Message("there is no [[dataset]]."), Message("Describe at least one dataset.")
            )
        made = tuple(self.dataset(item) for item in datasets)
        names = [dataset.id for dataset in made]
        names += [peer.dataset_id(dataset) for peer in peers for dataset in peer.datasets]
        for name in names:
            if names.count(name) > 1:
                raise self.error(Message("the dataset id '{name}' is used twice.", name=name))
        return Publication(
            folder,
            self.base(data),
            self.texts(data, "title", where="samenspel.toml"),
            self.iri(publisher, "iri", where="[publisher]"),
            self.texts(publisher, "name", where="[publisher]"),
            made,
            self.strings(data, "languages", where="samenspel.toml") or ("nl", "en", "fr"),
            bool(data.get("example", False)),
            self.extensions(data.get("ontology", {})),
            sources,
            tuple(self.owner(item) for item in self.listed(data, "owner", where="samenspel.toml")),
            self.max_errors(data.get("limits", {})),
            self.web(data.get("web", {})),
            self.day(
                data.get("reference_date", today()),
                "reference_date",
                hint=Message(
                    "Write a day such as reference_date = 2026-06-30, or leave it out for the"
                    " day of the build."
                ),
            ),
            self.retention(data.get("retention", {})),
            thresholds=self.thresholds(data.get("gate", {})),
            processing=self.processing(data.get("privacy", {})),
            accessibility=read_accessibility(self, data.get("accessibility", {})),
            peers=peers,
        )

    def processing(self, data: Any) -> ProcessingRecord:
        self.known(data, ProcessingRecord.keys(), where="[privacy]")
        if key := ProcessingRecord.fault(data):
            raise self.error(
                Message("'{key}' of [privacy] is no text.", key=key),
                Message('Write {key} = "…", or {key}.nl = "…" (and .en, .fr).', key=key),
            )
        return ProcessingRecord.read(data)

    def retention(self, data: Any) -> Retention:
        self.known(data, _keys(Retention), where="[retention]")
        for key, value in data.items():
            # TOML has no numbers among its booleans, Python has.
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise self.error(
                    Message(
                        "{key} of [retention] is '{value}', which is no number of releases,"
                        " months or days.",
                        key=key,
                        value=value,
                    ),
                    Message("Write a whole number, such as last = 2 or months = 12."),
                )
        return Retention(**data)

    def extensions(self, data: Any) -> tuple[str, ...]:
        self.known(data, {"extensions"}, where="[ontology]")
        return self.strings(data, "extensions", where="[ontology]")

    def owner(self, data: Any) -> Owner:
        where = self.named("[[owner]]", data, key="name")
        self.known(data, _keys(Owner), where=where)
        files = self.strings(data, "files", where=where)
        if not files:
            raise self.error(
                Message("{where} lacks 'files'.", where=where),
                Message('Write files = ["sources/list.csv"].'),
            )
        language = next((lang for lang in LANGUAGES if lang == data.get("language", "nl")), None)
        if language is None:
            raise self.error(
                Message("the language of {where} is '{data}'.", where=where, data=data["language"]),
                Message("nl, en or fr."),
            )
        return Owner(
            self.text(data, "name", where=where),
            self.text(data, "email", where=where),
            language,
            files,
        )

    def web(self, data: Any) -> WebPolicy:
        self.known(data, _WEB, where="[web]")
        usual = WebPolicy()
        allow = self.strings(data, "allow", where="[web]")
        max_mb = data.get("max_mb", usual.max_bytes >> 20)
        timeout = data.get("timeout", usual.timeout)
        if not isinstance(max_mb, int) or not isinstance(timeout, int | float):
            raise self.error(
                Message("max_mb and timeout of [web] are numbers: megabytes and seconds.")
            )
        return WebPolicy(frozenset(allow), max_mb << 20, float(timeout))

    def max_errors(self, data: Any) -> str:
        self.known(data, {"max_errors"}, where="[limits]")
        value = str(data.get("max_errors", 0)).replace(" ", "")
        if not re.fullmatch(r"\d+|\d+(\.\d+)?%", value):
            raise self.error(
                Message("max_errors of [limits] is '{value}'.", value=value),
                Message('Write a number of errors, or a share of the rows such as "1%".'),
            )
        return value

    def thresholds(self, data: Any) -> Thresholds:
        self.known(data, set(_GATE), where="[gate]")
        shares = {}
        for key, value in data.items():
            share = _SHARE.fullmatch(str(value).replace(" ", ""))
            if share is None:
                raise self.error(
                    Message("{key} of [gate] is '{value}'.", key=key, value=value),
                    Message('Write a share such as "5%".'),
                )
            shares[_GATE[key]] = float(share[1]) / 100
        return Thresholds(**shares)

    def base(self, data: dict[str, Any]) -> str:
        base = self.iri(data, "base", where="samenspel.toml")
        if fault := fault_of_base(base):
            raise self.error(fault, OWN_BASE)
        return base if base.endswith("/") else base + "/"

    def dataset(self, data: Any) -> DatasetConfig:
        where = self.named("[[dataset]]", data, key="id")
        self.known(data, _keys(DatasetConfig), where=where)
        mappings = self.strings(data, "mappings", where=where)
        rdf = tuple(self.rdf(item, where) for item in self.listed(data, "rdf", where=where))
        if not mappings and not rdf:
            raise self.error(Message("{where} has neither mappings nor rdf.", where=where))
        return DatasetConfig(
            self.slug(data, where),
            self.texts(data, "title", where=where),
            self.texts(data, "description", where=where),
            self.iri(data, "licence", where=where),
            self.text(data, "legal_basis", where=where),
            self.text(data, "contact", where=where),
            self.stated_day(data, "review", where=where),
            self.stated_day(data, "modified", where=where),
            mappings,
            rdf,
            self.small_cells(data, where),
            self.yes_or_no(data, "special_category", where=where),
            self.yes_or_no(data, "abroad", where=where),
            self.home_addresses(data, where),
            {
                name: self.plausible(data["plausible"], name, where=where)
                for name in self.optional_table(data, "plausible", where=where)
            },
        )

    def small_cells(self, data: dict[str, Any], where: str) -> int | None:
        value = data.get("small_cells")
        if value is None or (type(value) is int and (value == 0 or value > 1)):
            return value
        raise self.error(
            Message("small_cells of {where} is '{value}'.", where=where, value=value),
            Message(
                "Write the least count of people that may be shown, such as small_cells = 5, or 0"
                " when the dataset counts no people."
            ),
        )

    def home_addresses(self, data: dict[str, Any], where: str) -> str | None:
        value = data.get("home_addresses")
        if value in (None, MUNICIPALITY_ONLY):
            return None if value is None else MUNICIPALITY_ONLY
        raise self.error(
            Message("home_addresses of {where} is '{value}'.", where=where, value=value),
            Message(
                'Write home_addresses = "municipality only", or leave it out when no address of'
                " the dataset is a home or a refuge."
            ),
        )

    def optional_table(self, data: dict[str, Any], key: str, *, where: str) -> dict[str, Any]:
        return self.table(data, key, where=where) if key in data else {}

    def plausible(self, data: dict[str, Any], name: str, *, where: str) -> PlausibleRange:
        where = Message("plausible.{name} of {where}", name=name, where=where)
        self.known(data[name], {"from", "to"}, where=where)
        hint = Message("Write a day, such as from = 1500-01-01.")
        ends = [
            self.day(
                data[name][key], Message("'{key}' of {where}", key=key, where=where), hint=hint
            )
            if key in data[name]
            else None
            for key in ("from", "to")
        ]
        first, last = (None if end is None else end.year for end in ends)
        return PlausibleRange(first, last)

    def yes_or_no(self, data: dict[str, Any], key: str, *, where: str) -> bool:
        value = data.get(key, False)
        if isinstance(value, bool):
            return value
        raise self.error(
            Message("'{key}' of {where} is '{value}'.", key=key, where=where, value=value),
            Message("Write true or false."),
        )

    def stated_day(self, data: dict[str, Any], key: str, *, where: str) -> str:
        value = self.text(data, key, where=where)
        hint = Message("Write year, month and day, such as 2026-06-30.")
        return self.day(
            value, Message("'{key}' of {where}", key=key, where=where), hint=hint
        ).isoformat()

    def slug(self, data: dict[str, Any], where: str) -> str:
        value = self.text(data, "id", where=where)
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", value):
            raise self.error(
                Message(
                    "the id '{value}' of {where} becomes part of addresses and file names.",
                    value=value,
                    where=where,
                ),
                Message("Use letters without accents, digits, '-', '_' and '.' only."),
            )
        if len(value) > _LONGEST_ID:
            raise self.error(
                Message(
                    "the id of {where} has {count} characters; {most} is the most that a file"
                    " name takes.",
                    where=where,
                    count=len(value),
                    most=_LONGEST_ID,
                ),
                Message("Choose a shorter id; the title may be as long as you like."),
            )
        if value in OTHER_DUMPS:
            raise self.error(
                Message(
                    "the id '{value}' of {where} is the name of another file of a release.",
                    value=value,
                    where=where,
                ),
                Message("Choose another id; the title may stay."),
            )
        return value

    def rdf(self, data: Any, where: str) -> RdfSource:
        if isinstance(data, str):
            return RdfSource(data)
        self.known(data, _RDF, where=Message("rdf of {where}", where=where))
        choice = data.get("blank_nodes", "skolemise")
        if choice not in ("skolemise", "keep"):
            raise self.error(
                Message("blank_nodes of {where} is '{choice}'.", where=where, choice=choice),
                Message("Say skolemise or keep."),
            )
        return RdfSource(self.text(data, "file", where=where), choice == "skolemise")
