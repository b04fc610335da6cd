"""What differs between two releases: subjects, quads, conclusions, rows, findings; and a patch.

Two differences come of it: the steward's, with values, which stays on the steward's machine, and
the public one, which spells no value that a release does not hold any more. Enter at `subjects`
(which subjects changed, and when). It decides nothing: what may be published is for the gate.
"""
