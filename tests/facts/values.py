"""Any value a fact can hold, built from the fact's own types."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st

from tocsin.facts.codec import KINDS
from tocsin.kernel.private import Private

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SURROGATES: tuple[Any, ...] = ("Cs",)
plain = st.text(st.characters(exclude_categories=SURROGATES), max_size=20)
private = st.builds(Private, plain.filter(bool), st.none() | st.text(max_size=30))
moments = st.integers(0, 4 * 10**15).map(lambda us: EPOCH + timedelta(microseconds=us))

st.register_type_strategy(Private, private)
st.register_type_strategy(datetime, moments)


def of_struct(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Any value of this struct."""
    fields = {f.name: of(f.type) for f in msgspec.inspect.type_info(kind).fields}  # type: ignore[attr-defined]
    return st.builds(kind, **fields)


def of(info: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    """Any value of this type, as msgspec sees it."""
    inspect = msgspec.inspect
    match info:
        case inspect.StrType():
            return plain
        case inspect.IntType():
            return st.integers(-(2**53), 2**53)
        case inspect.FloatType():
            return st.floats(allow_nan=False, allow_infinity=False)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.DateTimeType():
            return moments
        case inspect.EnumType():
            return st.sampled_from(info.cls)
        case inspect.CustomType():
            return st.from_type(info.cls)
        case inspect.UnionType():
            return st.one_of([of(each) for each in info.types])
        case inspect.VarTupleType():
            return st.lists(of(info.item_type), max_size=3).map(tuple)
        case inspect.TupleType():
            return st.tuples(*map(of, info.item_types))
        case inspect.DictType():
            return st.dictionaries(of(info.key_type), of(info.value_type), max_size=2)
        case inspect.StructType():
            return of_struct(info.cls)
        case _:
            raise AssertionError(info)


facts = {name: of_struct(kind) for name, kind in KINDS.items()}
any_fact = st.one_of(*facts.values())
