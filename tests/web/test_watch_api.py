"""Cases over the API: who may do what, what is on record first, and what a wrong request is told."""

from datetime import timedelta

import pytest

from tests.web.listening import Ear
from tests.web.town import ADMIN, ANA, HARLOW, START, town
from tocsin.facts.system import KeyKind, RecordRead

EVERYBODY = ("mo", "lee", "jo", "kit", "nell")
CONTROL, VERIFY, COORDINATOR = {"mo", "lee", "jo"}, {"lee", "jo"}, {"jo"}
DISMISS = {"jo", "nell"}
W = "/api/v1/watch"


def at(**later):
    return (START + timedelta(**later)).isoformat()


REX = {
    "respondent": "R-1",
    "name": "Rex Vosskamp",
    "vehicles": [{"plate": "KTL 4402", "description": "grey pickup"}],
}
ORDER = {
    "order": "O-1",
    "court": "District Court of Tarn",
    "kind": "final",
    "zone": "America/New_York",
    "protected": ["ana"],
    "respondents": ["R-1"],
    "issued_at": at(days=-60),
    "served_at": at(days=-50),
    "expires_on": "2026-12-31",
    "number": "PO-2026-114",
    "conditions": ["05", "04"],
    "distance_m": 150,
    "areas": [{"radius_m": 200, "place": "station_one"}],
}
PLAN = {"review_at": at(days=30), "escort": True, "photo": True, "code_words": "blue folder"}
CUSTODY = {"status": "in_custody", "source": "county jail", "at": at(), "certainty": "confirmed"}
SCREEN = {"at": at(), "source": "police", "answers": {"choking": "no"}}
CONCERN = {"person": "ana", "reason": "threats_in_texts", "source": "her phone", "at": at()}
MEASURE = {"person": "ana", "measure": "police_told"}
HAPPENED = {"at": at(), "source": "sheriff"}
TABLE = [
    ("GET", f"{W}/respondents", None, CONTROL),
    ("GET", f"{W}/respondents/R-1", None, CONTROL),
    ("POST", f"{W}/respondents", REX, COORDINATOR),
    ("POST", f"{W}/respondents/R-1/custody", CUSTODY, CONTROL),
    ("GET", f"{W}/orders", None, CONTROL),
    ("GET", f"{W}/orders/O-1", None, CONTROL),
    ("POST", f"{W}/orders", ORDER, COORDINATOR),
    ("POST", f"{W}/orders/O-1/verify", None, VERIFY),
    ("POST", f"{W}/orders/O-1/served", HAPPENED, COORDINATOR),
    ("POST", f"{W}/orders/O-1/vacated", HAPPENED, COORDINATOR),
    ("GET", f"{W}/plans", None, COORDINATOR),
    ("GET", f"{W}/plans/ana", None, COORDINATOR),
    ("POST", f"{W}/plans/ana", PLAN, COORDINATOR),
    ("POST", f"{W}/plans/ana/reviewed", {"review_at": at(days=90)}, COORDINATOR),
    ("GET", f"{W}/screens/ana", None, COORDINATOR),
    ("POST", f"{W}/screens/ana", SCREEN, COORDINATOR),
    ("POST", f"{W}/concerns", CONCERN, CONTROL),
    ("POST", f"{W}/concerns/C-1/end", {"why": "withdrawn"}, COORDINATOR),
    ("POST", f"{W}/measures", MEASURE, CONTROL),
    ("GET", f"{W}/risk", None, CONTROL),
    ("GET", f"{W}/tonight", None, CONTROL),
    ("GET", f"{W}/desk", None, CONTROL),
    ("POST", "/api/v1/staff/ivy/dismiss", {"reason": "policy 4"}, DISMISS),
    ("POST", "/api/v1/staff/ivy/reinstate", None, DISMISS),
    ("GET", "/api/v1/doors/locked", None, DISMISS),
    ("GET", "/api/v1/doors/locked.csv", None, DISMISS),
]


