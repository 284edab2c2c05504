"""The API: what is done is on record under the name of whoever did it; what is not says why."""

import pytest

from tests.web.town import ANA, KIT, LEE, STRANGER, town

I_1 = "/api/v1/incidents/I-1"


async def opened(t, text="SOS he's in the lot"):
    await t.text(ANA, text)
    return await t.auth("mo")


async def shown(t, head):
    return (await t.http.get(I_1, headers=head)).json()


async def test_an_incident_says_all_that_a_dispatcher_asks():
    async with town() as t:
        found = await shown(t, await opened(t))
        assert (found["who"], found["verified"], found["duress"]) == (
            "Ana Quellimarsh",
            True,
            False,
        )
        assert found["words"][0]["text"] == "SOS he's in the lot"
        where = found["evidence"][0]
        assert (where["where"], where["source"]) == ("Station One parking lot", "sighting")
        assert where["certainty"] == "reported"
        assert found["has_caution"]
        assert "ladder" not in str(found)
        assert found["moments"][0]["kind"] == "step"
        assert found["moments"][0]["words"] == "step 2 of 3"
        assert {p["name"]: p["answer"] for p in found["pages"]} == {
            "Lee Brasknolley": "silent",
            "Mo Tarrowinde": "silent",
        }
        lee = next(p for p in found["pages"] if p["recipient"] == "person:lee")
        assert {c["channel"]: c["status"] for c in lee["channels"]} == {
            "sms": "sent",
            "email": "sent",
            "apprise": "sent",
        }
        lines = found["advice"]["lines"]
        assert [(line["kind"], line["staged"]) for line in lines] == [
            ("police", False),
            ("ambulance", True),
            ("supervisor", False),
        ]
        assert "nearest_by_line" in lines[0]["picks"][0]["reasons"]


async def test_words_come_from_strangers_and_stay_words():
    nasty = "<img src=x onerror=alert(1)>\"'&</script>\u202e"
    async with town() as t:
        found = await shown(t, await opened(t, nasty))
        assert found["words"][0]["text"] == nasty


async def test_a_long_text_in_parts_is_one():
    async with town() as t:
        for part, text in ((2, "in the lot"), (1, "SOS he is ")):
            await t.text(ANA, text, part=part, parts=2, ref="r", id=f"p{part}")
        found = await shown(t, await t.auth("mo"))
        assert [word["text"] for word in found["words"]] == ["SOS he is in the lot"]


async def test_taking_command_is_under_the_name_of_the_person():
    async with town() as t:
        head = await opened(t)
        assert (await t.http.post(f"{I_1}/command", headers=head)).json() == {"accepted": True}
        await t.settled()
        found = await shown(t, head)
        assert (found["commander"], found["commander_name"]) == ("mo", "Mo Tarrowinde")
        assert found["moments"][0]["kind"] == "check_back"
        taken = [e for e in t.ledger.read() if e.kind == "CommandTaken"]
        assert [e.actor for e in taken] == ["mo"]
        again = await t.http.post(f"{I_1}/command", headers=head)
        assert (again.status_code, again.json()["reason"]) == (409, "command_already_taken")
        # Whoever has it is not called silent, though they never answered their page.
        said = {page["name"]: page["answer"] for page in found["pages"]}
        assert said == {"Lee Brasknolley": "silent", "Mo Tarrowinde": "command"}
        late = await t.http.post(f"{I_1}/command", json={"over": ""}, headers=await t.auth("jo"))
        assert late.status_code == 409
        assert "at the same moment" in late.json()["detail"]


