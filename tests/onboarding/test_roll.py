"""Lists of people as offices have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.onboarding.roll import decoded, id_of, read_roll

LIST = """Nombre;Puesto;Móvil 1;Móvil 2;Correo;Departamento
Ana Quellimarsh;Despachadora;(501) 555-0110;;ana@harlow.example;x

Lee Brasknolley;shift supervisor;501 555 0120|501 555 0121;;;y
"""


def test_a_list_of_a_spreadsheet_is_read_by_its_headers():
    found = read_roll(LIST)
    ana, lee = found.entries
    assert (ana.line, ana.person, ana.roles) == (2, "ana", ("dispatcher",))
    assert (ana.numbers, ana.emails) == (("(501) 555-0110",), ("ana@harlow.example",))
    assert (lee.line, lee.roles) == (4, ("supervisor",))
    assert lee.numbers == ("501 555 0120", "501 555 0121")
    assert (found.wrong, found.unknown) == ((), ("Departamento",))


def test_first_and_last_names_are_one_name():
    (entry,) = read_roll("First Name,Last Name,Phone\nAna,Quellimarsh,1\n").entries
    assert entry.name == "Ana Quellimarsh"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_each_usual_delimiter_is_understood(delimiter):
    text = "name,number\nAna,1\n".replace(",", delimiter)
    assert read_roll(text).entries[0].numbers == ("1",)


def test_everything_wrong_is_said_at_its_line_and_quotes_nobody():
    text = "name,number,role,language,id\n,1,,,\nAna,2,pilot,,\nMo,3,,tlh,\nLee,4,,,x\nKit,5,,,x\n"
    wrong = read_roll(text).wrong
    assert [each.line for each in wrong] == [2, 3, 4, 6]
    assert not any(word in str(each) for each in wrong for word in ("pilot", "tlh", "Kit"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("number\n1\n", "names"),
        ("name\nAna\n", "reach"),
        ('name,number\n"Ana,1\n', "no CSV"),
    ],
)
def test_what_is_no_list_says_so(text, said):
    found = read_roll(text)
    assert said in found.wrong[0].wrong
    assert not found.entries


def test_ids_are_made_of_names_each_once_and_never_one_that_is_taken():
    text = "name,number\nAna Quell,1\nAna Marsh,2\nAna Marsh,3\n王,4\n555 12345,5\nAna,6\n"
    ids = [each.person for each in read_roll(text, taken={"ana-marsh"}).entries]
    assert ids == ["ana", "ana-2", "ana-3", "person", "person-2", "ana-4"]
    assert id_of("Ana Quell", {"ana"}) == "ana-quell"


def test_octets_of_spreadsheets_are_text_and_other_octets_are_none():
    text = "nombre,teléfono\nJosé,1\n"
    for charset in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert decoded(text.encode(charset)) == text
    assert decoded(b"\x89PNG\r\n\x1a\n\0\0") is None


@given(st.text())
def test_any_text_is_read_and_nobody_is_without_a_name_and_an_id(text):
    found = read_roll("name,number\n" + text)
    assert all(each.name and each.person for each in found.entries)


@given(st.text())
def test_any_headers_are_read_or_said_to_be_wrong(text):
    found = read_roll(text)
    assert found.wrong or "name" in text.casefold() or "nombre" in text.casefold()
