"""Python functions over plain arrays, compiled on their first call.

The compiled code is kept beside the source or in the user's cache (`kept`), and where
neither can be written it is compiled again in every process. A compiled call
holds the interpreter's lock, so two threads never share a workspace, unless the
function says that it shares nothing (`compiled_apart`). The compiler itself is loaded with
the first of those calls: a service is up before it, and does without a map for ever.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, update_wrapper
from typing import Any, Final, TypeVar, cast

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
    return cast("Function", Compiled(function, options))


class Compiled:
    """A function of which there is machine code as soon as it is called."""

    def __init__(self, function: Callable[..., object], options: dict[str, Any]) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self.options = options

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the machine code, made first where there is none for such arguments."""
        return self.machine(*arguments, **named)

    @cached_property
    def machine(self) -> Any:
        """What the compiler made of it, and goes on making for other kinds of arguments."""
        from numba import njit  # noqa: PLC0415 - half a second, and many starts need none.

        from tocsin.roads.kept import KeptCode  # noqa: PLC0415 - it loads the compiler as well.

        how: Any = {**self.options, NO_DOOR: True}
        done: Any = njit(**how)(self.py_func)
        with suppress(RuntimeError):  # nowhere to keep it
            done._cache = KeptCode(self.py_func, self.options)  # noqa: SLF001 - no other way.
        return done

    @property
    def _numba_type_(self) -> Any:
        """How the compiler finds the machine code where another compiled function calls it."""
        from numba import types  # noqa: PLC0415 - only the compiler asks.

        return types.Dispatcher(self.machine)
