"""Two ways of writing one name are the same name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.places.folding import Role, fold, spell, unspell, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SW 5th Ave.", "Southwest Fifth Avenue"),
        ("C/ Princesa", "Calle de la Princesa"),
        ("C. Princesa", "calle princesa"),
        ("R. das Flores", "Rua das Flôres"),
        ("Av. da Boavista", "Avenida da Boavista"),
        ("Pza Mayor", "Plaza Mayor"),
        ("Hauptstr.", "Hauptstraße"),
        ("Berliner Str.", "Berliner Straße"),
        ("N Main St", "North Main Street"),
        ("St. Helens Rd", "Saint Helens Road"),
        ("Dr Martin Blvd", "Doctor Martin Boulevard"),
        ("5ta Avenida", "Quinta Avenida"),
        ("Twenty-Third Ave", "23rd Avenue"),
        ("Calle treinta y cinco", "Calle 35"),
        ("I-405", "I 405"),
        ("Wendy’s", "wendys"),
        ("Avenue of the Americas", "Avenue Americas"),
    ],
)
def test_they_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("5th Ave", "5th St"), ("N Main St", "S Main St"), ("5th Ave", "6th Ave")]
)
def test_what_differs_stays_different(one, other):
    assert fold(one) != fold(other)


def test_a_name_of_nothing_but_kinds_keeps_them():
    assert fold("North Avenue").key == "nav"
    assert fold("The Esplanade").key == "esplanade"


def test_a_full_stop_ends_a_phrase_but_not_after_a_short_form():
    marks = [w.role for w in words_of("on Av. Sol. he") if w.text == "."]
    assert marks == [Role.LINK, Role.BREAK]


@given(st.text())
def test_every_word_stands_where_it_says_and_any_name_can_be_kept(text):
    for word in words_of(text):
        assert 0 <= word.start <= word.end <= len(text)
    assert unspell(spell(fold(text))) == fold(text)
