"""A page in the words of schema.org, as search engines read them from a script of data.

Only what the page itself shows, and of kinds that search engines know: organisations, services,
places, datasets, and the site with its search. Of people nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import DCAT, DCT, ORG, SAM, SKOS
from server.i18n import in_language
from server.view.addresses import path_of

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description

CONTEXT = "https://schema.org"
_CPSV, _FOAF, _LOCN, _SCHEMA = (
    PAGE_PREFIXES[prefix] for prefix in ("cpsv", "foaf", "locn", "schema")
)
_PEOPLE = {f"{_FOAF}Person", f"{_SCHEMA}Person", "http://www.w3.org/ns/person#Person"}
_TYPES = (
    (f"{DCAT}Dataset", "Dataset"),
    (f"{SAM}PublicSocialService", "GovernmentService"),
    (f"{SAM}SocialService", "Service"),
    (f"{_CPSV}PublicService", "GovernmentService"),
    (f"{SAM}PublicLawOrganisation", "GovernmentOrganization"),
    (f"{SAM}LocalGovernmentBody", "GovernmentOrganization"),
    (f"{SAM}ResearchInstitution", "ResearchOrganization"),
    (f"{SAM}CivilSocietyOrganisation", "NGO"),
    (f"{SAM}Association", "NGO"),
    (f"{SAM}Organisation", "Organization"),
    (f"{SAM}Partnership", "Organization"),
    (f"{SAM}Project", "Project"),
    (f"{SAM}MunicipalArea", "City"),
    (f"{SAM}Area", "AdministrativeArea"),
    (f"{ORG}Site", "Place"),
    (f"{_LOCN}Address", "PostalAddress"),
)
"""Our classes with what schema.org calls them, from special to general."""
_LINKS = (
    ("provider", f"{SAM}providedBy", "Organization"),
    ("areaServed", f"{SAM}servesArea", "AdministrativeArea"),
    ("location", f"{SAM}locatedIn", "Place"),
    ("memberOf", f"{ORG}memberOf", "Organization"),
    ("containedInPlace", f"{SAM}withinArea", "AdministrativeArea"),
)
_OF_PLACES = {"City", "AdministrativeArea", "Place"}
MOST = 20
"""Things that one property leads to."""


def schema_org(service: Service, description: Description) -> dict[str, Any] | None:
    """What schema.org can say of the thing of a page; None for kinds that it does not know."""
    types = {type_.iri for type_ in description.types}
    kind = next((name for iri, name in _TYPES if iri in types), None)
    if kind is None or types & _PEOPLE or not description.named:
        return None
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": kind,
        "@id": description.iri,
        "name": _texts(description, f"{SKOS}prefLabel") or description.label,
        "alternateName": _texts(description, f"{SKOS}altLabel"),
        "description": _texts(description, f"{DCT}description"),
        "mainEntityOfPage": _page(service, description.iri),
        "url": _first_iri(description, f"{_FOAF}homepage"),
    }
    if kind == "Dataset":
        told |= _dataset(service, description)
    elif kind == "PostalAddress":
        told |= _postal(description)
    else:
        told |= _links(description, kind)
        told["address"] = next(
            (r.label for r in description.refs(f"{_LOCN}address") if r.named), None
        )
        number = description.first(f"{SAM}kboNumber")
        if number is not None:
            told["identifier"] = _property("KBO", number.term.value)
        code = description.first(f"{SAM}nisCode")
        if code is not None:
            told["identifier"] = _property("NIS", code.term.value)
        founded = description.first(f"{_SCHEMA}foundingDate")
        if founded is not None and kind not in _OF_PLACES:
            told["foundingDate"] = founded.term.value
    return {name: value for name, value in told.items() if value}


def of_site(service: Service) -> dict[str, Any]:
    """The site with its search, as its home page says it."""
    manifest, base = service.release.manifest, service.base
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "@id": f"{base}#site",
        "url": base,
        "name": _every(manifest.get("title", {})),
        "inLanguage": list(manifest.get("languages", [])),
        "publisher": {
            "@type": "Organization",
            "@id": manifest.get("publisher", {}).get("iri"),
            "name": _every(manifest.get("publisher", {}).get("name", {})),
        },
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{base}search?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def _dataset(service: Service, description: Description) -> dict[str, Any]:
    """What searches for datasets ask: licence, publisher, dates, and where the files are."""
    manifest, base = service.release.manifest, service.base
    datasets: list[dict[str, Any]] = manifest.get("datasets", [])
    own = next((d for d in datasets if d.get("iri") == description.iri), dict[str, Any]())
    page = _page(service, description.iri)
    files = [
        {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": f"{page}.{suffix}"}
        for suffix, media_type in (("ttl", "text/turtle"), ("jsonld", "application/ld+json"))
    ]
    if own.get("id"):
        whole = f"{base}dumps/{own['id']}.nq.gz"
        kind = "application/n-quads"
        files.insert(0, {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": whole})
    return {
        "url": page,
        "description": _every(own.get("description", {}))
        or _texts(description, f"{DCT}description"),
        "license": own.get("licence") or _first_iri(description, f"{DCT}license"),
        "creator": {
            "@type": "Organization",
            "@id": manifest.get("publisher", {}).get("iri"),
            "name": in_language(manifest.get("publisher", {}).get("name", {})),
        },
        "dateModified": own.get("modified"),
        "version": own.get("version") or service.release.id,
        "isAccessibleForFree": True,
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": f"{base}id/catalog"},
        "distribution": files,
    }


def _postal(description: Description) -> dict[str, Any]:
    def said(name: str) -> str:
        value = description.first(_LOCN + name)
        return value.term.value if value else ""

    street = " ".join(filter(None, (said("thoroughfare"), said("locatorDesignator"))))
    return {
        "streetAddress": street,
        "postalCode": said("postCode"),
        "addressLocality": said("postName"),
    }


def _links(description: Description, kind: str) -> dict[str, Any]:
    found = {}
    for name, predicate, other in _LINKS:
        refs = [ref for ref in description.refs(predicate) if ref.named][:MOST]
        called = "containedInPlace" if name == "location" and kind in _OF_PLACES else name
        if refs:
            found[called] = [{"@type": other, "@id": ref.iri, "name": ref.label} for ref in refs]
    return found


def _texts(description: Description, predicate: str) -> list[dict[str, str] | str]:
    """The texts of a property in each of their languages."""
    values = [v for v in description.values(predicate) if v.term.kind == "literal"]
    return [
        {"@language": v.term.lang, "@value": v.term.value} if v.term.lang else v.term.value
        for v in values[:MOST]
    ]


def _every(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@language": lang, "@value": text} for lang, text in texts.items()]


def _property(name: str, value: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}


def _first_iri(description: Description, predicate: str) -> str | None:
    return next((value.iri for value in description.values(predicate) if value.iri), None)


def _page(service: Service, iri: str) -> str:
    return service.base.rstrip("/") + path_of(iri, service.base)
