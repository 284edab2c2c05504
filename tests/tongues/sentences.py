"""Every sentence that the service can say no or raise an alarm with, read out of its own code.

A sentence is what stands where a refusal, a problem or an alarm takes its words. Where that is a
name, it is followed to what it was set to; what was filled in stands as `{0}`, `{1}` and so on.
"""

import ast
import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).parents[2] / "src" / "tocsin"

TAKES_WORDS = {
    "AlarmRaised": 2,
    "CandidateShown": 8,
    "Finding": 2,
    "MomentShown": 2,
    "NotDurable": 0,
    "Problem": 2,
    "RaiseAlarm": 2,
    "Refused": 1,
}
"""Which argument of these is the sentence."""

_TAKES = re.compile(rf"\b({'|'.join(TAKES_WORDS)})\(")

OTHERS = {"adapters", "sim", "cli", "harlow", "onboarding"}
"""What is there speaks to nobody by the web."""


class Said(NamedTuple):
    """One sentence, and where it is said."""

    words: str
    place: str


class Unknown(NamedTuple):
    """Words that are not followed: they come from elsewhere."""

    code: str
    place: str


@cache
def module(path: Path) -> ast.Module:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
    return tree


@cache
def all_source() -> str:
    """The whole source, with texts that are split over lines made whole."""
    joined = "\n".join(path.read_text("utf-8") for path in sources())
    return re.sub(r'"\s*\n\s*f?"', "", joined)


def sources() -> list[Path]:
    """Every module that speaks to people by the web."""
    left_out = {*OTHERS, "tongues"}
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] not in left_out
    ]


@cache
def all_said() -> tuple[tuple[Said, ...], tuple[Unknown, ...]]:
    said: dict[str, Said] = {}
    unknown: dict[str, Unknown] = {}
    for path in sources():
        if not _TAKES.search(path.read_text("utf-8")):
            continue
        for node in ast.walk(module(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            nth = TAKES_WORDS.get(node.func.id)
            if nth is None or len(node.args) <= nth:
                continue
            place = f"{path.relative_to(SOURCE)}:{node.lineno}"
            for found in follow(node.args[nth], path, 0):
                if isinstance(found, str):
                    if not found:
                        continue
                    said.setdefault(found, Said(found, place))
                else:
                    code = ast.unparse(found)
                    unknown.setdefault(code, Unknown(code, place))
    return tuple(said.values()), tuple(unknown.values())


@cache
def all_told() -> frozenset[str]:
    """The pattern of everything that is told in a language from the first."""
    return frozenset(
        pattern
        for path in sources()
        if re.search(r"\btell\(", path.read_text("utf-8")) or path.stem in TELLERS
        for node in ast.walk(module(path))
        if isinstance(node, ast.Call)
        for pattern in told_by(node, path)
    )


TELLERS = {path.stem for path in (SOURCE / "engine").glob("tell_*.py")} | {"timeline"}
TAKES_PATTERNS = {
    **dict.fromkeys(("tell", "own", "board", "file", "_unit", "_escort", "_of_order"), 0),
    "we": 1,
    "done": 2,
    "_by_provider": 2,
    "_receipt": 1,
    "said": 3,
}
"""Which argument of these is the pattern."""


def told_by(call: ast.Call, path: Path) -> Iterator[str]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    nth = TAKES_PATTERNS.get(name, len(call.args))
    is_ours = name == "tell" or path.stem in TELLERS
    if is_ours and nth < len(call.args):
        yield from patterns(call.args[nth], path)


def patterns(node: ast.expr, path: Path) -> Iterator[str]:
    if isinstance(node, ast.Constant | ast.JoinedStr | ast.IfExp | ast.Name):
        for each in follow(node, path, 0):
            if isinstance(each, str):
                yield each.replace("{{", "{").replace("}}", "}")


def follow(node: ast.expr, path: Path, depth: int) -> Iterator[str | ast.expr]:
    """Each sentence that this may be, or the expression itself where that is not known."""
    if depth > 6:
        yield node
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value.replace("{", "{{").replace("}", "}}")
    elif isinstance(node, ast.JoinedStr):
        yield from templates(node, path)
    elif isinstance(node, ast.IfExp):
        yield from follow(node.body, path, depth + 1)
        yield from follow(node.orelse, path, depth + 1)
    elif isinstance(node, ast.Name):
        sources = list(assigned(node, path))
        if not sources:
            yield node
        for source, where in sources:
            yield from follow(source, where, depth + 1)
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "format":
        for each in follow(node.func.value, path, depth + 1):  # type: ignore[attr-defined]
            is_text = isinstance(each, str)
            yield numbered(each.replace("{{", "{").replace("}}", "}")) if is_text else each
    elif isinstance(node, ast.Call) and getattr(node.func, "id", " ")[0] == "_":
        returned = list(returns(ast.unparse(node.func), path))
        if not returned:
            yield node
        for each in returned:
            yield from follow(each, path, depth + 1)
    else:
        yield node


def templates(node: ast.JoinedStr, path: Path) -> Iterator[str]:
    """The text with its blanks; once for each way in which a part may be there or not."""
    ways = [""]
    for part in node.values:
        if isinstance(part, ast.Constant):
            more = [str(part.value).replace("{", "{{").replace("}", "}}")]
        else:
            more = optional(part, path) or ["{}"]
        ways = [way + each for way in ways for each in more]
    yield from map(numbered, ways)


def optional(part: ast.expr, path: Path) -> list[str]:
    """What a blank is filled with where that is a text of ours or nothing: `f", on {where}"`."""
    value = part.value if isinstance(part, ast.FormattedValue) else part
    if not isinstance(value, ast.Name):
        return []
    found = [each for source, where in assigned(value, path) for each in branches(source, where)]
    texts = [each for each in found if each is not None]
    return texts if len(texts) == len(found) > 1 else []


def branches(node: ast.expr, path: Path) -> Iterator[str | None]:
    if isinstance(node, ast.IfExp):
        yield from branches(node.body, path)
        yield from branches(node.orelse, path)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (re.sub(r"\{\d*\}", "{}", each) for each in templates(node, path))
    else:
        yield None


def numbered(text: str) -> str:
    """The blanks of a text, counted from 0."""
    count = itertools.count()
    return re.sub(r"\{\d*\}", lambda _: f"{{{next(count)}}}", text)


def assigned(name: ast.Name, path: Path) -> Iterator[tuple[ast.expr, Path]]:
    scope: ast.AST = name
    while not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
        scope = scope.parent  # type: ignore[attr-defined]
    found = list(set_in(scope, name.id)) or list(set_in(module(path), name.id))
    for each in found:
        yield each, path
    if found:
        return
    for node in module(path).body:
        if isinstance(node, ast.ImportFrom) and any(a.name == name.id for a in node.names):
            other = SOURCE.parent.joinpath(*(node.module or "").split(".")).with_suffix(".py")
            if other.exists():
                for each in set_in(module(other), name.id):
                    yield each, other


def set_in(scope: ast.AST, name: str) -> Iterator[ast.expr]:
    for node in scope.body if isinstance(scope, ast.Module) else ast.walk(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    yield node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for t, v in zip(target.elts, node.value.elts, strict=False):
                        if isinstance(t, ast.Name) and t.id == name:
                            yield v
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target = node.target
            if isinstance(target, ast.Name) and target.id == name:
                yield node.value


def returns(function: str, path: Path) -> Iterator[ast.expr]:
    for node in ast.walk(module(path)):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            for each in ast.walk(node):
                if isinstance(each, ast.Return) and each.value is not None:
                    yield each.value
