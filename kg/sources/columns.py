"""What the columns of a table are called: by their titles, else by their place.

The names are those of the Metadata Vocabulary for Tabular Data (CSV on the Web): `_col.N` for the
N-th column, from 1, when it has no title (5.6), `_sourceRow` for the number of the row (6.4).
"""

from __future__ import annotations

SOURCE_ROW = "_sourceRow"
"""The reference to the number of the row; of several files behind the number of the file."""

BY_PLACE = "_col."
"""How the name of a column begins that is called by its place."""


def column_names(titles: list[str]) -> list[str]:
    """A name of its own for each column: its title, its place where that is blank or taken."""
    taken = {""}
    names = []
    for number, title in enumerate(titles, start=1):
        by_place = title in taken or title.startswith(BY_PLACE)
        names.append(f"{BY_PLACE}{number}" if by_place else title)
        taken.add(title)
    return names
