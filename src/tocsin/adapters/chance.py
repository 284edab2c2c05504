"""Real chance, for what must not be guessed."""

import os


def unpredictable(count: int) -> bytes:
    """So many bytes that nobody can guess."""
    return os.urandom(count)
