"""Python functions over plain arrays, compiled on their first call.

The compiled code is kept beside the source or in the user's cache, and where
neither can be written it is compiled again in every process. A compiled call
holds the interpreter's lock, so two threads never share a workspace.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The same function as machine code, without bounds checks: its caller has looked.

    It works on the arrays it is given and makes none, nor lists: then nobody has to count who
    holds an array, which took two thirds of the time of the loops over positions
    (each array of each call is counted up and down). One that makes arrays does not
    compile; it is `compiled_making`.
    """
    # numba's own name for it begins with a line beneath; its version is pinned by the lock.
    return _kept(function, {"_nrt": False})


def compiled_making(function: Function) -> Function:
    """The same for a function that makes arrays or lists, or calls one that does."""
    return _kept(function, {})


def _kept(function: Function, options: dict[str, Any]) -> Function:
    try:
        done = njit(cache=True, **options)(function)
    except RuntimeError:  # nowhere to keep it
        done = njit(**options)(function)
    return cast("Function", done)
