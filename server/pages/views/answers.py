"""The pages that answer a question in the one way of `answer`, each below its own address."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response

from server.pages.views import actors, project_answers, province, tables
from server.pages.views.answer import AnswerMaker, answer_file, show_answer

blueprint = Blueprint("answers", __name__)
ANSWERS: Mapping[str, AnswerMaker] = {
    "hybrids": actors.hybrids,
    "playing-field": actors.playing_field,
    "province": province.province,
    "broad-receptions": tables.receptions,
    "coalitions": tables.coalitions,
    "living-labs": project_answers.labs,
    "conditions": project_answers.conditions,
    "citizen-roles": project_answers.roles,
}
"""The pages by the end of their address."""


def _add(slug: str, make: AnswerMaker) -> None:
    def show() -> Response:
        return show_answer(slug, make)

    def file(form: str) -> Response:
        return answer_file(slug, make, form=form)

    blueprint.add_url_rule(f"/views/{slug}", slug, show)
    blueprint.add_url_rule(f"/views/{slug}.<form>", f"{slug}.file".replace(".", "-"), file)


for _slug, _make in ANSWERS.items():
    _add(_slug, _make)
