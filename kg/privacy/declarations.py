"""What properties and classes say their values are: of a person, or surely something else."""

from __future__ import annotations

from kg.model.prefixes import PREFIXES
from kg.model.terms import FOAF, VCARD
from kg.privacy.column_names import ColumnKind, kind_of_column

_SCHEMA = (PREFIXES["schema"], "https://schema.org/")
_M8G, _LOCN = PREFIXES["m8g"], PREFIXES["locn"]
_ADMS, _DCT, _SKOS, _PROV = (PREFIXES[name] for name in ("adms", "dct", "skos", "prov"))
_PERSON = "http://www.w3.org/ns/person#"
_OSLO = "https://data.vlaanderen.be/ns/persoon#"
_ADDRESS = "https://data.vlaanderen.be/ns/adres#"
_GEO = ("http://www.w3.org/2003/01/geo/wgs84_pos#", PREFIXES["geo"])

PERSON_CLASSES = frozenset(
    [
        f"{FOAF}Person",
        *(f"{schema}{name}" for schema in _SCHEMA for name in ("Person", "Patient")),
        f"{_PERSON}Person",
        f"{_OSLO}Inwoner",
        f"{_OSLO}GeregistreerdPersoon",
        f"{VCARD}Individual",
        f"{_PROV}Person",
        f"{_M8G}Person",
        "http://dbpedia.org/ontology/Person",
        "http://www.wikidata.org/entity/Q5",
        "http://purl.org/vocab/bio/0.1/Person",
        "http://xmlns.com/wot/0.1/User",
    ]
)
"""Classes of natural persons."""


def _each(kind: ColumnKind, *properties: str) -> dict[str, ColumnKind]:
    return dict.fromkeys(properties, kind)


def _schema(*names: str) -> list[str]:
    return [f"{schema}{name}" for schema in _SCHEMA for name in names]


_PROPERTIES: dict[str, ColumnKind] = {
    **_each(
        "given-name",
        *(f"{FOAF}{name}" for name in ("givenName", "givenname", "firstName")),
        *_schema("givenName", "additionalName"),
        *(f"{VCARD}{name}" for name in ("given-name", "additional-name")),
        f"{_OSLO}gebruikteVoornaam",
    ),
    **_each(
        "family-name",
        *(f"{FOAF}{name}" for name in ("familyName", "family_name", "lastName", "surname")),
        *_schema("familyName"),
        f"{VCARD}family-name",
        f"{_PERSON}birthName",
        f"{_PERSON}patronymicName",
    ),
    **_each(
        "birth-date",
        f"{FOAF}birthday",
        *_schema("birthDate", "birthPlace", "deathDate"),
        f"{VCARD}bday",
        f"{_M8G}birthDate",
    ),
    **_each("photo", f"{FOAF}img"),
    **_each("telephone", f"{_M8G}telephone", f"{FOAF}phone", *_schema("telephone", "faxNumber")),
    **_each("telephone", f"{VCARD}hasTelephone", f"{VCARD}tel", f"{VCARD}hasValue"),
    **_each("mail", f"{_M8G}email", f"{FOAF}mbox", *_schema("email"), f"{VCARD}hasEmail"),
    **_each("mail", f"{VCARD}email"),
    **_each("code", f"{_ADMS}identifier", f"{_DCT}identifier", f"{_SKOS}notation"),
    **_each("code", *_schema("identifier", "vatID", "taxID", "isbn", "productID")),
    **_each(
        "address",
        *(f"{_LOCN}{name}" for name in ("fullAddress", "thoroughfare", "locatorDesignator")),
        *(f"{_LOCN}{name}" for name in ("poBox", "postName", "addressArea", "locatorName")),
        *_schema("streetAddress", "addressLocality"),
        f"{VCARD}street-address",
    ),
    **_each("measure", f"{_LOCN}postCode", *_schema("postalCode", "amount", "price")),
    **_each("measure", *(f"{geo}{name}" for geo in _GEO for name in ("lat", "long", "asWKT"))),
}
HOME_DETAILS = frozenset(
    [
        *(f"{_LOCN}{name}" for name in ("fullAddress", "thoroughfare", "locatorDesignator")),
        *(f"{_LOCN}{name}" for name in ("locatorName", "poBox", "postCode", "addressArea")),
        *(f"{_LOCN}{name}" for name in ("geometry", "addressId")),
        *_schema("streetAddress", "postalCode", "postOfficeBoxNumber", "latitude", "longitude"),
        *_schema("geo", "hasMap"),
        *(f"{VCARD}{name}" for name in ("street-address", "postal-code", "hasGeo")),
        *(
            f"{_ADDRESS}{name}"
            for name in ("heeftStraatnaam", "huisnummer", "busnummer", "positie")
        ),
        *(f"{_ADDRESS}Adresvoorstelling.{name}" for name in ("huisnummer", "busnummer")),
        f"{_ADDRESS}verwijstNaar",
        *(f"{_GEO[0]}{name}" for name in ("lat", "long", "lat_long", "location")),
        *(f"{_GEO[1]}{name}" for name in ("asWKT", "hasGeometry", "hasDefaultGeometry")),
    ]
)
"""What of an address says more than the municipality."""
ADDRESS_LINKS = frozenset(
    [
        f"{_LOCN}address",
        f"{_LOCN}location",
        *_schema("address", "location", "contactPoint"),
        *(f"{VCARD}{name}" for name in ("hasAddress", "adr")),
        *(f"{_M8G}{name}" for name in ("contactPoint", "registeredAddress", "hasChannel")),
        *(
            f"{PREFIXES['org']}{name}"
            for name in ("siteAddress", "hasSite", "hasPrimarySite", "hasRegisteredSite")
        ),
        f"{_GEO[1]}hasGeometry",
        f"{PREFIXES['regorg']}hasRegisteredSite",
    ]
)
"""What leads from a thing to its addresses, sites and contact points."""
PROVIDED_BY = frozenset(
    [
        f"{PREFIXES['sam']}providedBy",
        f"{_M8G}hasCompetentAuthority",
        f"{PREFIXES['cpsv']}isProvidedBy",
        *_schema("provider", "organizer"),
    ]
)
"""What leads from a service to who provides it."""


def kind_of_property(iri: str) -> ColumnKind | None:
    """What the values of a property are: as its vocabulary says, else by its name."""
    if iri in _PROPERTIES:
        return _PROPERTIES[iri]
    return kind_of_column(local_name(iri))


def local_name(iri: str) -> str:
    """The part of an IRI behind the last `#` or `/`."""
    return iri.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1]
