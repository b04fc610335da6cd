"""Samenspel's library: from the sources of a publication to sealed releases of a knowledge graph.

Knows nothing of serving over HTTP; `server` reads what this package writes.
"""

__version__ = "0.1.0"
