"""How many SMS a text becomes, as a provider counts and charges them."""

import pytest

from tocsin.kernel.gsm7 import segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 158 + "€", 1),
        ("a" * 159 + "€", 2),
        ("ñ" * 160, 1),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("a" * 69 + "😀", 2),
        ("a" * 132 + "😀", 2),
        ("a" * 133 + "😀", 3),
        ("\ud800", 1),
    ],
)
def test_a_text_is_counted_as_it_is_sent(text, count):
    assert segments(text) == count
