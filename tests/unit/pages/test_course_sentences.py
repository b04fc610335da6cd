"""Years in words, and what the page about projects says first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from server import i18n
from server.pages.views.courses import CourseRow, say_courses
from server.pages.views.durations import say_duration, say_years
from server.view.labels import Ref


@pytest.mark.parametrize(
    ("years", "words"),
    [
        (4.0, "4 jaar"), (4.1, "4 jaar"), (4.3, "ruim 4 jaar"), (4.7, "bijna 5 jaar"),
        (0.95, "bijna 1 jaar"),
    ],
)  # fmt: skip
def test_years_are_said_in_words(years: float, words: str) -> None:
    app = Flask("server")
    i18n.register(app)
    with app.test_request_context("/?lang=nl"):
        app.preprocess_request()
        assert say_years(years) == words
        begin = date(2015, 3, 1)
        assert say_duration(begin, begin + timedelta(days=round(365.25 * years))) == words
        assert say_duration(begin, begin + timedelta(days=100)) == "3 maanden"
        assert say_duration(begin, begin) == "1 maand"


def row(
    *, citizens: bool = True, public: bool = False, start: str = "", taken: str = ""
) -> CourseRow:
    days = [date.fromisoformat(day) if day else None for day in (start, taken)]
    return CourseRow(Ref("x", "/x", "X"), [], citizens, days[0], days[1], [], public, "", None)


def test_no_data_none_one_some_and_all_taken_over_are_said(lang: str) -> None:
    taken = row(public=True, start="2010-01-01", taken="2014-01-01")
    late = row(public=True, start="2010-01-01", taken="2020-01-01")
    said = [
        say_courses([]),
        say_courses([row(citizens=False)]),
        say_courses([row(), row()]),
        say_courses([taken]),
        say_courses([taken, row(), row(citizens=False)]),
        say_courses([taken, late]),
    ]
    assert len({(one.first, one.second) for one in said}) == len(said)
    assert not any(char.isdigit() for one in said[:2] for char in one.first)
    assert "4" in said[3].second
    assert "7" in said[5].second
    assert say_courses([row(public=True)]).second


@pytest.mark.parametrize("known", [1, 2, 5])
def test_take_overs_without_a_day_are_not_in_the_half(lang: str, known: int) -> None:
    dated = [row(public=True, start="2010-01-01", taken="2014-01-01")] * known
    every = say_courses(dated).second
    some = say_courses([*dated, row(public=True, start="2010-01-01")] + [row(public=True)] * 6)
    assert some.second != every
    assert str(known) in some.second
    assert "4" in some.second
    assert str(known + 7) in some.first
