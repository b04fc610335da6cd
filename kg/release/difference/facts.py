"""What of a change matters most to people: a right that went, another provider, an end, a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kg.model.prefixes import PREFIXES
from kg.model.terms import ORG, SAM
from kg.release.difference.names import NAMING
from kg.release.difference.resources import PropertyChange, ResourceChange
from kg.store.results import read_token

FactKind = Literal["lost", "gained", "offered", "unoffered", "joined", "left", "ended", "renamed"]
RIGHT = SAM + "givesAccessTo"
PROVIDER = SAM + "providedBy"
MEMBER_OF = ORG + "memberOf"
ENDS = (PREFIXES["schema"] + "endDate", SAM + "validUntil")


@dataclass(frozen=True)
class ChangeFact:
    """A change that has a sentence of its own; `value` is a term as N-Quads writes it."""

    kind: FactKind
    value: str


def facts(change: ResourceChange, today: str) -> dict[str, list[ChangeFact]]:
    """The facts of a thing that was and is there, by property; `today` is a day (ISO 8601).

    An end is one when its day is not after `today`.
    """
    if change.kind != "changed":
        return {}
    found = {one.predicate: list(_facts(one, today)) for one in change.properties}
    return {name: told for name, told in found.items() if told}


def _facts(one: PropertyChange, today: str) -> Iterator[ChangeFact]:
    if one.predicate == RIGHT:
        yield from (ChangeFact("lost", value) for value in one.old)
        yield from (ChangeFact("gained", value) for value in one.new)
    elif one.predicate == PROVIDER:
        yield from (ChangeFact("offered", value) for value in one.new)
        if not one.new:
            yield from (ChangeFact("unoffered", value) for value in one.old)
    elif one.predicate == MEMBER_OF:
        yield from (ChangeFact("joined", value) for value in one.new)
        yield from (ChangeFact("left", value) for value in one.old)
    elif one.predicate in ENDS:
        ends = [value for value in one.new if read_token(value).value[:10] <= today[:10]]
        yield from (ChangeFact("ended", value) for value in ends[:1])
    elif one.predicate in NAMING and one.kind == "changed":
        yield ChangeFact("renamed", one.new[0])
