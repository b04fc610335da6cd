"""What pages about partnerships and projects say first, in three languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from server import i18n
from server.pages.views.answer_sentences import (
    say_coalitions,
    say_conditions,
    say_labs,
    say_receptions,
    say_roles,
)

KINDS = ("post", "mill")


@pytest.fixture(params=["nl", "en", "fr"])
def lang(request: pytest.FixtureRequest) -> Iterator[str]:
    app = Flask("server")
    i18n.register(app)
    with app.test_request_context(f"/?lang={request.param}"):
        app.preprocess_request()
        yield request.param


@pytest.mark.parametrize("total", [1, 2, 7])
def test_receptions_say_how_many_lack_a_partner_and_which_partners_there_are(
    lang: str, total: int
) -> None:
    names = [f"Reception {n}" for n in range(total)]
    nothing = say_receptions([], 0, kinds=KINDS)
    none = say_receptions([], total, kinds=KINDS)
    every = say_receptions(names, total, kinds=KINDS)
    assert len({nothing.first, none.first, every.first}) == 3
    assert all(str(total) in said.first for said in (none, every))
    assert all(kind in nothing.second for kind in KINDS)
    some = say_receptions(names, total + 9, kinds=KINDS)
    assert names[0] in some.first
    assert str(total + 9) in some.first
    assert ("Reception 5" in some.first) is False


def test_labs_say_how_many_are_complete_and_what_the_others_lack(lang: str) -> None:
    said = [say_labs(n, total, lacked="users") for n, total in ((0, 0), (0, 6), (2, 6), (6, 6))]
    assert len({one.first for one in said}) == 4
    assert ["users" in one.second for one in said] == [False, True, True, False]
    assert "2" in said[2].first
    assert "6" in said[2].first


def test_conditions_tell_not_met_from_not_assessed(lang: str) -> None:
    nothing = say_conditions(0, 0, unknown=0, worst=[], times=0, silent=4)
    assert nothing.second == ""
    fine = say_conditions(9, 0, unknown=2, worst=[], times=0, silent=0)
    assert "9" in fine.first
    assert "11" in fine.first
    worse = say_conditions(9, 3, unknown=2, worst=["trust", "room"], times=2, silent=46)
    assert "trust, room" in worse.first
    assert "14" in worse.first
    assert "46" in worse.second
    assert say_conditions(1, 1, unknown=0, worst=["trust"], times=1, silent=1).second


def test_coalitions_of_a_theme_are_named(lang: str) -> None:
    nothing = say_coalitions([], themes=0, vital=0)
    empty = say_coalitions([], themes=0, vital=0, theme="bread")
    assert nothing.first != empty.first
    assert "bread" in empty.first
    some = say_coalitions(["A", "B"], themes=1, vital=1, theme="bread")
    assert "A, B" in some.first
    every = say_coalitions(["A", "B", "C"], themes=2, vital=0)
    assert "3" in every.first
    assert every.second != some.second


def test_roles_name_the_most_frequent(lang: str) -> None:
    nothing = say_roles("x", 0, total=0, others=0, projects=0)
    one = say_roles("starter", 16, total=44, others=0, projects=42)
    assert "starter" not in nothing.first
    assert all(part in one.first for part in ("starter", "16", "44"))
    assert "42" in one.second
    assert "4" in say_roles("starter", 1, total=1, others=4, projects=1).second
