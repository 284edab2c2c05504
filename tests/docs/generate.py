"""Writes docs/reference from the code: `python -m tests.docs.generate`, or `make docs`.

Whatever the code can say for itself is never typed a second time. A test fails
when a page here is not what this would write now.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import types
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, get_args, get_origin

import msgspec
import typer

from tests.docs import openapi
from tocsin import config
from tocsin.facts import system
from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private
from tocsin.sim import ending, promises

ROOT: Final = Path(__file__).parents[2]
SOURCE: Final = ROOT / "src" / "tocsin"
FOLDER: Final = ROOT / "docs" / "reference"
INSIDE: Final = ("facts", "agency", "intake", "watch", "response", "paging", "engine")
NOTE: Final = "Written by `make docs` from the code. Change the code, not this page."

_FACT_FILES: Final = {
    "Signals": "signals",
    "Incidents": "incidents",
    "Pages and messages": "pages",
    "Whether it arrives": "reaching",
    "Trials": "trials",
    "Web Push": "pushes",
    "Threats": "threats",
    "Links and packets": "sharing",
    "Sightings": "sightings",
    "Nearness": "nearness",
    "Trails": "trails",
    "Notices": "notices",
    "Respondents": "respondents",
    "Orders": "orders",
    "Custody": "custody",
    "Plans": "plans",
    "Risk": "risk",
    "Walks": "walks",
    "Units": "units",
    "Searches": "search",
    "Roads": "roads",
    "Hand-overs": "handovers",
    "Agency": "agency",
    "Tocsin itself": "system",
}
FACT_FILES: Final[dict[str, Any]] = {
    title: importlib.import_module(f"tocsin.facts.{name}") for title, name in _FACT_FILES.items()
}


def prose(thing: Any) -> str:
    """The docstring of a thing, as paragraphs of one line each."""
    text = inspect.cleandoc(thing.__doc__ or "")
    return "\n\n".join(" ".join(each.split()) for each in text.split("\n\n"))


def cell(text: str) -> str:
    """Text that fits into one cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(map(cell, row)) + " |" for row in rows])


def page(title: str, intro: str, *parts: str) -> str:
    return "\n\n".join((f"# {title}", NOTE, intro, *parts)) + "\n"


def in_words(kind: Any) -> str:
    """A type as a reader who knows no Python would say it."""
    if kind is Private:
        return "sealed text"
    if kind is type(None):
        return "none"
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return f"list of {in_words(inner[0])}"
    if isinstance(kind, types.UnionType):
        return " or ".join(map(in_words, inner))
    if inner:
        return " or ".join(f"`{each}`" for each in inner)
    plain = {str: "text", int: "whole number", float: "number", bool: "true or false"}
    return plain.get(kind) or ("moment" if kind.__name__ == "datetime" else f"`{kind.__name__}`")


def field_rows(struct: Any) -> list[tuple[str, ...]]:
    return [
        (f"`{each.name}`", in_words(each.type), _default(each))
        for each in msgspec.structs.fields(struct)
    ]


def _default(field: Any) -> str:
    if field.default is msgspec.NODEFAULT:
        made = field.default_factory
        return "required" if made is msgspec.NODEFAULT else f"`{made()!r}`"
    value = field.default
    plain = str(value) if isinstance(value, StrEnum) else value
    return "`()`" if value == () else f"`{plain!r}`"


def defined(module: Any, base: type) -> list[Any]:
    """The public classes of a kind that a module itself defines, in its order."""
    return [
        value
        for name, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, base)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    ]


# --- Facts -------------------------------------------------------------------


def facts_page() -> str:
    parts = []
    for title, module in FACT_FILES.items():
        parts.append(f"## {title}\n\n{prose(module)}")
        kinds = defined(module, msgspec.Struct)
        parts += [_fact(each) for each in kinds if issubclass(each, Fact)]
        parts += [_shape(each) for each in kinds if not issubclass(each, Fact)]
    intro = (
        "What can stand in the ledger. Each fact is a JSON body in an "
        "[envelope](../../src/tocsin/facts/envelope.py) with its position, time, stream, actor, "
        "cause and hash. *Sealed text* can be read only with the key of its subject. Words "
        "such as `Disposition` are listed in [words](words.md)."
    )
    return page("Facts", intro, *parts)


