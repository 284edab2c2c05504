"""Short reply codes: easy to type at 3 a.m., not given again within a week."""

from collections.abc import Callable, Container

_TRIES_PER_LENGTH = 32


def new_code(used: Container[str], draw: Callable[[int], int]) -> str:
    """A code that is not in use: four digits, more when four are running out.

    `draw(n)` is handed in and gives 0 to n-1; codes never start with 0, so that
    nothing is lost when a phone takes them for a number.
    """
    for digits in range(4, 13):
        low = 10 ** (digits - 1)
        for _ in range(_TRIES_PER_LENGTH):
            code = str(low + draw(9 * low))
            if code not in used:
                return code
    raise AssertionError("every reply code up to twelve digits is in use")
