"""From a mapping document to quads: read it, check it, compile it to SQL, run it.

`yarrrml` and `rml` read documents into the model of `document`; `compile` turns a triples map
into SQL statements (one per kind of row they need, never a loop over cells); `apply` runs them
on staged sources. Specifications: RML Core (w3id.org/rml), YARRRML.
"""
