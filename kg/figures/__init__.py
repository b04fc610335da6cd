"""What pages count and compare, computed once when a release is made."""

FIGURES = "figures.json"
"""The file in the folder of a release."""
NEARNESS = ("FirstLineZone", "Arrondissement", "Province")
"""The areas in which municipalities are near each other, the nearest first."""
