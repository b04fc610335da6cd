"""The sheets of the workbook: which columns, and which statements a row becomes."""

from __future__ import annotations

from kg.cli.workbook.columns import ColumnProperty, RowSubject, Sheet, SheetColumn


def _code(sheet: str) -> SheetColumn:
    return SheetColumn(
        "code", kind="code", text="code", required=True, example=("text", f"code.{sheet}")
    )


def _link(
    key: str, predicate: str, to: str, *, required: bool = False, text: str = ""
) -> SheetColumn:
    example = ("text", f"code.{to}") if required else None
    return SheetColumn(key, predicate, "link", to, text, required=required, example=example)


def _list(
    key: str, predicate: str, of: str, *, example: str = "", required: bool = False, text: str = ""
) -> SheetColumn:
    chosen = ("list", example) if example else None
    return SheetColumn(key, predicate, "list", of, text, required=required, example=chosen)


def _several(
    key: str, predicate: str, of: str, number: int, example: str
) -> tuple[SheetColumn, ...]:
    return tuple(
        SheetColumn(
            f"{key}-{n}", predicate, "list", of, "", n, ("list", example) if n == 1 else None
        )
        for n in range(1, number + 1)
    )


def _ticks(predicate: str, scheme: str, *names: str) -> tuple[SheetColumn, ...]:
    return tuple(
        SheetColumn(f"{scheme}-{name}", predicate, "yes", f"c:{scheme}/{name}", example=("yes", ""))
        for name in names
    )


NAME = SheetColumn(
    "name", "skos:prefLabel", "words", text="name", required=True, example=("text", "name")
)
DESCRIPTION = SheetColumn("description", "dct:description", "words", text="description")
DAY = "2026-03-31"


def _assessment(about: str) -> tuple[SheetColumn, ...]:
    return (
        _link("about", "sam:assesses", about, required=True),
        _list(
            "criterion", "sam:criterion", "criterion", required=True, example="trust-in-government"
        ),
        _list("outcome", "sam:outcome", "outcome", required=True, example="met"),
        _link("by", "sam:assessedBy", "organisation"),
        SheetColumn("on", "sam:assessedOn", "date", required=True, example=("date", DAY)),
        DESCRIPTION,
    )


