"""The floor: bulk load of finished N-Quads into a new store, nothing else.

python -m benchmarks.floor_load FILE STORE [--optimise]
"""

from __future__ import annotations

import sys

import pyoxigraph


def main() -> None:
    """Load one file as plainly as the engine allows."""
    store = pyoxigraph.Store(sys.argv[2])
    store.bulk_load(path=sys.argv[1], format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)
    if "--optimise" in sys.argv:
        store.optimize()
    store.flush()


if __name__ == "__main__":
    main()
