"""The publication as event streams (LDES), which others follow: what each release changed.

One stream for each dataset and one for all together. A stream is a log of members, each a fixed
version of a thing: as it came, changed, or went. Enter by `follow`, which brings the streams up to
the published release; `record` is what is known of them, `page` reads one page. Not here: the terms
of LDES and TREE around the members, which the server writes for the address it is reached at.
"""
