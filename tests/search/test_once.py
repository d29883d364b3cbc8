"""What is made once."""

import pytest

from search.once import Once


def test_it_is_made_when_first_asked_for_and_kept() -> None:
    made: list[int] = []
    once = Once(lambda: made.append(1) or object())
    assert not once.is_made and not made
    assert once() is once() and once.is_made and made == [1]


def test_what_could_not_be_made_is_tried_again() -> None:
    answers = iter([OSError("busy"), "ready"])

    def make() -> str:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    once = Once(make)
    with pytest.raises(OSError, match="busy"):
        once()
    assert not once.is_made and once() == "ready"
