"""Personal data in what a publication says of itself, and in what its findings show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.model.findings import Finding
from kg.privacy.detectors import CERTAIN, MAIL, MAIL_MAYBE, detect, detect_iri
from kg.privacy.person_names import is_name
from kg.release.configuration import CONFIG
from kg.release.personal import CODES
from kg.release.publication import Publication


def find_in_catalogue(publication: Publication) -> Iterator[Finding]:
    """What of the texts of samenspel.toml is or may be of a person: all of them go out.

    Nothing can be left out of them, so that each is asked, also what is certain elsewhere.
    """
    for dataset, key, text in _texts(publication):
        for kind in sorted({found.kind for found in detect(text)} | _of_contact(key, text)):
            asked = MAIL_MAYBE if kind == MAIL else kind
            yield Finding(
                CODES[asked],
                dataset,
                CONFIG,
                column=key,
                severity_override="warning",
                withheld=True,
            )


def _texts(publication: Publication) -> Iterator[tuple[str, str, str]]:
    for lang, text in publication.title.items():
        yield "", f"title.{lang}", text
    for lang, text in publication.publisher_name.items():
        yield "", f"publisher.name.{lang}", text
    declared = publication.accessibility
    if declared.contact:
        yield "", "contact", declared.contact
    for key, told in (("gaps", declared.gaps), ("enforcement", declared.enforcement)):
        for lang, text in told.items():
            yield "", f"accessibility.{key}.{lang}", text
    for each in publication.datasets:
        yield from ((each.id, f"title.{lang}", text) for lang, text in each.title.items())
        described = each.description.items()
        yield from ((each.id, f"description.{lang}", text) for lang, text in described)
        yield each.id, "contact", each.contact
        yield each.id, "legal_basis", each.legal_basis


def _of_contact(key: str, text: str) -> set[str]:
    """A contact is a function: a name of two words with a known first name is none (P2)."""
    name = text.split(",")[0].split("<")[0].strip()
    return {kind.kind for kind in detect(f"contact: {name}")} if _names(key, name) else set()


def _names(key: str, name: str) -> bool:
    return key == "contact" and is_name(name)


def without_personal(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as reports may show them: without a value in which somebody is to be seen."""
    return [replace(f, raw=None, guess=None, withheld=True) if _shows(f) else f for f in findings]


def _shows(finding: Finding) -> bool:
    texts = [text for text in (finding.raw, finding.guess) if text]
    return any(
        found.kind in CERTAIN for text in texts for found in (*detect(text), *detect_iri(text))
    )
