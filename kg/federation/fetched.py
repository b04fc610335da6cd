"""What a way of following gives: lines of a dataset, before they are settled and judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class FetchedLines:
    """Lines of N-Quads in the graph of the dataset, not sorted; `told` says why things left.

    `remember` is called when they are taken in, so that the next sync fetches only what is new.
    """

    lines: Path
    told: Mapping[str, str] = field(default_factory=dict)
    remember: Callable[[], None] = lambda: None
