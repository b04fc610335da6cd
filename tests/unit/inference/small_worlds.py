# ruff: noqa: E501 - Turtle reads better on a line of its own
"""Small worlds: what is said, what must follow, what must not, and who says so.

All share one day, 2026-06-30. `docs/explanation/worlds.md` shows them; run this file to write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "worlds.md"
HEAD = """\
# Small worlds

What a conclusion needs, in worlds of a few lines that are tests as well
(`tests/unit/inference/small_worlds.py`). Today is 30 June 2026 in all of them. What stands in the
third column follows; what stands struck out does not.

| about | world | follows | who says so |
| --- | --- | --- | --- |
"""
_NAME = re.compile(r"(?<![\w/<>\-]):(?=[a-z])")


@dataclass(frozen=True)
class SmallWorld:
    """A world; names are its own, whatever other worlds are there."""

    about: str
    words: str
    turtle: str
    follows: tuple[str, ...]
    not_: tuple[str, ...]
    says: str

    def apart(self, number: int, text: str) -> str:
        """A text in which the names of this world are those of no other."""
        return _NAME.sub(f":w{number}-", text)

    @property
    def row(self) -> str:
        """The world as a line of the page."""
        told = [f"`{text}`" for text in self.follows] + [f"~~`{text}`~~" for text in self.not_]
        return f"| {self.about} | {self.words} | {'<br>'.join(told)} | {self.says} |"


DECREE = "decree of 9 February 2018, decision of 30 November 2018"
ORG = "W3C ORG"


def reception(*members: str) -> str:
    """A broad reception with an OCMW, a CAW and a fund's social work as members with these ends."""
    kinds = ("ocmw", "caw", "mutuality-social-work")
    lines = [":r a sam:BroadReception ."]
    for kind, more in zip(kinds, members, strict=True):
        lines.append(
            rf""":{kind} org:classification c:kind\/{kind} . :m-{kind} org:organization :r ;
                 org:member :{kind} {more} ."""
        )
    return "\n".join(lines)


