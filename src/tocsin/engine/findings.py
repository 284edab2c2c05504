"""What is found wrong by looking, and not by something that fails."""

from typing import NamedTuple

from tocsin.facts.system import AlarmKind


class Finding(NamedTuple):
    """One thing that is wrong: an alarm while it is found, and none as soon as it is not."""

    kind: AlarmKind
    subject: str
    detail: str
