"""What a query may cost, as data for the page that says so."""

from __future__ import annotations

from kg.store.query_text.guard import MAX_CHAIN, MAX_MERGED
from kg.store.workers.worker_group import Limits


def limits(bounds: Limits | None = None) -> dict[str, float | int]:
    """Return every bound on a query: seconds, bytes and counts, by name."""
    bounds = bounds or Limits()
    return {
        "deadline_seconds": bounds.deadline,
        "memory_bytes": bounds.memory,
        "answer_bytes": bounds.result,
        "query_bytes": bounds.text,
        "nesting": bounds.nesting,
        "operators_of_one_kind": MAX_CHAIN,
        "merged_statements": MAX_MERGED,
        "waiting_queries": bounds.waiting,
        "waiting_seconds": bounds.patience,
    }
