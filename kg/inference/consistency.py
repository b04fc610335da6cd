"""Asks HermiT, through owlready2, whether an ontology contradicts itself.

Two things can be wrong: the whole is inconsistent (its own individuals break an axiom, and then
everything follows), or a class can never have a member. HermiT is for the vocabulary, when it is
made or extended; data are inferred from by rules and checked by shapes.
"""

import contextlib
import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import OntologyError
from kg.inference.java import java_executable, reasoner_jar
from kg.inference.merge import merged_rdf_xml
from kg.inference.profile import Violation, check_profiles
from kg.resources import vocabulary_files
from kg.texts import Message


@dataclass(frozen=True)
class ConsistencyReport:
    """What HermiT says: `unsatisfiable` holds IRIs of classes that can have no member."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return self.consistent and not self.unsatisfiable


@dataclass(frozen=True)
class ExtensionReport:
    """What is wrong with a publisher's extension of the vocabulary."""

    violations: tuple[Violation, ...]
    consistency: ConsistencyReport

    @property
    def good(self) -> bool:
        """Whether the extension may be used."""
        return not self.violations and self.consistency.good


def check_consistency(paths: Iterable[Path]) -> ConsistencyReport:
    """Return what HermiT finds in the files together.

    Raises:
        OntologyError: a file cannot be read, or HermiT failed.
        ReasonerMissingError: the packages for it are not installed.
    """
    reasoner_jar()
    java = java_executable()
    import owlready2

    owlready2.JAVA_EXE = str(java)
    with tempfile.TemporaryDirectory(prefix="samenspel-hermit-") as folder:
        file = Path(folder) / "merged.owl"
        file.write_bytes(merged_rdf_xml(paths, without_dates=True))
        world = owlready2.World()
        try:
            # owlready2 comments on cube properties on the error stream, which is for our words.
            with (
                contextlib.redirect_stderr(io.StringIO()),
                world.get_ontology(file.as_uri()).load(),
            ):
                owlready2.sync_reasoner_hermit(world, debug=0)
            found = sorted(str(class_.iri) for class_ in world.inconsistent_classes())
        except owlready2.OwlReadyInconsistentOntologyError:
            return ConsistencyReport(consistent=False)
        except owlready2.OwlReadyJavaError as error:
            raise OntologyError(
                Message(
                    "Checking the ontology's consistency: HermiT failed: {error}",
                    error=_cause(error),
                ),
                code="SAM-V012",
                hint=Message(
                    "Run the profile check first; HermiT stops at what OWL 2 does not have."
                ),
            ) from error
        finally:
            world.close()
    nothing = "http://www.w3.org/2002/07/owl#Nothing"
    return ConsistencyReport(True, tuple(iri for iri in found if iri != nothing))


def _cause(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if "Exception" in line or "Error" in line]
    return (telling or lines)[0][:300] if lines else Message("no message")


def check_extension(
    paths: Sequence[Path], *, ontology: Sequence[Path] | None = None
) -> ExtensionReport:
    """Judge a publisher's own module together with the vocabulary that ships with Samenspel.

    Only violations that the extension brings are reported. For `[ontology] extensions = [...]`
    in samenspel.toml. `ontology` takes other files in the place of the vocabulary's.

    Raises:
        OntologyError: a file cannot be read, or a reasoner failed.
        ReasonerMissingError: the packages for it are not installed.
    """
    base = vocabulary_files() if ontology is None else list(ontology)
    before, whole = check_profiles([base, [*base, *paths]])
    known = set(before)
    return ExtensionReport(
        violations=tuple(violation for violation in whole if violation not in known),
        consistency=check_consistency([*base, *paths]),
    )
