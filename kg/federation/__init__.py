"""Publications beside each other: the same organisation known to several publishers.

Not here: making releases (`kg.release`), which takes decisions as files. Enter at
`kg.federation.matching`.
"""
