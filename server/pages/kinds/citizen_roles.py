"""What citizens do in the projects of an area, beside the shares of the literature."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from server.view.page_query import PageQuery, Resource, text

if TYPE_CHECKING:
    from server.view.page_query import Row

ROLES = ("co-executor", "co-developer", "initiator", "unspecified")
SHARE_OF = {"unspecified": "no-type"}
"""The concept of the literature's list where it differs from the role's."""
LIMIT = 3000

_PROJECTS = """
SELECT ?project ?role WHERE {
  { SELECT DISTINCT ?project WHERE {
      { ?project sam:takesPlaceIn $this }
      UNION { ?part sam:withinArea $this . ?project sam:takesPlaceIn ?part }
    } LIMIT $limit }
  OPTIONAL { ?contribution sam:contributionTo ?project ; sam:contributor ?actor .
             ?actor a sam:CitizenActor . ?contribution sam:contributionRole ?role }
} LIMIT 9000"""

_LITERATURE = """
SELECT ?kind ?share WHERE {
  ?observation sam:participationType ?kind ; sam:shareOfPublications ?share .
} LIMIT 20"""


class RoleShare(NamedTuple):
    """A role of citizens: in how many projects, and the literature's share in per cent."""

    role: Resource
    projects: int
    share: int
    literature: str


class CitizenRoles(NamedTuple):
    """The roles of citizens in the projects of an area; `silent` counts projects without any."""

    roles: list[RoleShare]
    projects: int
    silent: int


def read_citizen_roles(page_query: PageQuery, iri: str) -> CitizenRoles | None:
    """The roles of citizens; None without projects."""
    rows = page_query.rows(_PROJECTS, this=iri, limit=LIMIT)
    projects = {row["project"].value for row in rows}
    if not projects:
        return None
    spoken = {row["project"].value for row in rows if "role" in row}
    literature = read_literature(page_query)
    roles = []
    for slug in ROLES:
        role = page_query.concept(f"role/{slug}")
        count = len({r["project"].value for r in rows if text(r, "role") == role.iri})
        share = round(100 * count / len(projects))
        roles.append(RoleShare(role, count, share, literature.get(SHARE_OF.get(slug, slug), "")))
    return CitizenRoles(roles, len(projects), len(projects - spoken))


def read_literature(page_query: PageQuery) -> dict[str, str]:
    """The literature's share per kind of participation, as written."""
    rows: list[Row] = page_query.some_rows(_LITERATURE)
    return {page_query.resource(row["kind"].value).slug: row["share"].value for row in rows}
