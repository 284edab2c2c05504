"""`tocsin init` and `tocsin import staff`, as a new user types them."""

import stat

import pytest
from typer.testing import CliRunner

from tocsin.agency.load import read
from tocsin.cli import cli, onboarding

FLAGS = ("--name", "Harlow Valley EMS", "--timezone", "America/Chicago", "--region", "us")
PLACE = ("--place", "Station One, 35.2031, -92.4012")
LIST = "name,role,number\nLee Brasknolley,supervisor,(501) 555-0120\nMo,dispatcher,(501) 555-0111\n"


def run(*arguments, answers=None):
    return CliRunner().invoke(cli, [str(each) for each in arguments], input=answers)


@pytest.fixture
def staff(tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.fixture
def made(staff, tmp_path):
    folder = tmp_path / "harlow"
    result = run("init", folder, *FLAGS, *PLACE, "--staff", staff, "--way", "kannel")
    assert result.exit_code == 0, result.output
    return folder, result.output


def test_it_writes_two_files_that_only_their_owner_reads_and_says_what_is_next(made):
    folder, said = made
    assert {each.name for each in folder.iterdir()} == {"agency.toml", "tocsin.toml"}
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert "role:supervisor: Lee Brasknolley (person:lee) by sms" in said
    assert "HOOK_SECRET, KANNEL_PASSWORD" in said
    assert "no mistakes" in run("check", folder / "agency.toml").output


def test_nothing_is_overwritten(made):
    folder, _ = made
    before = (folder / "agency.toml").read_text(encoding="utf-8")
    result = run("init", folder, *FLAGS, *PLACE)
    assert result.exit_code == 2
    assert "Nothing is overwritten" in result.output
    assert (folder / "agency.toml").read_text(encoding="utf-8") == before


def test_without_a_terminal_the_flag_that_is_missing_is_named(tmp_path):
    result = run("init", tmp_path / "x", *FLAGS)
    assert result.exit_code == 2
    assert "--place is missing" in result.output
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("--timezone", "Mars"),
        ("--public-url", "http://sos.example"),
        ("--region", "Q1"),
        ("--place", "Lot, 99, 1"),
        ("--way", "pigeon"),
    ],
)
def test_a_flag_that_is_not_accepted_says_what_is(flag, value, staff, tmp_path):
    given = dict(zip(FLAGS[::2], FLAGS[1::2], strict=True)) | {PLACE[0]: PLACE[1], flag: value}
    flat = [part for pair in given.items() for part in pair]
    result = run("init", tmp_path / "x", *flat, "--staff", staff)
    assert result.exit_code == 2
    assert f"{flag}: this is not accepted. Accepted:" in result.output
    assert not (tmp_path / "x").exists()


def test_at_a_terminal_it_asks_and_asks_again(tmp_path, monkeypatch):
    monkeypatch.setattr(onboarding, "_is_terminal", lambda: True)
    said = "Harlow\nMars\nEurope/Madrid\nes\nes\n112\nhttp://x\nhttps://sos.example/\nSede\nSede, 40.4, -3.7\nLee\n600 000 000\n\n"
    result = run("init", tmp_path / "x", answers=said)
    assert result.exit_code == 0, result.output
    agency, _ = read((tmp_path / "x" / "agency.toml").read_text(encoding="utf-8"))
    assert (agency.settings.timezone, agency.settings.language) == ("Europe/Madrid", "es")
    assert [each.reveal() for each in agency.staff["lee"].numbers] == ["+34600000000"]
    assert agency.settings.public_url == "https://sos.example"
    settings = (tmp_path / "x" / "tocsin.toml").read_text(encoding="utf-8")
    assert '\nbase_url = "https://sos.example"' in settings
    assert "[[gateway]]" not in settings
    assert "set up a gateway: tocsin link lee" in result.output


def test_a_list_with_a_mistake_writes_nothing(staff, tmp_path):
    staff.write_text(LIST + "Kit,worker,12\n", encoding="utf-8")
    result = run("init", tmp_path / "x", *FLAGS, *PLACE, "--staff", staff)
    assert result.exit_code == 1
    assert f"{staff}: line 4: this is no phone number." in result.output
    assert not (tmp_path / "x").exists()


def test_staff_are_added_once_and_the_rest_of_the_file_stays(made, staff):
    folder, _ = made
    file = folder / "agency.toml"
    before = file.read_text(encoding="utf-8")
    staff.write_text(LIST + "Kit Fennaquill,worker,(501) 555-0150\n", encoding="utf-8")
    result = run("import", "staff", staff, "--agency", file)
    assert result.exit_code == 0, result.output
    assert "1 added: kit." in result.output
    assert file.read_text(encoding="utf-8").startswith(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "0 added." in run("import", "staff", staff, "--agency", file).output


def test_a_list_that_cannot_be_read_changes_nothing(made, tmp_path):
    folder, _ = made
    before = (folder / "agency.toml").read_bytes()
    picture = tmp_path / "staff.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    result = run("import", "staff", picture, "--agency", folder / "agency.toml")
    assert result.exit_code == 2
    assert "CSV in UTF-8" in result.output
    assert (folder / "agency.toml").read_bytes() == before


def test_without_an_administrator_it_says_that_somebody_must_be_one(staff, tmp_path):
    result = run("init", tmp_path / "x", *FLAGS, *PLACE, "--staff", staff)
    assert "Give somebody the role administrator" in result.output
