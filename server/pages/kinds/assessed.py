"""What was assessed of a project or partnership, beside the conditions that a page lists itself."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _

from server.view.page_query import PageQuery, Resource, text

_ASSESSED = """
SELECT ?criterion ?kind ?outcome ?by ?on WHERE {
  ?assessment sam:assesses $this ; sam:criterion ?criterion ; sam:outcome ?outcome .
  VALUES ?kind { sam:Attitude sam:Tension sam:Reason sam:CoalitionTrait sam:InnovationTrait
                 sam:Principle sam:Condition }
  ?criterion a ?kind .
  OPTIONAL { ?assessment sam:assessedBy ?by }
  OPTIONAL { ?assessment sam:assessedOn ?on }
} LIMIT 400"""


class AssessedCriterion(NamedTuple):
    """A criterion of a kind, with what one assessment says of it."""

    kind: Resource
    criterion: Resource
    outcome: Resource
    by: Resource | None
    on: str

    @property
    def word(self) -> str:
        """The outcome in a word of its own where the name of the outcome does not fit.

        A condition is met; a tension is there or not.
        """
        if self.kind.slug != "Tension":
            return ""
        words: dict[str, str] = {"met": _("present"), "unmet": _("absent")}
        return words.get(self.outcome.slug, "")


def read_assessed(page_query: PageQuery, iri: str, *, conditions: bool) -> list[AssessedCriterion]:
    """What was assessed, by kind of criterion, the newest first; with or without the conditions."""
    found = [
        AssessedCriterion(
            page_query.resource(row["kind"].value),
            page_query.resource(row["criterion"].value),
            page_query.resource(row["outcome"].value),
            page_query.of(row, "by"),
            text(row, "on"),
        )
        for row in page_query.rows(_ASSESSED, this=iri)
    ]
    kept = [a for a in found if conditions or a.kind.slug != "Condition"]
    kept.sort(key=lambda a: a.on, reverse=True)
    return sorted(kept, key=lambda a: (a.kind.iri, a.criterion.iri))
