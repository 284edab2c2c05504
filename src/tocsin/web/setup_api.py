"""Setting a way out up in the browser: its fields, a live text to one's own phone, and saving it.

Administrators only. Every trial is on record before anything leaves; a secret goes to the
provider and into its file, and comes back from here to nobody.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final, Literal, Protocol

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from tocsin.agency.duty import contacts
from tocsin.engine.service import Service
from tocsin.facts.agency import Contact
from tocsin.facts.trials import Direction
from tocsin.kernel.limits_carriers import GATEWAY_FIELD_CHARACTERS_MAX
from tocsin.paging.proving import LETTERS, words_hash
from tocsin.paging.state import Trial
from tocsin.paging.trying import AddGateway, ArriveTrial, AskTrial, RecordTrial, is_open, trial_text
from tocsin.tongues.tongue import Tongue
from tocsin.web.access import LOCAL_ADMIN, Right, Seat
from tocsin.web.administration import Set
from tocsin.web.api import InPath, Running, Said, Who, do
from tocsin.web.own_api import Chance
from tocsin.web.problems import Problem

Kind = Literal["kannel", "smpp", "twilio", "smtp", "apprise"]
Given = Annotated[str, msgspec.Meta(max_length=GATEWAY_FIELD_CHARACTERS_MAX)]
Line = Annotated[str, msgspec.Meta(max_length=40)]

TRIAL_ID_BYTES: Final = 8
_DIGITS: Final = "23456789"
_CAPITALS: Final = LETTERS[len(_DIGITS) :]
_KEPT_SHORT: Final = 4
"""So many characters at the end of one's own number are enough to know it by."""


class Candidate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way out as somebody fills it in: settings by their name, secrets among them."""

    kind: Kind
    name: Line
    fields: Annotated[dict[Line, Given], msgspec.Meta(max_length=20)] = {}

    def __repr__(self) -> str:
        """Show no secret."""
        return f"Candidate({self.kind!r}, {self.name!r})"


class FieldShown(msgspec.Struct, frozen=True):
    """One field of a form; a `secret` is typed anew each time."""

    key: str
    shape: Literal["text", "secret", "number", "choice", "switch"]
    needed: bool
    default: str
    choices: tuple[str, ...]


class FormShown(msgspec.Struct, frozen=True):
    """What one kind of way out needs; with `hook` texts come in by an address of ours as well."""

    kind: Kind
    channel: str
    hook: bool
    fields: tuple[FieldShown, ...]


class FaultShown(msgspec.Struct, frozen=True):
    """What is wrong with a field, and what is accepted."""

    field: str
    wrong: str
    accepted: str


class Kept(msgspec.Struct, frozen=True):
    """A secret, and the file beside the settings that it is kept in."""

    field: str
    file: str


class DraftShown(msgspec.Struct, frozen=True):
    """What would be added to the settings file, with references in place of secrets."""

    toml: str
    secrets: tuple[Kept, ...]
    faults: tuple[FaultShown, ...]


class OwnContact(msgspec.Struct, frozen=True):
    """A way to reach whoever asks, known by its end; `at` is its place among theirs."""

    at: int
    channel: str
    ends_with: str


class SetupShown(msgspec.Struct, frozen=True):
    """What a way out can be, to which of your contacts it is tried, and whether it can be saved.

    `why_not` says why it cannot be saved from here; empty when it can. `reached_at` is our own
    address, as providers must call it.
    """

    forms: tuple[FormShown, ...]
    contacts: tuple[OwnContact, ...]
    why_not: str
    file: str
    reached_at: str
    sos_number: str


class TryOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Send a text through these settings to one of your own contacts."""

    candidate: Candidate
    contact: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0


