"""Ways out that somebody sets up in the browser: tried as they are, saved, used from then on."""

import asyncio
import secrets
import socket
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

from tocsin.adapters.smpp import SmppGateway
from tocsin.app import settings_file
from tocsin.config import GatewaySettings, HookSource, Settings, SettingsError
from tocsin.engine.carriers import CarrierInbox
from tocsin.engine.core import NotDurable
from tocsin.engine.gateway import Gateway, GatewayError, Outgoing, SpokenOf
from tocsin.engine.node import Node
from tocsin.engine.service import Service
from tocsin.facts.agency import Contact
from tocsin.intake.smpp import News
from tocsin.kernel.limits_carriers import TRIAL_LINK_S, TRIAL_SEND_S
from tocsin.onboarding import gateways
from tocsin.paging.trying import AddGateway, ArriveTrial
from tocsin.ways import gateway_of
from tocsin.web.access import Seat
from tocsin.web.problems import Problem, accepted
from tocsin.web.settings import SIGNAL_ID_BYTES
from tocsin.web.setup_api import (
    Candidate,
    DraftShown,
    FaultShown,
    FieldShown,
    FormShown,
    Kept,
    SavedShown,
)

_AGAIN_S: Final = 0.3
"""How soon a link to a carrier that is being made is asked for again."""

_NO_LINK: Final = "no link to the centre"


class TrialInbox(CarrierInbox):
    """What comes in by the link of a trial: a text is on record as any other, so an SOS is one."""

    def __init__(self, service: Service, trial: str) -> None:
        super().__init__(service, lambda: secrets.token_hex(SIGNAL_ID_BYTES))
        self._trial = trial
        self._told = service

    def is_wanted(self) -> bool:
        """A trial is made where it was asked for."""
        return True

    async def hear(self, provider: str, news: News, of: SpokenOf) -> bool:
        """A receipt of the trial's text says that it arrived; others are as they always are."""
        if of.message != self._trial:
            return await super().hear(provider, news, of)
        if news.status == "delivered":
            await self._told.submit(ArriveTrial(self._trial, "receipt"), f"gateway:{provider}")
        return True

    async def say(self, provider: str, trouble: str) -> None:
        """What is tried raises no alarm: the page says how it went."""


