"""The text of an agency file: its values, and the line of each of them.

The standard library's TOML reader decides what is valid and gives the values;
tree-sitter knows the line of everything. The reader stops at the first line it
cannot read, so that line is noted, left out, and the rest is read again: an
administrator sees every bad line at once.
"""

import re
import tomllib
from collections import Counter
from typing import Any, Final, NamedTuple

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from tocsin.agency.mistakes import Mistake, Path
from tocsin.kernel.limits import AGENCY_FILE_CHARACTERS_MAX, AGENCY_SYNTAX_MISTAKES_MAX

LOST: Final = "lines that could not be read"
"""The table under which rows are put whose own header cannot be read."""

_LANGUAGE: Final = Language(tree_sitter_toml.language())
_AT: Final = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)")
_STATEMENT: Final = re.compile(r"""\s*(\[|[\w"'.-]+\s*=)""")
_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([a-z_]+(?:\.[a-z_]+)?)")
_TEXT_OR_COMMENT: Final = re.compile(r"""\"[^"]*\"|'[^']*'|#.*""")
_NOT_CLOSED: Final = ("a list is not closed.", "every [ has its ].")
_SAID: Final = (
    ("Unclosed array", *_NOT_CLOSED),
    ("Unclosed inline table", "a { is not closed.", "every { has its }, on the same line."),
    ("Cannot overwrite", "this key stands here twice.", "each key once in its table."),
    ("Duplicate inline", "this key stands here twice.", "each key once in its table."),
    ("Cannot declare", "this table stands here twice.", "[name] once; [[name]] for each row."),
    ("Expected '='", "there is no = after the key.", "key = value."),
    ("Invalid value", "the value cannot be read.", 'text in "quotes", a number, true, [a list].'),
    ("Illegal character '\\n'", "a text is not closed.", 'text in "quotes", on one line.'),
    ("Unterminated", "a text is not closed.", 'text in "quotes", on one line.'),
    ("Expected newline", "something stands after the value.", "one key = value on a line."),
    ("Unescaped", "a backslash stands alone in a text.", "\\\\ for a backslash."),
)
_UNREADABLE: Final = ("this cannot be read.", "a [table], a [[row]], or key = value.")


class Source(NamedTuple):
    """What could be read: values, the line of each path, and the lines that could not."""

    data: dict[str, Any]
    lines: dict[Path, int]
    broken: tuple[Mistake, ...]


def read_source(text: str) -> Source:
    """The values of a TOML text and where each stands. Never raises."""
    text = text.removeprefix("\ufeff")
    if len(text) > AGENCY_FILE_CHARACTERS_MAX:
        most = f"at most {AGENCY_FILE_CHARACTERS_MAX} characters."
        return Source({}, {}, (Mistake(1, "the file", "it is too long.", most),))
    if not text.isprintable() and any("\ud800" <= c <= "\udfff" for c in text):
        return Source({}, {}, (Mistake(1, "the file", "it is damaged.", "text in UTF-8."),))
    return _read_leaving_out(text.replace("\r\n", "\n").split("\n"))


def _read_leaving_out(lines: list[str]) -> Source:
    broken: dict[Mistake, None] = {}
    for _ in range(AGENCY_SYNTAX_MISTAKES_MAX):
        text = "\n".join(lines)
        try:
            data = tomllib.loads(text)
            return Source(data, lines_of(text), tuple(broken))
        except RecursionError:
            broken[Mistake(1, "the file", "it is nested too deep.", "lists in tables.")] = None
            return Source({}, {}, tuple(broken))
        except ValueError as error:
            first, last, said = _statement(lines, str(error))
            broken[Mistake(first + 1, "this line", *said)] = None
        if not any(lines[first : last + 1]):
            break
        _leave_out(lines, first, last)
    return Source({}, {}, tuple(broken))


def _said(message: str) -> tuple[str, str]:
    """The reader's message in our words, which repeat nothing from the file."""
    for start, wrong, accepted in _SAID:
        if message.startswith(start):
            return wrong, accepted
    return _UNREADABLE


