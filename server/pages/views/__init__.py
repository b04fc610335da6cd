"""Pages that answer a question: a sentence, a figure, a table, and how we know."""
