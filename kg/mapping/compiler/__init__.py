"""From a triples map to SQL: one statement per kind of row that it needs, no loop over cells.

`triples_map.compile_map` is the entry point; what it gives, a `plan`, is data.
"""
