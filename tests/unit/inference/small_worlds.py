"""Small worlds: what is said, what must follow, what must not, and who says so.

All share one day, 2026-06-30. `docs/explanation/worlds.md` shows them; run this file to write it.
"""

from __future__ import annotations

from pathlib import Path

from small_world import SmallWorld
from worlds_of_innovation import LIVING, SAID
from worlds_of_members import MEMBERS
from worlds_of_organisations import COVERAGE, FORMS, OVERLAPS, SPHERES

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "worlds.md"
HEAD = """\
# Small worlds

What a conclusion needs, in worlds of a few lines that are tests as well
(`tests/unit/inference/small_worlds.py`). Today is 30 June 2026 in all of them. What stands in the
third column follows; what stands struck out does not.

| about | world | follows | who says so |
| --- | --- | --- | --- |
"""

WORLDS: tuple[SmallWorld, ...] = (
    *MEMBERS,
    *FORMS,
    *OVERLAPS,
    *COVERAGE,
    *SPHERES,
    *LIVING,
    *SAID,
)


def page() -> str:
    """The page that shows the worlds."""
    return HEAD + "".join(f"{world.row}\n" for world in WORLDS)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
