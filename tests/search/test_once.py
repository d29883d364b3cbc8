"""What is made once."""

import pytest

from search.once import Once, Recent


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


def test_the_last_few_are_kept_by_what_they_were_made_of() -> None:
    made: list[str] = []
    recent: Recent[str] = Recent(2)

    def get(key: str) -> str:
        return recent.get(key, lambda: made.append(key) or key.upper())

    assert [get(key) for key in ("a", "b", "a", "c", "a", "b")] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]  # b was used least when c came
    recent.clear()
    assert get("a") == "A" and made[-1] == "a"
