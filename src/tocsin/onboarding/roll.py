"""Staff from a list that somebody has: a CSV file of a spreadsheet or of the personnel office.

A column is known by its header, in English or Spanish, whatever its case. What is wrong is said
with the line of the list, all of it at once, and quotes nothing but words of the header.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from tocsin.agency.mistakes import is_id
from tocsin.facts.agency import Role
from tocsin.kernel.limits import AGENCY_ID_CHARACTERS_MAX, AGENCY_ITEMS_MAX
from tocsin.onboarding.writing import table

_HEADERS: Final = {
    "id": ("id", "person", "user", "username", "usuario"),
    "name": ("name", "full name", "employee", "employee name", "nombre", "nombre completo"),
    "first": ("first name", "first", "given name", "nombre de pila"),
    "last": ("last name", "last", "surname", "family name", "apellido", "apellidos"),
    "roles": ("role", "roles", "position", "job", "title", "job title", "rol", "puesto", "cargo"),
    "numbers": (
        *("number", "numbers", "phone", "phones", "phone number", "mobile", "mobile phone", "cell"),
        *("cell phone", "telephone", "telefono", "movil", "celular", "numero"),
    ),
    "emails": (
        "email",
        "emails",
        "e mail",
        "mail",
        "email address",
        "correo",
        "correo electronico",
    ),
    "language": ("language", "idioma", "lengua"),
    "badges": ("badge", "badges", "badge number", "tarjeta"),
}
_FIELD_OF: Final = {header: field for field, headers in _HEADERS.items() for header in headers}
_ROLE_OF: Final = {
    "admin": Role.ADMINISTRATOR,
    "administrador": Role.ADMINISTRATOR,
    "administradora": Role.ADMINISTRATOR,
    "call taker": Role.TELECOMMUNICATOR,
    "calltaker": Role.TELECOMMUNICATOR,
    "telecomunicador": Role.TELECOMMUNICATOR,
    "telecomunicadora": Role.TELECOMMUNICATOR,
    "despachador": Role.DISPATCHER,
    "despachadora": Role.DISPATCHER,
    "shift supervisor": Role.SUPERVISOR,
    "supervisora": Role.SUPERVISOR,
    "pio": Role.PUBLIC_INFORMATION_OFFICER,
    "coordinador de seguridad": Role.SAFETY_COORDINATOR,
    "coordinadora de seguridad": Role.SAFETY_COORDINATOR,
    "emt": Role.WORKER,
    "employee": Role.WORKER,
    "nurse": Role.WORKER,
    "paramedic": Role.WORKER,
    "enfermera": Role.WORKER,
    "enfermero": Role.WORKER,
    "paramedico": Role.WORKER,
    "trabajador": Role.WORKER,
    "trabajadora": Role.WORKER,
} | {role.value.replace("_", " "): role for role in Role}
_LANGUAGE_OF: Final = {"en": "en", "english": "en", "ingles": "en", "es": "es"} | {
    "spanish": "es",
    "espanol": "es",
    "": "",
}
_SEVERAL: Final = re.compile(r"[;|\n]")


class Wrong(NamedTuple):
    """What is wrong with a list: its line, counted from 1, and what is accepted instead."""

    line: int
    wrong: str
    accepted: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.wrong} Accepted: {self.accepted}"


class Entry(NamedTuple):
    """One person of the list, and the line they stand on. Every text as it was written."""

    line: int
    person: str
    name: str
    roles: tuple[str, ...]
    numbers: tuple[str, ...]
    emails: tuple[str, ...]
    language: str
    badges: tuple[str, ...]

    def block(self) -> str:
        """The `[[staff]]` table of the agency file."""
        values = {
            "id": self.person,
            "name": self.name,
            "language": self.language,
            "roles": self.roles,
            "numbers": self.numbers,
            "emails": self.emails,
            "badges": self.badges,
        }
        return table("staff", values)


class Roll(NamedTuple):
    """A list as it was read: its people, what is wrong, and the columns that were passed over."""

    entries: tuple[Entry, ...]
    wrong: tuple[Wrong, ...]
    unknown: tuple[str, ...]


def decoded(octets: bytes) -> str | None:
    """The text of a spreadsheet's CSV: UTF-8, UTF-16 with its mark, or Windows-1252; else None."""
    marked = octets.startswith((b"\xff\xfe", b"\xfe\xff"))
    for charset in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = octets.decode(charset)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def read_roll(text: str, taken: Iterable[str] = ()) -> Roll:
    """The people of a list; `taken` are ids that others have already. Never raises."""
    try:
        rows = list(_rows(text))
    except csv.Error:
        return Roll((), (Wrong(1, "this is no CSV.", "comma, semicolon or tab separated."),), ())
    if not rows:
        return Roll((), (Wrong(1, "the list is empty.", "a line of headers, then people."),), ())
    (line, header), people = rows[0], rows[1:]
    fields = [_FIELD_OF.get(_plain(each).rstrip(" 0123456789"), "") for each in header]
    unknown = tuple(h.strip() for h, f in zip(header, fields, strict=True) if not f and h.strip())
    missing = tuple(_missing(line, fields))
    if missing:
        return Roll((), missing, unknown)
    if len(people) > AGENCY_ITEMS_MAX:
        found = Wrong(line, f"there are {len(people)} people.", f"at most {AGENCY_ITEMS_MAX}.")
        return Roll((), (found,), unknown)
    ids = _Ids(taken)
    entries: list[Entry] = []
    wrong: list[Wrong] = []
    for at, cells in people:
        entry = _entry(at, _values(fields, cells), ids, wrong)
        if entry is not None:
            entries.append(entry)
    return Roll(tuple(entries), tuple(wrong), unknown)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that says something, with the line on which it begins."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for row in reader:
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1


