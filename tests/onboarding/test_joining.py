"""People of a list in an agency file that is there already."""

from tests.onboarding.test_drafting import answers, someone
from tocsin.agency.load import read
from tocsin.onboarding.drafting import draft
from tocsin.onboarding.joining import join
from tocsin.onboarding.roll import read_roll

TEXT = draft(answers(someone("supervisor")))[0] + "# A last remark.\n"


def brought(csv):
    agency, _ = read(TEXT)
    assert agency is not None
    return join(TEXT, agency, read_roll(csv, agency.staff).entries)


def test_who_is_new_stands_below_and_all_else_stays():
    found = brought("name,number\nKit Fennaquill,(501) 555-0150\n")
    assert (found.wrong, found.there) == ((), ())
    assert found.text.startswith(TEXT)
    assert list(read(found.text)[0].staff) == ["ana", "kit"]


def test_who_is_there_by_id_number_or_address_stays_as_they_are():
    csv = "name,number,id\nAnother,1,ana\nAna Q.,+1 501 555 0110,\n"
    found = brought(csv)
    assert (found.text, found.added, found.there) == (TEXT, (), (2, 3))


def test_a_mistake_is_told_at_the_line_of_the_list():
    csv = "name,number\nKit,(501) 555-0150\nMo,12\nDrew,(501) 555-0150\n"
    assert [each.line for each in brought(csv).wrong] == [3, 4]
