# ruff: noqa: E501 - Turtle reads better on a line of its own
"""Small worlds of forms, founders, overlaps, coverage and spheres."""

from __future__ import annotations

from small_world import SmallWorld

BILLIS = "Billis 2010, elements of ownership"
PRIVATE = r"sam:legalRegime c:legal-regime\/private-law"
PUBLIC_FORM = ":o a sam:PublicInPrivateLawForm"
OWNED = ":o sam:hasTrait trait/public-ownership"
POINTS = ":o sam:indicatesTrait trait/public-ownership"
FORMS = (
    SmallWorld(
        "public in private-law form",
        "a CAW with a public task",
        r":o org:classification c:kind\/caw ; sam:hasTrait c:trait\/public-priorities .",
        (":o a sam:PrivateLawOrganisation",),
        (PUBLIC_FORM,),
        f"{BILLIS}: a task is no ownership",
    ),
    SmallWorld(
        "public in private-law form",
        "a private-law university college with a director from the government",
        rf":o org:classification c:kind\/research ; {PRIVATE} ; sam:hasTrait c:trait\/public-governance .",
        (),
        (PUBLIC_FORM, ":o sam:inZone zone/public"),
        f"{BILLIS}: a seat is no ownership",
    ),
    SmallWorld(
        "public in private-law form",
        "a company whose shares belong to municipalities",
        rf":o a sam:Organisation ; {PRIVATE} ; sam:hasTrait c:trait\/public-ownership .",
        (PUBLIC_FORM, ":o a sam:HybridOrganisation"),
        (),
        BILLIS,
    ),
    SmallWorld(
        "founders",
        "a municipality and its OCMW, and nobody else, founded it",
        rf""":o a sam:Organisation ; {PRIVATE} ; sam:foundedBy :town , :ocmw .
              :town a sam:MunicipalGovernment . :ocmw org:classification c:kind\/ocmw .""",
        (OWNED, PUBLIC_FORM),
        (),
        "definition of foundedBy: all founders",
    ),
    SmallWorld(
        "founders",
        "a municipality and an association founded it",
        rf""":o a sam:Organisation ; {PRIVATE} ; sam:foundedBy :town , :club .
              :town a sam:MunicipalGovernment . :club a sam:Association .""",
        (POINTS,),
        (OWNED, PUBLIC_FORM),
        f"{BILLIS}: not by governments alone",
    ),
    SmallWorld(
        "founders",
        "a municipality founded it beside others",
        rf""":o a sam:Organisation ; {PRIVATE} ; sam:coFoundedBy :town .
              :town a sam:MunicipalGovernment .""",
        (POINTS,),
        (OWNED, PUBLIC_FORM, ":o a sam:HybridOrganisation"),
        "a co-founder is evidence, not ownership",
    ),
    SmallWorld(
        "founders",
        "of one founder nothing is known",
        rf""":o a sam:Organisation ; {PRIVATE} ; sam:foundedBy :town , :somebody .
              :town a sam:MunicipalGovernment .""",
        (POINTS,),
        (OWNED,),
        "no conclusion from what is not known",
    ),
    SmallWorld(
        "kinds",
        "an association of which no trait is said",
        r":o org:classification c:kind\/association .",
        (":o sam:hasTrait trait/third-ownership", ":o sam:inZone zone/third"),
        (),
        "definition of the kind: of members, with a purpose of its own",
    ),
    SmallWorld(
        "kinds",
        "a social enterprise of which no trait is said",
        r":o org:classification c:kind\/social-enterprise .",
        (":o sam:hasTrait trait/third-priorities", ":o sam:hasTrait trait/private-other-resources"),
        (":o sam:hasTrait trait/third-ownership",),
        "definition of the kind: a social purpose through economic activity",
    ),
)

