"""Draws the conclusions that the vocabulary allows, and keeps them apart from what was said.

`compile` turns OWL 2 RL axioms into rules, `rule_files` reads the rules of ontology/rules,
`engine` runs both over a store, `explain` writes which rule gave what. `profile` and
`consistency` judge an ontology before it is used; `asserted_inferences` finds data that claims a
conclusion. Nothing here opens sockets; `profile` and `consistency` start a Java process.
"""
