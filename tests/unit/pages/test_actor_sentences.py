"""What the pages about actors say first: no data, none, one, some and all, in three languages."""

from __future__ import annotations

import pytest

from server.pages.views.actor_sentences import say_field, say_hybrids, world_words


def test_no_organisation_is_not_no_hybrid(lang: str) -> None:
    nothing = say_hybrids(0, 0, founded=0, public=0)
    none = say_hybrids(0, 17, founded=0, public=0)
    assert nothing.first != none.first
    assert "17" in none.first
    assert (nothing.second, none.second) == ("", "")
    assert "Oeverland" in say_hybrids(0, 0, founded=0, public=0, place="Oeverland").first


@pytest.mark.parametrize("hybrids", [1, 4, 23])
def test_known_founders_are_apart_from_those_not_known(lang: str, hybrids: int) -> None:
    total = hybrids + 6
    unknown = say_hybrids(hybrids, total, founded=0, public=0)
    assert str(hybrids) in unknown.first
    assert str(total) in unknown.first
    every = say_hybrids(hybrids, total, founded=hybrids, public=hybrids)
    assert every.second != unknown.second
    assert str(hybrids) in every.second
    if hybrids > 1:
        some = say_hybrids(hybrids, total, founded=1, public=1).second
        assert some.count(".") == every.second.count(".") + 1
        assert hybrids == 2 or str(hybrids - 1) in some
        mixed = say_hybrids(hybrids, total, founded=hybrids, public=1).second
        assert mixed != every.second


def test_a_place_and_a_kind_are_in_the_sentence(lang: str) -> None:
    said = say_hybrids(2, 5, founded=0, public=0, place="Oeverland", kind="public-third").first
    assert "Oeverland" in said
    assert world_words("public-third") in said
    assert world_words("public-private-third") not in said
    kinds = ("public-private", "public-third", "private-third", "public-private-third", "unknown")
    assert len({world_words(kind) for kind in kinds}) == len(kinds)


def test_the_field_says_who_is_drawn_and_who_is_not(lang: str) -> None:
    assert say_field(0, 0, unknown=0).second == ""
    placeless = say_field(0, 0, unknown=8)
    assert "8" in placeless.first
    assert placeless.second == ""
    pure, some = say_field(31, 0, unknown=0), say_field(31, 12, unknown=5)
    assert pure.first != some.first
    assert pure.second == ""
    assert all(number in some.first for number in ("31", "12"))
    assert "5" in some.second
    assert say_field(1, 1, unknown=0, place="Oeverland").first.startswith("Oeverland")
