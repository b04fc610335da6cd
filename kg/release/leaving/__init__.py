"""How things leave a publication or move in it, so that no kept release brings them back.

Enter by `withdraw` and `replace`, which write what was decided into the publication and do what
follows from it. `records` reads these files, `departures` says what has left, `guard` keeps it out
of a build, `resealing` makes a kept release anew without it, and `agenda` is the work that is still
to be done, which the next writer finishes after a crash. Not here: what the server shows of it.
"""