async def test_received_and_check_back_answer_ones_own_page():
    async with town() as t:
        head = await opened(t)
        assert (await t.http.post(f"{I_1}/received", headers=head)).status_code == 200
        await t.http.post(f"{I_1}/command", headers=head)
        early = await t.http.post(f"{I_1}/check-back", headers=head)
        assert (early.status_code, early.json()["reason"]) == (409, "page_unknown")
        await t.later(181)
        assert (await t.http.post(f"{I_1}/check-back", headers=head)).status_code == 200
        answers = [(fact.recipient, str(fact.answer), fact.by) for fact in t.facts("PageAnswered")]
        assert answers == [("person:mo", "received", "mo"), ("person:mo", "ok", "mo")]
        await t.settled()
        assert not (await shown(t, head))["command_asked"]


async def test_an_answer_given_by_voice_is_recorded_for_who_gave_it_by_who_heard_it():
    async with town() as t:
        head = await opened(t)
        answer = await t.http.post(f"{I_1}/received", json={"person": "lee"}, headers=head)
        assert answer.status_code == 200
        fact = t.facts("PageAnswered")[0]
        assert (fact.recipient, fact.by) == ("person:lee", "mo")


async def test_whoever_was_not_paged_has_nothing_to_answer():
    async with town() as t:
        await opened(t)
        answer = await t.http.post(f"{I_1}/received", headers=await t.auth("jo"))
        assert (answer.status_code, answer.json()["reason"]) == (409, "page_unknown")


async def test_a_unit_is_sent_moved_and_cleared_along_the_table():
    async with town() as t:
        head = await opened(t)
        sent = await t.http.post(f"{I_1}/dispatch", json={"unit": "P11"}, headers=head)
        assert sent.status_code == 200
        again = await t.http.post(f"{I_1}/dispatch", json={"unit": "P11"}, headers=head)
        assert (again.status_code, again.json()["reason"]) == (409, "unit_already_assigned")
        wrong = await t.http.post(
            "/api/v1/units/P11/move", json={"move": "transport"}, headers=head
        )
        assert (wrong.status_code, wrong.json()["reason"]) == (409, "move_not_allowed")
        assert "en_route" in wrong.json()["detail"]
        for verb in ("en_route", "on_scene", "clear"):
            moved = await t.http.post("/api/v1/units/P11/move", json={"move": verb}, headers=head)
            assert moved.status_code == 200
        board = (await t.http.get("/api/v1/board", headers=head)).json()
        unit = next(u for u in board["units"] if u["unit"] == "P11")
        assert unit["status"] == "available"
        assert {m["action"] for m in unit["moves"] if m["allowed"]} == {"out_of_service"}
        assert all(m["why_not"] for m in unit["moves"] if not m["allowed"])
        assert {
            e.actor for e in t.ledger.read() if e.stream == "unit/P11" and e.kind != "UnitSet"
        } == {"mo"}


async def test_a_unit_elsewhere_says_why_it_cannot_be_sent():
    async with town() as t:
        head = await opened(t)
        await t.text(KIT, "SOS")
        await t.http.post(f"{I_1}/dispatch", json={"unit": "P11"}, headers=head)
        other = (await t.http.get("/api/v1/incidents/I-2", headers=head)).json()
        found = next(c for c in other["advice"]["others"] if c["unit"] == "P11")
        assert (found["allowed"], found["why_not"]) == (False, "dispatched, on I-1")


async def test_a_cancel_is_judged_before_the_incident_is_closed():
    async with town() as t:
        head = await opened(t)
        await t.text(ANA, "yellow umbrella")
        close = {"disposition": "person_safe", "note": "spoke to her"}
        early = await t.http.post(f"{I_1}/close", json=close, headers=head)
        assert (early.status_code, early.json()["reason"]) == (409, "cancel_not_verified")
        actions = {a["action"]: a for a in (await shown(t, head))["actions"]}
        assert not actions["close"]["allowed"]
        assert actions["close"]["why_not"] == early.json()["detail"]
        await t.http.post(f"{I_1}/verify-cancel", json={"safe": True}, headers=head)
        assert (await shown(t, head))["cancel"]["judged_by"] == "Mo Tarrowinde"
        assert (await t.http.post(f"{I_1}/close", json=close, headers=head)).status_code == 200
        found = await shown(t, head)
        assert (found["is_open"], found["disposition"], found["moments"]) == (
            False,
            "person_safe",
            [],
        )


