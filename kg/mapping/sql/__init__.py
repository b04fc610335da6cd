"""The SQL that mapping is compiled to, and the DuckDB that runs it.

`dialect` is the one place for words that an engine knows; a `fragment` is a piece of SQL with the
columns that it reads; `terms` writes RDF terms, `datatypes` canonical forms of values.
"""