def _fact(kind: Any) -> str:
    where = f"Version {kind.VERSION}, stream `{kind.stream(_named(kind))}`."
    return _with_fields(f"### {kind.__name__}\n\n{prose(kind)} {where}", kind)


def _named(kind: Any) -> types.SimpleNamespace:
    """A fact in which every field, and every field of a part, holds its own name."""
    return types.SimpleNamespace(
        **{
            each.name: _named(each.type)
            if isinstance(each.type, type) and issubclass(each.type, msgspec.Struct)
            else each.name.upper()
            for each in msgspec.structs.fields(kind)
        }
    )


def _shape(kind: Any) -> str:
    return _with_fields(f"### {kind.__name__} (a part of facts)\n\n{prose(kind)}", kind)


def _with_fields(text: str, kind: Any) -> str:
    return f"{text}\n\n{table(('field', 'what', 'default'), field_rows(kind))}"


# --- Words and refusals --------------------------------------------------------


def modules() -> Iterator[Any]:
    """Every module inside, where there is no clock, disk or network."""
    for folder in INSIDE:
        package = importlib.import_module(f"tocsin.{folder}")
        for found in pkgutil.iter_modules(package.__path__):
            yield importlib.import_module(f"tocsin.{folder}.{found.name}")


def refusals() -> dict[type[StrEnum], dict[str, list[str]]]:
    """Every enum that `Refused(...)` is given, with the sentences said for each name."""
    found: dict[type[StrEnum], dict[str, list[str]]] = {}
    for module in modules():
        tree = ast.parse(inspect.getsource(module))
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Refused"):
                continue
            reason = call.args[0]
            if isinstance(reason, ast.Attribute) and isinstance(reason.value, ast.Name):
                said = found.setdefault(getattr(module, reason.value.id), {})
                said.setdefault(reason.attr, []).append(_sentence(call.args[1]))
    return found


