import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.watch.plates import Likeness, candidates, compare, look, tidy

PLATES = st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=4, max_size=8)


@pytest.mark.parametrize(
    ("read", "known", "likeness"),
    [
        ("7KX 410", "7KX410", Likeness.EXACT),
        ("7kx-410", "7KX410", Likeness.EXACT),
        ("7KX4IO", "7KX410", Likeness.CONFUSABLE),
        ("B0S 551", "8OS 55I", Likeness.CONFUSABLE),
        ("7KX411X", "7KX411", Likeness.NEAR),
        ("7XK411", "7KX411", Likeness.NEAR),
        ("7KX491", "7KX411", Likeness.NEAR),
        ("7KX", "7KX411", Likeness.PART),
        ("411", "7KX411", Likeness.PART),
        ("41", "7KX411", None),
        ("9RW822", "7KX411", None),
        ("", "7KX411", None),
        ("---", "", None),
    ],
)
def test_a_plate_is_compared_as_it_looks(read, known, likeness):
    assert compare(read, known) is likeness


@given(PLATES)
def test_a_plate_is_itself_however_it_is_spaced(plate):
    assert compare(" - ".join(plate).lower(), plate) is Likeness.EXACT


@given(PLATES, st.randoms(use_true_random=False))
def test_o_for_0_and_its_like_never_make_it_another(plate, chance):
    twins = {"0": "OQD", "1": "IL", "8": "B", "5": "S", "2": "Z", "6": "G", "O": "0", "B": "8"}
    misread = "".join(chance.choice(twins.get(each, each)) for each in plate)
    assert compare(misread, plate) in (Likeness.EXACT, Likeness.CONFUSABLE)


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(read, known):
    compare(read, known)
    assert look(read) == look(tidy(read))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("blue pickup 7KX 410 north lot", ["7KX410"]),
        ("plate 7KX-410.", ["7KX410"]),
        ("tag ends 410", ["410"]),
        ("plate 4102", ["4102"]),
        ("he is at lot 12", []),
        ("nobody here", []),
    ],
)
def test_plates_are_found_in_a_text(text, found):
    assert set(found) <= set(candidates(text))
