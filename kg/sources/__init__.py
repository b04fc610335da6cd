"""From files to located rows: each source becomes one DuckDB table of text columns.

Every staged table has a column `_row` that counts records as a spreadsheet shows them. Nothing is
guessed in silence: what is detected (encoding, delimiter) is reported as a finding. Entry point:
`stage.stage`. What is known of each format stands in `formats`.
"""