_ASSESSED = RowSubject(
    "assessment", ("about", "criterion", "on"), "sam:Assessment", ("criterion", "about")
)

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "area",
        (
            SheetColumn("code", "sam:nisCode", "nis", required=True, example=("text", "code.area")),
            NAME,
        ),
        (RowSubject("area", ("code",), "sam:MunicipalArea"),),
    ),
    Sheet(
        "need",
        (
            _code("need"),
            NAME,
            DESCRIPTION,
            _list("right", "sam:concernsRight", "right", example="decent-housing"),
            _list("group", "sam:forTargetGroup", "target-group"),
            _link("area", "sam:locatedIn", "area"),
        ),
        (RowSubject("need", ("code",), "sam:SocialNeed"),),
    ),
    Sheet(
        "organisation",
        (
            _code("organisation"),
            NAME,
            _list(
                "kind",
                "org:classification",
                "kind",
                text="kind",
                required=True,
                example="association",
            ),
            _list("regime", "sam:legalRegime", "legal-regime"),
            _list("sector", "sam:primeSector", "sector", example="third"),
            SheetColumn("kbo", "sam:kboNumber", "kbo"),
            _link("founder", "sam:foundedBy", "organisation"),
            _link("funder", "sam:fundedBy", "organisation"),
            _link("area", "sam:locatedIn", "area"),
            SheetColumn("site", "foaf:homepage", "web", text="site"),
            SheetColumn("contact", "sam:contactFunction"),
        ),
        (RowSubject("organisation", ("code",), "sam:Organisation"),),
    ),
    Sheet(
        "trait",
        (
            _link("organisation", "sam:evidenceFor", "organisation", required=True),
            _list("trait", "sam:evidenceTrait", "trait", required=True, example="third-ownership"),
            SheetColumn("source", "sam:evidenceSource", required=True, example=("text", "source")),
            _list("confidence", "sam:evidenceConfidence", "confidence", example="high"),
        ),
        (
            RowSubject("evidence", ("organisation", "trait"), "sam:TraitEvidence", ("source",)),
            RowSubject(
                "organisation", ("organisation",), said=(ColumnProperty("sam:hasTrait", "trait"),)
            ),
        ),
    ),
    Sheet(
        "view",
        (
            _link("organisation", "sam:viewOn", "organisation", required=True),
            _list(
                "perspective",
                "sam:perspective",
                "perspective",
                required=True,
                example="opportunity",
            ),
            _link("by", "sam:viewHeldBy", "organisation", required=True),
            DESCRIPTION,
        ),
        (
            RowSubject(
                "view",
                ("organisation", "perspective", "by"),
                "sam:View",
                ("perspective", "organisation"),
            ),
        ),
    ),
    Sheet(
        "contact",
        (
            _code("contact"),
            SheetColumn("function", "sam:contactFunction", required=True, example=("text", "desk")),
            SheetColumn("telephone", "m8g:telephone", text="telephone"),
            SheetColumn("mail", "m8g:email", text="mail"),
            SheetColumn("page", "m8g:contactPage", "web", text="page"),
            SheetColumn("hours", "schema:openingHours", text="hours"),
        ),
        (RowSubject("contact", ("code",), "m8g:ContactPoint", ("function",)),),
    ),
    Sheet(
        "service",
        (
            _code("service"),
            NAME,
            DESCRIPTION,
            _link("provider", "sam:providedBy", "organisation", required=True),
            _link("area", "sam:servesArea", "area", required=True),
            *_several("right", "sam:givesAccessTo", "right", 3, "decent-housing"),
            _list("sector", "sam:inServiceSector", "service-sector"),
            _list("group", "sam:forTargetGroup", "target-group"),
            _link("need", "sam:addressesNeed", "need"),
            _link("funder", "sam:fundedBy", "organisation"),
            SheetColumn("voluntary", "a", "yes", "sam:VoluntaryCareInitiative"),
            _link("contact", "m8g:contactPoint", "contact", text="contact"),
            SheetColumn("capacity", "sam:capacity", "count"),
            SheetColumn("recognition", "sam:recognitionNumber"),
            SheetColumn("from", "sam:validFrom", "date", example=("date", DAY)),
            SheetColumn("until", "sam:validUntil", "date"),
            SheetColumn("checked", "sam:lastChecked", "date"),
        ),
        (RowSubject("service", ("code",), "sam:SocialService"),),
    ),
    Sheet(
        "partnership",
        (
            _code("partnership"),
            NAME,
            _list("form", "a", "form", text="form", required=True, example="Partnership"),
            DESCRIPTION,
            _link("area", "sam:locatedIn", "area"),
            _link("hub", "sam:leadingHub", "organisation"),
            SheetColumn("from", "sam:validFrom", "date", example=("date", DAY)),
            SheetColumn("until", "sam:validUntil", "date"),
        ),
        (RowSubject("partnership", ("code",), "sam:Partnership"),),
    ),
    Sheet(
        "member",
        (
            _link(
                "partnership", "org:organization", "partnership", required=True, text="partnership"
            ),
            _link("organisation", "org:member", "organisation", required=True, text="member"),
            _list("role", "org:role", "role", text="role", required=True, example="core-partner"),
            SheetColumn("from", "sam:memberFrom", "date", example=("date", DAY)),
            SheetColumn("until", "sam:memberUntil", "date"),
        ),
        (
            RowSubject(
                "membership",
                ("partnership", "organisation", "role"),
                "sam:Membership",
                ("role", "organisation"),
            ),
        ),
    ),
    Sheet(
        "coalition",
        (
            _link("partnership", "", "partnership", required=True, text="partnership"),
            _list("issue", "sam:aroundIssue", "issue", required=True, example="housing"),
            *_ticks(
                "sam:hasCoalitionTrait",
                "coalition-trait",
                "new-perspectives",
                "shared-meaning",
                "shared-ownership",
                "empowerment",
            ),
        ),
        (RowSubject("partnership", ("partnership",)),),
    ),
    Sheet(
        "project",
        (
            _code("project"),
            NAME,
            DESCRIPTION,
            _link("area", "sam:takesPlaceIn", "area"),
            _link("carrier", "sam:carriedBy", "partnership"),
            _link("hub", "sam:leadingHub", "organisation"),
            _link("need", "sam:addressesNeed", "need"),
            _link("funder", "sam:fundedBy", "organisation"),
            _list("reason", "sam:hasReason", "reason", example="works-better"),
            _list("driver", "sam:hasDriver", "driver"),
            *_ticks(
                "sam:showsTrait",
                "innovation-trait",
                "lasting-solution",
                "other-cooperation",
                "open-attitude",
                "beyond-own-organisation",
            ),
            SheetColumn("budget", "schema:amount", "amount", text="budget"),
        ),
        (RowSubject("project", ("code",), "sam:Project"),),
    ),
    Sheet(
        "partner",
        (
            _link("project", "", "project", required=True, text="project"),
            _link("organisation", "sam:hasPartner", "organisation", required=True),
            SheetColumn("jointly", "", "yes", "sam:jointlyUndertakenBy", example=("yes", "")),
        ),
        (
            RowSubject(
                "project",
                ("project",),
                said=(
                    ColumnProperty("sam:hasPartner", "organisation"),
                    ColumnProperty("sam:jointlyUndertakenBy", "organisation", "jointly"),
                ),
            ),
        ),
    ),
    Sheet(
        "contribution",
        (
            _link("project", "sam:contributionTo", "project", required=True),
            _link("organisation", "sam:contributor", "organisation", required=True),
            _list("role", "sam:contributionRole", "part", required=True, example="co-developer"),
            SheetColumn("from", "sam:contributionFrom", "date", example=("date", DAY)),
            SheetColumn("until", "sam:contributionUntil", "date"),
            DESCRIPTION,
        ),
        (
            RowSubject(
                "contribution",
                ("project", "organisation", "role"),
                "sam:CitizenContribution",
                ("role", "organisation"),
            ),
        ),
    ),
    Sheet(
        "event",
        (
            _link("project", "sam:eventOf", "project", required=True),
            _list("kind", "sam:eventKind", "event", required=True, example="scaling"),
            SheetColumn("date", "sam:eventDate", "date", required=True, example=("date", DAY)),
            _link("led", "sam:ledBy", "organisation"),
            _link("to", "sam:handedOverTo", "organisation"),
            _link("funder", "sam:fundedBy", "organisation"),
            DESCRIPTION,
        ),
        (
            RowSubject(
                "event", ("project", "kind", "date"), "sam:ProjectEvent", ("kind", "project")
            ),
        ),
    ),
    Sheet("assessment", _assessment("project"), (_ASSESSED,)),
    Sheet("coalition-assessment", _assessment("partnership"), (_ASSESSED,)),
    Sheet(
        "effect",
        (
            _link("project", "sam:effectOf", "project", required=True),
            SheetColumn(
                "name",
                "skos:prefLabel",
                "words",
                text="effect",
                required=True,
                example=("text", "effect"),
            ),
            _list("reason", "sam:bearsOutReason", "reason", example="effectiveness"),
            _link("need", "sam:effectOnNeed", "need"),
            _link("by", "sam:effectSeenBy", "organisation"),
        ),
        (RowSubject("effect", ("project", "name"), "sam:Effect"),),
    ),
    Sheet(
        "living-lab",
        (
            _link("project", "", "project", required=True, text="project"),
            *_ticks(
                "sam:followsPrinciple",
                "principle",
                "from-the-start",
                "active-cooperation",
                "users-included",
                "all-ideas",
            ),
        ),
        (RowSubject("project", ("project",), "sam:UrbanLivingLab"),),
    ),
)

SCHEMES: dict[str, tuple[str, ...]] = {
    "criterion": ("condition", "attitude", "tension", "reason", "coalition-trait"),
    "part": ("role",),
}
"""Lists that are not a scheme of the same name: which schemes their concepts come from."""

ONLY: dict[str, tuple[str, ...]] = {
    "role": (
        "core-partner",
        "base-actor",
        "facilitating-actor",
        "cooperating-actor",
        "director",
        "provider",
        "member",
        "lead",
        "founder",
        "user",
        "public-actor",
        "private-actor",
        "researcher",
    ),
    "part": (
        "co-executor",
        "co-developer",
        "initiator",
        "unspecified",
        "user",
        "public-actor",
        "private-actor",
        "researcher",
    ),
}
"""Lists that offer some of a scheme only."""

FORMS = ("Partnership", "BroadReception", "HouseOfTheChild")
"""Classes that a partnership may have."""

CONFIDENCE = ("low", "medium", "high")
"""Words of `sam:evidenceConfidence`."""

HEADINGS = ("general", "government-side", "citizen-side")
"""Concepts that only group conditions and are not assessed themselves."""
