"""Python functions over plain arrays, compiled on their first call.

The compiled code is kept beside the source or in the user's cache, and where
neither can be written it is compiled again in every process. A compiled call
holds the interpreter's lock, so two threads never share a workspace.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The same function as machine code, without bounds checks: its caller has looked."""
    try:
        done = njit(cache=True)(function)
    except RuntimeError:  # nowhere to keep it
        done = njit(function)
    return cast("Function", done)