def _sentence(node: ast.expr) -> str:
    """A literal text, with `…` where something is put in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(piece.value) if isinstance(piece, ast.Constant) else "…" for piece in node.values
        )
    return "…"


def refusals_page() -> str:
    parts = []
    for reasons, said in sorted(refusals().items(), key=lambda each: each[0].__module__):
        where = reasons.__module__.removeprefix("tocsin.").replace(".", "/")
        rows = [
            (f"`{each.value}`", " ".join(dict.fromkeys(said.get(each.name, ["not said today"]))))
            for each in reasons
        ]
        table_ = table(("refusal", "what it says"), rows)
        parts.append(f"## {where}.py\n\n{prose(reasons)}\n\n{table_}")
    intro = (
        "A refusal is a value: nothing happened. The API gives it by its name and its sentence. "
        "Within a list the first that applies is given."
    )
    return page("Refusals", intro, *parts)


def words_page() -> str:
    refusing = set(refusals())
    parts = [
        f"## {kind.__name__}\n\n{prose(kind)}\n\n" + ", ".join(f"`{each.value}`" for each in kind)
        for module in modules()
        for kind in defined(module, StrEnum)
        if kind not in refusing
    ]
    intro = "Lists of words that are closed: facts, states and the API know these and no other."
    return page("Words", intro, *parts)


# --- Alarms, limits, settings, commands ------------------------------------------


def alarms_page() -> str:
    raised: dict[str, list[str]] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "AlarmKind":
                place = f"`{file.relative_to(SOURCE).as_posix()}`"
                raised.setdefault(node.attr, []).append(place)
    rows = [
        (
            f"`{kind.value}`",
            ", ".join(dict.fromkeys(raised.get(kind.name, ["nowhere yet"]))),
            f"[what to do](../../src/tocsin/web/runbooks/{kind.value}.md)",
        )
        for kind in system.AlarmKind
    ]
    intro = f"{prose(system.AlarmKind)} An alarm is named `kind:subject`."
    return page("Alarms", intro, table(("alarm", "in the code", ""), rows))


def limit_rows(module: types.ModuleType) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    waiting: list[str] = []
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            waiting.append(node.target.id)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and waiting:
            text = str(node.value.value)
            rows += [(f"`{name}`", f"{getattr(module, name)}", text) for name in waiting]
            waiting = []
    return rows + [(f"`{name}`", f"{getattr(module, name)}", "") for name in waiting]


def limits_page() -> str:
    names = ("", "_carriers", "_trails", "_keeping", "_phone", "_push", "_room")
    modules = [importlib.import_module(f"tocsin.kernel.limits{name}") for name in names]
    rows = [row for module in modules for row in limit_rows(module)]
    intro = "`kernel/limits*.py`. The unit is in the name; `_S` is seconds."
    return page("Limits", intro, table(("limit", "value", "what it bounds"), rows))


def settings_page() -> str:
    heads = {
        config.Settings: "The file itself",
        config.GatewaySettings: "Each `[[gateway]]`",
        config.HookSource: "Each `[[hook]]`",
        config.BrokerSource: "Each `[[broker]]`",
        config.NeighbourSettings: "Each `[[neighbour]]`",
        config.BackupSettings: "`[backup]`",
        config.ArchiveSettings: "`[archive]`",
        config.NodeSettings: "`[node]`",
    }
    parts = [
        f"## {title}\n\n{prose(struct)}\n\n"
        + table(
            ("setting", "what", "default"),
            [row for row in field_rows(struct) if row[0] not in ("`folder`", "`file`")],
        )
        for struct, title in heads.items()
    ]
    intro = (
        "`tocsin.toml`: one installation. A text written `env:NAME` is taken from the environment, `file:PATH` from a file. "
        "A whole file stands in [real gateways](../howto/real-gateways.md)."
    )
    return page("Settings", intro, *parts)


def commands() -> dict[str, Any]:
    """Every command of the program, in the order of its help."""
    from tocsin.cli import cli

    group: Any = typer.main.get_command(cli)
    return dict(group.commands)


def commands_page() -> str:
    parts = []
    for name, command in commands().items():
        arguments = [each for each in command.params if _is_argument(each)]
        options = [each for each in command.params if not _is_argument(each)]
        shown = " ".join(_metavar(each) for each in arguments)
        part = f"## {name}\n\n`tocsin {name}{' ' + shown if shown else ''}`\n\n{command.help}"
        rows = [_parameter(each) for each in (*arguments, *options)]
        parts.append(part + ("\n\n" + table(("", "what", "default"), rows) if rows else ""))
    intro = "`tocsin COMMAND --help` says the same."
    return page("Commands", intro, *parts)


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _metavar(parameter: Any) -> str:
    name = (parameter.name or "").upper()
    return name if parameter.required else f"[{name}]"


def _parameter(parameter: Any) -> tuple[str, ...]:
    name = _metavar(parameter) if _is_argument(parameter) else parameter.opts[0]
    default = "required" if parameter.required else f"`{parameter.default}`"
    empty = parameter.default in (None, "", False) and not parameter.required
    return f"`{name}`", getattr(parameter, "help", "") or "", "" if empty else default


def promises_page() -> str:
    """The promises that the simulator checks after every turn, and at the end of a run."""
    checked = [promise.__name__ for promise in promises.PROMISES]
    at_the_end = [
        name
        for name, value in vars(ending).items()
        if inspect.isfunction(value)
        and value.__module__ == ending.__name__
        and not name.startswith("_")
    ]
    parts = []
    for title, module, names in (
        ("After every turn", promises, checked),
        ("At the end of a run", ending, at_the_end),
    ):
        rows = [(f"`{name}`", _without_rule(prose(getattr(module, name)))) for name in names]
        parts.append(f"## {title}\n\n{table(('promise', 'in words'), rows)}")
    intro = (
        "What must be true in every invented world, whatever fails in it. "
        "`tocsin simulate --seeds N` runs the real engine in N of them, prints the seed of the "
        "first that breaks one, and ends with 1."
    )
    return page("Promises", intro, *parts)


def _without_rule(text: str) -> str:
    return re.sub(r" \(rules? [^)]*\)", "", text)


PAGES: Final[dict[str, Callable[[], str]]] = {
    "facts": facts_page,
    "words": words_page,
    "refusals": refusals_page,
    "alarms": alarms_page,
    "promises": promises_page,
    "limits": limits_page,
    "settings": settings_page,
    "commands": commands_page,
}


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(exist_ok=True)
    for name, write in PAGES.items():
        (FOLDER / f"{name}.md").write_text(write(), encoding="utf-8")
    (FOLDER / "openapi.json").write_text(openapi.document(), encoding="utf-8")


if __name__ == "__main__":
    main()
