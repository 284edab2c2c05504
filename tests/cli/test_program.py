"""The program, command by command, as a new user types it."""

import re
import socket
from http.client import HTTPConnection

import apsw
import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from tests.adapters.fake_http import unused_port
from tests.test_app import harlow
from tocsin import app
from tocsin.app.serving import warn_of_readable
from tocsin.cli import cli
from tocsin.config import SettingsError
from tocsin.ledger.kek import kek_path_of


def run(*arguments):
    return CliRunner().invoke(cli, [str(each) for each in arguments])


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The ledger of the headless demo, and what was printed."""
    path = tmp_path_factory.mktemp("demo") / "demo.ledger"
    result = run("demo", "--headless", "--ledger", path)
    assert result.exit_code == 0, result.output
    return path, result.output


@pytest.fixture
def copied(played, tmp_path):
    """A copy of that ledger and its key file, to be damaged."""
    path = tmp_path / "copy.ledger"
    path.write_bytes(played[0].read_bytes())
    kek_path_of(path).write_bytes(kek_path_of(played[0]).read_bytes())
    kek_path_of(path).chmod(0o600)
    return path


def test_the_headless_demo_plays_every_step(played):
    _, said = played
    assert "Takes command of I-1" in said
    assert "ok  " in said
    assert "FAIL" not in said


def test_the_demo_overwrites_no_ledger(played):
    result = run("demo", "--headless", "--ledger", played[0])
    assert result.exit_code == 2
    assert "never overwritten" in result.output


def test_the_demo_ledger_verifies_and_replays(played):
    assert "entries verify" in run("verify", played[0]).output
    replayed = run("replay", played[0])
    assert replayed.exit_code == 0, replayed.output
    assert "equals the state kept" in replayed.output


def test_one_flipped_bit_is_named(copied):
    connection = apsw.Connection(str(copied))
    names = [
        row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type='trigger'")
    ]
    for name in names:
        connection.execute(f'DROP TRIGGER "{name}"')
    body = connection.execute("SELECT body FROM entry WHERE position = 40").get
    flipped = bytes([body[0], body[1] ^ 1, *body[2:]])
    connection.execute("UPDATE entry SET body = ? WHERE position = 40", (flipped,))
    connection.close()
    result = run("verify", copied)
    assert result.exit_code == 1
    assert "BROKEN at entry 40" in result.output


def test_a_ledger_that_was_cut_is_found_by_a_head_noted_elsewhere(played):
    head = re.search(r"Head (\d+:[0-9a-f]{64})", run("verify", played[0]).output)
    assert head is not None
    assert run("verify", played[0], "--head", head[1]).exit_code == 0
    position, _, digest = head[1].partition(":")
    result = run("verify", played[0], "--head", f"{int(position) + 1}:{digest}")
    assert result.exit_code == 1


def test_verify_of_something_else_says_what_it_is_not(tmp_path):
    other = tmp_path / "notes.txt"
    other.write_text("not a ledger", encoding="utf-8")
    result = run("verify", other)
    assert result.exit_code == 2
    assert "notes.txt" in result.output


def test_the_timeline_of_one_incident(played):
    told = run("timeline", played[0], "I-1").output
    assert "he's in the lot" in told
    missing = run("timeline", played[0], "I-99")
    assert missing.exit_code == 1
    assert "no entry about I-99" in missing.output


def test_an_erased_person_is_gone_and_the_chain_verifies(copied):
    before = run("timeline", copied).output
    assert "Ana " in before
    assert run("erase", "person:ana", "--ledger", copied, "--by", "nell").exit_code == 0
    after = run("timeline", copied).output
    assert "he's in the lot" not in after
    assert "Ana Q" not in after
    assert "entries verify" in run("verify", copied).output
    assert run("replay", copied).exit_code == 0


def test_a_ledger_without_its_key_file_still_verifies_and_replays(copied):
    kek_path_of(copied).unlink()
    assert "entries verify" in run("verify", copied).output
    assert run("replay", copied).exit_code == 0
    assert "he's in the lot" not in run("timeline", copied).output


def test_check_says_that_a_file_is_good(tmp_path):
    file = tmp_path / "agency.toml"
    file.write_text(harlow()[0], encoding="utf-8")
    result = run("check", file)
    assert result.exit_code == 0
    assert "no mistakes" in result.output


def test_check_reports_every_mistake_with_its_line(tmp_path):
    text = harlow()[0].replace('timezone = "America/Chicago"', 'timezone = "Harlow"')
    file = tmp_path / "agency.toml"
    file.write_text(text.replace('kind = "lot"', 'kind = "lott"', 1), encoding="utf-8")
    result = run("check", file)
    assert result.exit_code == 1
    line = text[: text.index('timezone = "Harlow"')].count("\n") + 1
    assert f"{file}: line {line}:" in result.output
    assert "2 mistake(s)" in result.output


def test_check_of_a_file_that_is_not_there():
    assert run("check", "/nonexistent/agency.toml").exit_code == 2


def test_who_now_names_who_would_be_paged(tmp_path):
    file = tmp_path / "agency.toml"
    file.write_text(harlow()[0], encoding="utf-8")
    result = run("who-now", file, "--at", "2026-11-21T23:31:00")
    assert result.exit_code == 0, result.output
    assert "lee" in result.output.lower()


def test_who_now_fails_when_the_rota_has_a_hole(tmp_path):
    file = tmp_path / "agency.toml"
    text = re.sub(
        r"(?s)week = \[\n.*?\n\]",
        'week = [{ person = "lee", days = ["mon"], start = "08:00", end = "20:00" }]',
        harlow()[0],
        count=1,
    )
    file.write_text(text, encoding="utf-8")
    result = run("who-now", file, "--at", "2026-11-21T23:31:00")
    assert result.exit_code == 1, result.output
    assert "oncall" in result.output


def test_simulate_keeps_every_promise():
    result = run("simulate", "--seeds", 3)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("command", ["link", "token", "test-page", "reload"])
def test_commands_to_a_service_that_never_ran_say_so(command, tmp_path):
    settings = tmp_path / "tocsin.toml"
    settings.write_text("port = 1\n", encoding="utf-8")
    arguments = ["ana"] if command in ("link", "token") else []
    result = run(command, *arguments, "--settings", settings)
    assert result.exit_code == 2
    assert "Has `tocsin serve` run" in result.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("port = 'x'", "port"),
        ("prot = 1", "prot"),
        ("port =", "not TOML"),
        ('[[gateway]]\nname = "a"\nkind = "kannel"\n', "needs url"),
        ('[[hook]]\nname = "a"\nkind = "json"\nsecret = ""\n', "needs a secret"),
        ('[[hook]]\nname = "a"\nkind = "json"\nsecret = "env:TOCSIN_NOT_SET"\n', "TOCSIN_NOT_SET"),
        ('[[hook]]\nname = "t"\nkind = "twilio"\nsecret = "s"\n', "public_url"),
    ],
)
def test_wrong_settings_are_refused_with_what_is_accepted(text, said, tmp_path):
    settings = tmp_path / "tocsin.toml"
    settings.write_text(text, encoding="utf-8")
    result = run("serve", "--settings", settings)
    assert result.exit_code == 2
    assert said in result.output


def test_serve_refuses_an_agency_file_with_mistakes_on_a_new_ledger(tmp_path):
    port = unused_port()
    (tmp_path / "tocsin.toml").write_text(f"port = {port}\n", encoding="utf-8")
    (tmp_path / "agency.toml").write_text("[agency]\nid = 1\n", encoding="utf-8")
    result = run("serve", "--settings", tmp_path / "tocsin.toml")
    assert result.exit_code == 1
    assert "mistake" in result.output


def test_while_it_starts_serve_says_so_at_its_port_and_takes_nothing(tmp_path, monkeypatch):
    port, said = unused_port(), []

    def wire(*_, tell):
        tell(7, 9)
        for path in ("/healthz", "/hooks/sms/texts"):
            way = HTTPConnection("127.0.0.1", port, timeout=10)
            way.request("POST", path, b"SOS")
            answer = way.getresponse()
            said.append((answer.status, answer.headers["retry-after"], answer.read().decode()))
            way.close()
        raise SettingsError("and then it fails")

    monkeypatch.setattr(app, "wire", wire)
    (tmp_path / "tocsin.toml").write_text(f"port = {port}\n", encoding="utf-8")
    (tmp_path / "agency.toml").touch()
    assert run("serve", "--settings", tmp_path / "tocsin.toml").exit_code == 2
    (how, text) = said
    assert how == (503, "2", '{"ok":false,"starting":true,"folded":7,"of":9}')
    assert text[:2] == (503, "2")
    with pytest.raises(ConnectionRefusedError):
        HTTPConnection("127.0.0.1", port, timeout=10).connect()


def test_a_port_that_somebody_has_is_said_before_anything_is_opened(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (tmp_path / "tocsin.toml").write_text(f"port = {port}\n", encoding="utf-8")
        (tmp_path / "agency.toml").touch()
        result = run("serve", "--settings", tmp_path / "tocsin.toml")
    assert result.exit_code == 2
    assert "cannot be listened on: Address already in use" in result.output
    assert not (tmp_path / "tocsin.ledger").exists()


def test_the_administrators_token_is_for_its_owner_only(tmp_path):
    path = tmp_path / "x.admin"
    token = app.admin_token(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert app.admin_token(path) == token


def test_an_administrators_token_that_others_could_read_is_refused(tmp_path):
    path = tmp_path / "x.admin"
    app.admin_token(path)
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="Delete the file"):
        app.admin_token(path)


def test_an_agency_file_that_others_can_read_is_said_in_the_log(tmp_path):
    path = tmp_path / "agency.toml"
    path.write_text("")
    path.chmod(0o600)
    with capture_logs() as said:
        warn_of_readable(path)
        path.chmod(0o644)
        warn_of_readable(path)
    assert [(one["event"], one["mode"]) for one in said] == [("readable_by_others", "0644")]