async def test_duress_is_shown_to_the_control_room():
    async with town() as t:
        head = await opened(t)
        await t.text(ANA, "garden gate")
        found = await shown(t, head)
        assert found["duress"]
        assert found["cancel"]["duress"]


async def test_when_nobody_takes_it_the_board_says_to_call_by_hand():
    async with town() as t:
        head = await opened(t)
        for seconds in (31, 46, 61):
            await t.later(seconds)
        found = await shown(t, head)
        assert found["call_by_hand"]
        assert found["step"]["widened"]
        assert found["moments"][0]["kind"] == "repeat"


async def test_ones_own_sos_is_no_reason_to_close_the_door_to_others():
    # The stage refuses command to the sender; the board must not take that for everybody.
    async with town() as t:
        actions = {a["action"]: a for a in (await shown(t, await opened(t)))["actions"]}
        assert actions["take_command"]["allowed"]


async def test_unverified_numbers_stand_below_known_voices():
    async with town() as t:
        await t.text(ANA, "SOS")
        await t.text(STRANGER, "help")
        board = (await t.http.get("/api/v1/board", headers=await t.auth("mo"))).json()
        assert [i["verified"] for i in board["incidents"]] == [True, False]


async def test_an_answer_by_text_is_on_the_matrix():
    async with town() as t:
        head = await opened(t)
        code = next(p.code for p in t.facts("PageRequested") if p.recipient == "person:lee")
        await t.text(LEE, f"{code} C")
        found = await shown(t, head)
        lee = next(p for p in found["pages"] if p["recipient"] == "person:lee")
        assert lee["answer"] == "command"
        assert found["commander"] == "lee"


async def test_notes_locations_and_links():
    async with town() as t:
        head = await opened(t)
        await t.text(KIT, "SOS")
        for path, body in [
            ("note", {"text": "<b>grey</b> pickup"}),
            ("location", {"place": "station_two"}),
            ("location", {"latitude": 35.2, "longitude": -92.4, "accuracy_m": 10}),
            ("link", {"other": "I-2"}),
        ]:
            answer = await t.http.post(f"{I_1}/{path}", json=body, headers=head)
            assert answer.status_code == 200, answer.text
            await t.later(1)
        found = await shown(t, head)
        assert found["related"] == ["I-2"]
        assert {e["source"] for e in found["evidence"]} >= {"sighting", "dispatcher"}
        best = next(e for e in found["evidence"] if e["is_best"])
        assert (best["source"], best["latitude"]) == ("dispatcher", 35.2)


BAD = [
    ("note", {}, "text"),
    ("note", {"text": ""}, "text"),
    ("note", {"text": 5}, "text"),
    ("note", {"text": "x", "colour": "red"}, "colour"),
    ("note", [1], "object"),
    ("location", {}, "place"),
    ("location", {"place": "x", "latitude": 1, "longitude": 1}, "not both"),
    ("location", {"latitude": 1}, "both"),
    ("location", {"latitude": 91, "longitude": 0}, "90"),
    ("location", {"latitude": "north", "longitude": 0}, "latitude"),
    ("close", {"disposition": "gone_fishing"}, "person_safe"),
    ("close", {}, "disposition"),
    ("dispatch", {"unit": ""}, "unit"),
    ("dispatch", {"unit": "P11", "staged": "maybe"}, "staged"),
    ("verify-cancel", {"safe": "perhaps"}, "safe"),
    ("link", {"other": None}, "other"),
]


@pytest.mark.parametrize(("path", "body", "said"), BAD)
async def test_bad_input_is_400_and_says_what_is_accepted(path, body, said):
    async with town() as t:
        answer = await t.http.post(f"{I_1}/{path}", json=body, headers=await opened(t))
        assert answer.status_code in (400, 422), answer.text
        assert answer.json()["reason"] == "bad_input"
        assert said in answer.json()["detail"], answer.json()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"null"])
