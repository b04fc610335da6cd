"""The catalogue of a publication: DCAT 3 as DCAT-AP 3.0.1 asks it, with VoID beside it.

Sizes and checksums of files are not here, since they are known only when the release is sealed; the
server adds them from the manifest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from kg.model.terms import DCAT, DCT, FOAF, PROV, RDF_TYPE, SAM, SKOS, VCARD, VOID
from kg.release.publication import DatasetConfig, Publication
from kg.release.writer import Writer
from kg.texts import ByLanguage, Message

MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/RDF_N_QUADS"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
LANGUAGES = {"nl": "NLD", "en": "ENG", "fr": "FRA", "de": "DEU"}
"""Languages of Belgium and English as the Publications Office of the EU names them."""
PROTOCOL = "http://www.w3.org/TR/sparql11-protocol/"
RECONCILIATION = "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/"

_ABOUT = ByLanguage(
    Message("All datasets of this publication, with their files and the SPARQL service.")
)
_SERVICE = ByLanguage(Message("SPARQL service over all datasets of this publication"))
_RECONCILIATION = ByLanguage(
    Message("Service that finds which organisation, service, place or concept a name stands for")
)
_FILE = ByLanguage(Message("All statements of this dataset as N-Quads, packed with gzip."))


def catalogue(
    publication: Publication, quads: dict[str, int], *, modified: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The catalogue; `quads` counts the quads of each dataset by its id.

    `modified` says on which day each dataset last changed, where samenspel.toml has another.
    """
    days = {dataset.id: dataset.modified for dataset in publication.datasets} | dict(modified or {})
    names, write = publication.names, Writer(publication.names)
    catalog = names.catalog
    yield write.link(catalog, RDF_TYPE, value=DCAT + "Catalog")
    yield from write.texts(catalog, DCT + "title", texts=publication.title)
    yield from write.texts(catalog, DCT + "description", texts=_ABOUT)
    yield write.link(catalog, FOAF + "homepage", value=publication.base)
    yield write.link(publication.base, RDF_TYPE, value=FOAF + "Document")
    yield write.link(catalog, DCT + "publisher", value=publication.publisher)
    yield write.link(publication.publisher, RDF_TYPE, value=FOAF + "Agent")
    yield from write.texts(publication.publisher, FOAF + "name", texts=publication.publisher_name)
    for code in filter(None, map(LANGUAGES.get, publication.languages)):
        yield write.link(catalog, DCT + "language", value=LANGUAGE + code)
        yield write.link(LANGUAGE + code, RDF_TYPE, value=DCT + "LinguisticSystem")
    if publication.datasets:
        latest = max(days.values())
        yield write.typed(catalog, DCT + "modified", value=latest, datatype="date")
    for dataset in publication.datasets:
        yield write.link(catalog, DCAT + "dataset", value=names.dataset(dataset.id))
        yield from _dataset(write, publication, dataset, quads.get(dataset.id, 0))
        yield write.typed(
            names.dataset(dataset.id), DCT + "modified", value=days[dataset.id], datatype="date"
        )
        yield from _distribution(write, publication, dataset)
    yield from _services(write, publication)


def _dataset(
    write: Writer, publication: Publication, dataset: DatasetConfig, count: int
) -> Iterator[str]:
    subject = publication.names.dataset(dataset.id)
    contact = f"{subject}/contact"
    yield write.link(subject, RDF_TYPE, value=DCAT + "Dataset")
    yield write.link(subject, RDF_TYPE, value=VOID + "Dataset")
    yield from write.texts(subject, DCT + "title", texts=dataset.title)
    yield from write.texts(subject, SKOS + "prefLabel", texts=dataset.title)
    yield from write.texts(subject, DCT + "description", texts=dataset.description)
    yield write.text(subject, DCT + "identifier", value=dataset.id)
    yield write.link(subject, DCT + "license", value=dataset.licence)
    yield write.link(dataset.licence, RDF_TYPE, value=DCT + "LicenseDocument")
    yield from _publisher(write, publication, dataset)
    yield write.typed(subject, SAM + "reviewDate", value=dataset.review, datatype="date")
    yield write.text(subject, SAM + "legalBasis", value=dataset.legal_basis)
    yield write.link(subject, DCAT + "contactPoint", value=contact)
    yield write.link(contact, RDF_TYPE, value=VCARD + "Kind")
    yield write.text(contact, VCARD + "fn", value=dataset.contact)
    yield write.typed(subject, VOID + "triples", value=str(count), datatype="integer")
    yield write.link(
        subject, DCAT + "distribution", value=publication.names.distribution(dataset.id)
    )
    yield write.link(subject, VOID + "dataDump", value=_dump(publication, dataset))


