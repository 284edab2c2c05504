"""Real chance, for what must not be guessed."""

import os
import secrets


def unpredictable(count: int) -> bytes:
    """So many bytes that nobody can guess."""
    return os.urandom(count)


def draw(below: int) -> int:
    """A whole number from 0 on, below the given one, that nobody can guess."""
    return secrets.randbelow(below)
