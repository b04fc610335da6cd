"""Which releases are kept."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publishing import configure

from kg.errors import ConfigError
from kg.release.configuration import open_publication
from kg.release.pointer import order
from kg.release.publication import Retention
from kg.release.retention import kept_releases, prune

TODAY = date(2026, 3, 15)
DAYS = st.lists(st.integers(0, 900), max_size=20, unique=True)


def released(days: list[int]) -> list[str]:
    return [f"{TODAY - timedelta(days=ago)}-1-{ago:010x}" for ago in days]


@given(DAYS, st.integers(0, 4), st.integers(0, 30))
def test_last_ones_and_one_a_month_are_kept(days: list[int], last: int, months: int) -> None:
    known = released(days)
    kept = kept_releases(known, [], retention=Retention(last, months), today=TODAY)
    newest = sorted(known, key=order, reverse=True)
    assert set(newest[:last]) <= kept <= set(known)
    by_month = [name for name in newest if name[:7] not in {n[:7] for n in newest if n > name}]
    wanted = {(TODAY.year * 12 + TODAY.month - 1 - n) for n in range(months)}
    expected = {n for n in by_month if int(n[:4]) * 12 + int(n[5:7]) - 1 in wanted}
    assert kept == expected | set(newest[:last])


@given(DAYS, st.data())
def test_what_is_named_always_stays(days: list[int], data: st.DataObject) -> None:
    known = released(days)
    always = data.draw(st.lists(st.sampled_from(known), max_size=2)) if known else []
    kept = kept_releases(known, always, retention=Retention(0, 0), today=TODAY)
    assert kept == set(always)


def old_state(folder: Path) -> Path:
    state = folder / ".samenspel"
    for name in released([0, 800, 810, 820, 830]):
        (state / "releases" / name / "store").mkdir(parents=True)
        (state / "releases" / name / "store" / "file").write_text("12345")
        (state / "reports").mkdir(exist_ok=True)
        (state / "reports" / f"{name}.json").write_text("[]")
    return state


@pytest.mark.parametrize("dry_run", [True, False])
def test_pruning_deletes_with_reports_and_leaves_the_published_one(
    tmp_path: Path, dry_run: bool
) -> None:
    configure(tmp_path, "https://a.example/", "one")
    state = old_state(tmp_path)
    new, *_, before, served = released([0, 800, 810, 820, 830])
    before, served = served, before  # the older was published before
    (state / "current").symlink_to(Path("releases") / served)
    (state / "trash" / "left").mkdir(parents=True)
    done = prune(open_publication(tmp_path), today=TODAY, dry_run=dry_run)
    assert done.gone == tuple(released([810]))
    assert done.freed == 5
    assert set(done.kept) == {new, served, before, *released([800])}
    there = {path.name for path in (state / "releases").iterdir()}
    assert (set(done.gone) <= there) == dry_run
    assert (state / "reports" / f"{done.gone[0]}.json").exists() == dry_run
    assert not (state / "trash").exists()


@pytest.mark.parametrize(
    "text", ["last = -1", 'months = "12"', "last = true", "months = 1.5", "weeks = 3"]
)
def test_retention_that_says_nothing_is_refused(tmp_path: Path, text: str) -> None:
    configure(tmp_path, "https://a.example/", "one")
    with (tmp_path / "samenspel.toml").open("a") as file:
        file.write(f"[retention]\n{text}\n")
    with pytest.raises(ConfigError) as raised:
        open_publication(tmp_path)
    assert "[retention]" in str(raised.value)


def test_retention_is_read(tmp_path: Path) -> None:
    configure(tmp_path, "https://a.example/", "one")
    assert open_publication(tmp_path).retention == Retention(2, 12)
    with (tmp_path / "samenspel.toml").open("a") as file:
        file.write("[retention]\nlast = 5\nmonths = 0\n")
    assert open_publication(tmp_path).retention == Retention(5, 0)
