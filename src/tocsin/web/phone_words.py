"""What the pages for a supervisor's phone say, in English and Spanish; both are whole.

A word of the service itself (an answer, a disposition, a refusal) has the key
`KIND_WORD`. One that has no key here is said as the service says it.
"""

from collections.abc import Mapping
from typing import Final

from tocsin.tongues.known import tongue_of
from tocsin.web.phone_words_es import ES

EN: Final[Mapping[str, str]] = {
    "as_of": "As of {time}. This page does not change by itself.",
    "live": "Live",
    "sending": "Sending...",
    "unsent": "NOT SENT. Try again, or answer the text.",
    "lost": "NOT LIVE since {time}",
    "reload": "Reload",
    "gone": "You are signed out. This phone is shown nothing any more.",
    "not_live_node": "This node lost touch at {time}: what is below may be old. "
    "Use phone and radio.",
    "caution": "Caution",
    "caution_again": "There is a caution. Reload to read it.",
    "safe_contact": "Safe contact",
    "not_recorded": "That you read this is not on disk yet.",
    "duress": "DURESS CODE USED. Under threat, the phone is watched: nothing may show that help "
    "comes.",
    "silent": "SILENT PLAN. Nothing is sent to this phone.",
    "unverified": "Unverified: nobody here has this number.",
    "unreadable": "A message that could not be read. Treat it as an SOS.",
    "cancel_open": "A cancel came. Until somebody has spoken to them it is still an SOS.",
    "cancel_safe": "Cancel verified: safe, says {name}.",
    "cancel_not_safe": "NOT SAFE, says {name}.",
    "since": "since {time}",
    "ago": "{time}, {age} old",
    "nobody": "NOBODY IN COMMAND",
    "mine": "You have command",
    "other": "In command: {name}",
    "closed": "Closed {time}: {how}",
    "kind_duress": "SOS",
    "kind_missed_walk": "Did not arrive",
    "kind_threat": "Threat near",
    "kind_risk": "Risk has risen",
    "next": "Next",
    "next_step": "{time}: step {step} of {steps} is paged",
    "next_widen": "{time}: EVERYONE is paged",
    "next_repeat": "{time}: everyone is paged again",
    "next_check_back": "{time}: {name} is asked whether they are still on it",
    "next_check_back_answer": "{time}: without an answer of {name} paging starts again",
    "next_verify_cancel": "{time}: the call-back on the cancel is asked for again",
    "next_none": "Nothing happens by itself.",
    "by_hand": "Everyone was paged and nobody has taken it. Call by hand.",
    "act": "What you do",
    "do_received": "Received",
    "do_command": "Take command",
    "do_over": "Take over from {name}",
    "do_check_back": "Still on it",
    "do_safe": "I spoke to them: SAFE",
    "do_not_safe": "NOT SAFE, or no answer",
    "do_close": "Close...",
    "answered": "You answered: {answer}, {time}",
    "words": "Words as sent",
    "words_code": "(a safe or duress code, never shown)",
    "words_none": "(could not be read)",
    "words_empty": "Nothing was written.",
    "where": "Where",
    "where_none": "NOT KNOWN. Ask, look, and tell the control room.",
    "where_disagree": "Sources disagree: look at both.",
    "where_line": "{source}, {certainty}, within {metres} m",
    "where_old": "OLD",
    "map": "Drawing of where: {where}, within {metres} m, {time}. North is up.",
    "map_open": "Open in your map app",
    "map_learns": "The app is told the place. This page asks no other host.",
    "hearsay": "said by or of somebody else",
    "call": "Call",
    "call_who": "Call {name}",
    "call_emergency": "Call {number}, the emergency number",
    "call_contact": "Call the safe contact",
    "no_call": "DO NOT CALL {name}",
    "no_call_silent": "The plan is silent: the phone may be in other hands.",
    "call_routine": "Duress: somebody is listening. A call must sound routine: the cancel came, "
    "you call to make sure, as always. Nothing may show that help comes.",
    "no_call_code_word": "A code word: they cannot speak freely.",
    "no_call_hours": "The plan lets nobody call now. Use the safe contact.",
    "no_number": "No number is known.",
    "paged": "Who was paged",
    "paged_none": "Nobody has an open page.",
    "closed_told": "Everybody paged was told to stand down.",
    "all": "All open: {count}",
    "list": "Open now",
    "wanted": "You were paged for this.",
    "list_none": "Nothing is open.",
    "back": "Back to {incident}",
    "sign_out": "Sign this phone out",
    "push": "Notifications",
    "push_says": "A notification shows a code and no name, also on a locked phone. Texts come as "
    "before. It stays on when you sign out.",
    "push_on": "Pages are shown by this browser, too.",
    "push_off": "Pages are not shown by this browser.",
    "push_lost": "PAGES NO LONGER REACH YOUR BROWSER. Switch them on again.",
    "push_old": "SWITCH PAGES ON AGAIN HERE: this service has a new key.",
    "push_blocked": "This browser blocks notifications. Allow them in its settings for this site.",
    "push_install": "On an iPhone, first add this page to the home screen and open it there.",
    "push_failed": "NOT DONE. Try again. Texts come as before.",
    "push_do_on": "Show pages here, too",
    "push_do_off": "Switch off here",
    "push_wait": "One moment...",
    "close": "Close {incident}",
    "close_how": "How did it end?",
    "close_note": "Note for the record (not required)",
    "close_do": "Close the incident",
    "close_not": "Not yet:",
    "no_disposition_missing": "Say how it ended.",
    "door": "Open your page",
    "door_says": "Type the 12 letters behind the # of the link in your text, or paste the link.",
    "door_key": "Letters of your link",
    "door_open": "Open",
    "door_reply": "Or answer the text: its code = received, its code and C = taking command.",
    "door_record": "A link opens once. That it was opened is put on record.",
    "wait": "Opening...",
    "new_key": "This link was used already, or its page is over. If it was not you who used it, "
    "tell your administrator. Answer the text, or open the next one.",
    "too_many": "Too many keys that open nothing came from here. Wait ten minutes, or answer the "
    "text.",
    "problem": "Not done",
    "no_bad_input": "This form cannot be read. Go back and try again.",
    "no_not_signed_in": "Nobody is signed in on this phone, or not any more.",
    "no_other_origin": "This was sent from another page. Do it here.",
    "no_role_not_allowed": "Your roles do not include this.",
    "no_prefetch": "This page is not fetched in advance.",
    "no_unknown_key": "This key opens nothing.",
    "no_key_expired": "This link is too old. Answer the text, or open the next one.",
    "no_person_unknown": "This person does not work here any more.",
    "no_incident_unknown": "There is no such incident in memory.",
    "no_incident_closed": "It is closed.",
    "no_page_unknown": "You have no open page for this.",
    "no_person_not_active": "Only somebody who works here can take command.",
    "no_own_sos": "Nobody takes command of their own SOS; somebody else must.",
    "no_command_already_taken": "You are in command already.",
    "no_no_cancel_given": "No cancel was given.",
    "no_cancel_not_verified": "A cancel was given and nobody has called back yet. Say first what "
    "they found.",
    "no_units_still_assigned": "Units are still on it: {units}. Clear them first.",
    "no_text_empty": "A note needs at least one word.",
    "no_not_durable": "It could not be put on record yet. Try again; meanwhile use phone and "
    "radio.",
    "no_overloaded": "More comes in than can be worked off; SOS go first. Try again in a second.",
    "no_not_live": "This node lost touch with the record. Use phone and radio.",
    "no_node_outdated": "This node is too old for what is on record. Use phone and radio.",
    "no_not_found": "There is nothing here.",
    "no_too_large": "That is too long.",
    "no_failed": "Tocsin failed at this; nothing else is held up by it. Use phone and radio.",
    "answer_silent": "no answer",
    "answer_received": "received",
    "answer_command": "taking command",
    "answer_ok": "still on it",
    "answer_safe": "safe",
    "answer_not_safe": "not safe",
    "answer_en_route": "en route",
    "answer_on_scene": "on scene",
    "answer_transporting": "transporting",
    "answer_at_hospital": "at hospital",
    "answer_clear": "clear",
    "answer_found": "found",
    "answer_done": "done",
    "answer_declined": "cannot",
    "answer_confirmed": "it is him",
    "answer_denied": "it is not him",
    "purpose_sos": "SOS",
    "purpose_check_back": "check-back",
    "purpose_verify_cancel": "call-back on the cancel",
    "purpose_dispatch": "dispatch",
    "purpose_search": "search",
    "purpose_update": "update",
    "purpose_judge": "sighting",
    "channel_sms": "text",
    "channel_email": "mail",
    "channel_apprise": "service",
    "channel_push": "notification",
    "status_queued": "waiting",
    "status_sent": "sent",
    "status_delivered": "on the phone",
    "status_failed": "failed, tried again",
    "status_gave_up": "given up",
    "disposition_person_safe": "person safe",
    "disposition_person_transported": "person taken to hospital",
    "disposition_person_deceased": "person died",
    "disposition_unable_to_locate": "nobody could be found",
    "disposition_handled_by_other_agency": "another agency has it",
    "disposition_false_alarm": "false alarm",
    "disposition_wrong_number": "wrong number",
    "disposition_duplicate": "another incident is about the same",
    "disposition_test": "a test",
    "source_words": "their own words",
    "source_phone": "their phone",
    "source_walk": "their last safe walk",
    "source_roster": "duty roster",
    "source_dispatcher": "a dispatcher",
    "source_searcher": "a searcher",
    "source_sighting": "their own words, of somebody else",
    "source_third_party": "somebody else's word",
    "source_neighbour": "a neighbouring agency",
    "source_tracker": "a tracker",
    "source_unit": "a unit",
    "certainty_reported": "reported",
    "certainty_alleged": "alleged",
    "certainty_confirmed": "confirmed",
    "certainty_amended": "amended",
    "doubt_off_the_map": "this point is off the map, hardly right",
    "doubt_perhaps_swapped": "latitude and longitude may be swapped",
    "doubt_fix_from_the_future": "the phone's clock is ahead: the time is not sure",
    "doubt_no_place": "this is no position at all",
    "doubt_undated_fix": "nobody knows how old this is",
    "doubt_which_incident": "perhaps said of another incident",
    "doubt_unsure_reading": "the words may mean something else",
}

TEXTS: Final[Mapping[str, Mapping[str, str]]] = {"en": EN, "es": ES}


class Tongue:
    """One language."""

    def __init__(self, language: str) -> None:
        """English where the language is not known."""
        self.language = language if language in TEXTS else "en"
        self._texts = TEXTS[self.language]

    def __call__(self, key: str, **values: object) -> str:
        """One sentence."""
        return self._texts[key].format(**values)

    def raw(self, key: str) -> str:
        """One sentence with its blanks, for the script to fill."""
        return self._texts[key]

    def word(self, kind: str, word: str) -> str:
        """A word of the service."""
        return self._texts.get(f"{kind}_{word}") or word.replace("_", " ")

    def refusal(self, reason: str, detail: str, **values: object) -> str:
        """Why not, in this page's own words; else as every page of this language says it."""
        said = self._texts.get(f"no_{reason}")
        return said.format(**values) if said else tongue_of(self.language).sentence(detail)