def _publisher(write: Writer, publication: Publication, dataset: DatasetConfig) -> Iterator[str]:
    """Who answers for a dataset, and whence it was taken over if it is a peer's."""
    subject, origin = publication.names.dataset(dataset.id), dataset.origin
    if origin is None:
        yield write.link(subject, DCT + "publisher", value=publication.publisher)
        return
    yield write.link(subject, DCT + "publisher", value=origin.publisher)
    yield write.link(origin.publisher, RDF_TYPE, value=FOAF + "Agent")
    yield write.text(origin.publisher, FOAF + "name", value=origin.publisher_name)
    yield write.link(subject, PROV + "wasDerivedFrom", value=origin.iri or origin.url)
    yield write.link(subject, DCT + "source", value=origin.iri or origin.url)


def _distribution(write: Writer, publication: Publication, dataset: DatasetConfig) -> Iterator[str]:
    """The file with a whole dataset; the IRIs of formats are those of IANA and of the EU."""
    names = publication.names
    subject, dump = names.distribution(dataset.id), _dump(publication, dataset)
    media_type, packed = f"{MEDIA_TYPE}application/n-quads", f"{MEDIA_TYPE}application/gzip"
    yield write.link(subject, RDF_TYPE, value=DCAT + "Distribution")
    yield from write.texts(subject, DCT + "title", texts=dataset.title)
    yield from write.texts(subject, DCT + "description", texts=_FILE)
    yield write.link(subject, DCT + "license", value=dataset.licence)
    yield write.link(subject, DCT + "format", value=FILE_TYPE)
    yield write.link(FILE_TYPE, RDF_TYPE, value=DCT + "MediaTypeOrExtent")
    yield write.link(subject, DCAT + "mediaType", value=media_type)
    yield write.link(subject, DCAT + "compressFormat", value=packed)
    for iri in (media_type, packed):
        yield write.link(iri, RDF_TYPE, value=DCT + "MediaType")
    yield write.link(subject, DCAT + "downloadURL", value=dump)
    yield write.link(subject, DCAT + "accessURL", value=dump)
    yield write.link(subject, DCAT + "accessService", value=names.service)


def _services(write: Writer, publication: Publication) -> Iterator[str]:
    """The SPARQL endpoint and the one that matches names; each describes itself at its address."""
    names, base = publication.names, publication.base
    for service, texts, address, standard in (
        (names.service, _SERVICE, f"{base}sparql", PROTOCOL),
        (names.reconciliation, _RECONCILIATION, f"{base}reconcile", RECONCILIATION),
    ):
        yield write.link(names.catalog, DCAT + "service", value=service)
        yield write.link(service, RDF_TYPE, value=DCAT + "DataService")
        yield from write.texts(service, DCT + "title", texts=texts)
        yield from write.texts(service, DCT + "description", texts=texts)
        yield write.link(service, DCT + "publisher", value=publication.publisher)
        yield write.link(service, DCAT + "endpointURL", value=address)
        yield write.link(service, DCAT + "endpointDescription", value=address)
        yield write.link(service, DCT + "conformsTo", value=standard)
        yield write.link(standard, RDF_TYPE, value=DCT + "Standard")
        for dataset in publication.datasets:
            yield write.link(service, DCAT + "servesDataset", value=names.dataset(dataset.id))


def _dump(publication: Publication, dataset: DatasetConfig) -> str:
    return f"{publication.base}dumps/{quote(dataset.id)}.nq.gz"
