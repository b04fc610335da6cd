"""Other publishers: what they publish is followed, judged and taken in as datasets of their own.

Enter at `discovery.find_offers` for what lies at an address, at `sync.sync` for fetching all peers
and making one build, and at `matching` for the same organisation known to several publishers.
Peers are hostile until proven otherwise: `fetching` is the only way out to the network, `judging`
the only way in, and what fails keeps its last good state. What a build takes in is read by
`kg.release.peer_datasets`. Not here: making releases, and what the server offers to others.
"""
