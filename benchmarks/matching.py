"""Which organisations of two publishers are the same: how long it takes, and how often it is right.

Both lists have COUNT made-up organisations, without numbers; 60 % are in both.

python -m benchmarks.matching [COUNT]
"""

from __future__ import annotations

import resource
import sys
import time

from benchmarks.organisations import LEFT, make_lists
from kg.federation.matching.propose import propose


def main(count: int = 50_000) -> None:
    """Measure and print."""
    lists = make_lists(count)
    began = time.process_time()
    matches = propose(lists.records)
    spent = time.process_time() - began
    found = dict(
        (made.one.iri, made.other.iri) if made.one.home == LEFT else (made.other.iri, made.one.iri)
        for made in matches.proposed
    )
    right = sum(lists.same.get(one) == other for one, other in found.items())
    print(f"{count} beside {count}: {spent:.1f} CPU s on one core")
    print(
        f"proposed {len(found)}, of which right {right / max(1, len(found)):.4f};"
        f" found {right / max(1, len(lists.same)):.4f} of {len(lists.same)};"
        f" left to people with rivals {len(matches.undecided)}"
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
