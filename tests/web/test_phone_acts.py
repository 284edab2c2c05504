"""What is done by phone is done by forms, in the name of who did it, and a no says why."""

import pytest

from tests.web.phone_case import ORIGIN, buttons_of, case, links_of, text_of
from tests.web.town import ANA

CAUTION = "who knows the building and our radio"


async def test_received_is_on_record_as_theirs_and_seen_to_count():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        answer = await c.phone.taps("received")
        (fact,) = c.town.facts("PageAnswered")
        assert (fact.recipient, fact.answer, fact.by) == ("person:lee", "received", "lee")
        assert answer.url.path == "/phone/I-1"
        assert "You answered: received, 17:31:00" in text_of(answer)
        assert "Received" not in buttons_of(answer)
        assert "NOBODY IN COMMAND" in text_of(answer)


async def test_a_form_is_answered_so_that_a_reload_repeats_nothing():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        answer = await c.phone.http.post(
            "/phone/I-1", data={"move": "command"}, headers=ORIGIN, follow_redirects=False
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/phone/I-1")


async def test_taking_command_is_on_record_and_a_second_tap_is_no_mistake():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        for _ in range(2):
            answer = await c.phone.taps("command")
            assert answer.status_code == 200
            assert "You have command" in text_of(answer)
            assert "Take command" not in buttons_of(answer)
        assert [fact.person for fact in c.town.facts("CommandTaken")] == ["lee"]


async def test_who_has_command_is_said_with_their_call_and_can_be_relieved():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        head = await c.town.auth("mo")
        await c.town.http.post("/api/v1/incidents/I-1/command", headers=head)
        answer = await c.phone.reads()
        assert "In command: Mo Tarrowinde" in text_of(answer)
        assert "tel:+15015550111" in links_of(answer)
        assert "Take over from Mo Tarrowinde" in buttons_of(answer)


async def test_the_check_back_is_answered_by_phone():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        await c.phone.taps("command")
        await c.town.later(181)
        assert "Still on it" in buttons_of(await c.phone.reads())
        await c.phone.taps("check_back")
        assert [fact.answer for fact in c.town.facts("PageAnswered")][-1] == "ok"


@pytest.mark.parametrize(("move", "safe"), [("safe", True), ("not_safe", False)])
async def test_a_cancel_is_judged_by_whoever_spoke_to_them(move, safe):
    async with case() as c:
        await c.phone.opens(c.links()[0])
        await c.town.text(ANA, "yellow umbrella")
        answer = await c.phone.reads()
        assert "yellow umbrella" not in answer.text
        assert "Until somebody has spoken to them it is still an SOS" in text_of(answer)
        await c.phone.taps(move)
        (fact,) = c.town.facts("CancelVerified")
        assert (fact.by, fact.safe) == ("lee", safe)


async def test_closing_that_is_refused_says_why_in_words_and_closes_nothing():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        await c.town.text(ANA, "yellow umbrella")
        form = await c.phone.reads("/phone/I-1/close")
        assert "Not yet: A cancel was given and nobody has called back yet" in text_of(form)
        assert not buttons_of(form)["Close the incident"]
        how = {"disposition": "person_safe"}
        answer = await c.phone.http.post("/phone/I-1/close", data=how, headers=ORIGIN)
        assert answer.status_code == 409
        assert "Not done: A cancel was given and nobody has called back yet" in text_of(answer)
        assert c.town.facts("IncidentClosed") == []


async def test_units_that_are_still_on_it_are_named():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        head = await c.town.auth("mo")
        await c.town.http.post("/api/v1/incidents/I-1/dispatch", json={"unit": "P11"}, headers=head)
        form = await c.phone.reads("/phone/I-1/close")
        assert "Units are still on it: P11. Clear them first." in text_of(form)


@pytest.mark.parametrize("how", ["", "nonsense"])
async def test_closing_wants_to_know_how_it_ended(how):
    async with case() as c:
        await c.phone.opens(c.links()[0])
        data = {"disposition": how, "note": "x"}
        answer = await c.phone.http.post("/phone/I-1/close", data=data, headers=ORIGIN)
        assert answer.status_code == 400
        assert "Say how it ended." in text_of(answer)
        assert c.town.facts("IncidentClosed") == []


@pytest.mark.parametrize(
    ("move", "words"),
    [("check_back", "You have no open page for this."), ("jump", "You have no open page")],
)
async def test_what_is_not_possible_now_is_refused_in_words_on_the_same_page(move, words):
    async with case() as c:
        await c.phone.opens(c.links()[0])
        answer = await c.phone.taps(move)
        assert answer.status_code == 409
        assert f"Not done: {words}" in text_of(answer)
        assert "SOS Ana Quellimarsh" in text_of(answer)


async def test_nobody_takes_command_of_their_own_sos():
    async with case() as c:
        c.phone.http.headers.update(await c.town.auth("ana"))
        answer = await c.phone.reads()
        assert not buttons_of(answer)["Take command"]
        assert "Nobody takes command of their own SOS" in text_of(answer)
        assert (await c.phone.taps("command")).status_code == 409
        assert c.town.facts("CommandTaken") == []


async def test_what_comes_from_another_page_is_refused():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        for origin in ("https://evil.example", "null"):
            answer = await c.phone.http.post(
                "/phone/I-1", data={"move": "command"}, headers={"origin": origin}
            )
            assert answer.status_code == 403
            assert "This was sent from another page" in text_of(answer)
            assert "Ana" not in answer.text
        assert c.town.facts("CommandTaken") == []


async def test_while_the_disk_is_full_it_says_so_and_the_caution_is_shown_all_the_same():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        c.town.disk.is_full = True
        answer = await c.phone.taps("command")
        assert answer.status_code == 503
        assert "It could not be put on record yet" in text_of(answer)
        assert CAUTION in answer.text
        assert "That you read this is not on disk yet." in text_of(answer)
