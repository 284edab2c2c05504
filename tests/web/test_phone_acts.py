"""What is done by phone is done by forms, in the name of who did it, and a no says why."""

from lxml import html

from tests.web.phone_case import ORIGIN, buttons_of, case, links_of, text_of
from tests.web.town import ANA

CAUTION = "who knows the building and our radio"


async def closes(c, how, note=""):
    data = {"disposition": how, "note": note}
    return await c.phone.http.post("/phone/I-1/close", data=data, headers=ORIGIN)


async def test_received_command_and_check_back_are_on_record_as_theirs_and_seen_to_count():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        answer = await c.phone.taps("received")
        (fact,) = c.town.facts("PageAnswered")
        assert (fact.recipient, fact.answer, fact.by) == ("person:lee", "received", "lee")
        assert answer.url.path == "/phone/I-1"
        assert "You answered: received, 17:31:00" in text_of(answer)
        assert "Received" not in buttons_of(answer)
        assert "NOBODY IN COMMAND" in text_of(answer)
        for _ in range(2):  # A second tap on a bad network is no mistake.
            answer = await c.phone.taps("command")
            assert answer.status_code == 200
            assert "You have command" in text_of(answer)
            assert "Take command" not in buttons_of(answer)
        assert [fact.person for fact in c.town.facts("CommandTaken")] == ["lee"]
        await c.town.later(181)
        assert "Still on it" in buttons_of(await c.phone.reads())
        await c.phone.taps("check_back")
        assert [fact.answer for fact in c.town.facts("PageAnswered")][-1] == "ok"


async def test_a_form_is_answered_so_that_a_reload_repeats_nothing():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        answer = await c.phone.http.post(
            "/phone/I-1", data={"move": "command"}, headers=ORIGIN, follow_redirects=False
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/phone/I-1")
        # And who else has it is said with their call, and can be relieved.
        head = await c.town.auth("mo")
        await c.town.http.post("/api/v1/incidents/I-1/command", headers=head)
        answer = await c.phone.reads()
        assert "In command: Mo Tarrowinde" in text_of(answer)
        assert "tel:+15015550111" in links_of(answer)
        assert "Take over from Mo Tarrowinde" in buttons_of(answer)


async def test_of_two_who_take_command_at_once_one_has_it_and_the_other_reads_that_it_changed():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        shown = html.fromstring((await c.phone.reads()).content)
        (over,) = shown.xpath("//form[@class='acts']/input[@name='over']/@value")
        head = await c.town.auth("mo")
        await c.town.http.post("/api/v1/incidents/I-1/command", headers=head)
        late = await c.phone.taps("command", over=over)
        assert late.status_code == 409
        assert "Who is in command changed at the same moment" in text_of(late)
        assert [fact.person for fact in c.town.facts("CommandTaken")] == ["mo"]
        await c.phone.taps("command", over="mo")
        assert [fact.person for fact in c.town.facts("CommandTaken")] == ["mo", "lee"]


async def test_a_cancel_is_judged_before_anything_is_closed_and_closing_says_how_it_ended():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        await c.town.text(ANA, "yellow umbrella")
        answer = await c.phone.reads()
        assert "yellow umbrella" not in answer.text
        assert "Until somebody has spoken to them it is still an SOS" in text_of(answer)
        form = await c.phone.reads("/phone/I-1/close")
        assert "Not yet: A cancel was given and nobody has called back yet" in text_of(form)
        assert not buttons_of(form)["Close the incident"]
        refused = await closes(c, "person_safe")
        assert refused.status_code == 409
        assert "Not done: A cancel was given and nobody has called back yet" in text_of(refused)
        await c.phone.taps("not_safe")
        assert "NOT SAFE, says Lee Brasknolley" in text_of(await c.phone.reads())
        assert c.town.facts("IncidentClosed") == []


async def test_who_spoke_to_them_says_safe_and_what_is_closed_shows_no_caution_again():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        await c.town.text(ANA, "yellow umbrella")
        await c.phone.taps("safe")
        (fact,) = c.town.facts("CancelVerified")
        assert (fact.by, fact.safe) == ("lee", True)
        for how in ("", "nonsense"):
            answer = await closes(c, how)
            assert answer.status_code == 400
            assert "Say how it ended." in text_of(answer)
        assert c.town.facts("IncidentClosed") == []
        closed = await closes(c, "person_safe", "spoke to her")
        assert closed.url.path == "/phone/I-1"
        assert CAUTION not in closed.text
        assert "Closed 17:31: person safe" in text_of(closed)
        assert buttons_of(closed) == {"Sign this phone out": True}
        again = await c.phone.taps("command")
        assert (again.status_code, "It is closed." in text_of(again)) == (409, True)


async def test_what_is_not_possible_now_is_refused_in_words_on_the_same_page():
    async with case() as c:
        await c.phone.opens(c.links()[0])
        for move in ("check_back", "jump", "safe"):
            answer = await c.phone.taps(move)
            assert answer.status_code == 409
            assert "Not done: You have no open page for this." in text_of(answer)
            assert "SOS Ana Quellimarsh" in text_of(answer)
        head = await c.town.auth("mo")
        sent = {"unit": "P11"}
        await c.town.http.post("/api/v1/incidents/I-1/dispatch", json=sent, headers=head)
        form = await c.phone.reads("/phone/I-1/close")
        assert "Units are still on it: P11. Clear them first." in text_of(form)


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