class SettingUp:
    """What can be set up on this machine."""

    def __init__(self, settings: Settings, service: Service) -> None:
        self._settings = settings
        self._service = service
        self._taken = {each.name for each in settings.gateway}
        self._taken |= {each.name for each in settings.neighbour}
        self._taken |= {each.name for each in settings.hook}
        self._taken |= {each.name for each in settings.broker}
        self._accounts = {(one.host, one.username) for one in settings.gateway if one.host}
        self._saving = asyncio.Lock()
        self._held: set[asyncio.Task[Any]] = set()
        self._link: asyncio.Task[Any] | None = None
        self.take_hook: Callable[[HookSource], None] = lambda _hook: None
        """Lets a way in be called from now on."""

    @property
    def forms(self) -> tuple[FormShown, ...]:
        """What a way out can be."""
        return tuple(_form(form) for form in gateways.FORMS.values())

    @property
    def file(self) -> str:
        """The settings file, by its name alone."""
        return self._settings.file

    @property
    def why_not(self) -> str:
        """Why nothing can be saved from here; empty when it can."""
        if isinstance(self._service, Node):
            return "Each node has settings of its own: put it into the file of each."
        if not self._settings.file:
            return "This service was started without a settings file."
        return settings_file.why_not(self._settings.path(self._settings.file))

    def draft(self, candidate: Candidate) -> DraftShown:
        """What these fields become."""
        kind, name, given = candidate.kind, candidate.name, candidate.fields
        faults = tuple(FaultShown(*each) for each in self._faults(kind, name, given))
        kept = tuple(Kept(*each) for each in gateways.secrets_of(kind, name, given))
        toml = gateways.block(kind, name, given, self._settings.url)
        return DraftShown(toml, kept, faults)

    def place_of(self, candidate: Candidate) -> str:
        """Host and port that would be asked."""
        return gateways.place_of(candidate.kind, candidate.fields)

    async def send(self, candidate: Candidate, trial: str, to: Contact, text: str) -> str:
        """Hand one text over by these settings; why it was not taken, in our words, or ''."""
        outgoing = Outgoing(
            *(trial, 1, to.channel, to.address.reveal()),
            *("TOCSIN TRIAL", text, f"trial-{trial}"),
        )
        try:
            async with asyncio.timeout(TRIAL_SEND_S):
                if await _is_never(candidate):
                    return "nothing that takes texts can be at this address"
                gateway = gateway_of(_settings_of(candidate), _alone(self._settings))
                if isinstance(gateway, SmppGateway):
                    await self._by_link(gateway, outgoing)
                else:
                    await _by_request(gateway, outgoing)
        except (GatewayError, SettingsError) as error:
            return getattr(error, "reason", "") or str(error) or "refused"
        except TimeoutError:
            return "no answer in time"
        except Exception as error:  # noqa: BLE001 - whatever fails, its message may hold a secret.
            return f"it failed ({type(error).__name__})"
        return ""

    async def save(self, candidate: Candidate, record: AddGateway, by: Seat) -> SavedShown:
        """Add it to the settings, and use it from now on. Raises Problem."""
        async with self._saving:
            try:
                staged = await asyncio.to_thread(self._stage, candidate)
            except SettingsError as error:
                raise Problem(409, "settings_not_written", str(error)) from None
            try:
                await self._record(record, by)
            except BaseException:
                settings_file.undo(staged)
                raise
            try:
                # It leaves nothing half done; a thread that has begun it cannot be called back.
                await asyncio.to_thread(settings_file.put_in_place, staged)
            except SettingsError as error:
                raise Problem(500, "settings_not_written", str(error)) from None
            await self._use(staged)
        return SavedShown(self._settings.file, staged.backup.name)

    def close(self) -> None:
        """Let go of every link of a trial, and of what was added."""
        for task in self._held:
            task.cancel()

    def _faults(self, kind: str, name: str, given: Mapping[str, str]) -> Iterator[gateways.Fault]:
        yield from gateways.faults(kind, name, given)
        if name in self._taken:
            yield gateways.Fault("name", "another has this name.", "a name of its own.")
        account = given.get("host", ""), given.get("username", "")
        if kind == "smpp" and account in self._accounts:
            # A second link of one account may end the first, which carries every page.
            yield gateways.Fault("username", "this account is in use.", "an account of its own.")
        is_public = self._settings.url.startswith("https://")
        if kind == "twilio" and not given.get("hook_public_url") and not is_public:
            said = "exactly the address that is set at Twilio, with https."
            yield gateways.Fault("hook_public_url", "this is missing.", said)

    async def _by_link(self, gateway: SmppGateway, outgoing: Outgoing) -> None:
        """Hand it over by a link of its own, and hold that for what comes back by it."""
        await self._release()
        self._link = self._hold(gateway.serve(TrialInbox(self._service, outgoing.message)))
        try:
            await _once_bound(gateway, outgoing)
        except BaseException:
            self._link.cancel()
            raise
        self._hold(_let_go(self._link))

    async def _release(self) -> None:
        """End the link of the last trial: a carrier may give one account one link."""
        if self._link is not None:
            self._link.cancel()
            await asyncio.wait([self._link])

    def _hold(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        task = asyncio.create_task(work)
        self._held.add(task)
        task.add_done_callback(self._held.discard)
        return task

    def _stage(self, candidate: Candidate) -> settings_file.Staged:
        kind, name, given = candidate.kind, candidate.name, candidate.fields
        secrets_ = {each.file: given[each.key] for each in gateways.secrets_of(kind, name, given)}
        path = self._settings.path(self._settings.file)
        block = gateways.block(kind, name, given, self._settings.url)
        staged = settings_file.stage(path, name, block, secrets_)
        try:
            gateway_of(staged.added, staged.settings)
        except SettingsError:
            settings_file.undo(staged)
            raise
        return staged

    async def _record(self, record: AddGateway, by: Seat) -> None:
        """Put on record who adds what, before it is done. Raises Problem."""
        outcome = await self._service.submit(record, by.person)
        if isinstance(outcome, NotDurable):
            raise Problem(503, "not_durable", outcome.detail)
        accepted(outcome)

    async def _use(self, staged: settings_file.Staged) -> None:
        """From now on it is a way out like any other, after all others of its channel."""
        added = staged.added
        self._taken.add(added.name)
        for hook in staged.settings.hook:
            if hook.name == added.name:
                self.take_hook(hook)
        gateway = gateway_of(added, staged.settings)
        await self._release()
        self._accounts.add((added.host, added.username))
        await self._service.add_way(gateway, added.timeout_s)
        if isinstance(gateway, SmppGateway):
            new_id = lambda: secrets.token_hex(SIGNAL_ID_BYTES)  # noqa: E731
            self._hold(gateway.serve(CarrierInbox(self._service, new_id)))


def _form(form: gateways.Form) -> FormShown:
    fields = tuple(FieldShown(*each) for each in form.fields)
    return FormShown(form.kind, form.channel, form.hook, fields)


def _settings_of(candidate: Candidate) -> GatewaySettings:
    """The fields as settings. Values are taken as they are: none is read from elsewhere."""
    plain: dict[str, Any] = {
        key: value
        for key, value in candidate.fields.items()
        if value and not key.startswith("hook_")
    }
    if "port" in plain:
        plain["port"] = int(plain["port"])
    if "tls" in plain:
        plain["tls"] = plain["tls"] == "true"
    return GatewaySettings(candidate.name, candidate.kind, **plain)


def _alone(settings: Settings) -> Settings:
    """The settings without their ways in: a trial asks for no receipt by the hook of another."""
    return Settings(base_url=settings.base_url, host=settings.host, port=settings.port)


async def _is_never(candidate: Candidate) -> bool:
    """Whether the host is, or leads to, where nothing that takes texts can be."""
    given = candidate.fields
    host = given.get("host") or (urlsplit(given.get("url", "")).hostname or "")
    if not host:
        return False
    found: list[Any] = []
    with suppress(OSError, UnicodeError):
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return any(gateways.is_never(each) for each in (host, *(one[4][0] for one in found)))


async def _by_request(gateway: Gateway, outgoing: Outgoing) -> None:
    try:
        await gateway.send(outgoing)
    finally:
        with suppress(Exception):
            await gateway.close()


async def _once_bound(gateway: SmppGateway, outgoing: Outgoing) -> None:
    """Hand it over as soon as there is a link. Raises GatewayError."""
    while True:
        try:
            await gateway.send(outgoing)
        except GatewayError as error:
            if error.reason != _NO_LINK:
                raise
            await asyncio.sleep(_AGAIN_S)
        else:
            return


async def _let_go(holding: "asyncio.Task[Any]") -> None:
    """End the link of a trial after its time."""
    await asyncio.wait([holding], timeout=TRIAL_LINK_S)
    holding.cancel()
