"""Pages made for their kind: each kind has a class, a context of its own and a template.

`find_kind(types)` gives the first kind that fits, from special to general; a resource of no such
kind gets the general page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import DCAT, SAM, SKOS
from server.pages.kinds import area, concept, dataset, organisation, partnership, project, right
from server.pages.kinds import service as public_service
from server.pages.kinds.figures import Figures

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description
    from server.view.labels import Ref

    Context = Callable[[Service, Description, str], dict[str, Any]]


class Kind(NamedTuple):
    """A kind of resource with a page of its own; `template` lies in `templates/kinds`."""

    class_iri: str
    template: str
    gather: Context

    def context(self, service: Service, description: Description, *, lang: str) -> dict[str, Any]:
        """What the template shows beside the description."""
        return {"draw": Figures, **self.gather(service, description, lang)}


KINDS = [
    Kind(f"{SAM}Organisation", "organisation.html", organisation.context),
    Kind(f"{SAM}Partnership", "partnership.html", partnership.context),
    Kind(f"{SAM}Project", "project.html", project.context),
    Kind(f"{SAM}SocialService", "service.html", public_service.context),
    Kind(f"{PAGE_PREFIXES['cpsv']}PublicService", "service.html", public_service.context),
    Kind(f"{SAM}Actor", "organisation.html", organisation.context),
    Kind(f"{SAM}Area", "area.html", area.context),
    Kind(f"{SAM}BasicRight", "right.html", right.context),
    Kind(f"{SKOS}Concept", "concept.html", concept.context),
    Kind(f"{DCAT}Dataset", "dataset.html", dataset.context),
]
"""From special to general: a partnership is an actor too, a right is a concept too.

An organisation with members (an association of welfare centres) is an organisation first.
"""


def find_kind(types: Iterable[Ref]) -> Kind | None:
    """The first kind of which the resource is one; None for any other resource."""
    found = {type_.iri for type_ in types}
    return next((kind for kind in KINDS if kind.class_iri in found), None)