def _statement(lines: list[str], message: str) -> tuple[int, int, tuple[str, str]]:
    """The first and last line, from 0, of the statement that is wrong, and what is."""
    at = _AT.search(message)
    if at is None:
        return _first_error("\n".join(lines)), len(lines) - 1, _said(message)
    last = min(int(at[1]), len(lines)) - 1
    before = _start(lines, last - 1)
    if before < last and _STATEMENT.match(lines[last]) and _is_open(lines[before:last]):
        # The reader met the next statement inside a list that was never closed.
        return before, last - 1, _NOT_CLOSED
    if message.startswith(("Cannot overwrite", "Duplicate inline")):
        return _start(lines, last), last, _said(message)
    return last, last, _said(message)


def _start(lines: list[str], index: int) -> int:
    """The nearest line at or before `index` on which a statement begins."""
    while index > 0 and not _STATEMENT.match(lines[index]):
        index -= 1
    return max(index, 0)


def _is_open(lines: list[str]) -> bool:
    """Whether a list or table is opened in these lines and not closed in them."""
    text = "".join(_TEXT_OR_COMMENT.sub("", line) for line in lines)
    return text.count("[") > text.count("]") or text.count("{") > text.count("}")


def _leave_out(lines: list[str], first: int, last: int) -> None:
    header = _HEADER.match(lines[first])
    for index in range(first, last + 1):
        lines[index] = ""
    if header is not None:
        repaired = f"[[{header[2]}]]" if header[1] == "[[" else f'[["{LOST}"]]'
        broken = _refuses(repaired, lines[:first])
        lines[first] = f'[["{LOST}"]]' if broken else repaired


def _refuses(header: str, before: list[str]) -> bool:
    """Whether this header cannot follow these lines."""
    try:
        tomllib.loads("\n".join([*before, header]))
    except (ValueError, RecursionError):
        return True
    return False


def _first_error(text: str) -> int:
    """The line, from 0, where tree-sitter loses its way."""
    stack, found = [Parser(_LANGUAGE).parse(text.encode()).root_node], []
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            found.append(node.start_point.row)
        stack.extend(child for child in node.children if child.has_error)
    return min(found, default=0)


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of every table, key and list entry of a valid TOML text."""
    found: dict[Path, int] = {}
    rows: Counter[Path] = Counter()
    for node in Parser(_LANGUAGE).parse(text.encode()).root_node.children:
        if node.type == "pair":
            _pair_lines(node, (), found)
        elif node.type in {"table", "table_array_element"}:
            base = _header_path(node, rows)
            for length in range(1, len(base) + 1):
                found.setdefault(base[:length], _row(node))
            for pair in node.named_children:
                if pair.type == "pair":
                    _pair_lines(pair, base, found)
    return found


def _header_path(node: Node, rows: Counter[Path]) -> Path:
    """The path of a `[table]` or `[[row]]`: inside the row that was opened last."""
    names = _names(node.named_children[0]) if node.named_children else []
    path: Path = ()
    for name in names[:-1]:
        path = (*path, name)
        path = (*path, rows[path] - 1) if rows[path] else path
    path = (*path, *names[-1:])
    if node.type == "table_array_element":
        rows[path] += 1
        return (*path, rows[path] - 1)
    return path


def _pair_lines(pair: Node, base: Path, found: dict[Path, int]) -> None:
    key, *values = pair.named_children
    path = (*base, *_names(key))
    stack = [(path, pair)] if not values else [(path, pair), (path, values[-1])]
    while stack:
        path, node = stack.pop()
        found.setdefault(path, _row(node))
        children = [child for child in node.named_children if child.type != "comment"]
        if node.type == "array":
            stack.extend(((*path, index), child) for index, child in enumerate(children))
        elif node.type == "inline_table":
            stack.extend(_inline(path, child) for child in children if child.type == "pair")
            for child in children:
                if child.type == "pair":
                    found.setdefault((*path, *_names(child.named_children[0])), _row(child))


def _inline(base: Path, pair: Node) -> tuple[Path, Node]:
    key, *values = pair.named_children
    return (*base, *_names(key)), values[-1] if values else pair


def _row(node: Node) -> int:
    return node.start_point.row + 1


def _names(key: Node) -> list[str]:
    """The parts of a bare, quoted or dotted key."""
    if key.type == "dotted_key":
        return [name for part in key.named_children for name in _names(part)]
    text = (key.text or b"").decode()
    return [text[1:-1] if text[:1] in {'"', "'"} else text]