CORE = "; org:role role:core-partner"
QUALIFIED = ":r a sam:QualifiedBroadReception"
MEMBERS = (
    SmallWorld(
        "members",
        "the last day of a membership is today",
        ':m org:organization :p ; org:member :a ; sam:memberUntil "2026-06-30"^^xsd:date .',
        (":p sam:currentMember :a",),
        (),
        "definition: until and including",
    ),
    SmallWorld(
        "members",
        "a membership ended yesterday; another begins tomorrow",
        """:m org:organization :p ; org:member :a ; sam:memberUntil "2026-06-29"^^xsd:date .
           :n org:organization :p ; org:member :b ; sam:memberFrom "2026-07-01"^^xsd:date .""",
        (),
        (":p sam:currentMember :a", ":p sam:currentMember :b"),
        DECREE,
    ),
    SmallWorld(
        "members",
        "a year and a month that are not over; a year that has begun",
        """:m org:organization :p ; org:member :a ; sam:memberUntil "2026"^^xsd:gYear .
           :n org:organization :p ; org:member :b ; sam:memberUntil "2026-06"^^xsd:gYearMonth .
           :o org:organization :p ; org:member :c ; sam:memberFrom "2026"^^xsd:gYear .
           :q org:organization :p ; org:member :d ; sam:memberUntil "2025"^^xsd:gYear .""",
        (":p sam:currentMember :a", ":p sam:currentMember :b", ":p sam:currentMember :c"),
        (":p sam:currentMember :d",),
        "a period lasts to its end",
    ),
    SmallWorld(
        "members",
        "a membership whose end cannot be read",
        ':m org:organization :p ; org:member :a ; sam:memberUntil "summer" .',
        (),
        (":p sam:currentMember :a",),
        "no conclusion from what is not known",
    ),
    SmallWorld(
        "members",
        "the membership has an interval of OWL-Time, one that lasts and one that is over",
        """:m org:organization :p ; org:member :a ; org:memberDuring :i .
           :i time:hasBeginning :i1 ; time:hasEnd :i2 .
           :i1 time:inXSDDate "2020-01-01"^^xsd:date . :i2 time:inXSDDate "2027-12-31"^^xsd:date .
           :n org:organization :p ; org:member :b ; org:memberDuring :j . :j time:hasEnd :j2 .
           :j2 time:inXSDDateTimeStamp "2026-01-31T12:00:00Z"^^xsd:dateTimeStamp .""",
        (":p sam:currentMember :a",),
        (":p sam:currentMember :b",),
        f"{ORG}, memberDuring; OWL-Time",
    ),
    SmallWorld(
        "members",
        "only `org:hasMember` or `org:memberOf` is said",
        ":p a sam:Partnership ; org:hasMember :a . :b org:memberOf :p .",
        (":p sam:currentMember :a", ":p sam:currentMember :b"),
        (),
        f"{ORG}, hasMember",
    ),
    SmallWorld(
        "members",
        "a source in the words of ORG alone",
        ":p a org:OrganizationalCollaboration ; org:hasMember :a .",
        (":p sam:currentMember :a",),
        (),
        f"{ORG}, and how it is read",
    ),
    SmallWorld(
        "members",
        "`org:hasMember` is said beside a membership that is over",
        """:p a sam:Partnership ; org:hasMember :a .
           :m org:organization :p ; org:member :a ; sam:memberUntil "2024-12-31"^^xsd:date .""",
        (),
        (":p sam:currentMember :a",),
        "the dates say more",
    ),
    SmallWorld(
        "members",
        "an association has members; it is no partnership",
        ":p a sam:Association ; org:hasMember :a .",
        (),
        (":p a sam:Partnership", ":p sam:currentMember :a"),
        f"{ORG}: any organisation may have members",
    ),
    SmallWorld(
        "members",
        "the partnership itself is over",
        """:p a sam:Partnership ; sam:validUntil "2024-12-31"^^xsd:date .
           :m org:organization :p ; org:member :a .""",
        (),
        (":p sam:currentMember :a",),
        "nobody is a member of what is no more",
    ),
    SmallWorld(
        "broad reception",
        "three core partners, one for a fixed term that runs until 2027",
        reception(CORE, CORE, CORE + ' ; sam:memberUntil "2027-12-31"^^xsd:date'),
        (QUALIFIED,),
        (),
        DECREE,
    ),
    SmallWorld(
        "broad reception",
        "a core partner has left; or has yet to join",
        reception(CORE, CORE, CORE + ' ; sam:memberUntil "2025-12-31"^^xsd:date')
        + reception(CORE, CORE, CORE + ' ; sam:memberFrom "2027-01-01"^^xsd:date')
        .replace(":r ", ":later ")
        .replace(":m-", ":l-"),
        (),
        (QUALIFIED, ":later a sam:QualifiedBroadReception"),
        DECREE,
    ),
    SmallWorld(
        "broad reception",
        "the CAW sits there as facilitating actor only",
        reception(CORE, "; org:role role:facilitating-actor", CORE),
        (":r sam:currentMember :caw",),
        (QUALIFIED,),
        f"{DECREE}: core partners are a role",
    ),
    SmallWorld(
        "broad reception",
        "three core partners of a reception that begins next year",
        reception(CORE, CORE, CORE) + ' :r sam:validFrom "2027-01-01"^^xsd:date .',
        (),
        (QUALIFIED,),
        DECREE,
    ),
)

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
)

LAB = r""":l a sam:UrbanLivingLab ; sam:followsPrinciple c:principle\/from-the-start ,
  c:principle\/active-cooperation , c:principle\/users-included , c:principle\/all-ideas """
COMPLETE = ":l a sam:CompleteLivingLab"
SLIDE_13 = "lecture, slide 13"
SLIDE_20 = "lecture, slide 20; Samen leven in 2050"
TABLE = r""":c a sam:Partnership . :m org:organization :c ; org:member :t . :n org:organization :c ; org:member :v .
  :o org:organization :c ; org:member :b . :t a sam:MunicipalGovernment . :v a sam:Association .
  :b a sam:CitizenGroup . """
