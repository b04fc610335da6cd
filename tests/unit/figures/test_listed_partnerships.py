"""Seats of broad receptions, coalitions, living labs, conditions and contributions as listed."""

from __future__ import annotations

from kg.figures.partnerships import CORE_PARTNERS, read_coalitions, read_receptions
from kg.figures.projects import read_assessed, read_contributions, read_labs
from kg.model.terms import CONCEPT, ORG, SAM, SKOS
from kg.search.statements import LineStatements, TextStatement

AT = "https://x.example/"
KIND = f"{CONCEPT}kind/"


def statements(**classes: str) -> LineStatements:
    """Things by name, each with its classes parted by blanks."""
    made = LineStatements()
    for one, some in classes.items():
        for cls in some.split():
            made.add_class(AT + one, SAM + cls)
    return made


def link(said: LineStatements, name: str, *pairs: tuple[str, str]) -> None:
    for thing, value in pairs:
        far = value if value.startswith("http") else AT + value
        said.links[name].append((AT + thing, far))


def tell(said: LineStatements, name: str, *pairs: tuple[str, str]) -> None:
    said.texts[name] += [TextStatement(AT + thing, text, "", AT) for thing, text in pairs]


def test_a_seat_is_filled_by_a_core_partner_or_tells_who_left() -> None:
    said = statements(table="BroadReception")
    link(said, SAM + "currentCorePartner", ("table", "aid"))
    link(said, ORG + "classification", ("aid", KIND + "ocmw"), ("old", KIND + "caw"),
         ("new", KIND + "caw"))  # fmt: skip
    link(said, ORG + "organization", ("m1", "table"), ("m2", "table"))
    link(said, ORG + "member", ("m1", "old"), ("m2", "new"))
    tell(said, SAM + "memberUntil", ("m1", "2022-12-31"), ("m2", "2031-01"))
    (one,) = read_receptions(said, {}, today="2026-06-30")
    assert list(one["seats"]) == list(CORE_PARTNERS)
    assert one["seats"]["ocmw"] == {"now": [AT + "aid"], "left": []}
    assert one["seats"]["caw"] == {"now": [], "left": [(AT + "old", "2022-12-31")]}
    assert one["seats"]["mutuality-social-work"] == {"now": [], "left": []}


def test_only_partnerships_with_an_issue_are_coalitions() -> None:
    said = statements(
        a="Partnership VitalCoalition", b="Partnership", c="Partnership VitalCoalitionCandidate"
    )
    link(said, SAM + "aroundIssue", ("a", "bread"), ("c", "bread"))
    link(said, SAM + "currentMember", ("a", "x"), ("a", "y"))
    listed = read_coalitions(said, {AT + "c": {AT + "town"}}, today="2026-06-30")
    assert [(one["iri"], one["kind"]) for one in listed] == [
        (AT + "a", "vital"), (AT + "c", "candidate")
    ]  # fmt: skip
    assert [len(one["members"]) for one in listed] == [2, 0]
    assert listed[1]["areas"] == [AT + "town"]
    link(said, SAM + "mergedInto", ("a", "c"))
    assert [one["iri"] for one in read_coalitions(said, {}, today="2026-06-30")] == [AT + "c"]


def test_a_lab_keeps_only_what_is_asked_of_it() -> None:
    said = statements(lab="UrbanLivingLab")
    link(said, SAM + "followsPrinciple", ("lab", f"{CONCEPT}principle/all-ideas"),
         ("lab", f"{CONCEPT}principle/beyond-existing-networks"))  # fmt: skip
    link(said, SAM + "hasParty", ("lab", f"{CONCEPT}role/researcher"))
    (one,) = read_labs(said, {})
    assert (one["principles"], one["parties"]) == (["all-ideas"], ["researcher"])
    assert not one["complete"]


def test_the_newest_assessment_counts_and_the_side_is_found_above() -> None:
    said = statements(room="Condition", trust="Condition")
    link(said, SKOS + "broader", ("room", "structures"),
         ("structures", f"{CONCEPT}condition/government-side"))  # fmt: skip
    link(said, SAM + "assesses", ("a1", "project"), ("a2", "project"), ("a3", "project"))
    link(said, SAM + "criterion", ("a1", "room"), ("a2", "room"), ("a3", "trust"))
    for name, outcome in (("a1", "unmet"), ("a2", "met"), ("a3", "unknown")):
        link(said, SAM + "outcome", (name, f"{CONCEPT}outcome/{outcome}"))
    tell(said, SAM + "assessedOn", ("a1", "2019-05-01"), ("a2", "2024-05-01"))
    listed = read_assessed(said, {})
    assert [(one["condition"], one["side"], one["outcome"]) for one in listed] == [
        (AT + "room", "government-side", "met"), (AT + "trust", "", "unknown")
    ]  # fmt: skip


def test_a_contribution_to_what_is_no_project_is_left_out() -> None:
    said = statements(c="CitizenContribution", d="CitizenContribution", p="Project")
    link(said, SAM + "contributionTo", ("c", "p"), ("d", "elsewhere"))
    link(said, SAM + "contributionRole", ("c", f"{CONCEPT}role/initiator"))
    (one,) = read_contributions(said, {})
    assert (one["project"], one["roles"]) == (AT + "p", ["initiator"])
