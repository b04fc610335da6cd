"""The workbook of a small invented municipality, as a steward fills it in, and what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

Row = dict[str, object]

WILGENDAM: dict[str, list[Row]] = {
    "Gemeenten": [{"NIS-code": "99888", "naam": "Wilgendam"}],
    "Noden": [
        {
            "code": "wonen",
            "naam": "Jonge gezinnen vinden geen betaalbare woning",
            "betreft grondrecht": "recht op behoorlijke huisvesting",
            "gelegen in": "99888",
        }
    ],
    "Organisaties": [
        {
            "code": "gemeente",
            "naam": "Gemeente Wilgendam",
            "soort organisatie": "gemeente (bestuur)",
        },
        {
            "code": "dak",
            "naam": "Dak boven 't hoofd",
            "soort organisatie": "vereniging",
            "ondernemingsnummer (KBO)": "0999.000.030",
            "gefinancierd door": "gemeente",
            "hoofdsector": "derde sector",
            "website": "https://dak.example.be/",
            "contactfunctie": "onthaal",
        },
        {"code": "buren", "naam": "Buren van de Dam", "soort organisatie": "burgergroep"},
    ],
    "Kenmerken": [
        {
            "bewijs voor": "dak",
            "bewezen kenmerk": "eigendom van leden",
            "bron van bewijs": "statuten, artikel 4",
            "zekerheid van bewijs": "hoog",
        }
    ],
    "Zienswijzen": [
        {
            "zienswijze op": "dak",
            "perspectief": "hybriditeit als kans",
            "zienswijze van": "gemeente",
        }
    ],
    "Contactpunten": [
        {
            "code": "onthaal",
            "contactfunctie": "onthaal wonen",
            "telefoon": "099 00 00 01",
            "e-mail": "onthaal@dak.example.be",
            "webpagina": "https://dak.example.be/onthaal",
            "openingsuren": "Mo-Fr 09:00-12:00",
        }
    ],
    "Diensten": [
        {
            "code": "woonclub",
            "naam": "Woonclub",
            "aangeboden door": "dak",
            "bedient gebied": "99888",
            "geeft toegang tot 1": "recht op behoorlijke huisvesting",
            "geeft toegang tot 2": "recht op sociale bijstand",
            "pakt nood aan": "wonen",
            "initiatief van vrijwillige of informele zorg": "ja",
            "contactpunt": "onthaal",
            "aantal plaatsen": 12,
            "laatst nagekeken": date(2026, 5, 4),
            "geldig vanaf": date(2025, 9, 1),
        },
        {"publiceren?": "nee", "code": "geheim", "naam": "Nog niet openbaar"},
    ],
    "Samenwerkingen": [
        {
            "code": "woontafel",
            "naam": "Woontafel",
            "vorm": "samenwerkingsverband",
            "centraal knooppunt": "dak",
            "geldig vanaf": date(2024, 1, 15),
        }
    ],
    "Leden": [
        {"samenwerking": "woontafel", "lid": lid, "rol": rol, "lid vanaf": date(2024, 1, 15)}
        for lid, rol in [("gemeente", "regisseur"), ("dak", "trekker"), ("buren", "lid")]
    ],
    "Coalities": [
        {"samenwerking": "woontafel", "rond kwestie": "wonen", "gedeeld eigenaarschap": "ja"}
    ],
    "Projecten": [
        {
            "code": "proefwonen",
            "naam": "Proefwonen aan de dam",
            "vindt plaats in": "99888",
            "gedragen door samenwerking": "woontafel",
            "pakt nood aan": "wonen",
            "heeft als reden": "het werkt beter",
            "duurzame oplossing": "ja",
            "budget in euro": 12500.5,
        }
    ],
    "Projectpartners": [
        {"project": "proefwonen", "heeft partner": "dak", "samen ondernomen door": "ja"},
        {"project": "proefwonen", "heeft partner": "gemeente"},
    ],
    "Bijdragen": [
        {
            "bijdrage aan": "proefwonen",
            "bijdrager": "buren",
            "rol van de bijdrage": "co-ontwikkelaar",
            "bijdrage vanaf": date(2025, 2, 1),
        }
    ],
    "Levensloop": [
        {
            "gebeurtenis van": "proefwonen",
            "soort van gebeurtenis": "overdracht",
            "datum van gebeurtenis": date(2026, 1, 1),
            "geleid door": "dak",
            "overgedragen aan": "gemeente",
        }
    ],
    "Beoordelingen": [
        {
            "beoordeelt": "proefwonen",
            "over criterium": "botsende waarden",
            "uitkomst": "vervuld",
            "beoordeeld door": "buren",
            "beoordeeld op": date(2026, 2, 1),
        }
    ],
    "Coalitiebeoordelingen": [
        {
            "beoordeelt": "woontafel",
            "over criterium": "empowerment",
            "uitkomst": "onbekend",
            "beoordeeld op": date(2026, 2, 1),
        }
    ],
    "Effecten": [
        {
            "effect van": "proefwonen",
            "effect": "Drie gezinnen wonen",
            "bevestigt reden": "effectiviteit",
            "effect op nood": "wonen",
        }
    ],
    "Living labs": [{"project": "proefwonen", "gebruikers mee betrokken": "ja"}],
}

SAID = """
@prefix : <https://data.example.be/id/> .
@prefix o: <https://data.example.be/id/organisation/> .
@prefix c: <https://w3id.org/samenspel/id/concept/> .
@prefix sam: <https://w3id.org/samenspel/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <http://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<area/99888> a sam:MunicipalArea ; sam:nisCode "99888" ; skos:prefLabel "Wilgendam"@nl .
<need/wonen> a sam:SocialNeed ; skos:prefLabel "Jonge gezinnen vinden geen betaalbare woning"@nl ;
  sam:concernsRight <c/right/decent-housing> ; sam:locatedIn <area/99888> .