KARRE = "slide 11, Karré 2017"
OVERLAPS = (
    SmallWorld(
        "overlap",
        "a municipality, an association and a firm are partners",
        r""":p a sam:Project ; sam:hasPartner :t , :v , :f . :t org:classification c:kind\/municipality .
            :v org:classification c:kind\/association . :f org:classification c:kind\/enterprise .""",
        (":p sam:arisesInOverlap overlap/public-private-third",),
        (":p sam:arisesInOverlap overlap/public-third",),
        KARRE,
    ),
    SmallWorld(
        "overlap",
        "two governments are partners",
        r""":p a sam:Project ; sam:hasPartner :t , :o . :t org:classification c:kind\/municipality .
            :o org:classification c:kind\/ocmw .""",
        (":p sam:hasPartnerSector sector/public",),
        (
            ":p sam:arisesInOverlap overlap/public-third",
            ":p sam:arisesInOverlap overlap/public-private",
            ":p sam:arisesInOverlap overlap/public-private-third",
        ),
        f"{KARRE}: an overlap needs two sectors",
    ),
    SmallWorld(
        "overlap",
        "a partnership of an OCMW and an association carries the project",
        r""":p sam:carriedBy :c . :m org:organization :c ; org:member :o .
            :n org:organization :c ; org:member :v . :o org:classification c:kind\/ocmw .
            :v org:classification c:kind\/association .""",
        (
            ":p sam:arisesInOverlap overlap/public-third",
            ":c sam:arisesInOverlap overlap/public-third",
        ),
        (),
        KARRE,
    ),
    SmallWorld(
        "overlap",
        "the firm left the partnership; citizens are in no sector",
        r""":c a sam:Partnership . :m org:organization :c ; org:member :o .
            :n org:organization :c ; org:member :f ; sam:memberUntil "2024-01-01"^^xsd:date .
            :q org:organization :c ; org:member :b . :o org:classification c:kind\/ocmw .
            :f org:classification c:kind\/enterprise . :b a sam:Citizens .""",
        (),
        (":c sam:arisesInOverlap overlap/public-private",),
        KARRE,
    ),
    SmallWorld(
        "overlap",
        "a municipality and an association that lives on sales, or a social enterprise, are partners",
        r""":p a sam:Project ; sam:hasPartner :t , :v . :q a sam:Project ; sam:hasPartner :t , :s .
            :t org:classification c:kind\/municipality . :s org:classification c:kind\/social-enterprise .
            :v org:classification c:kind\/association ; sam:hasTrait c:trait\/private-other-resources .""",
        (
            ":v a sam:PrivateThirdHybrid",
            ":p sam:arisesInOverlap overlap/public-third",
            ":q sam:arisesInOverlap overlap/public-third",
        ),
        (
            ":p sam:arisesInOverlap overlap/public-private-third",
            ":q sam:arisesInOverlap overlap/public-private-third",
        ),
        "Billis 2010: a hybrid is at home in one sector",
    ),
    SmallWorld(
        "overlap",
        "the prime sector of a partner is said, whatever its sphere; a hybrid is the only partner",
        r""":p a sam:Project ; sam:hasPartner :t , :s . :t org:classification c:kind\/municipality .
            :s org:classification c:kind\/social-enterprise ; sam:primeSector sector:private .
            :q a sam:Project ; sam:hasPartner :s .""",
        (":p sam:arisesInOverlap overlap/public-private",),
        (
            ":p sam:arisesInOverlap overlap/public-private-third",
            ":q sam:arisesInOverlap overlap/private-third",
        ),
        KARRE,
    ),
    SmallWorld(
        "overlap",
        "of a partner only traits are known: of one sector, of two",
        r""":p a sam:Project ; sam:hasPartner :t , :o . :q a sam:Project ; sam:hasPartner :t , :u .
            :t org:classification c:kind\/municipality . :o sam:hasTrait c:trait\/third-ownership .
            :u sam:hasTrait c:trait\/third-ownership , c:trait\/private-ownership .""",
        (":p sam:arisesInOverlap overlap/public-third",),
        (
            ":q sam:arisesInOverlap overlap/public-third",
            ":q sam:arisesInOverlap overlap/public-private-third",
        ),
        "Billis 2010: a hybrid is at home in one sector",
    ),
)

