"""What ground is called is said in Spanish; the names of streets and places stay as they are."""

import pytest

from tests.finding.test_labels import course
from tocsin.finding.ends import End
from tocsin.finding.labels import COMPASS, floors, part, street, unlike
from tocsin.tongues.known import texting, tongue_of
from tocsin.tongues.spanish_labels import COMPASS as ROSE
from tocsin.tongues.spanish_labels import LABELS
from tocsin.tongues.tongue import blanks

ES = tongue_of("es")
DEAD, OAK = End("", is_dead=True), End("Oak St", 800.0)
NORTH = ("north", "south")


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        (street(course("Mill Lane", "Oak St", "5th Ave")), "Mill Lane entre Oak St y 5th Ave"),
        (street(course("", "Oak St", "Elm St")), "Calle lateral entre Oak St y Elm St"),
        (street(course("Mill Lane", "Oak St", DEAD)), "Mill Lane desde Oak St hasta su final"),
        (
            street(course("Mill Lane", "Oak St", End(""))),
            "Mill Lane desde Oak St, 230 m al noreste",
        ),
        (street(course("Mill Lane", DEAD, DEAD)), "Mill Lane, sus 230 m"),
        (
            street(course("Mill Lane", OAK, OAK, length_m=800.0, north_m=0.0)),
            "Mill Lane, 800 m al este, desde 800 m de Oak St",
        ),
        (
            street(course("Mill Lane", "Oak St", "Elm St", others=("Ash Rd",), nameless=True)),
            "Mill Lane entre Oak St y Elm St, con Ash Rd y calles laterales",
        ),
        (
            unlike(["Mill Lane, all round"] * 2, [(0.0, 50.0), (0.0, -50.0)])[0],
            "Mill Lane, toda la vuelta (norte)",
        ),
        (f"North lot, {part(0, 2, NORTH)}", "North lot, mitad norte"),
        (f"North lot, {part(1, 3, NORTH)}", "North lot, tercio centro"),
        (f"North lot, {part(3, 5, NORTH)}", "North lot, parte 4 de 5 desde el norte"),
        (f"Tower, {floors(2, 4)}", "Tower, pisos 2 a 4"),
        (f"Tower, {floors(2, 2)}", "Tower, piso 2"),
        (
            "60 m west of Third Street at Hickory Avenue",
            "a 60 m al oeste de Third Street at Hickory Avenue",
        ),
        (
            "Ground 120 m south of the likeliest place",
            "Terreno a 120 m al sur del lugar más probable",
        ),
        ("Third St, 240 m from the scene", "Third St, a 240 m del lugar"),
        ("Station One parking lot", "Station One parking lot"),
    ],
)
def test_ground_is_called_in_spanish(english, spanish):
    assert ES.label(english) == spanish
    assert tongue_of("en").label(english) == english
    assert texting("es").label(english).isascii()


def test_every_direction_has_its_word_and_every_blank_is_kept():
    assert {*COMPASS, "middle"} == ROSE.keys()
    for english, spanish in LABELS.items():
        assert blanks(english) == blanks(spanish)