class Typed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The word that stands in the text on your phone."""

    words: Line


class TrialShown(msgspec.Struct, frozen=True):
    """How far a trial is: `asked`, `handed_over`, `refused` (`reason`), `arrived` (`by`, `took_s`).

    `is_over`: no answer of the phone counts any more.
    `words` are what is to be texted to us, of a trial of the way in; empty otherwise.
    """

    trial: str
    direction: Direction
    status: str
    reason: str
    by: str
    took_s: float
    until: datetime
    is_over: bool = False
    words: str = ""


class SavedShown(msgspec.Struct, frozen=True):
    """What was written, and where the file lies as it was before."""

    file: str
    backup: str


class SettingUp(Protocol):
    """What can be set up on this machine."""

    @property
    def forms(self) -> tuple[FormShown, ...]:
        """What a way out can be."""
        ...

    @property
    def file(self) -> str:
        """The settings file."""
        ...

    @property
    def why_not(self) -> str:
        """Why nothing can be saved from here; empty when it can."""
        ...

    def draft(self, candidate: Candidate) -> DraftShown:
        """What these fields become."""
        ...

    def place_of(self, candidate: Candidate) -> str:
        """Host and port that would be asked."""
        ...

    async def send(self, candidate: Candidate, trial: str, to: Contact, text: str) -> str:
        """Hand one text over by these settings; why it was not taken, in our words, or ''."""
        ...

    async def save(self, candidate: Candidate, record: AddGateway, by: Seat) -> SavedShown:
        """Add it to the settings, and use it from now on. Raises Problem."""
        ...


Setting = NamedDependency[SkipValidation[SettingUp | None]]
_PLAIN: Final = Tongue()
_SETUP: Final = {"right": Right.SETUP}


@get("/setup", opt=_SETUP)
async def setup(
    seat: Who, service: Running, setting: Setting, settings: Set, tongue: Said
) -> SetupShown:
    """What can be set up here."""
    here = _here(setting)
    mine = tuple(
        OwnContact(at, each.channel, (each.address.text or "")[-_KEPT_SHORT:])
        for at, each in enumerate(_own(service, seat))
    )
    return SetupShown(
        here.forms,
        mine,
        tongue.sentence(here.why_not),
        here.file,
        settings.base_url,
        settings.sos_number,
    )


@post("/setup/draft", opt=_SETUP, status_code=200)
async def draft(data: JSONBody[Candidate], seat: Who, setting: Setting) -> DraftShown:  # noqa: ARG001
    """What these fields become, and everything that is wrong with them. Nothing is done."""
    return _here(setting).draft(data)


@post("/setup/trials", opt=_SETUP, status_code=200)
async def try_out(
    data: JSONBody[TryOut],
    seat: Who,
    service: Running,
    setting: Setting,
    chance: Chance,
    tongue: Said,
) -> TrialShown:
    """Send a live text through these settings to your own phone. Nothing is saved."""
    here, candidate = _here(setting), data.candidate
    _whole(here, candidate)
    to = _contact(service, seat, data.contact, here, candidate)
    trial, words = chance(TRIAL_ID_BYTES).hex(), _word(chance)
    place, hashed = here.place_of(candidate), words_hash(words)
    asked = AskTrial(
        *(trial, seat.person, Direction.OUT, hashed),
        *(candidate.name, candidate.kind, to.channel, place),
    )
    await do(service, asked, seat)
    view = service.engine.views(service.clock.now())
    text = trial_text(view.language(f"person:{seat.person}"), candidate.name, words)
    reason = await here.send(candidate, trial, to, text)
    await do(service, RecordTrial(trial, reason), seat)
    return _shown(service, trial, tongue)


@post("/setup/trials/in", opt=_SETUP, status_code=200)
async def wait_for_text(seat: Who, service: Running, chance: Chance) -> TrialShown:
    """Wait for a text of yours to the SOS line: exactly this word pages nobody, all else does."""
    if not any(each.channel == "sms" for each in _own(service, seat)):
        raise _nobody("sms")
    trial, words = chance(TRIAL_ID_BYTES).hex(), _word(chance)
    await do(service, AskTrial(trial, seat.person, Direction.IN, words_hash(words)), seat)
    shown = _shown(service, trial)
    return msgspec.structs.replace(shown, words=words)


@get("/setup/trials/{trial:str}", opt=_SETUP)
async def trial(trial: InPath, seat: Who, service: Running, tongue: Said) -> TrialShown:
    """How far a trial of yours is."""
    _own_trial(service, seat, trial)
    return _shown(service, trial, tongue)


@post("/setup/trials/{trial:str}/typed", opt=_SETUP, status_code=200)
async def typed(trial: InPath, data: JSONBody[Typed], seat: Who, service: Running) -> TrialShown:
    """Say what the text on your phone says: it arrived."""
    _own_trial(service, seat, trial)
    await do(service, ArriveTrial(trial, "typed", data.words), seat)
    return _shown(service, trial)


@post("/setup/save", opt=_SETUP, status_code=200)
async def save(data: JSONBody[Candidate], seat: Who, setting: Setting) -> SavedShown:
    """Add this way out to the settings file, and use it from now on, after all others."""
    here = _here(setting)
    _whole(here, data)
    if here.why_not:
        raise Problem(409, "settings_not_written", here.why_not)
    channel = next(form.channel for form in here.forms if form.kind == data.kind)
    hook = any(form.hook for form in here.forms if form.kind == data.kind)
    record = AddGateway(data.name, data.kind, channel, here.place_of(data), hook, seat.person)
    return await here.save(data, record, seat)


def _here(setting: SettingUp | None) -> SettingUp:
    if setting is None:
        raise Problem(409, "nothing_to_set_up", "Nothing can be set up here: this is a demo.")
    return setting


def _whole(here: SettingUp, candidate: Candidate) -> None:
    """Raises Problem while something is wrong with the fields."""
    wrong = here.draft(candidate).faults
    if wrong:
        fields = ", ".join(each.field for each in wrong)
        raise Problem(409, "fields_wrong", f"Not yet right: {fields}.")


def _own(service: Service, seat: Seat) -> list[Contact]:
    """The contacts of whoever asks. The machine's own administrator has none."""
    if seat.person == LOCAL_ADMIN:
        return []
    return list(contacts(service.engine.state.agency, f"person:{seat.person}"))


