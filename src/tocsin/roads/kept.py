"""Machine code that is kept from one process to the next, and says what it was made of.

The compiler's own way of keeping it looks at the function's own file only, though
what is kept holds all that the function calls as well: after an upgrade it hands out
code of two versions in one. It also keeps an index beside the code, and two processes
that compile at once can make that name the wrong file. Here each signature has one
file, which is used only when it names exactly what would be compiled: the function,
whatever it calls, the constants and the fields that these name. What is amiss with a
file, or with the disk, costs a compilation and nothing else.
"""

import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

import numba
import numpy as np
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.core.serialize import dumps

Function = Callable[..., Any]


class KeptCode(FunctionCache):
    """The kept code of one function, for any signature. RuntimeError: nowhere to keep it."""

    def __init__(self, function: Function, options: Mapping[str, object]) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        self._cache_file = Files(self.cache_path, function, options)

    def load_overload(self, sig: object, target_context: object) -> Any:
        """The code for this signature; None when there is none that can be used."""
        try:
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001 - whatever is wrong with a file, compiling mends it.
            return None

    def save_overload(self, sig: object, data: object) -> None:
        """Keep the code for this signature, if the disk takes it."""
        with suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


class Files(IndexDataCacheFile):
    """One file for each signature: what it is for and what it was made of, then the code."""

    def __init__(self, folder: str, function: Function, options: Mapping[str, object]) -> None:
        name = f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"
        self._base = Path(folder) / f"{name}.{sys.implementation.cache_tag}"
        self._function = function
        self._options = repr(sorted(options.items()))

    def load(self, key: object) -> Any:
        """What was kept under this key, or None. Raises whatever a damaged file makes it raise."""
        path = self._path(key)
        if not path.exists():
            return None
        known, data = pickle.loads(path.read_bytes())  # noqa: S301 - as trusted as the source.
        return data if known == self._made_of(key) else None

    def save(self, key: object, data: object) -> None:
        """Keep this in the place of what was kept under the key, wholly or not at all."""
        with self._open_for_write(str(self._path(key))) as file:
            file.write(dumps((self._made_of(key), data)))  # type: ignore[no-untyped-call]

    def flush(self) -> None:
        """Forget everything that was kept of this function."""
        for path in self._base.parent.glob(f"{self._base.name}.*.code"):
            path.unlink(missing_ok=True)

    def _path(self, key: object) -> Path:
        name = sha256(repr(key).encode()).hexdigest()[:16]
        return self._base.with_name(f"{self._base.name}.{name}.code")

    def _made_of(self, key: object) -> tuple[str, str, str]:
        return repr(key), self._options, made_of(self._function)


@cache
def made_of(function: Function) -> str:
    """A digest of everything that the compiled function is made of, its callees included."""
    seen: dict[Function, str] = {}
    waiting = [function]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen[one], calls = _parts(one)
            waiting.extend(calls)
    whole = (numba.__version__, np.__version__, seen[function], *sorted(seen.values()))
    return sha256("\n".join(whole).encode()).hexdigest()


class _Parts(NamedTuple):
    said: str
    calls: tuple[Function, ...]


@cache
def _parts(function: Function) -> _Parts:
    """What one function says by itself, and the compiled functions that it names."""
    codes = list(_codes(function.__code__))
    names = sorted({name for code in codes for name in code.co_names})
    known = {name: function.__globals__[name] for name in names if name in function.__globals__}
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    values = [*known.items(), *enumerate(cells)]
    calls = tuple(value.py_func for _, value in values if hasattr(value, "py_func"))
    said = [
        function.__module__,
        function.__qualname__,
        *(_said_of_code(code) for code in codes),
        *(f"{name}={_said(value)}" for name, value in values),
        *(_said(kind) for kind in function.__annotations__.values()),
        repr(function.__defaults__),
    ]
    return _Parts("\n".join(said), calls)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _codes(const)


def _said_of_code(code: CodeType) -> str:
    consts = [
        sorted(map(repr, each)) if isinstance(each, frozenset) else each
        for each in code.co_consts
        if not isinstance(each, CodeType)
    ]
    return f"{code.co_code.hex()} {consts!r} {code.co_names} {code.co_varnames}"


def _said(value: Any) -> str:
    """A value that compiled code takes for constant, in words that are the same in any process.

    One that has none is never the same, and is compiled anew.
    """
    if hasattr(value, "py_func"):
        options = sorted(value.options.items())
        return f"calls {value.py_func.__module__}.{value.py_func.__qualname__} {options}"
    if isinstance(value, ModuleType):
        return value.__name__
    if isinstance(value, type):
        fields = getattr(value, "_fields", ())
        each = [f"{field}: {_said(value.__annotations__.get(field))}" for field in fields]
        return f"{value.__module__}.{value.__qualname__}({', '.join(each)})"
    if isinstance(value, np.ndarray):
        return f"{value.dtype!r} {value.shape} {sha256(value.tobytes()).hexdigest()}"
    return repr(value)
