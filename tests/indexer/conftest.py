"""What tests of a damaged index leave behind."""

import gc
import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture
def open_files_left() -> Iterator[None]:
    """Whoosh leaves a damaged file open; collected here, where no later test is blamed for it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
