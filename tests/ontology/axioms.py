"""The axioms of ontologies by the OWL API: `python axioms.py FILE...` prints them as JSON.

A process of its own, since a Java virtual machine starts once and changes signal handlers.
"""

from __future__ import annotations

import json
import re
import sys

import jpype

from kg.inference.java import jvm_library, reasoner_jar

ANONYMOUS = re.compile(r"_:\w+")
WHOLE_DECIMAL = re.compile(r'(?<=\d)\.0(?="\^\^xsd:decimal)')
ABOUT_AN_ONTOLOGY = re.compile(
    r"AnnotationAssertion\(\S+ <https://w3id.org/samenspel/ns(/[\w-]+)*> "
)


def axioms(paths: list[str]) -> list[list[str]]:
    """The axioms of each file, its imports left out.

    Nodes without a name are all written alike, and so are decimals of one value. Which of several
    headers in a file is that of the ontology is left open, so what is said of headers is left out.
    """
    api = "org.semanticweb.owlapi"
    jpype.startJVM(
        str(jvm_library()), "--enable-native-access=ALL-UNNAMED", classpath=[str(reasoner_jar())]
    )
    document = jpype.JClass("java.io.File")
    silent = jpype.JClass(f"{api}.model.MissingImportHandlingStrategy").SILENT
    found = []
    for path in paths:
        manager = jpype.JClass(f"{api}.apibinding.OWLManager").createOWLOntologyManager()
        loading = jpype.JClass(f"{api}.model.OWLOntologyLoaderConfiguration")()
        loading = loading.setMissingImportHandlingStrategy(silent)
        source = jpype.JClass(f"{api}.io.FileDocumentSource")(document(path))
        ontology = manager.loadOntologyFromOntologyDocument(source, loading)
        texts = (str(axiom) for axiom in ontology.getAxioms())
        kept = (text for text in texts if not ABOUT_AN_ONTOLOGY.match(text))
        found.append(sorted(WHOLE_DECIMAL.sub("", ANONYMOUS.sub("_", text)) for text in kept))
    return found


if __name__ == "__main__":
    print(json.dumps(axioms(sys.argv[1:])))
