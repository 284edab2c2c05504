"""The only wiring: settings to ledger, vault, engine, gateways, web."""

from tocsin.app.erasing import erase
from tocsin.app.serving import admin_token, hook_of, listen, reload, serve
from tocsin.app.wiring import AgencyFileError, Wired, wire

__all__ = [
    "AgencyFileError",
    "Wired",
    "admin_token",
    "erase",
    "hook_of",
    "listen",
    "reload",
    "serve",
    "wire",
]
