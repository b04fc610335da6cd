"""Sources in other words: what they say is read as ours, and no more than they say."""

import pyoxigraph as ox
import pytest
from worlds import concluded

HSDS = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/service.json"
WORDS = r"""
@prefix schema: <http://schema.org/> .
@prefix schemas: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix regorg: <http://www.w3.org/ns/regorg#> .
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix besluit: <http://data.vlaanderen.be/ns/besluit#> .
@prefix bestuur: <http://data.vlaanderen.be/id/concept/BestuurseenheidClassificatieCode/> .
@prefix organisatie: <https://data.vlaanderen.be/ns/organisatie#> .
@prefix generiek: <https://data.vlaanderen.be/ns/generiek#> .
@prefix vereniging: <https://data.vlaanderen.be/ns/FeitelijkeVerenigingen#> .
@prefix ipdc: <https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#> .
@prefix doelgroep: <https://productencatalogus.data.vlaanderen.be/id/concept/Doelgroep/> .
@prefix thema: <https://productencatalogus.data.vlaanderen.be/id/concept/Thema/> .

:scouts a vereniging:FeitelijkeVereniging .
:stad a besluit:Bestuurseenheid ; besluit:classificatie bestuur:5ab0e9b8a3b2ca7c5e000001 ;
  besluit:werkingsgebied :grond ; adms:identifier :nummer .
:nummer skos:notation "KBO nummer" ; generiek:gestructureerdeIdentificator :delen .
:delen generiek:lokaleIdentificator "0207504587" .
:grond a schemas:AdministrativeArea ; schemas:containedInPlace :land .
:land a schemas:Country .
:kerk a besluit:Bestuurseenheid ; besluit:werkingsgebied :grond .
:winkel a regorg:RegisteredOrganization ; regorg:legalName "De Winkel" ;
  organisatie:rechtsvorm :vorm ; regorg:orgStatus :actief .
:vorm sam:impliesLegalRegime c:legal-regime\/private-law .

:hulp a schemas:NGO ; schemas:name "Hulp"@nl .
:dienst a sam:SocialService ; schema:provider :hulp ; schemas:areaServed :grond , "hier" .
:opera a schema:Service ; schema:provider :hulp ; schema:name "Opera"@nl .
:concert schema:provider :hulp .

:aangifte a cpsv:PublicService ; ipdc:targetAudience doelgroep:Onderneming .
:loket a sam:SocialService ; ipdc:targetAudience doelgroep:Burger ;
  m8g:thematicArea thema:WelzijnGezondheid ; ipdc:hasExecutingAuthority :stad .
:maaltijd a <HSDS> ; <HSDS#/properties/organization> :hulp ; <HSDS#/properties/name> "Maaltijd" .

:dienst schema:contactPoint :balie . :balie a schema:ContactPoint ; schema:email "balie@stad.be" .
:hulp schemas:email "info@hulp.be" .
:loket m8g:hasContactPoint :balie .

:inspraak a sam:CitizenVoice . :tuin a sam:Project . :huis a sam:SocialHouse .
:overdracht a sam:Handover .
:coalitie a sam:Partnership .
:wijk a sam:District . :gemeente a sam:MunicipalArea . :buren a sam:CitizenGroup .
:burenhulp a sam:SocialService ; sam:providedBy :buren .
:maaltijden a sam:SocialService ; sam:providedBy :ocmw . :ocmw a sam:OCMW .
"""
READ = [
    (":scouts", "rdf:type", "sam:UnincorporatedAssociation"),
    (":scouts", "rdf:type", "sam:CivilSocietyOrganisation"),
    (":stad", "rdf:type", "sam:MunicipalGovernment"),
    (":stad", "sam:governs", ":grond"),
    (":stad", "sam:kboNumber", '"0207504587"'),
    (":grond", "sam:withinArea", ":land"),
    (":land", "rdf:type", "sam:Country"),
    (":winkel", "skos:prefLabel", '"De Winkel"'),
    (":winkel", "sam:legalForm", ":vorm"),
    (":winkel", "rdf:type", "sam:PrivateLawOrganisation"),
    (":hulp", "rdf:type", "sam:CivilSocietyOrganisation"),
    (":hulp", "skos:prefLabel", '"Hulp"@nl'),
    (":dienst", "sam:providedBy", ":hulp"),
    (":dienst", "sam:servesArea", ":grond"),
    (":loket", "sam:providedBy", ":stad"),
    (":loket", "rdf:type", "sam:PublicSocialService"),
    (":dienst", "m8g:contactPoint", ":balie"),
    (":loket", "m8g:contactPoint", ":balie"),
    (":balie", "rdf:type", "m8g:ContactPoint"),
    (":balie", "m8g:email", '"balie@stad.be"'),
    (":maaltijd", "rdf:type", "sam:SocialService"),
    (":maaltijd", "sam:providedBy", ":hulp"),
    (":maaltijd", "skos:prefLabel", '"Maaltijd"'),
]
NOT_READ = [
    # A church council has a territory and governs no town: no local government is known.
    (":kerk", "sam:governs", None),
    # A status is no legal form.
    (":winkel", "sam:legalForm", ":actief"),
    # A text is no area.
    (":dienst", "sam:servesArea", '"hier"'),
    # A service is not social for being one, nor for being public.
    (":opera", "rdf:type", "sam:SocialService"),
    (":opera", "sam:providedBy", None),
    (":opera", "skos:prefLabel", None),
    (":concert", "sam:providedBy", None),
    (":aangifte", "rdf:type", "sam:SocialService"),
    (":aangifte", "sam:forTargetGroup", None),
    # "For citizens, not for firms" does not say that every inhabitant may come.
    (":loket", "sam:forTargetGroup", None),
    # An e-mail address in CPSV-AP is one of a contact point.
    (":hulp", "m8g:email", None),
    # A theme is wider than a sector.
    (":loket", "sam:inServiceSector", None),
    # What an association offers of its own accord is no public service.
    (":dienst", "rdf:type", "cpsv:PublicService"),
    (":maaltijd", "rdf:type", "cpsv:PublicService"),
]
# What follows for others from our own words, and what must not.
WRITTEN = [
    (":maaltijden", "rdf:type", "cpsv:PublicService"),
    (":ocmw", "rdf:type", "m8g:PublicOrganisation"),
    (":tuin", "rdf:type", "foaf:Project"),
    (":huis", "rdf:type", "org:Site"),
    (":coalitie", "rdf:type", "org:Organization"),
    (":gemeente", "rdf:type", "schema:AdministrativeArea"),
    (":wijk", "rdf:type", "dct:Location"),
    (":winkel", "regorg:orgType", ":vorm"),
]
NOT_WRITTEN = [
    (":burenhulp", "rdf:type", "cpsv:PublicService"),
    (":inspraak", "rdf:type", "m8g:Participation"),
    (":tuin", "rdf:type", "schema:Project"),
    (":huis", "rdf:type", "m8g:ContactPoint"),
    (":overdracht", "rdf:type", "org:ChangeEvent"),
    (":wijk", "rdf:type", "schema:AdministrativeArea"),
    # Its members are organisations, in ORG; citizens are in a coalition of ours.
    (":coalitie", "rdf:type", "org:OrganizationalCollaboration"),
]


