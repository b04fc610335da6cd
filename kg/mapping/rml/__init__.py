"""RML in Turtle (RML Core, IO, FNML, CC, LV: w3id.org/rml): `reader` and `writer`."""
