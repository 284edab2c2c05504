"""The settings file without its secrets: what may lie beside a backup.

What is known to be no secret stays; every other text becomes `env:NAME`, which the
service asks for when it starts. So a setting that is new is taken for a secret
until somebody says that it is none.
"""

import re
from typing import Any, Final

import msgspec

PLAIN: Final = frozenset(
    {
        *("agency_file", "ledger", "host", "base_url", "name", "kind", "sender", "security"),
        *("username", "topics", "group", "client_id", "domain", "email", "public_url"),
        *("file", "calibration", "folder"),
    }
)
"""Settings whose text is no secret."""

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def without_secrets(settings: dict[str, Any]) -> str:
    """The same settings as TOML, each secret replaced by `env:TOCSIN_...`."""
    return _toml(_hidden(settings, ("TOCSIN",)))


def _hidden(value: Any, path: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        named = (*path, str(value["name"])) if "name" in value else path
        return {key: _hidden(each, (*named, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [_hidden(each, path) for each in value]
    if isinstance(value, str) and not _is_plain(path[-1], value):
        return "env:" + re.sub(r"\W", "_", "_".join(path)).upper()
    return value


def _is_plain(field: str, value: str) -> bool:
    """Whether this text may be seen. An address with a user and password in it may not."""
    if value.startswith(("env:", "file:")) or not value:
        return True
    return field in PLAIN and not re.search(r"://[^/]*@", value)


def _toml(settings: dict[str, Any]) -> str:
    """Plain values first, then tables, then lists of tables; no deeper than our settings are."""
    lines = [_pair(key, value) for key, value in settings.items() if not _is_table(value)]
    for key, value in settings.items():
        if not _is_table(value):
            continue
        tables, head = ([value], f"[{key}]") if isinstance(value, dict) else (value, f"[[{key}]]")
        for table in tables:
            lines += ["", head, *(_pair(name, each) for name, each in table.items())]
    return "\n".join(lines) + "\n"


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(each, dict) for each in value)
    )


def _pair(key: str, value: Any) -> str:
    name = key if _BARE.fullmatch(key) else msgspec.json.encode(key).decode()
    return f"{name} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(_pair(key, each) for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    # JSON's texts, numbers and truths are TOML's; dates there are none in our settings.
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
