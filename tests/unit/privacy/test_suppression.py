"""Small counts are hidden so that nothing that is shown gives them back.

The attackers here are written apart from what they attack: one solves a linear programme for each
hidden cell, the other goes through all whole tables.
"""

from __future__ import annotations

import random
import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from kg.privacy.count_sums import CountSum
from kg.privacy.suppression import Suppression, suppress

TOTAL = "all"


def cube(sizes, draw):
    """A table of counts with all its totals: values and sums, by number."""
    axes = [[*range(size), TOTAL] for size in sizes]
    numbers = {where: number for number, where in enumerate(product(*axes))}
    values = dict.fromkeys(numbers, 0)
    for where in product(*(range(size) for size in sizes)):
        count = draw()
        for total in product(*((place, TOTAL) for place in where)):
            values[total] += count
    sums = [
        CountSum(
            numbers[where],
            tuple(numbers[(*where[:axis], part, *where[axis + 1 :])] for part in range(size)),
        )
        for axis, size in enumerate(sizes)
        for where in numbers
        if where[axis] == TOTAL
    ]
    return list(values.values()), sums


def ends(values, sums, hidden, cell):
    """What an attacker can know of a cell: least and most."""
    order = sorted(hidden)
    rows, right = [], []
    for one in sums:
        row, known = [0] * len(order), 0
        for number, sign in [(one.total, -1), *((part, 1) for part in one.parts)]:
            if number in hidden:
                row[order.index(number)] += sign
            else:
                known -= sign * values[number]
        if any(row):
            rows.append(row)
            right.append(known)
    found = []
    for sign in (1, -1):
        aim = np.zeros(len(order))
        aim[order.index(cell)] = sign
        answer = linprog(aim, A_eq=rows or None, b_eq=right or None, bounds=(0, None))
        if answer.status == 3:
            return 0.0, float("inf")
        found.append(sign * answer.fun)
    return found


def small_of(values, threshold):
    return {number for number, value in enumerate(values) if 0 < value < threshold}


tables = st.tuples(
    st.one_of(
        st.tuples(st.integers(2, 5), st.integers(2, 5)),
        st.tuples(st.integers(2, 3), st.integers(2, 3), st.integers(2, 3)),
    ),
    st.integers(2, 12),
    st.integers(0, 10**6),
    st.integers(1, 60),
)


@settings(max_examples=40, deadline=None)
@given(tables)
def test_no_hidden_cell_can_be_known_to_within_the_threshold(given_):
    sizes, threshold, seed, most = given_
    chance = random.Random(seed)
    values, sums = cube(sizes, lambda: chance.randint(0, most))
    done = suppress(values, sums, small=small_of(values, threshold), threshold=threshold)
    assert small_of(values, threshold) <= done.hidden
    assert not done.given_up and not done.exposed
    for cell in done.hidden:
        least, top = ends(values, sums, done.hidden, cell)
        assert top - least >= threshold - 1e-6


@settings(max_examples=20, deadline=None)
@given(tables)
def test_nothing_is_hidden_where_nothing_is_small(given_):
    sizes, threshold, seed, most = given_
    chance = random.Random(seed)
    values, sums = cube(sizes, lambda: chance.choice((0, threshold, threshold + most)))
    assert suppress(values, sums, small=(), threshold=threshold) == Suppression()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([(2, 2), (2, 3), (3, 2)]), st.integers(2, 4))
def test_whole_tables_that_fit_tell_no_hidden_cell(seed, sizes, threshold):
    chance = random.Random(seed)
    values, sums = cube(sizes, lambda: chance.randint(0, 6))
    hidden = suppress(values, sums, small=small_of(values, threshold), threshold=threshold).hidden
    table = np.array(values).reshape([size + 1 for size in sizes])
    secret = np.isin(np.arange(table.size), list(hidden)).reshape(table.shape)
    inner = np.argwhere(secret[:-1, :-1])
    if len(inner) > 4:
        return
    fitting = []
    for guess in product(range(12), repeat=len(inner)):
        cells = table[:-1, :-1].copy()
        cells[tuple(inner.T)] = guess
        rows = np.hstack([cells, cells.sum(axis=1, keepdims=True)])
        whole = np.vstack([rows, rows.sum(axis=0, keepdims=True)])
        if (whole == table)[~secret].all():
            fitting.append(whole[secret])
    spans = np.ptp(fitting, axis=0)
    assert (spans >= threshold).all()


def test_the_cell_that_costs_least_is_hidden_too():
    # 3 + 20 + 900 = 923
    done = suppress([3, 20, 900, 923], [CountSum(3, (0, 1, 2))], small={0}, threshold=5)
    assert done.hidden == {0, 1}


def test_a_nought_is_no_shelter_and_stays():
    done = suppress([3, 0, 9, 12], [CountSum(3, (0, 1, 2))], small={0}, threshold=5)
    assert 1 not in done.hidden and len(done.hidden) == 2


def test_what_was_published_before_gives_no_shelter():
    sums = [CountSum(2, (0, 1))]
    assert suppress([3, 9, 12], sums, small={0}, threshold=5, known={1}).hidden == {0, 2}
    done = suppress([3, 9, 12], sums, small={0}, threshold=5, known={1, 2})
    assert done.exposed == {0} and 0 in done.hidden


def test_a_part_that_nobody_publishes_shelters_as_far_as_it_goes():
    # 10 = 3 + 6 + 1, and whoever does not see the 1 still knows that 3 is at most 4
    sums = [CountSum(3, (0, 1, 2))]
    done = suppress([3, 6, 1, 10], sums, small={0}, threshold=5, absent={2})
    assert len(done.hidden) == 2 and 2 not in done.hidden
    done = suppress([3, 6, 8, 17], sums, small={0}, threshold=5, absent={2})
    assert done.hidden == {0}


def test_without_time_the_whole_block_is_hidden_and_told():
    values, sums = cube((4, 4), lambda: 7)
    values, sums = [3, 7, 10, *values], [CountSum(2, (0, 1)), *_moved(sums, 3)]
    done = suppress(values, sums, small={0}, threshold=5, seconds=-1)
    assert done.hidden == done.given_up == {0, 1, 2}


def _moved(sums, by):
    return [CountSum(s.total + by, tuple(p + by for p in s.parts)) for s in sums]


@pytest.mark.parametrize("sizes", [(100, 100), (10, 10, 12), (20, 20, 25)])
def test_a_large_cube_takes_seconds(sizes):
    chance = random.Random(1)
    draw = lambda: chance.randint(1, 4) if chance.random() < 0.03 else chance.randint(10, 300)  # noqa: E731
    values, sums = cube(sizes, draw)
    begun = time.process_time()
    where = [tuple(map(str, place)) for place in product(*([*range(n), TOTAL] for n in sizes))]
    done = suppress(
        values, sums, small=small_of(values, 5), threshold=5, coordinates=where, seconds=60
    )
    took = time.process_time() - begun
    assert not done.given_up
    assert len(done.hidden) < len(values) / 3
    assert took < 15
    for cell in chance.sample(sorted(small_of(values, 5)), 2):
        least, most = ends(values, sums, done.hidden, cell)
        assert most - least >= 5 - 1e-6
