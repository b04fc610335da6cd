# ruff: noqa: E501 - Turtle reads better on a line of its own
"""Small worlds of living labs, coalitions, needs, views and what is assessed."""

from __future__ import annotations

from small_world import SmallWorld

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
        "living lab",
        "four principles, users, a firm, and a public university as the only public body",
        LAB
        + r"""; sam:hasPartner :f , :h . :f a sam:Enterprise . :h a sam:ResearchInstitution ;
              sam:legalRegime c:legal-regime\/public-law . :k sam:contributionTo :l ;
              sam:contributor :u ; sam:contributionRole role:user .""",
        (":l sam:hasParty role/researcher", ":l sam:hasParty role/private-actor"),
        (":l sam:hasParty role/public-actor", COMPLETE),
        f"{SLIDE_13}: four parties",
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
