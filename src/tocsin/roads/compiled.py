"""Python functions over plain arrays, compiled on their first call.

The compiled code is kept beside the source or in the user's cache (`kept`), and where
neither can be written it is compiled again in every process. A compiled call
holds the interpreter's lock, so two threads never share a workspace, unless the
function says that it shares nothing (`compiled_apart`).
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypeVar, cast

from numba import njit

from tocsin.roads.kept import KeptCode

Function = TypeVar("Function", bound=Callable[..., object])

NO_DOOR: Final = "no_cfunc_wrapper"
"""Nothing calls these from C, so no door for that is built: it is a tenth of the work."""


def compiled(function: Function) -> Function:
    """The same function as machine code, without bounds checks: its caller has looked.

    It works on the arrays it is given and makes none, nor lists: then nobody has to count who
    holds an array, which took two thirds of the time of the loops over positions
    (each array of each call is counted up and down). One that makes arrays does not
    compile; it is `compiled_making`.
    """
    # numba's own name for it begins with a line beneath; its version is pinned by the lock.
    return _made(function, {"_nrt": False})


def compiled_making(function: Function) -> Function:
    """The same for a function that makes arrays or lists, or calls one that does."""
    return _made(function, {})


def compiled_apart(function: Function) -> Function:
    """The same of one that shares nothing between two calls: other threads run meanwhile."""
    return _made(function, {"nogil": True})


def _made(function: Function, options: dict[str, Any]) -> Function:
    how: Any = {**options, NO_DOOR: True}
    done: Any = njit(**how)(function)
    with suppress(RuntimeError):  # nowhere to keep it
        done._cache = KeptCode(function, options)  # noqa: SLF001 - nothing else gives it one.
    return cast("Function", done)
