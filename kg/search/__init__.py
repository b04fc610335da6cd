"""Finding things by their names, numbers and what they are about: one file beside the store."""
