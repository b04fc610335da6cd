"""A workbook to fill in where no system exports anything, with a mapping that reads it back.

`sheets` says which sheets and `columns` there are, once; `write` makes the workbook of it and
`publication` the mapping, so that the two cannot differ. What a column is called and what it means
are the label and definition of its property in the vocabulary (`words`); the few other texts are in
`texts`. It is not a reader of workbooks: that is `kg.sources.workbook`. Enter by
`write_publication`.
"""

from kg.cli.workbook.publication import write_publication

__all__ = ["write_publication"]
