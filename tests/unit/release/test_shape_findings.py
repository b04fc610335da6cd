"""What does not fit a shape is told in words that people know."""

import pytest

from kg.release.shape_findings import shape_finding
from kg.validation.shapes import ShapeResult

SAM = "https://w3id.org/samenspel/ns#"


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        (f"{SAM}hasPartner", "sam:hasPartner"),
        (f"(<{SAM}hasPartner>|^<https://x.be/p>)", "(sam:hasPartner|^<https://x.be/p>)"),
        (None, None),
    ],
)
def test_a_path_is_told_with_prefixes(path: str | None, rule: str | None) -> None:
    result = ShapeResult("https://x.be/a", path, "SAM-S031", "warning", {}, "minCount", None)
    assert shape_finding(result, ("d", "a.csv", 3)).rule == rule
