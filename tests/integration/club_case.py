"""A village with two clubs in one CSV file: enough to publish, lose, refuse and take away."""

from __future__ import annotations

import json
from pathlib import Path

BASE = "https://dorp.example.org/"
GONE, STAYS = f"{BASE}id/organisation/8", f"{BASE}id/organisation/7"
MAPPING = """prefixes: {ex: "https://dorp.example.org/id/organisation/"}
mappings:
  club:
    sources: [[club.csv~csv]]
    s: ex:$(nr)
    po: [[a, sam:Organisation], [skos:prefLabel, $(naam), nl~lang]]
"""


def write_clubs(folder: Path, *names: str) -> None:
    """The source: the clubs numbered from 7 on."""
    rows = "".join(f"{number},{name}\n" for number, name in enumerate(names, start=7))
    (folder / "club.csv").write_text(f"nr,naam\n{rows}", encoding="utf-8")


def leave_agenda(folder: Path) -> None:
    """What a withdrawal of the second club leaves that was ended before it did anything."""
    withdrawal = {"iri": GONE, "date": "2026-11-30", "reason": "dubbel", "who": ""}
    agenda = {
        "publication": str(folder),
        "base": BASE,
        "day": "2026-11-30",
        "withdrawals": [withdrawal],
        "erasures": [],
        "prune": False,
    }
    (folder / ".samenspel/leaving.json").write_text(json.dumps(agenda))
