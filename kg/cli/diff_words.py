"""Sentences about what changed: nouns with their plurals, counts, and what matters most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from kg.cli.texts import counted, decimal, language, say
from kg.model.prefixes import PREFIXES
from kg.release.difference.facts import FactKind
from kg.texts import Language, keyed, keyed_plural, translated, translated_plural

WAYS = ("added", "removed", "withdrawn", "replaced", "changed")
"""What may become of a thing, in the order in which it is told."""
_NOUNS = dict(
    (
        keyed_plural("noun.organisation", "organisation", several="organisations"),
        keyed_plural("noun.association", "association", several="associations"),
        keyed_plural("noun.enterprise", "firm", several="firms"),
        keyed_plural("noun.social_enterprise", "social enterprise", several="social enterprises"),
        keyed_plural(
            "noun.civil_society",
            "civil-society organisation",
            several="civil-society organisations",
        ),
        keyed_plural(
            "noun.unincorporated",
            "unincorporated association",
            several="unincorporated associations",
        ),
        keyed_plural(
            "noun.ocmw",
            "public centre for social welfare",
            several="public centres for social welfare",
        ),
        keyed_plural("noun.ocmw_association", "OCMW association", several="OCMW associations"),
        keyed_plural(
            "noun.ocmw_association_private",
            "OCMW association under private law",
            several="OCMW associations under private law",
        ),
        keyed_plural(
            "noun.ocmw_association_public",
            "OCMW association under public law",
            several="OCMW associations under public law",
        ),
        keyed_plural(
            "noun.municipal_government", "municipal government", several="municipal governments"
        ),
        keyed_plural(
            "noun.provincial_government", "provincial government", several="provincial governments"
        ),
        keyed_plural(
            "noun.local_government", "local government body", several="local government bodies"
        ),
        keyed_plural(
            "noun.public_law", "public-law organisation", several="public-law organisations"
        ),
        keyed_plural(
            "noun.private_law", "private-law organisation", several="private-law organisations"
        ),
        keyed_plural("noun.hybrid", "hybrid organisation", several="hybrid organisations"),
        keyed_plural(
            "noun.agency", "external autonomous agency", several="external autonomous agencies"
        ),
        keyed_plural(
            "noun.welfare_centre",
            "centre for general welfare work",
            several="centres for general welfare work",
        ),
        keyed_plural(
            "noun.mutuality_service",
            "social-work service of a health-insurance fund",
            several="social-work services of health-insurance funds",
        ),
        keyed_plural("noun.research", "research institution", several="research institutions"),
        keyed_plural("noun.citizen_group", "citizens' group", several="citizens' groups"),
        keyed_plural("noun.child_house", "House of the Child", several="Houses of the Child"),
        keyed_plural(
            "noun.broad_reception",
            "integrated broad reception",
            several="integrated broad receptions",
        ),
        keyed_plural("noun.network", "heterogeneous network", several="heterogeneous networks"),
        keyed_plural("noun.initiative", "citizens' initiative", several="citizens' initiatives"),
        keyed_plural("noun.innovation", "social innovation", several="social innovations"),
        keyed_plural("noun.living_lab", "urban living lab", several="urban living labs"),
        keyed_plural(
            "noun.public_service", "public social service", several="public social services"
        ),
        keyed_plural(
            "noun.care_initiative",
            "initiative of voluntary or informal care",
            several="initiatives of voluntary or informal care",
        ),
        keyed_plural("noun.social_house", "Social House", several="Social Houses"),
        keyed_plural(
            "noun.district", "district or neighbourhood", several="districts or neighbourhoods"
        ),
        keyed_plural("noun.sub_municipality", "sub-municipality", several="sub-municipalities"),
        keyed_plural("noun.zone", "first-line zone", several="first-line zones"),
        keyed_plural("noun.arrondissement", "arrondissement", several="arrondissements"),
        keyed_plural("noun.province", "province", several="provinces"),
        keyed_plural("noun.region", "region", several="regions"),
        keyed_plural("noun.need", "social need", several="social needs"),
        keyed_plural("noun.policy_action", "policy action", several="policy actions"),
        keyed_plural("noun.legal_source", "legal source", several="legal sources"),
        keyed_plural("noun.country", "country", several="countries"),
        keyed_plural("noun.co_creation", "co-creation", several="co-creations"),
        keyed_plural(
            "noun.entrepreneurship",
            "project of collective entrepreneurship",
            several="projects of collective entrepreneurship",
        ),
        keyed_plural(
            "noun.private_third",
            "hybrid of private and third sector",
            several="hybrids of private and third sector",
        ),
        keyed_plural(
            "noun.public_private",
            "hybrid of public and private sector",
            several="hybrids of public and private sector",
        ),
        keyed_plural(
            "noun.public_third",
            "hybrid of public and third sector",
            several="hybrids of public and third sector",
        ),
        keyed_plural("noun.triple", "triple hybrid", several="triple hybrids"),
        keyed_plural(
            "noun.private_form",
            "public organisation in a private-law form",
            several="public organisations in a private-law form",
        ),
        keyed_plural("noun.assessment", "assessment", several="assessments"),
        keyed_plural("noun.service", "service", several="services"),
        keyed_plural("noun.project", "project", several="projects"),
        keyed_plural("noun.partnership", "partnership", several="partnerships"),
        keyed_plural("noun.membership", "membership", several="memberships"),
        keyed_plural("noun.member", "member", several="members"),
        keyed_plural("noun.area", "area", several="areas"),
        keyed_plural("noun.municipality", "municipal area", several="municipal areas"),
        keyed_plural("noun.site", "site", several="sites"),
        keyed_plural("noun.address", "address", several="addresses"),
        keyed_plural("noun.contact", "contact point", several="contact points"),
        keyed_plural("noun.observation", "observation", several="observations"),
        keyed_plural("noun.concept", "concept", several="concepts"),
        keyed_plural("noun.name", "name", several="names"),
        keyed_plural("noun.other_name", "other name", several="other names"),
        keyed_plural("noun.description", "description", several="descriptions"),
        keyed_plural("noun.telephone", "telephone number", several="telephone numbers"),
        keyed_plural("noun.email", "e-mail address", several="e-mail addresses"),
        keyed_plural("noun.website", "website", several="websites"),
        keyed_plural("noun.kind", "kind", several="kinds"),
        keyed_plural("noun.right", "right", several="rights"),
        keyed_plural("noun.area_served", "area served", several="areas served"),
        keyed_plural("noun.provider", "provider", several="providers"),
        keyed_plural("noun.start", "start date", several="start dates"),
        keyed_plural("noun.end", "end date", several="end dates"),
        keyed_plural("noun.founding", "founding date", several="founding dates"),
        keyed_plural("noun.identifier", "identifier", several="identifiers"),
        keyed_plural("noun.enterprise_number", "enterprise number", several="enterprise numbers"),
        keyed_plural("noun.price", "price", several="prices"),
    )
)
_TERMS = """
organisation sam:Organisation org:Organization org:FormalOrganization
association sam:Association
enterprise sam:Enterprise
social_enterprise sam:SocialEnterprise
civil_society sam:CivilSocietyOrganisation
unincorporated sam:UnincorporatedAssociation
ocmw sam:OCMW
ocmw_association sam:OCMWAssociation
ocmw_association_private sam:PrivateLawOCMWAssociation
ocmw_association_public sam:PublicLawOCMWAssociation
municipal_government sam:MunicipalGovernment
provincial_government sam:ProvincialGovernment
local_government sam:LocalGovernmentBody
public_law sam:PublicLawOrganisation
private_law sam:PrivateLawOrganisation
hybrid sam:HybridOrganisation
agency sam:AutonomousAgency
welfare_centre sam:CAW
mutuality_service sam:MutualitySocialWorkService
research sam:ResearchInstitution
citizen_group sam:CitizenGroup
child_house sam:HouseOfTheChild
broad_reception sam:BroadReception sam:QualifiedBroadReception
network sam:HeterogeneousNetwork
initiative sam:CitizenInitiative
innovation sam:SocialInnovation
living_lab sam:UrbanLivingLab sam:CompleteLivingLab
public_service sam:PublicSocialService
care_initiative sam:VoluntaryCareInitiative
social_house sam:SocialHouse
district sam:District
sub_municipality sam:SubMunicipality
zone sam:FirstLineZone
arrondissement sam:Arrondissement
province sam:Province
region sam:Region
need sam:SocialNeed
policy_action sam:PolicyAction
legal_source sam:LegalSource
country sam:Country
co_creation sam:CoCreation
entrepreneurship sam:CollectiveEntrepreneurship
private_third sam:PrivateThirdHybrid
public_private sam:PublicPrivateHybrid
public_third sam:PublicThirdHybrid
triple sam:TripleHybrid
private_form sam:PublicInPrivateLawForm
assessment sam:Assessment
service sam:SocialService cpsv:PublicService
project sam:Project schema:Project
partnership sam:Partnership sam:VitalCoalitionCandidate sam:VitalCoalition
membership sam:Membership sam:CurrentMembership org:Membership org:hasMembership
member org:hasMember org:member
area sam:Area
municipality sam:MunicipalArea
site org:Site org:hasSite
address locn:Address locn:address org:siteAddress
contact m8g:ContactPoint m8g:contactPoint
observation qb:Observation
concept skos:Concept
name skos:prefLabel rdfs:label foaf:name schema:name regorg:legalName dct:title
other_name skos:altLabel
description dct:description
telephone schema:telephone m8g:telephone
email schema:email m8g:email
website schema:url foaf:homepage
kind org:classification regorg:orgType dct:type
right sam:givesAccessTo
area_served sam:servesArea
provider sam:providedBy
start schema:startDate sam:validFrom
end schema:endDate sam:validUntil
founding schema:foundingDate
identifier dct:identifier
enterprise_number sam:kboNumber
price schema:price
"""
_MANY = dict(
    (
        keyed_plural("many.lost", "{count} lost its {value}", several="{count} lost their {value}"),
        keyed_plural(
            "many.gained", "{count} gained the {value}", several="{count} gained the {value}"
        ),
        keyed_plural(
            "many.offered",
            "{count} is offered by {value} now",
            several="{count} are offered by {value} now",
        ),
        keyed_plural(
            "many.unoffered",
            "{count} is not offered by {value} any more",
            several="{count} are not offered by {value} any more",
        ),
        keyed_plural(
            "many.joined",
            "{count} is a member of {value} now",
            several="{count} are members of {value} now",
        ),
        keyed_plural("many.left", "{count} left {value}", several="{count} left {value}"),
        keyed_plural("many.ended", "{count} ended", several="{count} ended"),
        keyed_plural(
            "many.renamed", "{count} has another name", several="{count} have another name"
        ),
    )
)
_FACTS = dict(
    (
        keyed("fact.lost", "lost its {value}"),
        keyed("fact.gained", "gained the {value}"),
        keyed("fact.offered", "is offered by {value} now"),
        keyed("fact.unoffered", "is not offered by {value} any more"),
        keyed("fact.joined", "is a member of {value} now"),
        keyed("fact.left", "left {value}"),
        keyed("fact.ended", "ended: {value}"),
        keyed("fact.renamed", "has another name: {value}"),
        keyed("way.added", "{things} added"),
        keyed("way.removed", "{things} removed"),
        keyed("way.withdrawn", "{things} withdrawn"),
        keyed("way.replaced", "{things} replaced by another"),
        keyed("way.changed", "{things} changed"),
    )
)


def _read_terms() -> dict[str, str]:
    found = {}
    for line in _TERMS.split("\n")[1:-1]:
        noun, *terms = line.split()
        for term in terms:
            prefix, _, local = term.partition(":")
            found[PREFIXES[prefix] + local] = f"noun.{noun}"
    return found


_NOUN_OF = _read_terms()


def noun(term: str, number: int, *, lang: Language) -> str | None:
    """What so many of a class or property are called; None where no plural is known."""
    key = _NOUN_OF.get(term)
    return None if key is None else translated_plural(*_NOUNS[key], number, lang, key)


def things(term: str, number: int) -> str | None:
    """So many of a class or property, in words; None where no plural of its name is known."""
    called = noun(term, number, lang=language())
    return None if called is None else f"{decimal(number)} {called}"


def count_words(term: str | None, name: str, *, counts: Mapping[Any, int]) -> str:
    """What became of how many of a class or property, called `name` where it has no plural."""
    told = [way for way in WAYS if counts.get(way)]
    first = things(term or "", counts[told[0]]) if told else None
    if first is None:
        return f"{name}: {', '.join(counted(way, counts[way]) for way in told)}"
    said = [first, *(decimal(counts[way]) for way in told[1:])]
    return ", ".join(_fact(f"way.{way}", things=one) for way, one in zip(told, said, strict=True))


def fact_words(kind: FactKind, value: str) -> str:
    """The sentence of a fact, without what it is about."""
    return _fact(f"fact.{kind}", value=value)


def _fact(key: str, **values: str) -> str:
    return translated(_FACTS[key], language(), context=key).format(**values)


def many_words(kind: FactKind, value: str, *, count: int) -> str:
    """How many things a fact holds of."""
    key = f"many.{kind}"
    words = translated_plural(*_MANY[key], count, language(), key)
    return words.format(count=decimal(count), value=value)


def headline(
    classes: Iterable[str],
    told: Counter[tuple[FactKind, str]],
    *,
    properties: Iterable[str],
    most: int,
) -> tuple[str, bool]:
    """One sentence over a dataset, and whether nothing is left out of it.

    It tells at most `most` classes, facts (by kind and the name of their value) and properties,
    each given with the most frequent ones first.
    """
    kinds = [many_words(kind, value, count=count) for (kind, value), count in told.most_common()]
    groups = [list(classes), kinds, list(properties)]
    parts = [part for group in groups for part in group[:most]]
    whole = all(len(group) <= most for group in groups)
    if not whole:
        parts.append(say("diff.other_changes"))
    return f"{'; '.join(parts)}.", whole