PROLOGUE = """
PREFIX : <https://example.org/>
PREFIX c: <https://w3id.org/samenspel/id/concept/>
PREFIX cpsv: <http://purl.org/vocab/cpsv#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX m8g: <http://data.europa.eu/m8g/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX regorg: <http://www.w3.org/ns/regorg#>
PREFIX schema: <http://schema.org/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX sam: <https://w3id.org/samenspel/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture(scope="module")
def world() -> ox.Store:
    return concluded(WORDS.replace("<HSDS", f"<{HSDS}"))


def holds(world: ox.Store, subject: str, predicate: str, value: str | None) -> bool:
    value = "?any" if value is None else value.replace("target-group/", r"target-group\/")
    return bool(world.query(f"{PROLOGUE} ASK {{ {subject} {predicate} {value} }}"))


def test_what_sources_say_in_other_words_is_read_as_ours(world: ox.Store) -> None:
    assert [statement for statement in READ if not holds(world, *statement)] == []


def test_nothing_is_read_that_they_do_not_say(world: ox.Store) -> None:
    assert [statement for statement in NOT_READ if holds(world, *statement)] == []


def test_superclasses_of_others_hold_of_our_things(world: ox.Store) -> None:
    assert [statement for statement in WRITTEN if not holds(world, *statement)] == []


def test_nothing_false_is_said_in_words_of_others(world: ox.Store) -> None:
    assert [statement for statement in NOT_WRITTEN if holds(world, *statement)] == []
