"""Any story that people tell the service, in any order, keeps the rules of safety.

`make stories STORIES=500` tells that many of them, other ones each time; the gate
tells a few, always the same.
"""

import os
import re
from typing import Any, Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.web.story import CANCELLED, CONTROL, DURESS, SAFE, Story
from tests.web.test_wall import BODIES
from tests.web.test_watch_api import CONCERN, CUSTODY, MEASURE, ORDER, PLAN, REX, SCREEN, at
from tests.web.town import ANA, HARLOW, KIT, LEE, STRANGER, basic

STORIES: Final = int(os.environ.get("STORIES", "5"))
TURNS: Final = int(os.environ.get("TURNS", "30"))
CODE: Final = re.compile(r"Reply (\d{4,})")
HARLOW_TEXT: Final = HARLOW.read_text("utf-8")
MO: Final = "+15015550111"

SECRET_PLAN: Final = PLAN | {"parking": "bay twelve"}
KNOWN_REX: Final = REX | {"description": "limps on the left"}
ACTS: Final[dict[str, Any]] = {
    **{path.removeprefix("/api/v1"): body for path, body in BODIES.items()},
    "/watch/respondents": KNOWN_REX,
    "/watch/orders": ORDER,
    "/watch/plans/ana": SECRET_PLAN,
    "/watch/screens/ana": SCREEN,
    "/watch/concerns": CONCERN,
    "/watch/measures": MEASURE,
    "/watch/escorts": {"person": "ana", "shift": at(days=4)},
    "/watch/calls": {"person": "ana", "words": "has she a blue folder"},
    "/watch/links": {
        "role": "police",
        "name": "-",
        "agency": "-",
        "person": "ana",
        "expires_at": at(days=2),
    },
    "/walks": {"person": "ana", "to": "station one lot", "escort": ["person:kit"]},
    "/checks": {"recipient": "person:kit", "minutes": 10},
    "/me/walk": {"text": "WALK 10"},
    "/me/sos": {"id": "b-1", "latitude": 35.09, "longitude": -92.44, "waited_s": 90},
    "/me/cancel": {"code": ""},
    "/sightings": {"words": "at the counter"},
    "/test-page": {"recipient": "person:kit"},
    "/alarms/clear": {"alarm": "no_next_moment:I-1"},
    "/links": {"person": "kit"},
    "/tokens": {"person": "kit"},
}
READS: Final = [
    "/board",
    "/incidents",
    "/incidents/{incident}",
    "/incidents/{incident}/guarded",
    "/incidents/{incident}/timeline",
    "/walks",
    "/walks/{walk}",
    "/me",
    "/me/walk",
    "/me/sos",
    "/me/page",
    "/me/nearness",
    "/alarms",
    "/who-now",
    "/sightings",
    "/doors/locked",
    "/watch/respondents",
    "/watch/respondents/R-1",
    "/watch/orders",
    "/watch/orders/O-1",
    "/watch/plans",
    "/watch/plans/ana",
    "/watch/desk",
    "/watch/screens/ana",
    "/watch/risk",
    "/watch/tonight",
    "/watch/links",
    "/watch/trails",
    "/watch/nearness",
    "/watch/reads/ana",
    "/roads",
]
HERS: Final = (
    "/incidents/{incident}/guarded",
    "/watch/respondents",
    "/watch/orders/O-1",
    "/watch/plans/ana",
)
CASE: Final = ("/watch/respondents", "/watch/orders", "/watch/plans/ana")

people = st.sampled_from(CONTROL)
nth = st.integers(0, 3)