EVERYONE = "decree, art. 3: all inhabitants"
COVERS = ":town sam:coversRight right/education"
DIRECT = ":town sam:coversRightDirectly right/education"
PLACE = (
    ":town a sam:MunicipalArea ; sam:withinArea :zone . :zone a sam:FirstLineZone ; "
    "sam:withinArea :province . :province a sam:Province ."
)


def service(area: str, more: str = "") -> str:
    """A town within a first-line zone within a province, and a service for one of them."""
    return rf"{PLACE} :s sam:givesAccessTo c:right\/education ; sam:servesArea :{area} {more} ."


COVERAGE = (
    SmallWorld(
        "coverage", "a service for the town", service("town"), (COVERS, DIRECT), (), EVERYONE
    ),
    SmallWorld(
        "coverage",
        "a service for the province around the town",
        service("province"),
        (COVERS, ":province sam:coversRightDirectly right/education"),
        (DIRECT,),
        EVERYONE,
    ),
    SmallWorld(
        "coverage",
        "a service for the first-line zone",
        service("zone"),
        (COVERS,),
        (DIRECT,),
        EVERYONE,
    ),
    SmallWorld(
        "coverage",
        "a source in the words of schema.org says which area is served",
        rf"{PLACE} :s a sam:SocialService ; sam:givesAccessTo c:right\/education ; schema:areaServed :town .",
        (COVERS, DIRECT),
        (),
        EVERYONE,
    ),
    SmallWorld(
        "coverage",
        "a service for a district of the town",
        service("district") + " :district sam:withinArea :town .",
        (":district sam:coversRight right/education",),
        (COVERS,),
        "a part is not the whole",
    ),
    SmallWorld(
        "coverage",
        "the service has ended; a second has yet to begin",
        service("town", '; schema:endDate "2026-06-29"^^xsd:date')
        + r""" :t sam:givesAccessTo c:right\/education ; sam:servesArea :town ;
                  schema:startDate "2026-07-01T08:00:00"^^xsd:dateTime .""",
        (":s sam:servesArea :town",),
        (COVERS, DIRECT),
        "what is over or to come is no access today",
    ),
    SmallWorld(
        "coverage",
        "the last day of the service is today",
        service("town", '; schema:endDate "2026-06-30T23:59:59"^^xsd:dateTime'),
        (COVERS,),
        (),
        "definition: until and including",
    ),
    SmallWorld(
        "coverage",
        "services are said to be discontinued, announced, active; no date is said",
        service("town", r"; adms:status c:service-status\/discontinued")
        + r""" :u sam:givesAccessTo c:right\/education ; sam:servesArea :town ;
                  adms:status c:service-status\/announced .
               :v sam:givesAccessTo c:right\/decent-housing ; sam:servesArea :town ;
                  adms:status c:service-status\/active .""",
        (":town sam:coversRight right/decent-housing",),
        (COVERS, DIRECT),
        "what is over or to come is no access today",
    ),
    SmallWorld(
        "coverage",
        "a service for the country, four levels up; one for another province",
        r""":be a sam:Country . :region a sam:Region ; sam:withinArea :be . :other a sam:Province .
            :province sam:withinArea :region . :s sam:givesAccessTo c:right\/education ;
            sam:servesArea :be . :t sam:givesAccessTo c:right\/decent-housing ; sam:servesArea :other . """
        + PLACE,
        (COVERS,),
        (DIRECT, ":town sam:coversRight right/decent-housing"),
        EVERYONE,
    ),
)