LIVING = (
    SmallWorld(
        "living lab",
        "four principles, and four parties by what partners are and by the role of a contribution",
        LAB
        + r"""; sam:hasPartner :t , :f , :h . :t a sam:MunicipalGovernment . :f a sam:Enterprise .
              :h a sam:ResearchInstitution . :k sam:contributionTo :l ; sam:contributor :u ;
              sam:contributionRole role:user .""",
        (COMPLETE,),
        (),
        SLIDE_13,
    ),
    SmallWorld(
        "living lab",
        "four principles, and four parties by role in the partnership that carries it",
        LAB
        + """; sam:carriedBy :c . :m1 org:organization :c ; org:member :u ; org:role role:user .
             :m2 org:organization :c ; org:member :t ; org:role role:public-actor .
             :m3 org:organization :c ; org:member :f ; org:role role:private-actor .
             :m4 org:organization :c ; org:member :h ; org:role role:researcher .""",
        (COMPLETE,),
        (),
        SLIDE_13,
    ),
    SmallWorld(
        "living lab",
        "four principles, and no users",
        LAB
        + "; sam:hasPartner :t , :f , :h . :t a sam:MunicipalGovernment . :f a sam:Enterprise . "
        ":h a sam:ResearchInstitution .",
        (":l sam:hasParty role/public-actor", ":l sam:hasParty role/researcher"),
        (COMPLETE,),
        SLIDE_13,
    ),
    SmallWorld(
        "vital coalition",
        "three spheres at one table, around an issue, in shared ownership",
        TABLE
        + r":c sam:aroundIssue c:issue\/housing ; sam:hasCoalitionTrait c:coalition-trait\/shared-ownership .",
        (":c a sam:VitalCoalition", ":c a sam:VitalCoalitionCandidate"),
        (),
        SLIDE_20,
    ),
    SmallWorld(
        "vital coalition",
        "three spheres at one table, around an issue",
        TABLE + r":c sam:aroundIssue c:issue\/housing .",
        (":c a sam:VitalCoalitionCandidate",),
        (":c a sam:VitalCoalition",),
        SLIDE_20,
    ),
    SmallWorld(
        "citizens",
        "a citizens' group is a partner of the project",
        ":p a sam:Project ; sam:hasPartner :b , :t . :b a sam:CitizenGroup . :t a sam:MunicipalGovernment .",
        (":p sam:hasContributionFrom :b", ":p a sam:CoCreation"),
        (":p sam:hasContributionFrom :t", ":p a sam:CitizenInitiative"),
        "slides 5 and 15: an active contribution",
    ),
)

SLIDE = "lecture, slide {}"

SAID = (
    SmallWorld(
        "social need",
        "a service addresses it, and somebody provides the service; another only funds it",
        """:n a sam:SocialNeed . :s a sam:SocialService ; sam:addressesNeed :n ; sam:providedBy :a ;
           sam:fundedBy :b .""",
        (":n sam:needAddressedBy :s", ":a sam:addressesNeed :n"),
        (":b sam:addressesNeed :n",),
        SLIDE.format(5),
    ),
    SmallWorld(
        "action",
        "an action concerns a right and falls under a keyword",
        r""":a sam:partOfPolicy :p ; sam:concernsRight c:right\/education ;
            sam:underKeyword c:keyword\/citizen-voice . :p sam:policyOf :m .""",
        (":a a sam:PolicyAction",),
        (":a a sam:LocalSocialPolicy", ":m sam:coversRight right/education"),
        SLIDE.format(3),
    ),
    SmallWorld(
        "funding",
        "a municipality funds an association that it did not found",
        r""":g org:classification c:kind\/municipality .
            :a org:classification c:kind\/association ; sam:fundedBy :g ;
              sam:hasTrait c:trait\/third-ownership .""",
        (":a sam:mixesSector sector/third",),
        (":a sam:mixesSector sector/public", ":a a sam:HybridOrganisation"),
        "who pays is no owner: Billis 2010",
    ),
    SmallWorld(
        "view",
        "one actor sees an organisation as a threat, another says nothing",
        r""":v sam:viewOn :o ; sam:viewHeldBy :a ; sam:perspective c:perspective\/threat .""",
        (":o sam:seenAs perspective/threat", ":v a sam:View"),
        (":o sam:seenAs perspective/opportunity",),
        SLIDE.format("10, 11"),
    ),
    SmallWorld(
        "assessment",
        "a condition and an attitude are assessed alike, an attitude not as a condition",
        r""":x sam:assesses :p ; sam:onCondition c:condition\/trust-in-government .
            :y sam:assesses :p ; sam:criterion c:attitude\/try-something-new .""",
        (":x sam:criterion condition/trust-in-government", ":y a sam:Assessment"),
        (":y sam:onCondition attitude/try-something-new",),
        SLIDE.format("17 to 19"),
    ),
    SmallWorld(
        "collective entrepreneurship",
        "a CAW and a firm undertake a project together; a CAW and an association another; "
        "a CAW and a firm merely take part in a third",
        r""":caw org:classification c:kind\/caw . :firm org:classification c:kind\/enterprise .
            :club org:classification c:kind\/association .
            :p sam:jointlyUndertakenBy :caw , :firm . :q sam:jointlyUndertakenBy :caw , :club .
            :r sam:hasPartner :caw , :firm .""",
        (":p a sam:CollectiveEntrepreneurship", ":p sam:hasPartner :firm"),
        (":q a sam:CollectiveEntrepreneurship", ":r a sam:CollectiveEntrepreneurship"),
        SLIDE.format(16),
    ),
)

WORLDS: tuple[SmallWorld, ...] = (
    *MEMBERS,
    *FORMS,
    *OVERLAPS,
    *COVERAGE,
    *SPHERES,
    *LIVING,
    *SAID,
)


def page() -> str:
    """The page that shows the worlds."""
    return HEAD + "".join(f"{world.row}\n" for world in WORLDS)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
