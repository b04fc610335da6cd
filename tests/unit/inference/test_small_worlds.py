"""What follows in each of the small worlds, and what does not; and the page that shows them."""

import pytest
from small_world import SmallWorld
from small_worlds import PAGE, WORLDS, page
from worlds import concluded, short

NUMBERED = list(enumerate(WORLDS))


@pytest.fixture(scope="module")
def statements() -> set[str]:
    """All worlds at once, each with names of its own: the vocabulary is read once."""
    store = concluded("\n".join(world.apart(n, world.turtle) for n, world in NUMBERED))
    return {short(f"{q.subject} {q.predicate} {q.object}") for q in store}


@pytest.mark.parametrize(("number", "world"), NUMBERED, ids=lambda w: getattr(w, "words", ""))
def test_what_follows_in_a_small_world(
    number: int, world: SmallWorld, statements: set[str]
) -> None:
    told = {world.apart(number, text): text for text in (*world.follows, *world.not_)}
    assert {text for name, text in told.items() if name in statements} == set(world.follows)


def test_page_shows_the_worlds_as_they_are_tested() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"run python {__file__.replace('test_', '')}"
