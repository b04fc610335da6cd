"""A legal form in a name is proposed, a reviewer's remark is passed on, and neither is an error."""

from __future__ import annotations

import pytest

from kg.resources import ontology_folder
from kg.validation.shapes import ShapeResult, validate

SKOS = "http://www.w3.org/2004/02/skos/core#"
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
PRIVATE = f"<https://e.be/o> {A} <https://w3id.org/samenspel/ns#PrivateLawOrganisation> .\n"
KIND = "<https://e.be/o> <http://www.w3.org/ns/org#classification>"
FORM = "<https://e.be/o> <https://w3id.org/samenspel/ns#legalForm> <https://e.be/form> .\n"


def proposals(data: str) -> list[ShapeResult]:
    return validate(data.encode(), [ontology_folder() / "shapes" / "proposals.ttl"])


def named(name: str) -> str:
    return f'{PRIVATE}<https://e.be/o> <{SKOS}prefLabel> "{name}"@nl .\n'


@pytest.mark.parametrize(
    "name", ["Erfgoed Lommel vzw", "vzw gezinszorg", "NV Plinius", "EVA-VZW De Molen", "Werk (bv)"]
)
def test_a_form_as_a_word_of_the_name_is_a_proposal(name: str) -> None:
    (result,) = proposals(named(name))
    assert (result.code, result.severity) == ("SAM-S090", "tip")
    assert result.path == SKOS + "prefLabel"
    assert set(result.messages) == {"nl", "en", "fr"}


@pytest.mark.parametrize("name", ["Convent", "Cvadra", "Invest Gent", "De Bijloke"])
def test_letters_inside_a_word_are_none(name: str) -> None:
    assert proposals(named(name)) == []


def test_a_stated_form_or_a_kind_that_settles_it_ends_the_proposal() -> None:
    kinds = "https://w3id.org/samenspel/id/concept/kind/"
    assert proposals(named("De Hoek vzw") + FORM) == []
    assert proposals(named("De Hoek vzw") + f"{KIND} <{kinds}association> .\n") == []
    assert len(proposals(named("De Hoek vzw") + f"{KIND} <{kinds}autonomous-agency> .\n")) == 1


def test_a_remark_is_passed_on() -> None:
    (result,) = proposals(f'<https://e.be/a> <{SKOS}editorialNote> "nagekeken"@nl .\n')
    assert (result.code, result.severity, result.focus) == ("SAM-S091", "tip", "https://e.be/a")