o:gemeente a sam:Organisation ; skos:prefLabel "Gemeente Wilgendam"@nl ;
  org:classification <c/kind/municipality> .
o:dak a sam:Organisation ; skos:prefLabel "Dak boven 't hoofd"@nl ;
  org:classification <c/kind/association> ; sam:kboNumber "0999000030" ; sam:fundedBy o:gemeente ;
  sam:primeSector <c/sector/third> ; foaf:homepage <https://dak.example.be/> ;
  sam:contactFunction "onthaal" ; sam:hasTrait <c/trait/third-ownership> .
o:buren a sam:Organisation ; skos:prefLabel "Buren van de Dam"@nl ;
  org:classification <c/kind/citizen-group> .
<evidence/dak-eigendom-van-leden> a sam:TraitEvidence ; skos:prefLabel "statuten, artikel 4"@nl ;
  sam:evidenceFor o:dak ; sam:evidenceTrait <c/trait/third-ownership> ;
  sam:evidenceSource "statuten, artikel 4" ; sam:evidenceConfidence "high" .
<view/dak-hybriditeit-als-kans-gemeente> a sam:View ;
  skos:prefLabel "hybriditeit als kans – dak"@nl ; sam:viewOn o:dak ;
  sam:perspective <c/perspective/opportunity> ; sam:viewHeldBy o:gemeente .
<service/woonclub> a sam:SocialService , sam:VoluntaryCareInitiative ;
  skos:prefLabel "Woonclub"@nl ; sam:providedBy o:dak ; sam:servesArea <area/99888> ;
  sam:givesAccessTo <c/right/decent-housing> , <c/right/social-assistance> ;
  sam:addressesNeed <need/wonen> ;
  m8g:contactPoint <contact/onthaal> ; sam:capacity 12 ; sam:lastChecked "2026-05-04"^^xsd:date ;
  sam:validFrom "2025-09-01"^^xsd:date .
<contact/onthaal> a m8g:ContactPoint ; skos:prefLabel "onthaal wonen"@nl ;
  sam:contactFunction "onthaal wonen" ; m8g:telephone "099 00 00 01" ;
  m8g:email "onthaal@dak.example.be" ; m8g:contactPage <https://dak.example.be/onthaal> ;
  schema:openingHours "Mo-Fr 09:00-12:00" .
<partnership/woontafel> a sam:Partnership ; skos:prefLabel "Woontafel"@nl ; sam:leadingHub o:dak ;
  sam:validFrom "2024-01-15"^^xsd:date ; sam:aroundIssue <c/issue/housing> ;
  sam:hasCoalitionTrait <c/coalition-trait/shared-ownership> .