async def enters(t, person="jo"):
    """Somebody enters the case of Ana."""
    head = await t.auth(person)
    for path, body in ((f"{W}/respondents", REX), (f"{W}/orders", ORDER)):
        answer = await t.http.post(path, json=body, headers=head)
        assert answer.status_code == 200, answer.text
    await t.settled()
    return head


async def test_the_table_of_roles_for_cases():
    async with town() as t:
        heads = {person: await t.auth(person) for person in EVERYBODY}
        for method, path, body, allowed in TABLE:
            for person in EVERYBODY:
                answer = await t.http.request(method, path, json=body, headers=heads[person])
                refused = answer.status_code == 403
                assert refused == (person not in allowed), (path, person, answer.text)
                assert answer.status_code < 500, answer.text
            assert (await t.http.request(method, path, json=body)).status_code == 401


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("respondents", "respondents"),
        ("respondents/R-1", "respondent"),
        ("orders", "orders"),
        ("orders/O-1", "order"),
        ("plans", "plans"),
        ("plans/ana", "plan"),
        ("risk", "risk"),
        ("tonight", "tonight"),
    ],
)
async def test_whatever_is_guarded_is_read_on_record_first(path, what):
    async with town() as t:
        head = await enters(t)
        await t.http.post(f"{W}/plans/ana", json=PLAN, headers=head)
        assert (await t.http.get(f"{W}/{path}", headers=head)).status_code == 200
        reads = t.facts(RecordRead.__name__)
        assert (reads[-1].person, reads[-1].what) == ("jo", what)


async def test_while_the_disk_is_full_only_tonight_is_shown():
    async with town() as t:
        head = await enters(t)
        t.disk.is_full = True
        assert (await t.http.get(f"{W}/orders", headers=head)).status_code == 503
        assert (await t.http.get(f"{W}/tonight", headers=head)).status_code == 200


async def test_an_order_is_shown_with_its_status_and_what_holds_together():
    async with town() as t:
        await enters(t)
        order = (await t.http.get(f"{W}/orders/O-1", headers=await t.auth("lee"))).json()
        assert order["status"] == "in_force"
        assert order["expires_at"] == "2027-01-01T05:00:00Z"
        assert order["number"] == "PO-2026-114"
        (together,) = order["together"]
        assert (together["contact"], together["distance_m"]) == ("forbidden", 150)
        assert not together["verified"]
        seen_by_mo = (await t.http.get(f"{W}/orders/O-1", headers=await t.auth("mo"))).json()
        assert (seen_by_mo["number"], seen_by_mo["conditions"]) == ("", ["04", "05"])


async def test_who_entered_an_order_does_not_verify_it():
    async with town() as t:
        head = await enters(t)
        own = await t.http.post(f"{W}/orders/O-1/verify", headers=head)
        assert (own.status_code, own.json()["reason"]) == (409, "own_entry")
        lee = await t.auth("lee")
        assert (await t.http.post(f"{W}/orders/O-1/verify", headers=lee)).status_code == 200
        again = await t.http.post(f"{W}/orders/O-1/verify", headers=lee)
        assert (again.status_code, again.json()["reason"]) == (409, "verified_already")


