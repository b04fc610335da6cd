"""YARRRML, the YAML form of RML (rml.io/yarrrml/spec): `reader` and `writer`."""