def _contact(
    service: Service, seat: Seat, at: int, here: SettingUp, candidate: Candidate
) -> Contact:
    """The contact a trial goes to: one of one's own, on the channel that is tried."""
    channel = next(form.channel for form in here.forms if form.kind == candidate.kind)
    mine = _own(service, seat)
    if at >= len(mine) or mine[at].channel != channel or mine[at].address.text is None:
        raise _nobody(channel)
    view = service.engine.views(service.clock.now())
    if view.is_silent(f"person:{seat.person}"):
        raise Problem(409, "phone_silent", "Your plan says that nothing is sent to your phone.")
    return mine[at]


def _nobody(channel: str) -> Problem:
    detail = (
        f"A trial goes to your own contact, and you have none on {channel}: sign in as yourself."
    )
    return Problem(409, "no_contact", detail)


def _own_trial(service: Service, seat: Seat, name: str) -> Trial:
    found = service.engine.state.paging.trials.get(name)
    if found is None or found.person != seat.person:
        raise Problem(404, "trial_unknown", "You have no trial of this name.")
    return found


def _shown(service: Service, name: str, tongue: Tongue = _PLAIN) -> TrialShown:
    each = service.engine.state.paging.trials[name]
    reason = tongue.sentence(each.reason)
    return TrialShown(
        *(name, each.direction, each.status, reason, each.by, each.took_s, each.until),
        is_over=not is_open(each, service.clock.now()),
    )


def _word(chance: Callable[[int], bytes]) -> str:
    """A word that nobody writes by chance: such as T4K7."""
    rest = int.from_bytes(chance(TRIAL_ID_BYTES))
    word = "T"
    for letters in (_DIGITS, _CAPITALS, _DIGITS):
        rest, at = divmod(rest, len(letters))
        word += letters[at]
    return word


ROUTES: Final = (setup, draft, try_out, wait_for_text, trial, typed, save)
