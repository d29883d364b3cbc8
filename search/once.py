"""A value that takes long to make -> made when it is first asked for, once for all threads; or the last few of many."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Call it for the value. Who asks while it is made waits; what raises is tried again by the next."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: tuple[T] | None = None

    def __call__(self) -> T:
        with self._lock:
            if self._made is None:
                self._made = (self._make(),)
            return self._made[0]

    @property
    def is_made(self) -> bool:
        """Whether nobody has to wait for it."""
        return self._made is not None


class Recent(Generic[T]):
    """The values that were made last, by what they were made of. Two threads may make the same one at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._made: dict[Hashable, T] = {}  # the one used last at the end

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._made:
                self._made[key] = found = self._made.pop(key)
                return found
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > self._most:
                del self._made[next(iter(self._made))]
        return made

    def clear(self) -> None:
        with self._lock:
            self._made.clear()