<membership/woontafel-gemeente-regisseur> a sam:Membership ;
  skos:prefLabel "regisseur – gemeente"@nl ; org:organization <partnership/woontafel> ;
  org:member o:gemeente ; org:role <c/role/director> ; sam:memberFrom "2024-01-15"^^xsd:date .
<membership/woontafel-dak-trekker> a sam:Membership ;
  skos:prefLabel "trekker – dak"@nl ; org:organization <partnership/woontafel> ;
  org:member o:dak ; org:role <c/role/lead> ; sam:memberFrom "2024-01-15"^^xsd:date .
<membership/woontafel-buren-lid> a sam:Membership ;
  skos:prefLabel "lid – buren"@nl ; org:organization <partnership/woontafel> ;
  org:member o:buren ; org:role <c/role/member> ; sam:memberFrom "2024-01-15"^^xsd:date .
<project/proefwonen> a sam:Project , sam:UrbanLivingLab ;
  skos:prefLabel "Proefwonen aan de dam"@nl ; sam:takesPlaceIn <area/99888> ;
  sam:carriedBy <partnership/woontafel> ; sam:addressesNeed <need/wonen> ;
  sam:hasReason <c/reason/works-better> ; sam:showsTrait <c/innovation-trait/lasting-solution> ;
  schema:amount "12500.5"^^xsd:decimal ; sam:hasPartner o:dak , o:gemeente ;
  sam:jointlyUndertakenBy o:dak ; sam:followsPrinciple <c/principle/users-included> .
<contribution/proefwonen-buren-co-ontwikkelaar> a sam:CitizenContribution ;
  skos:prefLabel "co-ontwikkelaar – buren"@nl ; sam:contributionTo <project/proefwonen> ;
  sam:contributor o:buren ; sam:contributionRole <c/role/co-developer> ;
  sam:contributionFrom "2025-02-01"^^xsd:date .
<event/proefwonen-overdracht-2026-01-01> a sam:ProjectEvent ;
  skos:prefLabel "overdracht – proefwonen"@nl ; sam:eventOf <project/proefwonen> ;
  sam:eventKind <c/event/handover> ; sam:eventDate "2026-01-01"^^xsd:date ;
  sam:ledBy o:dak ; sam:handedOverTo o:gemeente .
<assessment/proefwonen-botsende-waarden-2026-02-01> a sam:Assessment ;
  skos:prefLabel "botsende waarden – proefwonen"@nl ; sam:assesses <project/proefwonen> ;
  sam:criterion <c/tension/clashing-values> ; sam:outcome <c/outcome/met> ;
  sam:assessedBy o:buren ; sam:assessedOn "2026-02-01"^^xsd:date .
<assessment/woontafel-empowerment-2026-02-01> a sam:Assessment ;
  skos:prefLabel "empowerment – woontafel"@nl ; sam:assesses <partnership/woontafel> ;
  sam:criterion <c/coalition-trait/empowerment> ; sam:outcome <c/outcome/unknown> ;
  sam:assessedOn "2026-02-01"^^xsd:date .
<effect/proefwonen-drie-gezinnen-wonen> a sam:Effect ; skos:prefLabel "Drie gezinnen wonen"@nl ;
  sam:effectOf <project/proefwonen> ; sam:bearsOutReason <c/reason/effectiveness> ;
  sam:effectOnNeed <need/wonen> .
"""
"""`<c/…>` is a shared concept, any other relative address a thing of the municipality."""


def turtle(said: str = SAID) -> str:
    """The expected statements with their addresses written out."""
    said = said.replace("<c/", "<https://w3id.org/samenspel/id/concept/")
    return "@base <https://data.example.be/id/> ." + said


def fill(book: Path, sheets: dict[str, list[Row]]) -> None:
    """Type rows below the example of each sheet, each value in the column of its heading."""
    opened = openpyxl.load_workbook(book)
    for title, rows in sheets.items():
        page = opened[title]
        at = {cell.value: cell.column for cell in page[1]}
        for number, row in enumerate(rows, start=3):
            for heading, value in row.items():
                page.cell(number, at[heading], value)
    opened.save(book)
