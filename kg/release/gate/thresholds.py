"""How much may change from one release to the next before somebody is asked: table `[gate]`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """Shares between 0 and 1: of a dataset's resources that vanish, of a source's rows lost."""

    vanished: float = 0.05
    lost_rows: float = 0.10
