"""What a file of any kind holds, as far as a look at it tells.

`files` opens a file or folder and goes by its kind; `structure` finds its tables and records;
`columns` says of each column what its values are. Nothing of a publication is needed.
"""
