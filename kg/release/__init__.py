"""From a publication to sealed releases, and the pointer that says which one is served.

`publication` reads samenspel.toml, `build` makes a release folder, `publish` switches `current`,
`release` opens one. A release is written once and then only read (ARCHITECTURE: "sealed").
"""
