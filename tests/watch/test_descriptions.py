import pytest

from tocsin.watch.descriptions import Because, Profile, match

REX = Profile(
    "R-1", ("Rex Vosskamp", "Big Rex"), ("7KX410",), ("dark blue Ford pickup, dented door",)
)
OTTO = Profile("R-2", ("Otto Lindgarve",), ("9RW822",), ("white van",))


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("blue pickup, north lot", [Because.VEHICLE]),
        ("una camioneta azul en el lote", [Because.VEHICLE]),
        ("blue ford by the gate", [Because.VEHICLE]),
        ("Rex Vosskamp at door 2", [Because.NAME]),
        ("vosskamp rex in the lobby", [Because.NAME]),
        ("rex voskamp is here", [Because.NAME]),
        ("Voskamp is here", [Because.SURNAME]),
        ("blue pickup 7KX 410", [Because.PLATE_EXACT, Because.VEHICLE]),
        ("7KX4IO", [Because.PLATE_CONFUSABLE]),
    ],
)
def test_what_fits_is_named(text, because):
    found = {one.respondent: one for one in match(text, (), (REX, OTTO))}
    assert list(found["R-1"].because) == because
    assert "R-2" not in found


@pytest.mark.parametrize(
    "text", ["blue", "a pickup", "red pickup", "blue van", "blue toyota pickup", "", "nobody here"]
)
def test_one_feature_alone_or_a_contradiction_is_nothing(text):
    assert match(text, (), (REX,)) == []


def test_a_name_or_a_whole_plate_is_acted_on_and_a_car_is_judged():
    assert match("Rex Vosskamp", (), (REX,))[0].is_sure
    assert match("", ("7KX41O",), (REX,))[0].is_sure
    assert not match("blue pickup", (), (REX,))[0].is_sure
    assert not match("", ("7KX4",), (REX,))[0].is_sure


def test_the_surest_stands_first():
    twin = Profile("R-3", ("Jan Morrowik",), ("7KX411",), ("blue ford pickup",))
    found = match("blue pickup 7KX 410", (), (twin, REX))
    assert [one.respondent for one in found] == ["R-1", "R-3"]
