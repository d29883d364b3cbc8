"""A value that takes long to make -> made when it is first asked for, once for all threads."""

import threading
from collections.abc import Callable
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