SPHERES = (
    SmallWorld(
        "Social House",
        "an association runs the Social House",
        ":h a sam:SocialHouse ; sam:siteOf :v . :v a sam:Association .",
        (":v a sam:CivilSocietyOrganisation",),
        (":v a sam:LocalGovernmentBody", ":v sam:inSphere sphere/state"),
        "running a house makes nobody a government",
    ),
    SmallWorld(
        "sphere",
        "an OCMW association under public law, an intermunicipal and a Flemish body",
        r""":a org:classification c:kind\/ocmw-association-public . :b org:classification c:kind\/intermunicipal .
            :c org:classification c:kind\/flemish-body .""",
        (
            ":a sam:inSphere sphere/state",
            ":b sam:inSphere sphere/state",
            ":c sam:inSphere sphere/state",
        ),
        (),
        "public law",
    ),
    SmallWorld(
        "public service",
        "an intermunicipal body provides a service; an association, and an agency under private law, another",
        rf""":s a sam:SocialService ; sam:providedBy :b . :b org:classification c:kind\/intermunicipal .
             :t a sam:SocialService ; sam:providedBy :v . :v org:classification c:kind\/association .
             :u a sam:SocialService ; sam:providedBy :a .
             :a org:classification c:kind\/autonomous-agency ; {PRIVATE} .""",
        (":s a sam:PublicSocialService",),
        (":t a sam:PublicSocialService", ":u a sam:PublicSocialService"),
        "CPSV-AP: a service of a public organisation",
    ),
    SmallWorld(
        "sphere",
        "an agency, a housing company, a health fund and a social enterprise",
        r""":a a sam:AutonomousAgency . :b org:classification c:kind\/housing-company .
            :c org:classification c:kind\/health-fund . :d org:classification c:kind\/social-enterprise .""",
        (
            ":a sam:inSphere sphere/state",
            ":b sam:inSphere sphere/state",
            ":c sam:inSphere sphere/civil-society",
            ":d sam:inSphere sphere/civil-society",
        ),
        (),
        "usual sphere of the kind",
    ),
    SmallWorld(
        "sphere",
        "a social enterprise that the source puts in the market",
        r":d org:classification c:kind\/social-enterprise ; sam:inSphere c:sphere\/market .",
        (":d sam:inSphere sphere/market",),
        (":d sam:inSphere sphere/civil-society",),
        "what is said goes before what is usual",
    ),
    SmallWorld(
        "sphere",
        "a municipal school, a free school, and one of which the regime is not known",
        rf""":a org:classification c:kind\/school ; sam:legalRegime c:legal-regime\/public-law .
             :b org:classification c:kind\/school ; {PRIVATE} . :c org:classification c:kind\/school .""",
        (":a sam:inSphere sphere/state", ":b sam:inSphere sphere/civil-society"),
        (":c sam:inSphere sphere/state", ":c sam:inSphere sphere/civil-society"),
        "schools exist under both regimes",
    ),
    SmallWorld(
        "sphere",
        "a research firm that the source puts in the market; a hospital that OCMWs alone founded",
        rf""":a org:classification c:kind\/research ; {PRIVATE} ; sam:inSphere c:sphere\/market .
             :b org:classification c:kind\/hospital ; {PRIVATE} ; sam:foundedBy :o .
             :o org:classification c:kind\/ocmw .""",
        (":a sam:inSphere sphere/market", ":b a sam:PublicInPrivateLawForm"),
        (":a sam:inSphere sphere/civil-society", ":b sam:inSphere sphere/civil-society"),
        "what is said goes before what is usual; who owns it decides",
    ),
    SmallWorld(
        "sphere",
        "an agency under private law, and an association, have an area for which they are competent",
        rf""":a org:classification c:kind\/autonomous-agency ; {PRIVATE} ; sam:governs :x .
             :b a sam:Association ; sam:governs :x .""",
        (":a a sam:PrivateLawOrganisation", ":x a sam:Area"),
        (
            ":a a sam:LocalGovernmentBody",
            ":a a sam:PublicLawOrganisation",
            ":b a sam:LocalGovernmentBody",
        ),
        "competence for an area makes nobody a local government",
    ),
)
