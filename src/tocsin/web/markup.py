"""Pages as trees of elements, written by lxml: what is text there can never become markup."""

import re
from collections.abc import Iterable
from typing import Any, Final

from lxml import etree, html

Element = Any
"""An element of lxml, which is published without types."""

Child = Any
"""A text, an element, nothing (None or False), or several of these."""

_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document may hold: control characters and halves of letters."""


def text_of(said: str) -> str:
    """A text as it can stand in a page: what cannot is shown as a replacement character."""
    return _UNFIT.sub("\ufffd", said)


def el(tag: str, *children: Child, **attributes: str | bool | None) -> Element:
    """An element.

    A trailing underscore of an attribute's name is dropped (`class_`), another is a
    hyphen (`data_at`). True is an attribute with an empty value, None and False is none.
    """
    made = etree.Element(tag)
    for name, value in attributes.items():
        if value is not None and value is not False:
            said = "" if value is True else text_of(value)
            made.set(name.rstrip("_").replace("_", "-"), said)
    _fill(made, children)
    return made


def _fill(made: Element, children: Iterable[Child]) -> None:
    for child in children:
        if isinstance(child, str):
            _write(made, text_of(child))
        elif etree.iselement(child):
            made.append(child)
        elif child is not None and child is not False:
            _fill(made, child)


def _write(made: Element, said: str) -> None:
    """Put a text behind what is there already."""
    if len(made):
        made[-1].tail = (made[-1].tail or "") + said
    else:
        made.text = (made.text or "") + said


def page(root: Element) -> bytes:
    """A whole document, in UTF-8."""
    written: bytes = html.tostring(root, doctype="<!doctype html>", encoding="utf-8")
    return written


def part(root: Element) -> bytes:
    """One element and what is in it, in UTF-8."""
    written: bytes = html.tostring(root, encoding="utf-8")
    return written
