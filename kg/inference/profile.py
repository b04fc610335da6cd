"""Checks that an ontology stays within OWL 2 RL, with the profile checker of the OWL API.

The checker is `org.semanticweb.owlapi.profiles.OWL2RLProfile`. It also reports what is outside
OWL 2 DL, undeclared terms among it. A Java virtual machine starts once per process and changes
signal handlers, so the check runs in a process of its own (`python -m kg.inference.profile`).
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.errors import OntologyError
from kg.inference.java import jvm_library, reasoner_jar
from kg.inference.merge import merged_rdf_xml
from kg.inference.wording import curie
from kg.texts import Message

# A check takes about a second; a machine that swaps may need long, a hung one is stopped.
_SECONDS = 120


@dataclass(frozen=True)
class Violation:
    """One thing in the ontology that OWL 2 RL does not have.

    `kind` is the OWL API's name for it, `axiom` the axiom in functional syntax with prefixed
    names (empty if the violation is about a term), `message` the OWL API's sentence.
    """

    kind: str
    axiom: str
    message: str


def check_profile(paths: Iterable[Path]) -> list[Violation]:
    """Return what in the files together is outside OWL 2 RL; empty is good.

    Raises:
        OntologyError: a file cannot be read, or the checker failed.
        ReasonerMissingError: the packages for it are not installed.
    """
    return check_profiles([list(paths)])[0]


def check_profiles(ontologies: Sequence[Sequence[Path]]) -> list[list[Violation]]:
    """Check several ontologies, each a list of files, at the price of one start of Java."""
    for find in (reasoner_jar, jvm_library):
        find()  # says what to install, before a process that could only fail
    with tempfile.TemporaryDirectory(prefix="samenspel-profile-") as folder:
        files = []
        for number, paths in enumerate(ontologies):
            file = Path(folder) / f"{number}.owl"
            file.write_bytes(merged_rdf_xml(paths))
            files.append(str(file))
        answer = _run(files)
    return [[Violation(**_short(item)) for item in found] for found in json.loads(answer)]


def _run(files: list[str]) -> str:
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, *sys.path[1:]])}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kg.inference.profile", *files],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            env=environment,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        last = str(error.stderr or error).strip().splitlines()[-1:]
        raise OntologyError(
            Message(
                "Checking the OWL 2 RL profile: the checker failed: {names}", names=" ".join(last)
            ),
            code="SAM-V011",
            hint=Message("Check that the ontology can be opened in an ontology editor."),
        ) from error
    return done.stdout


def _short(item: dict[str, str]) -> dict[str, str]:
    return {key: re.sub(r"<[^>\s]+>", lambda m: curie(m[0]), text) for key, text in item.items()}


def _check_in_java(files: Sequence[str]) -> list[list[dict[str, str]]]:
    import jpype

    jpype.startJVM(
        str(jvm_library()), "--enable-native-access=ALL-UNNAMED", classpath=[str(reasoner_jar())]
    )
    manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager")
    java_file = jpype.JClass("java.io.File")
    profile = jpype.JClass("org.semanticweb.owlapi.profiles.OWL2RLProfile")()
    answers = []
    for file in files:
        ontology = manager.createOWLOntologyManager().loadOntologyFromOntologyDocument(
            java_file(file)
        )
        violations = [
            Violation(
                kind=str(violation.getClass().getSimpleName()),
                axiom=str(violation.getAxiom() or ""),
                message=str(violation.toString()).split(" [", 1)[0],
            )
            for violation in profile.checkOntology(ontology).getViolations()
        ]
        answers.append([asdict(v) for v in sorted(violations, key=lambda v: (v.kind, v.message))])
    return answers


if __name__ == "__main__":
    print(json.dumps(_check_in_java(sys.argv[1:])))
