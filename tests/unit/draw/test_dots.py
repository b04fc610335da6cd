"""Shares with their interval: it holds the share, narrows with the sample, and is drawn."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from server.draw.dots import Share, draw_dots, interval

WORDS = ("here", "there", "%s of %s")


@pytest.mark.parametrize(("number", "total"), [(0, 5), (3, 9), (16, 44), (50, 50)])
def test_the_interval_holds_the_share_and_narrows_with_the_sample(number: int, total: int) -> None:
    low, high = interval(number, total)
    assert 0 <= low <= 100 * number / total + 1e-9
    assert 100 * number / total - 1e-9 <= high <= 100
    more = interval(10 * number, 10 * total)
    assert more[1] - more[0] < high - low


def test_nothing_counted_can_be_any_share() -> None:
    assert interval(0, 0) == (0.0, 100.0)


def test_each_share_has_a_disc_and_what_is_elsewhere_a_diamond() -> None:
    shares = [Share("a < b", 3, 10, 50.0), Share("c", 7, 10, None)]
    root = ElementTree.fromstring(draw_dots(shares, title="Shares & more", words=WORDS))
    classes = [one.get("class") for one in root.iter()]
    assert classes.count("us") == len(shares) + 1
    assert classes.count("iv") == len(shares)
    assert classes.count("lit") == 1 + 1
    texts = " ".join("".join(one.itertext()) for one in root.iter())
    assert "3 of 10" in texts
    assert draw_dots(shares, title="x", words=WORDS) == draw_dots(shares, title="x", words=WORDS)
