"""Maps the tables of `rml_case` once: to lines, and with --load straight into a store on disk.

python -m benchmarks.map_once CASE WORK [--plain] [--load] [--output] [--times N]

Without --plain, findings and provenance are made too. --output writes WORK/out.nq. --times maps the
same tables that many times, each into a graph of its own, as a publication of many sources does.
"""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from kg.mapping.execution.dataset import DatasetMapper
from kg.mapping.execution.result import MappingResult
from kg.mapping.rml.reader import read
from kg.mapping.sql.duckdb import connect
from kg.release.trace import write_trace
from kg.store.load import Loader


def main() -> None:
    """Run once; whoever starts this measures it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("case", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--load", action="store_true")
    parser.add_argument("--output", action="store_true")
    parser.add_argument("--times", type=int, default=1)
    given = parser.parse_args()
    given.work.mkdir(parents=True)
    document = read(given.case / "today.ttl", given.case)
    connection = connect(given.work)
    parts: list[Path] = []
    mapped: dict[str, MappingResult] = {}
    with Loader(given.work / "store") if given.load else nullcontext() as loader:
        for number in range(given.times):
            graph = f"urn:graph:{number}"
            dataset = DatasetMapper(
                connection,
                dataset=f"source-{number}",
                graph=graph,
                find_file=lambda access, root: given.case / access,
                work=given.work,
                located=not given.plain,
                on_file_ready=parts.append if loader is None else partial(loader.take, graph),
            )
            dataset.map(document)
            dataset.trace()
            mapped[dataset.dataset] = dataset.result
    if not given.plain:
        write_trace(connection, mapped, folder=given.work / "provenance")
    if given.output:
        with (given.work / "out.nq").open("wb") as out:
            out.writelines(part.read_bytes() for part in parts)


if __name__ == "__main__":
    main()
