"""Judges a publisher's own vocabulary module before anything is built with it."""

from __future__ import annotations

from kg.errors import OntologyError
from kg.inference.consistency import check_extension
from kg.release.publication import Publication
from kg.texts import Message, join


def check_extensions(publication: Publication) -> None:
    """Check that the extensions named in samenspel.toml are OWL 2 RL and contradict nothing.

    Raises:
        OntologyError: an extension is missing, leaves the profile, or makes the whole
            inconsistent; says which axiom or class.
    """
    paths = [publication.folder / name for name in publication.extensions]
    for path in paths:
        if not path.is_file():
            raise OntologyError(
                Message("Checking the vocabulary: the extension {path} is not there.", path=path),
                code="SAM-O030",
            )
    report = check_extension(paths)
    if report.good:
        return
    wrong = [
        Message("{message} (in {axiom})", message=violation.message, axiom=violation.axiom)
        for violation in report.violations
    ]
    if not report.consistency.consistent:
        wrong.append(Message("together with the vocabulary it contradicts itself"))
    wrong.extend(
        Message("no thing can be a {name}", name=name) for name in report.consistency.unsatisfiable
    )
    names = ", ".join(publication.extensions)
    raise OntologyError(
        Message(
            "Checking the vocabulary extension {names}:\n  - {wrong}",
            names=names,
            wrong=join("\n  - ", wrong),
        ),
        code="SAM-O031",
        hint="OWL 2 RL: https://www.w3.org/TR/owl2-profiles/#OWL_2_RL",
    )
