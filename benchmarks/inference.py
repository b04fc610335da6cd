"""Inference over the lines of a release that is there, beside plain bulk load of the same quads.

python -m benchmarks.inference PUBLICATION STATE   (after `build PUBLICATION --state STATE`)
"""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import run
from kg.inference.compile import compile_rules
from kg.inference.engine import GraphTarget, infer
from kg.inference.expressions import Tbox
from kg.inference.rule_files import read_rules
from kg.release import metadata
from kg.release.configuration import open_publication
from kg.release.release import Release
from kg.resources import ontology_folder, vocabulary_files

CONCLUDED = ("inferred", "closed-world", "metadata")


def main(publication: str, state: str) -> None:
    """Measure CPU seconds once and print the ratio; say whether conclusions are the same."""
    opened = open_publication(publication)
    (folder,) = (Path(state) / ".samenspel" / "releases").iterdir()
    release = Release.open(folder)
    with tempfile.TemporaryDirectory(prefix="samenspel-bench-") as name:
        work = Path(name)
        files = {}
        with (work / "all.nq").open("wb") as everything:
            for graph in release.graphs:
                files[graph["iri"]] = path = work / f"{graph['id']}.nq"
                path.write_bytes(gzip.decompress((release.path / graph["dump"]).read_bytes()))
                with path.open("rb") as lines:
                    shutil.copyfileobj(lines, everything)
        load = [sys.executable, "-P", "-m", "benchmarks.floor_load", str(work / "all.nq")]
        floor = run([*load, str(work / "store")], log=work / "floor.log")
        said = {g["iri"]: files[g["iri"]] for g in release.graphs if g["kind"] not in CONCLUDED}
        said[opened.names.metadata] = work / "day.nq"
        said[opened.names.metadata].write_text(metadata.reference_date(opened), encoding="utf-8")
        graphs = (opened.names.inferred, opened.names.closed_world)
        targets = [GraphTarget(iri, work / f"made-{n}.nq") for n, iri in enumerate(graphs)]
        rules = ontology_folder() / "rules"
        started = time.process_time()
        report = infer(
            said,
            [
                *compile_rules(Tbox.read(vocabulary_files())),
                *read_rules((rules / "inference").glob("*.rq"), "inference"),
            ],
            inferred=targets[0],
            closed_world=targets[1],
            work=work / "spill",
            before=read_rules((rules / "before").glob("*.rq"), "before"),
            after=read_rules((rules / "after").glob("*.rq"), "after"),
        )
        cpu = time.process_time() - started
        same = all(t.path.read_bytes() == files[t.graph].read_bytes() for t in targets)
    print(f"{release.manifest['quads']:,} quads, {report.total:,} concluded, the same: {same}")
    print(f"inference {cpu:.2f} CPU s, bulk load {floor.cpu:.2f}, ratio {cpu / floor.cpu:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
