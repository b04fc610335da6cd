"""What the page of a thing without a page of its kind says first: a class, a property, or any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.terms import OWL, RDF, RDF_TYPE, RDFS
from server.pages.kinds.reference_sentences import say_class, say_property
from server.pages.kinds.sentences import NAMED, say_thing
from server.view.addresses import VOCABULARY_BASE

if TYPE_CHECKING:
    from server.pages.views.rights_sentences import Conclusion
    from server.service import Service
    from server.view.description import Description, StatementValue
    from server.view.incoming import PropertyUse

_CLASSES = {OWL + "Class", RDFS + "Class"}
_PROPERTIES = {
    OWL + "ObjectProperty",
    OWL + "DatatypeProperty",
    RDF + "Property",
}


def say_general(
    service: Service, description: Description, *, uses: PropertyUse | None
) -> Conclusion:
    """The sentence on top: of what there are things, what says something, who refers to it."""
    of_kind = next((i for i in description.incoming if i.predicate.iri == RDF_TYPE), None)
    types = {type_.iri for type_ in description.types}
    if of_kind is not None or types & _CLASSES:
        counted = service.release.manifest.get("counts", {}).get("classes", {})
        count = counted.get(description.iri) or (of_kind.count if of_kind else 0)
        return say_class(
            count, examples=[s.label for s in of_kind.subjects[:NAMED]] if of_kind else []
        )
    if uses is not None or types & _PROPERTIES:
        return say_property(uses.count if uses else 0, cut=bool(uses and uses.cut))
    stated = [s for s in description.statements if not s.inferred and s.predicate.iri != RDF_TYPE]
    leads = [v.label for s in stated for v in s.values if v.ref and v.ref.named and _is_own(v)]
    named = [s.label for i in description.incoming for s in i.subjects if s.named]
    return say_thing(
        description.types[0].label if description.types else "",
        facts=len(stated),
        users=list(dict.fromkeys(named))[:NAMED],
        count=sum(i.count for i in description.incoming),
        leads=list(dict.fromkeys(leads)),
    )


def _is_own(value: StatementValue) -> bool:
    """Whether a value is a thing of the data, and no concept that many things share."""
    return value.iri is not None and not value.iri.startswith(VOCABULARY_BASE)
