"""The text for the register of processing (GDPR art. 30), from samenspel.toml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.release.processing import in_reader_language
from kg.release.publication import Publication
from kg.texts import Language, Message, in_language, join


@dataclass(frozen=True)
class RegisterEntry:
    """One line of the register; `missing` is the key of samenspel.toml that would say more."""

    key: str
    title: str
    text: str
    missing: str | None = None


def register_of(publication: Publication, lang: Language) -> list[RegisterEntry]:
    """What the register says of a publication, in its order."""
    return [
        RegisterEntry(
            entry.key, in_language(entry.title, lang), in_language(entry.text, lang), missing
        )
        for entry, missing in ((e, e.missing) for e in _entries(publication, lang))
    ]


def _entries(publication: Publication, lang: Language) -> Iterator[RegisterEntry]:
    told, days = publication.processing, publication.retention
    name = in_reader_language(publication.publisher_name, lang)
    yield RegisterEntry("controller", Message("controller"), f"{name} <{publication.publisher}>")
    yield _told("officer", Message("data protection officer"), publication, lang)
    yield _told("purpose", Message("purpose"), publication, lang)
    for dataset in publication.datasets:
        title = Message("legal basis of {dataset}", dataset=dataset.id)
        yield RegisterEntry(f"legal_basis.{dataset.id}", title, dataset.legal_basis)
    yield _told("data", Message("categories of data"), publication, lang)
    yield _told("people", Message("categories of people"), publication, lang)
    yield _told("recipients", Message("recipients"), publication, lang)
    kept = Message(
        "the last {last} releases and one a month for {months} months; reports with values"
        " {days} days",
        last=days.last,
        months=days.months,
        days=days.reports_days,
    )
    yield RegisterEntry("retention", Message("retention"), kept)
    reviews = ", ".join(f"{dataset.id} {dataset.review}" for dataset in publication.datasets)
    yield RegisterEntry("review", Message("review dates"), reviews)
    own = in_reader_language(told.measures, lang)
    usual = Message(
        "personal data are looked for in everything that goes out: what is certain is left out,"
        " what looks personal is asked once; reports with values stay local"
    )
    yield RegisterEntry(
        "measures", Message("measures"), join("; ", [usual, own] if own else [usual])
    )


def _told(key: str, title: str, publication: Publication, lang: Language) -> RegisterEntry:
    text = in_reader_language(getattr(publication.processing, key), lang)
    if text:
        return RegisterEntry(key, title, text)
    missing = Message("missing: write {key} in [privacy] of samenspel.toml", key=key)
    return RegisterEntry(key, title, missing, key)