def _plain(text: str) -> str:
    """Without accents and punctuation, in lower case, single blanks."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(" " if c in "_-./" else c for c in bare if not unicodedata.combining(c))
    return " ".join(kept.split())


def _missing(line: int, fields: list[str]) -> Iterator[Wrong]:
    if "name" not in fields and not {"first", "last"} <= set(fields):
        yield Wrong(line, "no column has the names.", 'a column "name".')
    if not {"numbers", "emails"} & set(fields):
        accepted = 'a column "number" or "email", or both.'
        yield Wrong(line, "no column says how to reach them.", accepted)


def _values(fields: list[str], cells: list[str]) -> dict[str, tuple[str, ...]]:
    """What a row says of each field; a cell may hold several, parted by ; or |."""
    found: dict[str, list[str]] = {field: [] for field in _HEADERS}
    for field, cell in zip(fields, cells, strict=False):
        if field in ("name", "first", "last"):
            found[field].append(" ".join(cell.split()))
        elif field:
            found[field] += [part.strip() for part in _SEVERAL.split(cell) if part.strip()]
    return {field: tuple(dict.fromkeys(each)) for field, each in found.items()}


def _entry(
    line: int, values: dict[str, tuple[str, ...]], ids: "_Ids", wrong: list[Wrong]
) -> Entry | None:
    whole = " ".join(filter(None, values["name"]))
    name = whole or " ".join(filter(None, (*values["first"], *values["last"])))
    if not name:
        wrong.append(Wrong(line, "there is no name.", "a name for each person."))
        return None
    roles = tuple(_roles(line, values["roles"], wrong))
    written = " ".join(values["language"])
    language = _LANGUAGE_OF.get(_plain(written))
    if language is None:
        wrong.append(Wrong(line, "this language is not known.", "en or es."))
    person = ids.give(next(iter(values["id"]), ""), name)
    if not person:
        wrong.append(Wrong(line, "another person has this id.", "each id once."))
    emails, badges = values["emails"], values["badges"]
    return Entry(line, person, name, roles, values["numbers"], emails, language or "", badges)


def _roles(line: int, written: tuple[str, ...], wrong: list[Wrong]) -> Iterator[str]:
    for cell in written:
        for word in [cell] if _plain(cell) in _ROLE_OF else cell.split(","):
            role = _ROLE_OF.get(_plain(word))
            if role is not None:
                yield role.value
            elif word.strip():
                accepted = f"{', '.join(sorted(role.value for role in Role))}."
                wrong.append(Wrong(line, "there is no such role.", accepted))


class _Ids:
    """Ids of people: the one that the list gives, else one made of the name, each once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._given: set[str] = set()

    def give(self, written: str, name: str) -> str:
        """The id; '' when the list gives one to two people."""
        if is_id(written):
            if written in self._given:
                return ""
            self._given.add(written)
            self._taken.add(written)
            return written
        made = id_of(name, self._taken)
        self._taken.add(made)
        return made


def id_of(name: str, taken: Iterable[str] = ()) -> str:
    """An id made of a name, none of `taken`."""
    words = re.findall(r"[a-z0-9]+", _plain(name)) or [""]
    return next(each for each in _made_of(words) if each not in taken and is_id(each))


def _made_of(words: list[str]) -> Iterator[str]:
    """`ana`, then `ana-quellimarsh`, then `ana-2`, `ana-3` …"""
    first = words[0][: AGENCY_ID_CHARACTERS_MAX // 2]
    first = first if is_id(first) else "person"
    yield first
    if len(words) > 1:
        yield f"{first}-{words[-1]}"[:AGENCY_ID_CHARACTERS_MAX]
    count = 2
    while True:
        yield f"{first}-{count}"
        count += 1
