"""Compiled functions work where their machine code can be kept, and where it cannot."""

from tocsin.roads import compiled as subject


def test_without_a_place_to_keep_the_code_it_is_compiled_anyway(monkeypatch):
    asked = []

    def nowhere(function=None, *, cache=False):
        asked.append(cache)
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return function

    monkeypatch.setattr(subject, "njit", nowhere)

    def twice(number):
        return 2 * number

    assert subject.compiled(twice)(21) == 42
    assert asked == [True, False]
