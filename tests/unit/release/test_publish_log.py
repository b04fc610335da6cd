"""The log of publications: what going back goes by."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.release.pointer import earlier_release, order
from kg.release.publish_log import LOG, LogEntry, append, log_entry, read_log, served_in_order

ENTRIES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["publish", "rollback"])), max_size=9
)


def entries(text: str) -> list[LogEntry]:
    """`"a b <a"`: a and b are published, and then one goes back to a; `a>c`: c is made of a."""
    found = []
    for word in text.split():
        if ">" in word:
            found.append(log_entry(word[2:], "replace", of=word[0]))
        else:
            found.append(log_entry(word.lstrip("<"), "rollback" if word[0] == "<" else "publish"))
    return found


@pytest.mark.parametrize(
    ("told", "served"),
    [
        ("", ""),
        ("a b c", "abc"),
        ("a b <a", "a"),
        ("a b c <b <a", "a"),
        ("a b <a c", "ac"),
        ("a a b b", "ab"),
        ("a b a", "aba"),
        ("a b a>x", "xb"),
        ("a b a>x b>y <x", "x"),
        ("a b <c", "abc"),
    ],
)
def test_going_back_takes_away_what_came_after(told: str, served: str) -> None:
    assert "".join(served_in_order(entries(told))) == served


@given(ENTRIES)
def test_last_served_is_the_last_entry(told: list[tuple[str, str]]) -> None:
    log = [log_entry(name, "rollback" if verb == "rollback" else "publish") for name, verb in told]
    assert served_in_order(log)[-1:] == [entry.release for entry in log][-1:]


@pytest.mark.parametrize(
    "rest", ['{"release": "x", "whe', '{"when": "now"}\n', "nonsense", "[1]\n"]
)
def test_line_that_was_cut_off_is_passed_over_and_spoils_no_other(
    tmp_path: Path, rest: str
) -> None:
    append(tmp_path, log_entry("a", why="é\nfirst"))
    with (tmp_path / LOG).open("a", encoding="utf-8") as file:
        file.write(rest)
    append(tmp_path, log_entry("b", "rollback"))
    assert [(e.release, e.verb, e.why) for e in read_log(tmp_path)] == [
        ("a", "publish", "é\nfirst"),
        ("b", "rollback", None),
    ]


def state(folder: Path, *kept: str, current: str) -> Path:
    for name in kept:
        (folder / "releases" / name).mkdir(parents=True)
    (folder / "current").symlink_to(Path("releases") / current)
    return folder


def test_the_one_before_is_still_there_and_was_served(tmp_path: Path) -> None:
    one, two, three, four = (f"2026-11-0{n}-1-aa" for n in range(1, 5))
    folder = state(tmp_path, one, three, four, current=three)
    assert earlier_release(folder) == one  # without a log: the one made before it
    for name in (one, two, three):
        append(folder, log_entry(name))
    assert earlier_release(folder) == one  # two was pruned, four never published


def test_a_release_made_anew_follows_the_one_it_was_made_of() -> None:
    made = ["2026-11-30-2-ab", "2026-11-30-10-cd", "2026-11-30-2-ef-w1", "2026-11-30-2-aa-w10"]
    assert sorted(made, key=order) == [made[0], made[2], made[3], made[1]]