class AnyStory(RuleBasedStateMachine):
    """What people do, in any order; after each turn every rule is looked at."""

    def __init__(self):
        super().__init__()
        self.story = Story()

    def teardown(self):
        self.story.end()

    def of(self, names, number):
        found = sorted(names)
        return found[number % len(found)] if found else "Z-99"

    def names(self, number):
        """A name for each thing that a path can name."""
        state = self.story.state
        watch = state.watch
        known = {
            "incident": state.response.incidents,
            "walk": watch.walks,
            "sighting": watch.sightings,
            "unit": state.agency.units,
            "order": watch.cases.orders,
            "concern": watch.cases.concerns,
            "respondent": watch.cases.respondents,
            "trail": watch.trails.trails,
        }
        return {name: self.of(found, number) for name, found in known.items()}

    @initialize(has_case=st.booleans(), has_sos=st.booleans())
    def a_town(self, has_case, has_sos):
        """Many a story begins in the middle."""
        if has_case:
            self.her_case_is_entered()
        if has_sos:
            self.somebody_texts(ANA, "SOS he is in the lot")

    # Texts.

    @rule(
        number=st.sampled_from((ANA, KIT, LEE, MO, STRANGER)),
        words=st.sampled_from(("SOS", "he is in the lot", "help", "SOS mill lane", "?")),
    )
    def somebody_texts(self, number, words):
        self.story.texts(number, words, is_sos=True)

    @rule(words=st.text(max_size=12))
    def she_texts_anything(self, words):
        self.story.texts(ANA, words, is_sos=False)

    @rule(words=st.sampled_from(("WALK 5", "GO", "OK", "10", "SIGHTING grey pickup", "IN")))
    def she_texts_of_her_walk(self, words):
        self.story.texts(ANA, words, is_sos=False)

    @rule(body=st.binary(max_size=30))
    def a_gateway_delivers_anything(self, body):
        form = {"content-type": "application/x-www-form-urlencoded"}
        self.story.hook("/hooks/sms/kannel-1", body, basic("tocsin", "kannel-secret") | form)

    @rule(number=nth, words=st.sampled_from(("", " C", " NO", " SAFE", " help")), by=nth)
    def a_page_is_answered(self, number, words, by):
        pages = [one for one in self.story.town.ways["sms"].sent if CODE.search(one.text)]
        if pages:
            page = pages[-1 - number % len(pages)]
            sender = page.to if by else KIT
            self.story.texts(sender, CODE.findall(page.text)[0] + words, is_sos=False)

    @rule(code=st.sampled_from((SAFE, DURESS)))
    def she_cancels(self, code):
        story, before = self.story, len(self.story.town.ways["sms"].sent)
        has_open = any(
            one.is_open and one.sender == "person:ana" and one.kind != "risk"
            for one in story.state.response.incidents.values()
        )
        walks = bool(story.town.facts("WalkStarted"))  # Its word counts for a while after its end.
        answer = story.texts(ANA, code, is_sos=not has_open and not walks)
        if answer.is_success and has_open and not walks and not story.is_full:
            told = [one.text for one in story.town.ways["sms"].sent[before:] if one.to == ANA]
            # Whichever code it was. What else is on its way to her may come between.
            assert set(told) <= {CANCELLED} or CANCELLED in told, told

    # The control room.

    @rule(by=people, number=nth, act=st.sampled_from(("command", "received", "check-back")))
    def somebody_answers_on_the_board(self, by, number, act):
        incident = self.names(number)["incident"]
        self.story.asks(by, "POST", f"/incidents/{incident}/{act}")

    @rule(by=people, number=nth, safe=st.booleans())
    def a_cancel_is_judged(self, by, number, safe):
        incident = self.names(number)["incident"]
        self.story.asks(by, "POST", f"/incidents/{incident}/verify-cancel", {"safe": safe})

    @rule(by=people, number=nth)
    def an_incident_is_closed(self, by, number):
        self.closes(by, self.names(number)["incident"])

    def closes(self, by, incident):
        body = {"disposition": "person_safe", "note": "-"}
        if self.story.asks(by, "POST", f"/incidents/{incident}/close", body).is_success:
            self.story.closed.add(incident)

    @rule(by=people, number=nth, path=st.sampled_from(sorted(ACTS)))
    def anything_is_done(self, by, number, path):
        if path.endswith("/close"):
            return
        body = ACTS[path]
        if path == "/walks":
            body = body | {"person": ("ana", "kit", "mo")[number % 3]}
        self.story.asks(by, "POST", path.format(**self.names(number)), body)

    @rule()
    def her_case_is_entered(self):
        for path in CASE:
            self.story.asks("jo", "POST", path, ACTS[path])
        self.story.asks("jo", "POST", "/watch/respondents/R-1/custody", CUSTODY)

    @rule(by=people, number=nth, path=st.sampled_from(READS))
    def anything_is_read(self, by, number, path):
        self.story.asks(by, "GET", path.format(**self.names(number)))

    @rule(by=st.sampled_from(("mo", "lee", "jo")), number=nth, path=st.sampled_from(HERS))
    def something_of_hers_is_read(self, by, number, path):
        self.story.asks(by, "GET", path.format(**self.names(number)))

    # Who works here.

    @rule(by=st.sampled_from(("jo", "nell", "lee")), person=st.sampled_from(("mo", "lee", "kit")))
    def somebody_is_dismissed(self, by, person):
        if self.story.asks(by, "POST", f"/staff/{person}/dismiss", {"reason": "-"}).is_success:
            self.story.dismissed(person)

    @rule(by=st.sampled_from(("jo", "nell")), person=st.sampled_from(("mo", "lee", "kit")))
    def somebody_is_taken_back(self, by, person):
        if self.story.asks(by, "POST", f"/staff/{person}/reinstate").is_success:
            self.story.out.discard(person)
            self.story.signs_in(person)

    @rule(
        change=st.sampled_from(
            (
                ("wait_s = 30", "wait_s = 45"),
                ('mode = "answering"', 'mode = "silent"'),
                ('roles = ["worker"]', 'roles = ["dispatcher"]'),
                ("[[staff]]", "[[stuff]]"),
                ("", ""),
            )
        )
    )
    def the_agency_file_is_read_again(self, change):
        self.story.file = HARLOW_TEXT.replace(*change) if change[0] else HARLOW_TEXT
        self.story.asks("nell", "POST", "/agency/reload")

    # Time and trouble.

    @rule(seconds=st.sampled_from((1, 29, 61, 180, 900, 7_200)))
    def time_passes(self, seconds):
        self.story.waits(seconds)

    @rule(is_full=st.booleans())
    def the_disk_fills_or_is_emptied(self, is_full):
        self.story.disk(is_full=is_full)

    @rule(number=st.sampled_from((ANA, KIT)), is_killed=st.booleans())
    def the_disk_is_full_when_somebody_texts(self, number, is_killed):
        self.story.disk(is_full=True)
        self.story.texts(number, "SOS", is_sos=True)
        if is_killed:
            self.story.is_killed()
        self.story.disk(is_full=False)

    @rule(by=st.sampled_from(("mo", "lee", "jo")))
    def all_of_hers_is_closed_and_she_cancels_once_more(self, by):
        for incident, one in sorted(self.story.state.response.incidents.items()):
            if one.is_open and one.sender == "person:ana":
                self.story.asks(by, "POST", f"/incidents/{incident}/verify-cancel", {"safe": True})
                self.closes(by, incident)
        self.she_cancels(SAFE)

    @rule()
    def the_process_is_killed(self):
        self.story.is_killed()

    @invariant()
    def the_rules_of_safety_hold(self):
        self.story.holds()


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(
    max_examples=STORIES,
    stateful_step_count=TURNS,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
