"""Texts and lists as TOML writes them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any


def quoted(text: str) -> str:
    """A text as a basic string of TOML 1.0: JSON's, but for DEL, which TOML escapes too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def listed(texts: Iterable[str]) -> str:
    """A list of texts on one line."""
    return f"[{', '.join(map(quoted, texts))}]"


def table(header: str, values: Mapping[str, Any]) -> str:
    """One table of an array of tables; a value that says nothing is left out."""
    lines = [f"[[{header}]]"]
    for key, value in values.items():
        if isinstance(value, str) and value:
            lines.append(f"{key} = {quoted(value)}")
        elif isinstance(value, float):
            lines.append(f"{key} = {value!r}")
        elif isinstance(value, tuple) and value:
            lines.append(f"{key} = {listed(value)}")
    return "\n".join(lines) + "\n"
