"""What is mailed to a neighbour: a few words that say nothing of the case, and files."""

from typing import Final

import msgspec

SUBJECT: Final = "Record from {agency}"
"""No name, no place, no number: a subject is read by everybody on its way."""

_TEXT: Final = (
    "{agency} sends you a record; it is attached, and is for {role} only.\n"
    "Open {file} in any browser, or print it. It is as of {at}; what came later is not in it.\n"
    "It names somebody who is in danger. Tell nobody who need not know, above all not whom it\n"
    "is about. If it is not for you, delete it, and tell us by telephone.\n"
)


class Attachment(msgspec.Struct, frozen=True):
    """One file of a packet, as text."""

    name: str
    kind: str
    content: str


class Packet(msgspec.Struct, frozen=True):
    """A mail with its files."""

    subject: str
    text: str
    files: tuple[Attachment, ...]

    def __repr__(self) -> str:
        """Not what it says."""
        return f"Packet({len(self.files)} files)"


def packet(agency: str, role: str, at: str, files: tuple[Attachment, ...]) -> str:
    """A packet in writing, as it is queued; the first file is the record."""
    text = _TEXT.format(agency=agency, role=role, file=files[0].name, at=at)
    made = Packet(SUBJECT.format(agency=agency), text, files)
    return msgspec.json.encode(made).decode()