async def test_a_body_that_is_no_json_is_400(body):
    async with town() as t:
        head = {**await opened(t), "content-type": "application/json"}
        answer = await t.http.post(f"{I_1}/note", content=body, headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (400, "bad_input")


@pytest.mark.parametrize(
    ("method", "path", "body", "reason"),
    [
        ("GET", "/api/v1/incidents/I-99", None, "incident_unknown"),
        ("GET", "/api/v1/incidents/I-99/timeline", None, "incident_unknown"),
        ("GET", "/api/v1/incidents/I-99/guarded", None, "incident_unknown"),
        ("POST", "/api/v1/incidents/I-99/command", None, "incident_unknown"),
        ("POST", "/api/v1/incidents/I-1/dispatch", {"unit": "Z9"}, "unit_unknown"),
        ("POST", "/api/v1/units/Z9/move", {"move": "clear"}, "unit_unknown"),
        ("POST", "/api/v1/alarms/clear", {"alarm": "none:x"}, "alarm_unknown"),
        ("GET", "/api/v1/nothing", None, "not_found"),
        ("GET", "/nothing", None, "not_found"),
    ],
)
async def test_what_is_unknown_is_404(method, path, body, reason):
    async with town() as t:
        head = await opened(t)
        answer = await t.http.request(method, path, json=body, headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (404, reason)


async def test_what_is_not_on_disk_is_503():
    async with town() as t:
        head = await opened(t)
        t.disk.is_full = True
        answer = await t.http.post(f"{I_1}/command", headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (503, "not_durable")
        assert answer.headers["retry-after"]
        health = await t.http.get("/healthz")
        assert (health.status_code, health.json()["ok"]) == (503, False)


async def test_a_bug_is_500_and_quotes_nothing(monkeypatch):
    def broken(*_):
        raise RuntimeError("Ana Quellimarsh, +15015550110")

    async with town() as t:
        head = await opened(t)
        monkeypatch.setattr("tocsin.web.boards.incident_shown", broken)
        answer = await t.http.get(I_1, headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (500, "failed")
        assert "Ana" not in answer.text


async def test_a_timeline_tells_the_story_in_order():
    async with town() as t:
        head = await opened(t)
        await t.text(ANA, "grey pickup")
        await t.http.post(f"{I_1}/command", headers=head)
        await t.http.post(f"{I_1}/dispatch", json={"unit": "P11"}, headers=head)
        await t.http.post("/api/v1/units/P11/move", json={"move": "en_route"}, headers=head)
        await t.text(KIT, "SOS")  # Another incident, none of this one's business.
        await t.http.post("/api/v1/units/P11/move", json={"move": "clear"}, headers=head)
        await t.http.post(f"{I_1}/close", json={"disposition": "person_safe"}, headers=head)
        await t.settled()
        found = (await t.http.get(f"{I_1}/timeline", headers=head)).json()
        positions = [entry["position"] for entry in found["entries"]]
        assert positions == sorted(set(positions))
        words = " ".join(f"{e['who']}: {e['words']}" for e in found["entries"])
        for part in (
            "he's in the lot",
            "grey pickup",
            "Mo Tarrowinde: Takes command of I-1",
            "Mo Tarrowinde: Sent P11 to I-1",
            "en route",
            "Mo Tarrowinde: Closed I-1",
        ):
            assert part in words
        assert "Kit" not in words
        assert found["entries"][0]["kind"] == "SignalReceived"
        assert found["entries"][0]["local"].endswith("CDT")
        where = next(e for e in found["entries"] if e["kind"] == "LocationGiven")
        assert (where["source"], where["certainty"]) == ("text message", "reported")
        assert (found["head_position"], found["head_hash"]) == t.ledger.head()
        assert "+1501" not in str(found["entries"])
