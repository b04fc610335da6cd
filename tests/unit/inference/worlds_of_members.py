"""Small worlds of who is a member, and of the broad reception."""

from __future__ import annotations

from small_world import SmallWorld

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
        "a membership with an end of its own and an interval that says more, or another end",
        """:m org:organization :p ; org:member :a ; org:memberDuring :i ;
              sam:memberUntil "2024-12-31"^^xsd:date . :i time:hasBeginning :i1 .
           :i1 time:inXSDDate "2020-01-01"^^xsd:date .
           :n org:organization :p ; org:member :b ; org:memberDuring :j ;
              sam:memberUntil "2024-12-31"^^xsd:date . :j time:hasEnd :j2 .
           :j2 time:inXSDDate "2027-12-31"^^xsd:date .
           :o org:organization :p ; org:member :c ; org:memberDuring :k ;
              sam:memberUntil "2026-12-31"^^xsd:date . :k time:hasEnd :k2 .
           :k2 time:inXSDgYear "2026"^^xsd:gYear .""",
        (":p sam:currentMember :c",),
        (":p sam:currentMember :a", ":p sam:currentMember :b"),
        "of several ends the earliest counts",
    ),
    SmallWorld(
        "members",
        "an interval in dates of schema.org or DCAT",
        """:m org:organization :p ; org:member :a ; org:memberDuring :i .
           :i schema:startDate "2020-01-01"^^xsd:date ; schema:endDate "2026-06-30"^^xsd:date .
           :n org:organization :p ; org:member :b ; org:memberDuring :j .
           :j dcat:startDate "2020-01-01"^^xsd:date ; dcat:endDate "2025-12-31"^^xsd:date .""",
        (":p sam:currentMember :a",),
        (":p sam:currentMember :b",),
        f"{ORG}, memberDuring",
    ),
    SmallWorld(
        "members",
        "an interval of which nothing is known; one whose end is no date",
        """:m org:organization :p ; org:member :a ;
              org:memberDuring <http://reference.data.gov.uk/id/year/2010> .
           :n org:organization :p ; org:member :b ; org:memberDuring :j .
           :j time:hasBeginning :j1 ; time:hasEnd :j2 . :j2 time:inTimePosition :t .
           :j1 time:inXSDDate "2020-01-01"^^xsd:date .""",
        (),
        (":p sam:currentMember :a", ":p sam:currentMember :b"),
        "no conclusion from what is not known",
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
        "the member says which membership it has; one is over",
        """:p a sam:Partnership ; org:hasMember :b . :a org:hasMembership :m .
           :m org:organization :p . :b org:hasMembership :n .
           :n org:organization :p ; sam:memberUntil "2024-12-31"^^xsd:date .""",
        (":p sam:currentMember :a",),
        (":p sam:currentMember :b",),
        f"{ORG}, hasMembership: the inverse of member",
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