@pytest.mark.parametrize(
    ("path", "body", "status", "reason"),
    [
        ("orders", ORDER | {"expires_at": at(days=1)}, 400, "bad_input"),
        ("orders", ORDER | {"zone": "Mars/Olympus"}, 400, "bad_input"),
        ("orders", ORDER | {"conditions": ["10"]}, 400, "bad_input"),
        ("orders", ORDER | {"areas": [{"radius_m": 5}]}, 400, "bad_input"),
        ("orders", ORDER | {"issued_at": "2026-01-01T00:00:00"}, 400, "bad_input"),
        ("orders", ORDER | {"respondents": ["R-9"]}, 404, "respondent_unknown"),
        ("orders", ORDER | {"protected": ["nobody"]}, 409, "protected_unknown"),
        ("orders", ORDER | {"protected": []}, 409, "nobody_named"),
        ("orders", ORDER | {"workplaces": ["moon"]}, 409, "place_not_known"),
        ("orders", ORDER | {"issued_at": at(days=1)}, 409, "moment_ahead"),
        ("orders", ORDER | {"expires_on": "2020-01-01"}, 409, "moments_out_of_order"),
        ("orders/O-9/served", HAPPENED, 404, "order_unknown"),
        ("orders/O-1/served", HAPPENED | {"at": at(days=-99)}, 409, "moments_out_of_order"),
        ("respondents", REX | {"weight": 80}, 400, "bad_input"),
        ("respondents", REX | {"respondent": "R 1"}, 400, "bad_input"),
        ("respondents", REX | {"name": "  "}, 409, "text_missing"),
        ("respondents/R-9/custody", CUSTODY, 404, "respondent_unknown"),
        ("respondents/R-1/custody", CUSTODY | {"status": "free"}, 400, "bad_input"),
        ("respondents/R-1/custody", CUSTODY | {"at": at(hours=1)}, 409, "moment_ahead"),
        ("plans/ana", PLAN | {"review_at": at(days=-1)}, 409, "moments_out_of_order"),
        ("plans/ivy/reviewed", {"review_at": at(days=9)}, 404, "plan_unknown"),
        ("screens/ana", SCREEN | {"answers": {"height": "yes"}}, 400, "bad_input"),
        ("concerns", CONCERN | {"reason": "order_served"}, 400, "bad_input"),
        ("concerns/C-99/end", {"why": "x"}, 404, "concern_unknown"),
        ("measures", MEASURE | {"measure": "escort"}, 409, "shift_unknown"),
        ("measures", MEASURE | {"person": "ivy"}, 409, "protected_unknown"),
    ],
)
async def test_what_is_wrong_with_a_request_is_said(path, body, status, reason):
    async with town() as t:
        head = await enters(t)
        answer = await t.http.post(f"{W}/{path}", json=body, headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (status, reason), answer.text
        assert "Rex" not in answer.text


async def test_tonight_says_what_is_missing_and_each_gap_is_closed_by_its_own_request():
    async with town() as t:
        head = await enters(t)
        await t.http.post(f"{W}/plans/ana", json=PLAN, headers=head)
        row = (await t.http.get(f"{W}/tonight", headers=head)).json()[0]
        gaps = {gap["missing"]: gap for gap in row["missing"]}
        assert set(gaps) == {
            "order_not_verified",
            "custody_not_checked",
            "police_not_told",
            "photo_not_posted",
        }
        for name in ("police_not_told", "photo_not_posted"):
            gap = gaps[name]
            done = await t.http.request(gap["method"], gap["path"], json=gap["body"], headers=head)
            assert done.status_code == 200, done.text
        path = gaps["custody_not_checked"]["path"]
        assert (await t.http.post(path, json=CUSTODY, headers=head)).status_code == 200
        path = gaps["order_not_verified"]["path"]
        assert (await t.http.post(path, headers=await t.auth("lee"))).status_code == 200
        row = (await t.http.get(f"{W}/tonight", headers=head)).json()[0]
        assert row["missing"] == []


async def test_a_plan_is_shown_to_whoever_it_names_and_to_nobody_else():
    async with town() as t:
        head = await enters(t)
        plan = PLAN | {"may_know": ["kit"]}
        await t.http.post(f"{W}/plans/ana", json=plan, headers=head)
        seen = await t.http.get(f"{W}/plans/ana", headers=await t.auth("kit"))
        assert seen.json()["code_words"] == "blue folder"
        for other in ("ivy", "mo", "lee", "nell"):
            answer = await t.http.get(f"{W}/plans/ana", headers=await t.auth(other))
            assert answer.status_code == 403


async def test_a_respondent_who_works_here_is_shown_no_trace_of_the_case():
    async with town() as t:
        await enters(t)
        before = await t.auth("lee")
        assert (await t.http.get(f"{W}/orders", headers=before)).json()
        await t.http.post(
            f"{W}/respondents", json=REX | {"staff": "lee"}, headers=await t.auth("jo")
        )
        for path in ("respondents", "orders", "risk", "tonight"):
            assert (await t.http.get(f"{W}/{path}", headers=before)).json() == []
        for path in ("respondents/R-1", "orders/O-1"):
            assert (await t.http.get(f"{W}/{path}", headers=before)).status_code == 404
        custody = await t.http.post(f"{W}/respondents/R-1/custody", json=CUSTODY, headers=before)
        assert custody.status_code == 404
        concern = await t.http.post(f"{W}/concerns", json=CONCERN, headers=before)
        assert concern.json()["reason"] == "protected_unknown"


async def test_one_dismissal_ends_everything_of_a_person_in_the_same_second():
    async with town() as t:
        text = HARLOW.read_text("utf-8").replace('id = "ivy"\n', 'id = "ivy"\nbadges = ["B-77"]\n')
        await t.load(text)
        head, admin = await t.auth("ivy"), {"authorization": f"Bearer {ADMIN}"}
        assert (await t.http.get("/api/v1/board", headers=head)).status_code == 200
        done = await t.http.post("/api/v1/staff/ivy/dismiss", headers=admin)
        assert done.status_code == 200
        assert (await t.http.get("/api/v1/board", headers=head)).status_code == 401
        link = await t.http.post("/api/v1/links", json={"person": "ivy"}, headers=admin)
        assert link.status_code == 409
        (badge,) = (await t.http.get("/api/v1/doors/locked", headers=admin)).json()
        assert (badge["badge"], badge["person"], badge["why"]) == ("B-77", "ivy", "dismissed")
        table = await t.http.get("/api/v1/doors/locked.csv", headers=admin)
        assert table.headers["content-type"].startswith("text/csv")
        assert table.text.splitlines()[1].startswith("B-77,ivy,2026-07-04T22:31")
        assert t.facts(RecordRead.__name__)[-1].what == "badges"
        # The file still names her; the doors stay shut until she is reinstated.
        await t.load(text)
        assert (await t.http.get("/api/v1/doors/locked", headers=admin)).json()
        await t.http.post("/api/v1/staff/ivy/reinstate", headers=admin)
        await t.load(text)
        assert (await t.http.get("/api/v1/doors/locked", headers=admin)).json() == []


async def test_who_is_dismissed_sees_nothing_more_on_an_open_stream_and_in_no_session():
    async with town() as t:
        ear = Ear(t.web, await t.auth("mo"))
        session = {"cookie": f"tocsin={await t.key('mo', KeyKind.SESSION)}"}
        assert (await t.http.get("/api/v1/board", headers=session)).status_code == 200
        await ear.until(lambda e: e.named("reset"))
        await t.http.post("/api/v1/staff/mo/dismiss", headers=await t.auth("jo"))
        seen = len(ear.bytes)
        await t.text(ANA, "SOS he's in the lot")
        await ear.until(lambda e: e.is_over)
        assert b"I-1" not in ear.bytes[seen:]
        assert (await t.http.get("/api/v1/board", headers=session)).status_code == 401
        await ear.task


async def test_nobody_is_dismissed_twice_or_by_themselves():
    async with town() as t:
        head = await t.auth("jo")
        own = await t.http.post("/api/v1/staff/jo/dismiss", headers=head)
        assert (own.status_code, own.json()["reason"]) == (409, "own_dismissal")
        await t.http.post("/api/v1/staff/ivy/dismiss", headers=head)
        again = await t.http.post("/api/v1/staff/ivy/dismiss", headers=head)
        assert (again.status_code, again.json()["reason"]) == (409, "dismissed_already")
        nobody = await t.http.post("/api/v1/staff/ghost/dismiss", headers=head)
        assert (nobody.status_code, nobody.json()["reason"]) == (409, "not_employed")
